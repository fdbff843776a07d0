"""What people do around a proposal: sign it, support it, argue, amend."""

from dataclasses import dataclass

from goforum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AuthorInvited(Event):
    """Somebody is asked to sign it."""

    proposal_id: int
    group_id: int
    person_id: int
    round: int


@dataclass(frozen=True, kw_only=True)
class AuthorAnswered(Event):
    """Somebody signed it, declined, or took their name off (``proposals.models.Signing``)."""

    proposal_id: int
    group_id: int
    answer: str
    round: int


@dataclass(frozen=True, kw_only=True)
class ProposalSupported(Event):
    """One person more wants it to go on."""

    proposal_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class SupportsReached(Event):
    """It has the supports its group asks for, for the first time."""

    proposal_id: int
    group_id: int
    supports: int


@dataclass(frozen=True, kw_only=True)
class ProposalRulesSet(Event):
    """A group asks something else of its proposals."""

    group_id: int
    supports_needed: int


@dataclass(frozen=True, kw_only=True)
class ArgumentGiven(Event):
    """There is a new argument for or against it."""

    proposal_id: int
    group_id: int
    argument_id: int


@dataclass(frozen=True, kw_only=True)
class ArgumentTakenBack(Event):
    """Its author deleted an argument, or brought it back."""

    proposal_id: int
    group_id: int
    argument_id: int
    undone: bool


@dataclass(frozen=True, kw_only=True)
class ArgumentHidden(Event):
    """Moderators took an argument out of sight, or showed it again."""

    proposal_id: int
    group_id: int
    argument_id: int
    shown: bool


@dataclass(frozen=True, kw_only=True)
class AmendmentProposed(Event):
    """Another text stands beside it."""

    proposal_id: int
    group_id: int
    amendment_id: int


@dataclass(frozen=True, kw_only=True)
class AmendmentAccepted(Event):
    """The text of an amendment is its text now."""

    proposal_id: int
    group_id: int
    amendment_id: int


@dataclass(frozen=True, kw_only=True)
class AmendmentRejected(Event):
    """Its authors leave the text as it is."""

    proposal_id: int
    group_id: int
    amendment_id: int


@dataclass(frozen=True, kw_only=True)
class AmendmentWithdrawn(Event):
    """Who proposed an amendment took it back."""

    proposal_id: int
    group_id: int
    amendment_id: int


@dataclass(frozen=True, kw_only=True)
class AmendmentPromoted(Event):
    """A rejected amendment is a proposal of its own."""

    proposal_id: int
    group_id: int
    amendment_id: int
    promoted_id: int


@dataclass(frozen=True, kw_only=True)
class AmendmentHidden(Event):
    """Moderators took an amendment out of sight, or showed it again."""

    proposal_id: int
    group_id: int
    amendment_id: int
    shown: bool

"""What happens to proposals."""

from dataclasses import dataclass

from goforum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ProposalDrafted(Event):
    """Its author alone knows of it."""

    proposal_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ProposalPublished(Event):
    """Readers of the group see it from now on, and its discussion is open."""

    proposal_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ProposalEdited(Event):
    """There is a new version of the text (taken over from an amendment, perhaps), or other commitments are linked."""

    proposal_id: int
    group_id: int
    version: int
    amendment_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ProposalMoved(Event):
    """It went from one state to another (``proposals.models.State``), publication included."""

    proposal_id: int
    group_id: int
    from_state: str
    to_state: str
    # Moved by something that is told in its own words: nobody hears of one act twice.
    told: bool = False


@dataclass(frozen=True, kw_only=True)
class ProposalHidden(Event):
    """Moderators took it out of sight, with its discussion."""

    proposal_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ProposalShown(Event):
    """A hidden proposal is readable again."""

    proposal_id: int
    group_id: int


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
class MoreAsked(Event):
    """Facilitators asked its authors for more."""

    proposal_id: int
    group_id: int
    ask_id: int


@dataclass(frozen=True, kw_only=True)
class AskAnswered(Event):
    """An author answered in words what was asked."""

    proposal_id: int
    group_id: int
    ask_id: int


@dataclass(frozen=True, kw_only=True)
class ProposalThemed(Event):
    """It stands under a theme of its group, another one, or none."""

    proposal_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ProposalNoted(Event):
    """A facilitator left a note for the others."""

    proposal_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class AnswerPrepared(Event):
    """The official answer is written or changed, for facilitators alone to see."""

    proposal_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class AnswerPublished(Event):
    """The official answer is there for everybody to read."""

    proposal_id: int
    group_id: int
    decision: str


@dataclass(frozen=True, kw_only=True)
class ProposalsMerged(Event):
    """It goes on in another one."""

    proposal_id: int
    group_id: int
    target_id: int
    merge_id: int


@dataclass(frozen=True, kw_only=True)
class MergeUndone(Event):
    """It was taken out of the other one again."""

    proposal_id: int
    group_id: int
    target_id: int
    merge_id: int


@dataclass(frozen=True, kw_only=True)
class ProposalSplitOut(Event):
    """A part of it is a proposal of its own."""

    proposal_id: int
    group_id: int
    made_id: int


@dataclass(frozen=True, kw_only=True)
class ProcessStarted(Event):
    """A group's proposals go through phases with dates from now on."""

    process_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ProcessEnded(Event):
    """A facilitator ended the process of a group."""

    process_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class PhaseBegun(Event):
    """The clock has come to the next phase of a group's process."""

    process_id: int
    group_id: int
    phase: str


@dataclass(frozen=True, kw_only=True)
class ChangeWritten(Event):
    """It says what it would change in a commitment, or no longer does."""

    proposal_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ChangePublished(Event):
    """What it changes is part of the plan's next version."""

    proposal_id: int
    group_id: int
    commitment_id: int

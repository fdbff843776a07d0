"""What happens to polls. No event says what anyone chose: results may be hidden, and events travel far."""

from dataclasses import dataclass

from goforum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PollOpened(Event):
    poll_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class PollPlanned(Event):
    """A vote will open by itself at its time; nobody can vote yet."""

    poll_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class PollExtended(Event):
    """The deadline was put off before anybody had voted."""

    poll_id: int
    group_id: int
    extension_id: int


@dataclass(frozen=True, kw_only=True)
class VoteCast(Event):
    """A voter's first ballot in this poll."""

    poll_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class VoteChanged(Event):
    """A ballot says something else than before, choice or reason."""

    poll_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class VoteWithdrawn(Event):
    """A ballot was taken out before the close; its voter has none now."""

    poll_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class PhoneVoteRecorded(Event):
    """The secretary wrote down a vote by phone, for the member to confirm or annul."""

    poll_id: int
    group_id: int
    voter_key: str


@dataclass(frozen=True, kw_only=True)
class PhoneVoteAnswered(Event):
    """The member said whether a vote by phone is theirs: confirmed or annulled."""

    poll_id: int
    group_id: int
    voter_key: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class VoteDelegated(Event):
    """A voter lets another line of the roll vote for them."""

    poll_id: int
    group_id: int
    delegation_id: int
    to_key: str


@dataclass(frozen=True, kw_only=True)
class DelegationRevoked(Event):
    """A voter took their vote back before the close."""

    poll_id: int
    group_id: int
    delegation_id: int
    to_key: str


@dataclass(frozen=True, kw_only=True)
class SecretBoxGrew(Event):
    """A ballot came into a secret box, or one was changed. Not whose: nobody may ever put it beside a name."""

    poll_id: int


@dataclass(frozen=True, kw_only=True)
class PollClosed(Event):
    """The poll is counted for good. ``outcome`` is a ``voting.models.Outcome``."""

    poll_id: int
    group_id: int
    outcome: str


@dataclass(frozen=True, kw_only=True)
class ReasonAnswered(Event):
    """Somebody answered the reason of a vote."""

    poll_id: int
    group_id: int
    answer_id: int
    voter_key: str


@dataclass(frozen=True, kw_only=True)
class AnswerHidden(Event):
    """An answer to a reason was taken away."""

    poll_id: int
    group_id: int
    answer_id: int


@dataclass(frozen=True, kw_only=True)
class StatementWritten(Event):
    """A person wrote what follows from a vote; ``first`` or put in other words."""

    poll_id: int
    group_id: int
    first: bool


@dataclass(frozen=True, kw_only=True)
class PollCancelled(Event):
    """The poll ended without a result; the reason stands in its row."""

    poll_id: int
    group_id: int

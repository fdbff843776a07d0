"""What happens in groups."""

from dataclasses import dataclass
from datetime import datetime

from goforum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class GroupCreated(Event):
    group_id: int


@dataclass(frozen=True, kw_only=True)
class GroupChanged(Event):
    group_id: int


@dataclass(frozen=True, kw_only=True)
class GroupArchived(Event):
    group_id: int


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    group_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class MemberLeft(Event):
    """Left or was removed: reading, sockets and mail stop at once where the group is not public."""

    group_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class RoleChanged(Event):
    group_id: int
    person_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class MandateGiven(Event):
    group_id: int
    person_id: int
    mandate_id: int


@dataclass(frozen=True, kw_only=True)
class MandateEnded(Event):
    group_id: int
    person_id: int
    mandate_id: int


@dataclass(frozen=True, kw_only=True)
class GroupMoved(Event):
    """The group stands below another now, or at the top."""

    group_id: int


@dataclass(frozen=True, kw_only=True)
class JoinRequested(Event):
    group_id: int
    person_id: int
    request_id: int


@dataclass(frozen=True, kw_only=True)
class JoinRequestWithdrawn(Event):
    group_id: int
    person_id: int
    request_id: int


@dataclass(frozen=True, kw_only=True)
class JoinRequestAnswered(Event):
    """Accepted or refused; the words are in the request."""

    group_id: int
    person_id: int
    request_id: int
    accepted: bool


@dataclass(frozen=True, kw_only=True)
class InvitationMade(Event):
    group_id: int
    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class InvitationRevoked(Event):
    group_id: int
    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class InvitationUsed(Event):
    group_id: int
    invitation_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class MemberSilenced(Event):
    """Kept from writing here until an instant; without one, may write again."""

    group_id: int
    person_id: int
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class MemberSuspended(Event):
    """Takes part in nothing here until an instant; without one, does again."""

    group_id: int
    person_id: int
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class MemberSlowed(Event):
    """At least so many seconds between two texts; 0 is the usual pace again."""

    group_id: int
    person_id: int
    seconds: int


@dataclass(frozen=True, kw_only=True)
class WeightsChanged(Event):
    """How many votes the charter gives each organisation, for the votes that open from now on."""

    group_id: int


@dataclass(frozen=True, kw_only=True)
class PolicyChanged(Event):
    """What waits before it is published here, and who moderates."""

    group_id: int


@dataclass(frozen=True, kw_only=True)
class WatchedWordAdded(Event):
    """A group watches for a word; without a group, the site does."""

    group_id: int | None
    word_id: int


@dataclass(frozen=True, kw_only=True)
class WatchedWordRemoved(Event):
    group_id: int | None
    word_id: int


@dataclass(frozen=True, kw_only=True)
class ReservedGroupEntered(Event):
    """An administrator made themselves an observer of a reserved group; its members are told."""

    group_id: int
    person_id: int
    entry_id: int

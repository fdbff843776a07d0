"""What happens in groups."""

from dataclasses import dataclass

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

"""What happens to minutes: ids only."""

from dataclasses import dataclass
from datetime import datetime

from goforum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MinutesEvent(Event):
    """The base of all events about minutes."""

    minutes_id: int
    meeting_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class MinutesDrafted(MinutesEvent):
    """A draft was drawn from the room, or what was noted since was added to it."""


@dataclass(frozen=True, kw_only=True)
class MinutesEdited(MinutesEvent):
    """An item changed; ``revision`` is the number of the change."""

    item_id: int
    revision: int


@dataclass(frozen=True, kw_only=True)
class MinutesCirculated(MinutesEvent):
    """The members can remark on them until then."""

    until: datetime


@dataclass(frozen=True, kw_only=True)
class MinutesHeldBack(MinutesEvent):
    """Silence would have adopted them, but a remark waits for its answer."""

    until: datetime


@dataclass(frozen=True, kw_only=True)
class MinutesRemarked(MinutesEvent):
    """Somebody remarked on them."""

    remark_id: int


@dataclass(frozen=True, kw_only=True)
class RemarkAnswered(MinutesEvent):
    """A remark has its answer."""

    remark_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class MinutesPutToVote(MinutesEvent):
    """The members vote on them."""

    poll_id: int


@dataclass(frozen=True, kw_only=True)
class MinutesAdopted(MinutesEvent):
    """They are locked for good."""

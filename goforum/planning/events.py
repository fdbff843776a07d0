"""What happens while a meeting is prepared: ids only."""

from dataclasses import dataclass

from goforum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PointOffered(Event):
    """A member proposed a point for an agenda."""

    offer_id: int
    meeting_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class PointAnswered(Event):
    """It stands on the agenda now, or not."""

    offer_id: int
    meeting_id: int
    group_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingFilesChanged(Event):
    """Documents were added to a meeting or taken away."""

    meeting_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class DateChosen(Event):
    """A meeting was made of a date the members had been asked for."""

    poll_id: int
    meeting_id: int
    group_id: int

"""What happens to points and actions: ids only."""

from dataclasses import dataclass

from goforum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PointNoted(Event):
    """A point was noted in a meeting, changed, or taken out."""

    point_id: int
    meeting_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ActionMade(Event):
    """An action was decided. ``meeting_id`` where a meeting decided it."""

    action_id: int
    group_id: int
    meeting_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ActionChanged(Event):
    """Its words, its owner, its deadline or its commitment changed."""

    action_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ActionSettled(Event):
    """It was done, dropped or opened again; ``state`` says which."""

    action_id: int
    group_id: int
    state: str

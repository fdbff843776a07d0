"""What happens to workshops: ids only."""

from dataclasses import dataclass

from goforum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class WorkshopEvent(Event):
    """The base of all events about a workshop."""

    workshop_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class WorkshopPlanned(WorkshopEvent):
    """A workshop is announced."""


@dataclass(frozen=True, kw_only=True)
class WorkshopChanged(WorkshopEvent):
    """What its page says changed; ``moved``: when or where it is."""

    moved: bool


@dataclass(frozen=True, kw_only=True)
class WorkshopCancelled(WorkshopEvent):
    """It will not be held."""


@dataclass(frozen=True, kw_only=True)
class SeatChanged(WorkshopEvent):
    """Somebody registered, or withdrew (``state``: placed, waiting, withdrawn)."""

    person_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class MovedUp(WorkshopEvent):
    """A place came free, and the first of those who waited has it."""

    person_id: int

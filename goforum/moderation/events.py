"""What happens in moderation. Ids only: nobody who hears of a report learns who made it from the words."""

from dataclasses import dataclass

from goforum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ThingReported(Event):
    case_id: int
    group_id: int
    thing_kind: str
    thing_id: int


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Event):
    """A row enters the queue, or enters it again."""

    case_id: int
    group_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class CaseTaken(Event):
    """A moderator looks after a row, or gives it back (no owner)."""

    case_id: int
    group_id: int
    owner_id: int | None


@dataclass(frozen=True, kw_only=True)
class CaseClosed(Event):
    """Nothing is left to decide: its author took the text back, or it was answered elsewhere."""

    case_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class DecisionMade(Event):
    """A moderator decided; ``subject_id`` is who is told (nobody when things stay as they are)."""

    decision_id: int
    case_id: int
    group_id: int
    act: str
    reason: str
    subject_id: int | None


@dataclass(frozen=True, kw_only=True)
class DecisionReversed(Event):
    """What was decided is undone, after an appeal or by the moderators themselves."""

    decision_id: int
    group_id: int
    subject_id: int | None


@dataclass(frozen=True, kw_only=True)
class AppealMade(Event):
    appeal_id: int
    decision_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class AppealDecided(Event):
    appeal_id: int
    decision_id: int
    group_id: int
    author_id: int
    upheld: bool


@dataclass(frozen=True, kw_only=True)
class ReasonSaved(Event):
    """A sentence moderators use again; without a group, everywhere."""

    reason_id: int
    group_id: int | None


@dataclass(frozen=True, kw_only=True)
class ReasonRetired(Event):
    reason_id: int
    group_id: int | None

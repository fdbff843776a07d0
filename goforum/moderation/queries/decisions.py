"""Decisions, the appeals against them, the public log and its figures, and the sentences kept for use again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import and_, select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import NotFound
from goforum.moderation.models import Appeal, AppealState, Case, Decision, Report, SavedReason
from goforum.moderation.rules import SILENT_ACTS, DecisionFacts

# Fewer than this say something about a person rather than about the group.
SMALL = 5
MONTHS = 6


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision, and the appeal against it."""

    id: int
    case_id: int
    group_id: int
    actor_id: int
    subject_id: int | None
    act: str
    thing_kind: str
    thing_id: int
    reason: str
    sentence: dict[str, Any]
    words: str
    until: datetime | None
    before: int
    at: datetime
    reversed_at: datetime | None
    reversed_by_id: int | None
    appeal_id: int | None
    appeal_words: str | None
    appeal_at: datetime | None
    appeal_state: str | None
    appeal_answer: str | None
    appeal_decided_at: datetime | None

    @property
    def facts(self) -> DecisionFacts:
        """What the rules ask of it."""
        return DecisionFacts(self.act, self.actor_id, self.subject_id, self.at, self.reversed_at,
                             self.appeal_id is not None)

    def sentence_in(self, language: str) -> str:
        """The saved sentence in a language, or in another it has."""
        return str(self.sentence.get(language) or next((one for one in self.sentence.values() if one), ""))


_ROW = (Decision.id, Decision.case_id, Decision.group_id, Decision.actor_id, Decision.subject_id, Decision.act,
        Decision.thing_kind, Decision.thing_id, Decision.reason, Decision.sentence, Decision.words, Decision.until,
        Decision.before, Decision.at, Decision.reversed_at, Decision.reversed_by_id, Appeal.id.label("appeal_id"),
        Appeal.words.label("appeal_words"), Appeal.at.label("appeal_at"), Appeal.state.label("appeal_state"),
        Appeal.answer.label("appeal_answer"), Appeal.decided_at.label("appeal_decided_at"))


def _select() -> Any:
    return select(*_ROW).outerjoin(Appeal, Appeal.decision_id == Decision.id)


def get_decision(decision_id: int) -> DecisionRow:
    """One decision, whoever asks: the caller asks ``may_see_decision``."""
    row = db.session.execute(_select().where(Decision.id == decision_id)).one_or_none()
    if row is None:
        raise NotFound()
    return DecisionRow(*row)


def list_of_case(case_id: int) -> list[DecisionRow]:
    """What was decided on a row, newest first."""
    return [DecisionRow(*row) for row in db.session.execute(
        _select().where(Decision.case_id == case_id).order_by(Decision.id.desc()).limit(50))]


def list_about(person_id: int, limit: int = 50) -> list[DecisionRow]:
    """What was decided about a person's words, newest first, for that person."""
    return [DecisionRow(*row) for row in db.session.execute(_select().where(
        Decision.subject_id == person_id, Decision.act.not_in(SILENT_ACTS)
    ).order_by(Decision.id.desc()).limit(limit))]


def page_log(group_id: int, before: int | None = None, size: int = 50) -> list[DecisionRow]:
    """The decisions of a group, newest first, one more than a page. Shown without names, numbers or words."""
    statement = _select().where(Decision.group_id == group_id).order_by(Decision.id.desc()).limit(size + 1)
    if before is not None:
        statement = statement.where(Decision.id < before)
    return [DecisionRow(*row) for row in db.session.execute(statement)]


@dataclass(frozen=True, slots=True)
class Figures:
    """A month of a group's moderation. None stands for fewer than ``SMALL``, which would point at somebody."""

    month: str
    reports: int | None
    decided: int | None
    median_hours: float | None
    appeals: int | None
    upheld: int | None


def _honest(count: int) -> int | None:
    return count if count == 0 or count >= SMALL else None


def figures(group_id: int, zone: Any) -> list[Figures]:
    """The last months of a group, this one first; three statements for any number of rows."""
    since = clock.now() - timedelta(days=31 * MONTHS)
    reports: dict[str, int] = {}
    for (at,) in db.session.execute(select(Report.at).where(Report.group_id == group_id, Report.at > since)):
        month = f"{at.astimezone(zone):%Y-%m}"
        reports[month] = reports.get(month, 0) + 1
    hours: dict[str, list[float]] = {}
    for opened, decided in db.session.execute(select(Case.opened_at, Case.decided_at).where(
            and_(Case.group_id == group_id, Case.state == "decided", Case.opened_at > since,
                 Case.decided_at.is_not(None), Case.kind.in_(("report", "held"))))):
        hours.setdefault(f"{opened.astimezone(zone):%Y-%m}", []).append((decided - opened).total_seconds() / 3600)
    appeals: dict[str, list[str]] = {}
    for at, state in db.session.execute(select(Appeal.at, Appeal.state).where(
            Appeal.group_id == group_id, Appeal.at > since)):
        appeals.setdefault(f"{at.astimezone(zone):%Y-%m}", []).append(state)
    months = sorted({*reports, *hours, *appeals}, reverse=True)[:MONTHS]
    return [_figures(month, reports.get(month, 0), hours.get(month, []), appeals.get(month, [])) for month in months]


def _figures(month: str, reports: int, hours: list[float], appeals: list[str]) -> Figures:
    enough = len(hours) >= SMALL
    upheld = appeals.count(AppealState.UPHELD)
    # Upheld ones are told only where there are enough appeals: else the log and the figures together name them.
    return Figures(month, _honest(reports), _honest(len(hours)), round(median(hours), 1) if enough else None,
                   _honest(len(appeals)), upheld if len(appeals) >= SMALL else (0 if not appeals else None))


@dataclass(frozen=True, slots=True)
class Saved:
    """A sentence kept for use again."""

    id: int
    group_id: int | None
    reason: str
    text_ar: str
    text_fr: str
    text_en: str

    @property
    def texts(self) -> dict[str, str]:
        """The sentence by language."""
        return {"ar": self.text_ar, "fr": self.text_fr, "en": self.text_en}

    def text_in(self, language: str) -> str:
        """The sentence in a language, or in another it has."""
        return self.texts.get(language) or next(one for one in self.texts.values() if one)


_SAVED = (SavedReason.id, SavedReason.group_id, SavedReason.reason, SavedReason.text_ar, SavedReason.text_fr,
          SavedReason.text_en)


def saved_reasons(group_id: int | None, *, with_site: bool = True) -> list[Saved]:
    """The sentences a group may use: its own, and the site's unless only one list is asked for."""
    own = SavedReason.group_id == group_id if group_id is not None else SavedReason.group_id.is_(None)
    where = own | SavedReason.group_id.is_(None) if with_site else own
    rows = db.session.execute(select(*_SAVED).where(where, SavedReason.retired_at.is_(None)).order_by(
        SavedReason.id).limit(200))
    return [Saved(*row) for row in rows]


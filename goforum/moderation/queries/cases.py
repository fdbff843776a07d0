"""The queue: its rows as one moderator may see them, one row with its reports, what was decided on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, or_, select, tuple_
from sqlalchemy.sql.elements import ColumnElement

from goforum.core.db import db
from goforum.core.paging import PAGE_SIZE, Page, cut
from goforum.core.rules import NotFound
from goforum.groups.queries import moderated_groups
from goforum.moderation.models import Case, CaseKind, Decision, Report
from goforum.moderation.rules import CaseFacts


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A row of the queue."""

    id: int
    kind: str
    thing_kind: str
    thing_id: int
    group_id: int
    author_id: int | None
    like_id: int | None
    state: str
    opened_at: datetime
    reports: int
    owner_id: int | None
    version: int
    decided_at: datetime | None
    decided_by_id: int | None


_ROW = (Case.id, Case.kind, Case.thing_kind, Case.thing_id, Case.group_id, Case.author_id, Case.like_id, Case.state,
        Case.opened_at, Case.reports, Case.owner_id, Case.version, Case.decided_at, Case.decided_by_id)


@dataclass(frozen=True, slots=True)
class Filters:
    """What part of the queue somebody looks at; everything is in the address."""

    state: str = "open"
    kind: str = ""
    owner: str = ""


def make_cursor(row: CaseRow) -> str:
    """Where a row stands: when it was opened, and its number."""
    return f"{int(row.opened_at.timestamp() * 1_000_000)}-{row.id}"


def read_cursor(text: str | None) -> tuple[datetime, int] | None:
    """The place a cursor names; None for none and for one made up."""
    parts = (text or "").split("-")
    if len(parts) != 2 or not all(p.isascii() and p.isdigit() and len(p) < 18 for p in parts):
        return None
    try:
        at = datetime.fromtimestamp(int(parts[0]) / 1_000_000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return (at, int(parts[1])) if int(parts[1]) < 2**31 else None


def _seen_by(person_id: int) -> list[ColumnElement[bool]]:
    # Nobody looks at rows about their own words: they would read who reported them.
    return [Case.group_id.in_(moderated_groups(person_id)),
            or_(Case.author_id.is_(None), Case.author_id != person_id)]


def page_cases(person_id: int, filters: Filters, *, group_id: int | None = None, after: str | None = None,
               before: str | None = None, size: int = PAGE_SIZE) -> Page[CaseRow]:
    """The queue this person may see, oldest first, one statement for any length."""
    where = [*_seen_by(person_id), Case.state == filters.state]
    if group_id is not None:
        where.append(Case.group_id == group_id)
    if filters.kind:
        where.append(Case.kind == filters.kind)
    if filters.owner == "me":
        where.append(Case.owner_id == person_id)
    elif filters.owner == "nobody":
        where.append(Case.owner_id.is_(None))
    key = tuple_(Case.opened_at, Case.id)
    down, up = read_cursor(after), read_cursor(before)
    # What is decided is looked up, newest first; what is open is worked off, oldest first.
    rising = filters.state == "open"
    if down is not None:
        where.append(key > down if rising else key < down)
    elif up is not None:
        where.append(key < up if rising else key > up)
    upward = down is None and up is not None
    ascending = rising != upward
    order = [column.asc() if ascending else column.desc() for column in (Case.opened_at, Case.id)]
    found = db.session.execute(select(*_ROW).where(*where).order_by(*order).limit(size + 1))
    rows, more = cut([CaseRow(*row) for row in found], size)
    if upward:
        rows.reverse()
    earlier, later = (more, True) if upward else (down is not None, more)
    return Page(rows, make_cursor(rows[-1]) if rows and later else None,
                make_cursor(rows[0]) if rows and earlier else None)


def count_open(person_id: int, *, group_id: int | None = None, limit: int = 100) -> dict[str, int]:
    """How many open rows of each kind this person may see, counted up to a limit each."""
    rows = select(Case.kind).where(*_seen_by(person_id), Case.state == "open")
    if group_id is not None:
        rows = rows.where(Case.group_id == group_id)
    inner = rows.order_by(Case.opened_at, Case.id).limit(limit * 10).subquery()
    return {row[0]: row[1] for row in db.session.execute(
        select(inner.c.kind, func.count()).group_by(inner.c.kind))}


def get_case(case_id: int) -> CaseRow:
    """One row, whoever asks: the caller asks ``may_look``."""
    row = db.session.execute(select(*_ROW).where(Case.id == case_id)).one_or_none()
    if row is None:
        raise NotFound()
    return CaseRow(*row)


def cases_by_ids(ids: Iterable[int]) -> dict[int, CaseRow]:
    """These rows, in one statement."""
    rows = db.session.execute(select(*_ROW).where(Case.id.in_(set(ids))))
    return {row.id: CaseRow(*row) for row in rows}


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report as moderators read it."""

    reporter_id: int
    reason: str
    words: str
    at: datetime


def list_reports(case_id: int, limit: int = 50) -> list[ReportLine]:
    """The reports of a row, first ones first."""
    rows = db.session.execute(select(Report.reporter_id, Report.reason, Report.words, Report.at)
                              .where(Report.case_id == case_id).order_by(Report.id).limit(limit))
    return [ReportLine(*row) for row in rows]


def reasons_of(case_ids: Iterable[int]) -> dict[int, list[tuple[str, int]]]:
    """Reasons of the reports of each row, the commonest first, in one statement."""
    rows = db.session.execute(
        select(Report.case_id, Report.reason, func.count()).where(Report.case_id.in_(list(case_ids)))
        .group_by(Report.case_id, Report.reason).order_by(func.count().desc(), Report.reason))
    found: dict[int, list[tuple[str, int]]] = {}
    for case_id, reason, count in rows:
        found.setdefault(case_id, []).append((reason, count))
    return found


def facts_of(case: CaseRow, person_id: int, *, others: bool) -> CaseFacts:
    """What the rules ask of a row, for this person."""
    reported = db.session.scalar(select(Report.id).where(
        Report.case_id == case.id, Report.reporter_id == person_id)) is not None
    decided = case.kind == CaseKind.APPEAL and db.session.scalar(
        select(Decision.actor_id).where(Decision.id == case.thing_id)) == person_id
    return CaseFacts(case.kind, case.author_id, reported, decided, others)


def find_case(kind: str, thing_kind: str, thing_id: int) -> CaseRow | None:
    """The row about a thing, if there is one."""
    row = db.session.execute(select(*_ROW).where(
        Case.kind == kind, Case.thing_kind == thing_kind, Case.thing_id == thing_id)).one_or_none()
    return None if row is None else CaseRow(*row)


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A report as whoever made it sees it again, with what became of it."""

    thing_kind: str
    thing_id: int
    reason: str
    at: datetime
    state: str
    acted: bool


def list_own_reports(person_id: int, limit: int = 50) -> list[OwnReport]:
    """What this person reported, newest first, and whether something was done."""
    acted = select(Decision.id).where(Decision.case_id == Case.id, Decision.act != "keep",
                                      Decision.reversed_at.is_(None)).exists()
    rows: Any = db.session.execute(
        select(Report.thing_kind, Report.thing_id, Report.reason, Report.at, Case.state, acted)
        .join(Case, Case.id == Report.case_id).where(Report.reporter_id == person_id)
        .order_by(Report.id.desc()).limit(limit))
    return [OwnReport(*row) for row in rows]


def has_reported(person_id: int, kind: str, thing_id: int) -> bool:
    """Whether this person has reported this thing before."""
    return db.session.scalar(select(Report.id).where(
        Report.thing_kind == kind, Report.thing_id == thing_id, Report.reporter_id == person_id)) is not None


def count_reports_since(person_id: int, since: datetime) -> int:
    """How many things this person has reported lately."""
    return db.session.scalar(select(func.count()).select_from(Report).where(
        Report.reporter_id == person_id, Report.at > since)) or 0

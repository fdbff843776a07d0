"""Reads about meetings: cards, lists, the agenda, texts, answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, and_, bindparam, func, or_, select, tuple_

from goforum.core import clock
from goforum.core.db import db
from goforum.core.paging import PAGE_SIZE, Page, cut
from goforum.core.rules import NotFound
from goforum.core.viewer import ZONE
from goforum.files.queries import FileCard
from goforum.groups.models import Group
from goforum.groups.queries import belongs, readable_groups
from goforum.meetings.models import (
    AgendaItem,
    Meeting,
    MeetingCommitment,
    MeetingState,
    MeetingText,
    Rsvp,
)

_A_YEAR_AT_MOST = 200


@dataclass(frozen=True)
class MeetingCard:
    """A meeting as lists and its own page show it."""

    id: int
    group_id: int
    titles: Mapping[str, str | None]
    starts_at: datetime
    ends_at: datetime
    zone: str
    form: str
    state: str
    place: str
    video_url: str
    source: str
    cancel_reason: str
    started_at: datetime | None
    ended_at: datetime | None
    version: int
    updated_at: datetime


_CARD: tuple[Any, ...] = (
    Meeting.id, Meeting.group_id, Meeting.title_ar, Meeting.title_fr, Meeting.title_en, Meeting.starts_at,
    Meeting.ends_at, Meeting.zone, Meeting.form, Meeting.state, Meeting.place, Meeting.video_url, Meeting.source,
    Meeting.cancel_reason, Meeting.started_at, Meeting.ended_at, Meeting.version, Meeting.updated_at,
)


def _titles(row: Any) -> dict[str, str | None]:
    return {"ar": row.title_ar, "fr": row.title_fr, "en": row.title_en}


def _card(row: Row[Any]) -> MeetingCard:
    return MeetingCard(
        row.id, row.group_id, _titles(row), row.starts_at, row.ends_at, row.zone, row.form, row.state, row.place,
        row.video_url, row.source, row.cancel_reason, row.started_at, row.ended_at, row.version, row.updated_at)


def _cards(statement: Any) -> list[MeetingCard]:
    return [_card(row) for row in db.session.execute(statement)]


_BY_ID = select(*_CARD).where(Meeting.id == bindparam("meeting"))


def get_meeting(meeting_id: int) -> MeetingCard:
    """One meeting, whoever looks: the caller asks ``may_read`` with the standing in its group."""
    row = db.session.execute(_BY_ID, {"meeting": meeting_id}).one_or_none()
    if row is None:
        raise NotFound()
    return _card(row)


def cards(ids: Iterable[int], person_id: int | None) -> dict[int, MeetingCard]:
    """Cards of those among these meetings that the person may read."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {card.id: card for card in _cards(select(*_CARD).where(
        Meeting.id.in_(wanted), Meeting.group_id.in_(readable_groups(person_id))))}


def list_live_for(person_id: int | None, *, mine: bool = False, limit: int = 5) -> list[MeetingCard]:
    """Meetings going on now that the person may read (``mine``: of their own groups), oldest start first."""
    return _cards(_of(person_id, mine).where(Meeting.state == MeetingState.LIVE)
                  .order_by(Meeting.starts_at, Meeting.id).limit(limit))


def list_upcoming_for(person_id: int | None, *, mine: bool = False, limit: int = 5) -> list[MeetingCard]:
    """Planned meetings the person may read (``mine``: of their own groups), the next one first."""
    return _cards(_of(person_id, mine).where(Meeting.state == MeetingState.PLANNED, Meeting.ends_at > clock.now())
                  .order_by(Meeting.starts_at, Meeting.id).limit(limit))


def list_of_commitment(commitment_id: int, person_id: int | None, limit: int = 20) -> list[MeetingCard]:
    """Meetings about a commitment that the person may read, newest first."""
    linked = select(MeetingCommitment.meeting_id).where(MeetingCommitment.commitment_id == commitment_id)
    return _cards(_of(person_id).where(Meeting.id.in_(linked))
                  .order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(limit))


def list_of_group(group_id: int, person_id: int | None, limit: int = 5) -> list[MeetingCard]:
    """What a group's front shows: live, then next meetings; when there is none, the last ones held."""
    of_group = _of(person_id).where(Meeting.group_id == group_id)
    now = clock.now()
    coming = _cards(of_group.where(or_(Meeting.state == MeetingState.LIVE, and_(
        Meeting.state == MeetingState.PLANNED, Meeting.ends_at > now)))
        .order_by(Meeting.state != MeetingState.LIVE, Meeting.starts_at, Meeting.id).limit(limit))
    return coming or _cards(of_group.where(Meeting.state == MeetingState.ENDED)
                            .order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(limit))


def _of(person_id: int | None, mine: bool = False) -> Any:
    if mine:
        return select(*_CARD).where(Meeting.group_id.in_(select(Group.id).where(belongs(person_id))))
    return select(*_CARD).where(Meeting.group_id.in_(readable_groups(person_id)))


def page_upcoming(person_id: int | None, cursor: str | None = None) -> Page[MeetingCard]:
    """Live and planned meetings, the next one first."""
    coming = or_(Meeting.state == MeetingState.LIVE,
                 and_(Meeting.state == MeetingState.PLANNED, Meeting.ends_at > clock.now()))
    statement = _of(person_id).where(coming).order_by(Meeting.starts_at, Meeting.id)
    if key := read_cursor(cursor):
        statement = statement.where(tuple_(Meeting.starts_at, Meeting.id) > key)
    return _page(statement)


def page_past(person_id: int | None, cursor: str | None = None) -> Page[MeetingCard]:
    """Meetings held, cancelled or missed, the last one first."""
    gone = or_(Meeting.state.in_((MeetingState.ENDED, MeetingState.CANCELLED)),
               and_(Meeting.state == MeetingState.PLANNED, Meeting.ends_at <= clock.now()))
    statement = _of(person_id).where(gone).order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    if key := read_cursor(cursor):
        statement = statement.where(tuple_(Meeting.starts_at, Meeting.id) < key)
    return _page(statement)


def _page(statement: Any) -> Page[MeetingCard]:
    items, more = cut(_cards(statement.limit(PAGE_SIZE + 1)))
    return Page(items, next_cursor=write_cursor(items[-1]) if more else None)


def write_cursor(card: MeetingCard) -> str:
    """Where a page of meetings ends: the second it starts at and its number."""
    return f"{int(card.starts_at.timestamp())}-{card.id}"


def read_cursor(text: str | None) -> tuple[datetime, int] | None:
    """The key behind a cursor, or None for one that cannot be read."""
    first, _, second = (text or "").partition("-")
    if not (first.isascii() and first.isdigit() and second.isascii() and second.isdigit()):
        return None
    if len(first) > 11 or len(second) > 10:
        return None
    return (datetime.fromtimestamp(int(first), UTC), int(second)) if int(first) < 2**33 else None


def list_year(group_id: int, year: int) -> list[MeetingCard]:
    """A group's plan of one year, in order; the caller has asked ``may_read``."""
    begin, end = _year(year)
    return _cards(select(*_CARD).where(
        Meeting.group_id == group_id, Meeting.starts_at >= begin, Meeting.starts_at < end)
        .order_by(Meeting.starts_at, Meeting.id).limit(_A_YEAR_AT_MOST))


def _year(year: int) -> tuple[datetime, datetime]:
    zone = ZoneInfo(ZONE)
    return datetime(year, 1, 1, tzinfo=zone).astimezone(UTC), datetime(year + 1, 1, 1, tzinfo=zone).astimezone(UTC)


def span_of_years(group_id: int) -> tuple[int, int] | None:
    """The first and the last year in which a group has meetings."""
    first, last = db.session.execute(select(func.min(Meeting.starts_at), func.max(Meeting.starts_at)).where(
        Meeting.group_id == group_id)).one()
    if first is None:
        return None
    zone = ZoneInfo(ZONE)
    return first.astimezone(zone).year, last.astimezone(zone).year


@dataclass(frozen=True)
class AgendaLine:
    """A point of the agenda as a page shows it. ``state`` is "done", "current" or "planned"."""

    id: int
    number: int
    titles: Mapping[str, str | None]
    minutes: int | None
    state: str
    at: datetime | None
    thread_id: int | None
    proposal_id: int | None
    commitment_id: int | None
    files: Sequence[FileCard] = ()


def list_agenda(meeting: MeetingCard, current_item_id: int | None = None) -> list[AgendaLine]:
    """The points in order. Those before the current one are done; planned hours stand where minutes are known."""
    rows = list(db.session.execute(select(
        AgendaItem.id, AgendaItem.title_ar, AgendaItem.title_fr, AgendaItem.title_en, AgendaItem.minutes,
        AgendaItem.thread_id, AgendaItem.proposal_id, AgendaItem.commitment_id)
        .where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position)))
    at: datetime | None = meeting.starts_at
    here = next((n for n, row in enumerate(rows) if row.id == current_item_id), -1)
    lines = []
    for number, row in enumerate(rows):
        state = "current" if number == here else "done" if number < here else "planned"
        if meeting.state == MeetingState.ENDED:
            state = "done" if number <= here or here < 0 else "planned"
        lines.append(AgendaLine(row.id, number + 1, _titles(row), row.minutes, state, at, row.thread_id,
                                row.proposal_id, row.commitment_id))
        at = at + timedelta(minutes=row.minutes) if at and row.minutes else None
    return lines


def get_agenda_item(meeting_id: int, item_id: int) -> AgendaItem:
    """One point of this meeting, to fill its form with."""
    item: AgendaItem | None = db.session.execute(select(AgendaItem).where(
        AgendaItem.id == item_id, AgendaItem.meeting_id == meeting_id)).scalar_one_or_none()
    if item is None:
        raise NotFound()
    return item


@dataclass(frozen=True)
class TextLine:
    """A stored text of a meeting in one language."""

    kind: str
    lang: str
    source: str
    html: str
    is_translation: bool


def list_texts(meeting_id: int) -> dict[str, dict[str, TextLine]]:
    """Its texts: kind, then language."""
    found: dict[str, dict[str, TextLine]] = {}
    for row in db.session.execute(select(
            MeetingText.kind, MeetingText.lang, MeetingText.body_source, MeetingText.body_html,
            MeetingText.is_translation).where(MeetingText.meeting_id == meeting_id)):
        found.setdefault(row.kind, {})[row.lang] = TextLine(*row)
    return found


def commitment_ids(meeting_id: int) -> list[int]:
    """The commitments a meeting is about."""
    return list(db.session.scalars(select(MeetingCommitment.commitment_id).where(
        MeetingCommitment.meeting_id == meeting_id).order_by(MeetingCommitment.commitment_id)))


def count_answers(meeting_id: int) -> dict[str, int]:
    """How many people gave each answer."""
    rows: Sequence[Any] = db.session.execute(select(Rsvp.answer, func.count()).where(
        Rsvp.meeting_id == meeting_id).group_by(Rsvp.answer)).all()
    return {row[0]: row[1] for row in rows}


def find_answer(meeting_id: int, person_id: int | None) -> str | None:
    """What the person answered to the invitation."""
    if person_id is None:
        return None
    return db.session.scalar(select(Rsvp.answer).where(
        Rsvp.meeting_id == meeting_id, Rsvp.person_id == person_id))


def list_answers_of(person_id: int, meeting_ids: Iterable[int]) -> dict[int, str]:
    """The person's answers to these invitations."""
    rows = db.session.execute(select(Rsvp.meeting_id, Rsvp.answer).where(
        Rsvp.person_id == person_id, Rsvp.meeting_id.in_(set(meeting_ids))))
    return {row[0]: row[1] for row in rows}

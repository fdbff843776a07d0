"""Reads of minutes: their head, items, revisions, remarks, copies; and the whole of them as plain data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, exists, func, or_, select

from goforum.accounts.models import Person
from goforum.commitments import queries as commitments
from goforum.conclusions import queries as conclusions
from goforum.core import clock
from goforum.core.db import db
from goforum.core.i18n import LANGUAGES
from goforum.core.rules import NotFound
from goforum.groups.queries import readable_groups
from goforum.meetings.queries import MeetingCard
from goforum.minutes.models import (
    Heading,
    Minutes,
    MinutesItem,
    MinutesPrint,
    MinutesRemark,
    MinutesRevision,
    PrintState,
    RemarkState,
)
from goforum.organisations import queries as organisations
from goforum.voting.queries import cards as poll_cards

ORDER = {heading: place for place, heading in enumerate(Heading)}


@dataclass(frozen=True)
class MinutesCard:
    """The head of minutes."""

    id: int
    meeting_id: int
    group_id: int
    state: str
    revision: int
    remarks_until: datetime | None
    circulated_at: datetime | None
    poll_id: int | None
    adopted_at: datetime | None
    adopted_by: str | None
    fingerprint: str | None
    by_silence: bool


@dataclass(frozen=True)
class ItemLine:
    """One item as it stands now; ``behind``: the languages that do not say what it says since its last change."""

    id: int
    minutes_id: int
    heading: str
    position: int
    action_id: int | None
    texts: Mapping[str, str | None]
    behind: tuple[str, ...]
    revision: int
    taken_out: bool


@dataclass(frozen=True)
class RevisionLine:
    """What a change left standing."""

    number: int
    texts: Mapping[str, str | None]
    taken_out: bool
    actor_id: int
    actor_name: str | None
    at: datetime


@dataclass(frozen=True)
class RemarkLine:
    """A remark and its answer."""

    id: int
    minutes_id: int
    item_id: int | None
    author_id: int
    author_name: str | None
    organisation_id: int | None
    body: str
    written_at: datetime
    state: str
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True)
class PrintLine:
    """A copy: waiting for the worker, ready or failed."""

    id: int
    minutes_id: int
    lang: str
    revision: int
    status: str
    state: str


_CARD: tuple[Any, ...] = (
    Minutes.id, Minutes.meeting_id, Minutes.group_id, Minutes.state, Minutes.revision, Minutes.remarks_until,
    Minutes.circulated_at, Minutes.poll_id, Minutes.adopted_at, Minutes.adopted_by, Minutes.fingerprint,
    Minutes.by_silence)


def _name() -> Any:
    return case((Person.erased_at.is_(None), Person.name))


def find_minutes(meeting_id: int) -> MinutesCard | None:
    """The minutes of a meeting, whoever looks: the caller asks ``may_see``."""
    row = db.session.execute(select(*_CARD).where(Minutes.meeting_id == meeting_id)).one_or_none()
    return MinutesCard(*row) if row else None


def get_minutes(minutes_id: int) -> MinutesCard:
    """Minutes by their own number, whoever looks."""
    row = db.session.execute(select(*_CARD).where(Minutes.id == minutes_id)).one_or_none()
    if row is None:
        raise NotFound()
    return MinutesCard(*row)


def cards(ids: Iterable[int], person_id: int | None) -> dict[int, MinutesCard]:
    """Those of these minutes whose group the person may read."""
    rows = db.session.execute(select(*_CARD).where(
        Minutes.id.in_(set(ids)), Minutes.group_id.in_(readable_groups(person_id))))
    return {row.id: MinutesCard(*row) for row in rows}


_ITEM: tuple[Any, ...] = (
    MinutesItem.id, MinutesItem.minutes_id, MinutesItem.heading, MinutesItem.position, MinutesItem.action_id,
    MinutesItem.text_ar, MinutesItem.text_fr, MinutesItem.text_en, MinutesItem.at_ar, MinutesItem.at_fr,
    MinutesItem.at_en, MinutesItem.revision, MinutesItem.taken_out)


def _item(row: Row[Any]) -> ItemLine:
    texts = {lang: getattr(row, f"text_{lang}") for lang in LANGUAGES}
    behind = tuple(lang for lang in LANGUAGES if not texts[lang] or getattr(row, f"at_{lang}") < row.revision)
    return ItemLine(row.id, row.minutes_id, row.heading, row.position, row.action_id, texts, behind, row.revision,
                    row.taken_out)


def list_items(minutes_id: int) -> list[ItemLine]:
    """The items in the order of the paper, those taken out too."""
    items = [_item(row) for row in db.session.execute(select(*_ITEM).where(MinutesItem.minutes_id == minutes_id))]
    return sorted(items, key=lambda item: (ORDER[Heading(item.heading)], item.position, item.id))


def get_item(item_id: int) -> ItemLine:
    """One item, whoever looks."""
    row = db.session.execute(select(*_ITEM).where(MinutesItem.id == item_id)).one_or_none()
    if row is None:
        raise NotFound()
    return _item(row)


def list_revisions(item_id: int) -> list[RevisionLine]:
    """Every state an item has been in, newest first."""
    rows = db.session.execute(
        select(MinutesRevision, _name()).join(Person, Person.id == MinutesRevision.actor_id)
        .where(MinutesRevision.item_id == item_id).order_by(MinutesRevision.number.desc()).limit(200))
    return [RevisionLine(one.number, {lang: getattr(one, f"text_{lang}") for lang in LANGUAGES}, one.taken_out,
                         one.actor_id, name, one.at) for one, name in rows]


_REMARK: tuple[Any, ...] = (
    MinutesRemark.id, MinutesRemark.minutes_id, MinutesRemark.item_id, MinutesRemark.author_id, _name(),
    MinutesRemark.organisation_id, MinutesRemark.body, MinutesRemark.written_at, MinutesRemark.state,
    MinutesRemark.answer, MinutesRemark.answered_at)


def list_remarks(minutes_id: int, limit: int = 500) -> list[RemarkLine]:
    """The remarks, in the order in which they came."""
    rows = db.session.execute(select(*_REMARK).join(Person, Person.id == MinutesRemark.author_id).where(
        MinutesRemark.minutes_id == minutes_id).order_by(MinutesRemark.id).limit(limit))
    return [RemarkLine(*row) for row in rows]


def get_remark(remark_id: int) -> RemarkLine:
    """One remark, whoever looks."""
    row = db.session.execute(select(*_REMARK).join(Person, Person.id == MinutesRemark.author_id).where(
        MinutesRemark.id == remark_id)).one_or_none()
    if row is None:
        raise NotFound()
    return RemarkLine(*row)


def count_open_remarks(minutes_id: int) -> int:
    """How many remarks wait for an answer."""
    return db.session.scalar(select(func.count()).select_from(MinutesRemark).where(
        MinutesRemark.minutes_id == minutes_id, MinutesRemark.state == RemarkState.OPEN)) or 0


def is_voting(poll_id: int | None) -> bool:
    """Whether the members are voting on minutes: their poll is neither counted nor cancelled."""
    going = poll_cards([poll_id]) if poll_id else {}
    return any(one.closed_at is None and one.cancelled_at is None for one in going.values())


def list_silent(limit: int = 20) -> list[int]:
    """Minutes sent round under "silence is consent" whose date has come: those nothing holds back, and those whose
    organisers are still to be told that a remark does."""
    waits = exists().where(MinutesRemark.minutes_id == Minutes.id, MinutesRemark.state == RemarkState.OPEN)
    return list(db.session.scalars(select(Minutes.id).where(
        Minutes.state == "circulated", Minutes.by_silence.is_(True), Minutes.remarks_until <= clock.now(),
        or_(~waits, Minutes.held_back_at.is_(None))).order_by(Minutes.id).limit(limit)))


_PRINT: tuple[Any, ...] = (MinutesPrint.id, MinutesPrint.minutes_id, MinutesPrint.lang, MinutesPrint.revision,
                           MinutesPrint.status, MinutesPrint.state)


def find_print(minutes: MinutesCard, lang: str) -> PrintLine | None:
    """The copy of the present state of the minutes in this language."""
    row = db.session.execute(select(*_PRINT).where(
        MinutesPrint.minutes_id == minutes.id, MinutesPrint.lang == lang, MinutesPrint.revision == minutes.revision,
        MinutesPrint.status == minutes.state)).one_or_none()
    return PrintLine(*row) if row else None


def get_print(print_id: int) -> tuple[PrintLine, bytes | None]:
    """A copy with its bytes."""
    row = db.session.execute(select(*_PRINT, MinutesPrint.body).where(MinutesPrint.id == print_id)).one_or_none()
    if row is None:
        raise NotFound()
    return PrintLine(*row[:-1]), row[-1]


def list_prints_waiting(limit: int = 5) -> list[int]:
    """Copies to be drawn, oldest first."""
    return list(db.session.scalars(select(MinutesPrint.id).where(
        MinutesPrint.state == PrintState.WAITING).order_by(MinutesPrint.id).limit(limit)))


def content_of(minutes: MinutesCard, meeting: MeetingCard) -> dict[str, Any]:
    """The whole of minutes as plain data, in every language: what was locked at their adoption, else what stands."""
    if minutes.state == "adopted":
        locked: dict[str, Any] | None = db.session.scalar(select(Minutes.content).where(Minutes.id == minutes.id))
        assert locked is not None
        return locked
    return draw_content(minutes, meeting)


def draw_content(minutes: MinutesCard, meeting: MeetingCard) -> dict[str, Any]:
    """What stands now, with the facts of each action as they are now."""
    items = [item for item in list_items(minutes.id) if not item.taken_out]
    actions = _actions([item.action_id for item in items if item.action_id])
    return {
        "meeting": meeting.id, "titles": dict(meeting.titles), "revision": minutes.revision,
        "items": [{"heading": item.heading, "texts": dict(item.texts),
                   **({"action": actions[item.action_id]} if item.action_id in actions else {})} for item in items],
    }


def _actions(ids: list[int]) -> dict[int | None, dict[str, Any]]:
    found = conclusions.list_by_ids(ids)
    bodies = organisations.names({one.organisation_id for one in found if one.organisation_id})
    about = commitments.cards({one.commitment_id for one in found if one.commitment_id})
    return {one.id: {
        "id": one.id, "owner": one.owner_name, "due_on": one.due_on.isoformat() if one.due_on else None,
        "organisation": dict(bodies[one.organisation_id].names) if one.organisation_id in bodies else None,
        "commitment": {"number": about[one.commitment_id].number, "titles": dict(about[one.commitment_id].titles)}
        if one.commitment_id in about else None} for one in found}

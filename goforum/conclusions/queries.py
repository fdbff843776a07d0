"""Every read about points and actions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, String, and_, case, cast, exists, func, literal, or_, select, tuple_
from sqlalchemy.sql.elements import ColumnElement

from goforum.accounts.models import Person
from goforum.conclusions import rules
from goforum.conclusions.models import Action, ActionState, ActionStep, Point, Step
from goforum.core import clock
from goforum.core.db import db
from goforum.core.paging import PAGE_SIZE, Page, cut
from goforum.core.rules import NotFound
from goforum.core.viewer import ZONE
from goforum.groups.models import Mandate, Membership
from goforum.groups.queries import current_mandate, readable_groups

# Sorts after every deadline: what has none comes last.
NO_DAY = date(9999, 12, 31)


@dataclass(frozen=True)
class PointLine:
    """A point noted in a meeting."""

    id: int
    meeting_id: int
    item_id: int | None
    message_id: int | None
    kind: str
    texts: Mapping[str, str | None]
    taken_out: bool
    created_at: datetime


@dataclass(frozen=True)
class ActionCard:
    """An action as lists and its own page show it. ``owner_name`` is None for somebody who left."""

    id: int
    group_id: int
    meeting_id: int | None
    item_id: int | None
    titles: Mapping[str, str | None]
    owner_id: int | None
    owner_name: str | None
    organisation_id: int | None
    commitment_id: int | None
    due_on: date | None
    state: str
    version: int
    created_at: datetime
    settled_at: datetime | None

    @property
    def late(self) -> bool:
        """Whether its day has passed."""
        return rules.is_late(self.state, self.due_on, clock.today(ZONE))


@dataclass(frozen=True)
class StepLine:
    """A line of an action's history."""

    kind: str
    meeting_id: int | None
    actor_id: int
    actor_name: str | None
    note: str
    due_on: date | None
    at: datetime


_CARD: tuple[Any, ...] = (
    Action.id, Action.group_id, Action.meeting_id, Action.item_id, Action.title_ar, Action.title_fr, Action.title_en,
    Action.owner_id, Person.name.label("owner_name"), Action.organisation_id, Action.commitment_id, Action.due_on,
    Action.state, Action.version, Action.created_at, Action.settled_at)
_DAY = func.coalesce(Action.due_on, literal(NO_DAY))


def _cards(*where: ColumnElement[bool]) -> Any:
    there = and_(Person.id == Action.owner_id, Person.erased_at.is_(None))
    return select(*_CARD).outerjoin(Person, there).where(*where)


def _card(row: Row[Any]) -> ActionCard:
    titles = {"ar": row.title_ar, "fr": row.title_fr, "en": row.title_en}
    return ActionCard(row.id, row.group_id, row.meeting_id, row.item_id, titles, row.owner_id, row.owner_name,
                      row.organisation_id, row.commitment_id, row.due_on, row.state, row.version, row.created_at,
                      row.settled_at)


def _read(statement: Any) -> list[ActionCard]:
    return [_card(row) for row in db.session.execute(statement)]


def get_action(action_id: int) -> ActionCard:
    """One action, whoever looks: the caller asks ``may_read`` with the standing in its group."""
    found = _read(_cards(Action.id == action_id))
    if not found:
        raise NotFound()
    return found[0]


def action_cards(ids: Iterable[int], person_id: int | None) -> dict[int, ActionCard]:
    """Cards of those among these actions that the person may read."""
    wanted = set(ids)
    if not wanted:
        return {}
    mine = Action.group_id.in_(readable_groups(person_id))
    return {one.id: one for one in _read(_cards(Action.id.in_(wanted), mine))}


def page_of_group(group_id: int, *, settled: bool = False, after: str | None = None) -> Page[ActionCard]:
    """A group's open actions by deadline, or the settled ones, last settled first; the caller asked ``may_read``."""
    statement = _cards(Action.group_id == group_id)
    if settled:
        statement = statement.where(Action.state != ActionState.OPEN).order_by(Action.id.desc())
        if key := _number(after):
            statement = statement.where(Action.id < key)
    else:
        statement = statement.where(Action.state == ActionState.OPEN).order_by(_DAY, Action.id)
        if place := _place(after):
            statement = statement.where(tuple_(_DAY, Action.id) > place)
    items, more = cut(_read(statement.limit(PAGE_SIZE + 1)))
    if not more:
        return Page(items)
    last = items[-1]
    return Page(items, str(last.id) if settled else f"{(last.due_on or NO_DAY).isoformat()}.{last.id}")


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _place(text: str | None) -> Any:
    day, _, number = (text or "").partition(".")
    try:
        return (date.fromisoformat(day), int(number)) if number.isascii() and len(number) < 10 else None
    except ValueError:
        return None


def count_open(group_id: int) -> int:
    """How many actions of a group are open."""
    return db.session.scalar(select(func.count()).select_from(Action).where(
        Action.group_id == group_id, Action.state == ActionState.OPEN)) or 0


def list_open(group_id: int, *, before: datetime | None = None, but_for_meeting: int | None = None,
              limit: int = 100) -> list[ActionCard]:
    """Open actions of a group by deadline (``before``: decided before then), as the next agenda takes them up."""
    statement = _cards(Action.group_id == group_id, Action.state == ActionState.OPEN)
    if before is not None:
        statement = statement.where(Action.created_at < before)
    if but_for_meeting is not None:
        statement = statement.where(or_(Action.meeting_id.is_(None), Action.meeting_id != but_for_meeting))
    return _read(statement.order_by(_DAY, Action.id).limit(limit))


def list_open_ids(group_id: int, *, but_for_meeting: int) -> list[int]:
    """The numbers of a group's open actions that come from before this meeting."""
    return list(db.session.scalars(select(Action.id).where(
        Action.group_id == group_id, Action.state == ActionState.OPEN,
        or_(Action.meeting_id.is_(None), Action.meeting_id != but_for_meeting)).order_by(Action.id).limit(500)))


def list_taken_up(meeting_id: int, limit: int = 200) -> list[ActionCard]:
    """The actions of earlier meetings that this one took up again."""
    taken = select(ActionStep.action_id).where(ActionStep.meeting_id == meeting_id, ActionStep.kind == Step.RETURNED)
    return _read(_cards(Action.id.in_(taken)).order_by(_DAY, Action.id).limit(limit))


def list_of_meeting(meeting_id: int, limit: int = 200) -> list[ActionCard]:
    """The actions decided in a meeting, in the order in which they were."""
    return _read(_cards(Action.meeting_id == meeting_id).order_by(Action.id).limit(limit))


def list_of_commitment(commitment_id: int, person_id: int | None, limit: int = 20) -> list[ActionCard]:
    """Actions for a commitment that the person may read: open ones first, by deadline."""
    return _read(_cards(Action.commitment_id == commitment_id, Action.group_id.in_(readable_groups(person_id)))
                 .order_by(Action.state != ActionState.OPEN, _DAY, Action.id).limit(limit))


def list_mine(person_id: int, limit: int = 6) -> list[ActionCard]:
    """Open actions that wait for this person, by name or by mandate, the nearest day first."""
    speaks = exists().where(
        Mandate.group_id == Action.group_id, Mandate.organisation_id == Action.organisation_id,
        Mandate.person_id == person_id, current_mandate(clock.today(ZONE)),
        Membership.group_id == Mandate.group_id, Membership.person_id == person_id, Membership.ended_at.is_(None))
    return _read(_cards(
        Action.state == ActionState.OPEN, Action.group_id.in_(readable_groups(person_id)),
        or_(Action.owner_id == person_id, and_(Action.organisation_id.is_not(None), speaks)))
        .order_by(_DAY, Action.id).limit(limit))


def list_steps(action_id: int, limit: int = 200) -> list[StepLine]:
    """An action's history, oldest first."""
    rows = db.session.execute(
        select(ActionStep.kind, ActionStep.meeting_id, ActionStep.actor_id,
               case((Person.erased_at.is_(None), Person.name)), ActionStep.note, ActionStep.due_on, ActionStep.at)
        .join(Person, Person.id == ActionStep.actor_id).where(ActionStep.action_id == action_id)
        .order_by(ActionStep.id).limit(limit))
    return [StepLine(*row) for row in rows]


def list_to_remind(key: Any, told: Any, limit: int = 50) -> list[ActionCard]:
    """Open actions whose day is near and of which ``told`` (a column of keys, as ``key`` makes them) knows nothing."""
    today = clock.today(ZONE)
    known = exists().where(told == key(cast(Action.id, String), cast(Action.due_on, String)))
    found = _cards(Action.state == ActionState.OPEN, Action.due_on >= today,
                   Action.due_on <= today + timedelta(days=rules.REMIND_DAYS), ~known)
    return _read(found.order_by(Action.due_on, Action.id).limit(limit))


def get_point(point_id: int) -> PointLine:
    """One point, whoever looks."""
    found = [_point(row) for row in db.session.execute(select(*_POINT).where(Point.id == point_id))]
    if not found:
        raise NotFound()
    return found[0]


_POINT: tuple[Any, ...] = (Point.id, Point.meeting_id, Point.item_id, Point.message_id, Point.kind, Point.text_ar,
                           Point.text_fr, Point.text_en, Point.taken_out_at, Point.created_at)


def _point(row: Row[Any]) -> PointLine:
    texts = {"ar": row.text_ar, "fr": row.text_fr, "en": row.text_en}
    return PointLine(row.id, row.meeting_id, row.item_id, row.message_id, row.kind, texts,
                     row.taken_out_at is not None, row.created_at)


def list_points(meeting_id: int) -> list[PointLine]:
    """The points noted in a meeting, in the order in which they were; without those taken out."""
    return [_point(row) for row in db.session.execute(select(*_POINT).where(
        Point.meeting_id == meeting_id, Point.taken_out_at.is_(None)).order_by(Point.id))]


def list_by_ids(ids: Iterable[int]) -> list[ActionCard]:
    """These actions, whoever looks: the caller has asked ``may_read`` of their group."""
    wanted = set(ids)
    return _read(_cards(Action.id.in_(wanted)).order_by(Action.id)) if wanted else []

"""Every write about points and actions. Doors of meetings come through ``meetings.commands.captures``.

``Origin`` names the meeting, the point of its agenda and the message something came from. It is taken as it is:
whoever calls with one has looked (this feature does not know meetings).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, text

from goforum.commitments import queries as commitments
from goforum.conclusions import events, queries, rules
from goforum.conclusions.models import Action, ActionState, ActionStep, Point, PointKind, Step
from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import LANGUAGES, _l
from goforum.core.rules import Conflict, Invalid, NotFound, require
from goforum.core.text import clean_line, clean_source
from goforum.core.viewer import ZONE
from goforum.groups import queries as groups
from goforum.organisations import queries as organisations


@dataclass(frozen=True)
class Origin:
    """Where a point or an action came up."""

    meeting_id: int | None = None
    item_id: int | None = None
    message_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Task:
    """What an action says: titles by language, at least one; who does it, until when, for which commitment."""

    titles: Mapping[str, str | None]
    owner_id: int | None = None
    organisation_id: int | None = None
    due_on: date | None = None
    commitment_id: int | None = None


NOWHERE = Origin()


def _texts(texts: Mapping[str, str | None], prefix: str,
           clean: Callable[[str], str] = clean_line) -> dict[str, str | None]:
    found = {lang: clean(texts.get(lang) or "").strip() or None for lang in LANGUAGES}
    if fault := rules.text_fault(found):
        raise Invalid({f"{prefix}_{fault[0]}": fault[1]})
    return {f"{prefix}_{lang}": text for lang, text in found.items()}


def _check(group_id: int, task: Task) -> dict[str, Any]:
    """The columns of a task; Invalid where it names somebody who is not here, or a day that cannot be."""
    values = _texts(task.titles, "title")
    errors: dict[str, Any] = {}
    if task.owner_id is not None and not groups.standing(task.owner_id, group_id).belongs:
        errors["owner_id"] = _l("Choose somebody who belongs to the group.")
    if task.organisation_id is not None and task.organisation_id not in organisations.names([task.organisation_id]):
        errors["organisation_id"] = _l("Choose one.")
    if task.commitment_id is not None and not commitments.existing([task.commitment_id]):
        errors["commitment_id"] = _l("Choose one.")
    if fault := rules.due_fault(task.due_on, clock.today(ZONE)):
        errors["due_on"] = fault
    if errors:
        raise Invalid(errors)
    return {**values, "owner_id": task.owner_id, "organisation_id": task.organisation_id, "due_on": task.due_on,
            "commitment_id": task.commitment_id}


def _key(client_key: str) -> str:
    if not rules.is_client_key(client_key):
        raise Invalid({"client_key": _l("This value cannot be used.")})
    return client_key


@command
def note_point(actor_id: int, group_id: int, *, kind: str, texts: Mapping[str, str | None], client_key: str,
               origin: Origin, recording: bool = False) -> int:
    """Note a point of a meeting; its id. The same key in the same meeting is the same point, ever after.

    ``recording``: the meeting's room has said that this person writes down what is decided there.
    """
    now = clock.now()
    require(rules.may_note(groups.standing(actor_id, group_id), now, recording=recording))
    if kind not in set(PointKind):
        raise Invalid({"kind": _l("Choose one.")})
    if origin.meeting_id is None:
        raise NotFound()
    made = insert_or_ignore(Point, {
        "meeting_id": origin.meeting_id, "item_id": origin.item_id, "message_id": origin.message_id,
        "kind": str(kind), **_texts(texts, "text", clean_source), "client_key": _key(client_key),
        "created_by_id": actor_id, "created_at": now}, ["meeting_id", "client_key"])
    point_id: int = db.session.scalars(select(Point.id).where(
        Point.meeting_id == origin.meeting_id, Point.client_key == client_key)).one()
    if made:
        record(events.PointNoted(actor_id=actor_id, point_id=point_id, meeting_id=origin.meeting_id,
                                 group_id=group_id))
    return point_id


@command
def change_point(actor_id: int, group_id: int, point_id: int, *, kind: str,
                 texts: Mapping[str, str | None], recording: bool = False) -> None:
    """Say a point otherwise, or put it under another heading."""
    require(rules.may_note(groups.standing(actor_id, group_id), clock.now(), recording=recording))
    if kind not in set(PointKind):
        raise Invalid({"kind": _l("Choose one.")})
    point = lock_row(Point, point_id)
    for name, value in _texts(texts, "text", clean_source).items():
        setattr(point, name, value)
    point.kind = str(kind)
    record(events.PointNoted(actor_id=actor_id, point_id=point_id, meeting_id=point.meeting_id, group_id=group_id))


@command
def take_out_point(actor_id: int, group_id: int, point_id: int, *, recording: bool = False) -> None:
    """Take a point out; twice is once."""
    require(rules.may_note(groups.standing(actor_id, group_id), clock.now(), recording=recording))
    point = lock_row(Point, point_id)
    if point.taken_out_at is None:
        point.taken_out_at = clock.now()
        record(events.PointNoted(actor_id=actor_id, point_id=point_id, meeting_id=point.meeting_id,
                                 group_id=group_id))


@command
def make_action(actor_id: int, group_id: int, task: Task, *, client_key: str, origin: Origin = NOWHERE,
                recording: bool = False) -> int:
    """Decide an action; its id. The same key from the same person is the same action, ever after."""
    now = clock.now()
    require(rules.may_note(groups.standing(actor_id, group_id), now, recording=recording))
    made = insert_or_ignore(Action, {
        "group_id": group_id, "meeting_id": origin.meeting_id, "item_id": origin.item_id,
        "message_id": origin.message_id, **_check(group_id, task), "state": str(ActionState.OPEN),
        "client_key": _key(client_key), "version": 1, "created_by_id": actor_id, "created_at": now,
    }, ["group_id", "created_by_id", "client_key"])
    action_id: int = db.session.scalars(select(Action.id).where(
        Action.group_id == group_id, Action.created_by_id == actor_id, Action.client_key == client_key)).one()
    if made:
        _step(action_id, Step.MADE, actor_id, meeting_id=origin.meeting_id, due_on=task.due_on)
        record(events.ActionMade(actor_id=actor_id, action_id=action_id, group_id=group_id,
                                 meeting_id=origin.meeting_id))
    return action_id


def _step(action_id: int, kind: Step, actor_id: int, *, meeting_id: int | None = None, note: str = "",
          due_on: date | None = None) -> None:
    db.session.add(ActionStep(action_id=action_id, meeting_id=meeting_id, kind=str(kind), actor_id=actor_id,
                              note=note, due_on=due_on, at=clock.now()))


def _note(note: str) -> str:
    note = clean_line(note)
    if len(note) > rules.MAX_NOTE:
        raise Invalid({"note": _l("At most %(max)d characters.", max=rules.MAX_NOTE)})
    return note


@command
def change_action(actor_id: int, action_id: int, task: Task, *, version: int, note: str = "",
                  recording: bool = False) -> None:
    """Change what an action says, who does it or until when; its history keeps the step."""
    action = lock_row(Action, action_id)
    require(rules.may_note(groups.standing(actor_id, action.group_id), clock.now(), recording=recording))
    if action.version != version:
        raise Conflict(_l("Somebody changed this in the meantime. Look at it again, then change it."))
    values = _check(action.group_id, task)
    redated = values["due_on"] != action.due_on
    for name, value in values.items():
        setattr(action, name, value)
    action.version += 1
    _step(action_id, Step.CHANGED, actor_id, note=_note(note), due_on=action.due_on if redated else None)
    record(events.ActionChanged(actor_id=actor_id, action_id=action_id, group_id=action.group_id))


_STEPS = {ActionState.DONE: Step.DONE, ActionState.DROPPED: Step.DROPPED, ActionState.OPEN: Step.REOPENED}


@command
def report_on_action(actor_id: int, action_id: int, *, state: str, note: str = "",
                     meeting_id: int | None = None, recording: bool = False) -> None:
    """Say where an action is: done, dropped (with the reason) or open, and how it goes."""
    action = lock_row(Action, action_id)
    who, now = groups.standing(actor_id, action.group_id), clock.now()
    require(rules.may_note(who, now, recording=True) if recording else rules.may_report(who, action, now))
    if state not in set(ActionState):
        raise Invalid({"state": _l("Choose one.")})
    note, same = _note(note), action.state == state
    if not note and (same or state == ActionState.DROPPED):
        raise Invalid({"note": _l("Say how it goes, in a few words.") if same else _l("Say why it is dropped.")})
    _step(action_id, Step.NOTED if same else _STEPS[ActionState(state)], actor_id, meeting_id=meeting_id, note=note)
    if same:
        return
    action.state = str(state)
    action.settled_at = None if state == ActionState.OPEN else clock.now()
    action.version += 1
    record(events.ActionSettled(actor_id=actor_id, action_id=action_id, group_id=action.group_id, state=str(state)))


@command
def bring_back(actor_id: int, group_id: int, meeting_id: int) -> int:
    """Write in the history of each open action that this meeting took it up again; how many. Twice is once."""
    ids: Iterable[int] = queries.list_open_ids(group_id, but_for_meeting=meeting_id)
    now = clock.now()
    return sum(insert_or_ignore(ActionStep, {
        "action_id": one, "meeting_id": meeting_id, "kind": str(Step.RETURNED), "actor_id": actor_id, "note": "",
        "at": now}, ["action_id", "meeting_id"], where=text("kind = 'returned'")) for one in ids)

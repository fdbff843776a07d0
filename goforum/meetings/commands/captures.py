"""Points and actions captured in a meeting: from a message, from a point of the agenda, or from nothing.

The room calls these two from its desk, in the same transaction as the line of its log; pages call them after the
meeting. Both take a ``client_key``: what is sent twice stands once, and the second call answers the same number.
"""

from collections.abc import Mapping

from sqlalchemy import select

from goforum.conclusions import commands as conclusions
from goforum.conclusions.commands import Origin, Task
from goforum.conclusions.queries import get_point
from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import db
from goforum.core.rules import NotFound, require
from goforum.groups.queries import standing
from goforum.meetings import queries, rules
from goforum.meetings.models import AgendaItem, Message, Room


def _come_in(actor_id: int, meeting_id: int, item_id: int | None = None, message_id: int | None = None) -> int:
    """The group, once everything named is known to belong to this meeting."""
    meeting = queries.get_meeting(meeting_id)
    require(rules.may_write_texts(standing(actor_id, meeting.group_id), meeting, clock.now()))
    here = select(AgendaItem.id).where(AgendaItem.id == item_id, AgendaItem.meeting_id == meeting_id)
    if item_id is not None and db.session.scalar(here) is None:
        raise NotFound()
    said = select(Message.id).join(Room, Room.id == Message.room_id).where(
        Message.id == message_id, Room.meeting_id == meeting_id)
    if message_id is not None and db.session.scalar(said) is None:
        raise NotFound()
    return meeting.group_id


@command
def capture_point(actor_id: int, meeting_id: int, *, kind: str, texts: Mapping[str, str | None], client_key: str,
                  item_id: int | None = None, message_id: int | None = None) -> int:
    """Note a point of the meeting (``kind``: opening, discussed, decided, information); its number."""
    group_id = _come_in(actor_id, meeting_id, item_id, message_id)
    return conclusions.note_point(actor_id, group_id, kind=kind, texts=texts, client_key=client_key,
                                  origin=Origin(meeting_id, item_id, message_id))


@command
def capture_action(actor_id: int, meeting_id: int, task: Task, *, client_key: str, item_id: int | None = None,
                   message_id: int | None = None) -> int:
    """Decide an action in the meeting: what, who, until when, for which commitment; its number."""
    group_id = _come_in(actor_id, meeting_id, item_id, message_id)
    return conclusions.make_action(actor_id, group_id, task, client_key=client_key,
                                   origin=Origin(meeting_id, item_id, message_id))


@command
def change_point(actor_id: int, point_id: int, *, kind: str, texts: Mapping[str, str | None]) -> None:
    """Say a point of a meeting otherwise."""
    group_id = _come_in(actor_id, get_point(point_id).meeting_id)
    conclusions.change_point(actor_id, group_id, point_id, kind=kind, texts=texts)


@command
def take_out_point(actor_id: int, point_id: int) -> None:
    """Take a point of a meeting out."""
    group_id = _come_in(actor_id, get_point(point_id).meeting_id)
    conclusions.take_out_point(actor_id, group_id, point_id)

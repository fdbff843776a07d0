"""The points of an agenda: added, changed, put in order, taken out."""

from sqlalchemy import func, select, update

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, lock_row
from goforum.core.i18n import _l
from goforum.core.rules import Conflict, Invalid, require
from goforum.groups.queries import standing
from goforum.meetings import events, queries, rules
from goforum.meetings.commands.documents import clear_files
from goforum.meetings.commands.planning import Point, point_columns, touch
from goforum.meetings.commands.polls import leave_point
from goforum.meetings.models import AgendaItem, Meeting, Room, RoomEvent

# Out of the way while two points change places: (meeting, position) is unique at every moment.
ASIDE = 1_000_000


def _open(actor_id: int, meeting_id: int) -> Meeting:
    meeting = lock_row(Meeting, meeting_id)
    require(rules.may_change(standing(actor_id, meeting.group_id), meeting, clock.now()))
    return meeting


@command
def add_agenda_item(actor_id: int, meeting_id: int, point: Point) -> int:
    """Add a point at the end of the agenda; its id."""
    meeting = _open(actor_id, meeting_id)
    count, last = db.session.execute(select(func.count(), func.max(AgendaItem.position)).where(
        AgendaItem.meeting_id == meeting_id)).one()
    if count >= rules.MAX_ITEMS:
        raise Invalid({"title_fr": _l("An agenda holds at most 50 points.")})
    item = AgendaItem(meeting_id=meeting_id, position=(last or 0) + 1, **point_columns(actor_id, point))
    db.session.add(item)
    db.session.flush()  # its id is the answer
    touch(meeting, actor_id)
    return item.id


@command
def change_agenda_item(actor_id: int, meeting_id: int, item_id: int, point: Point) -> None:
    """Change what a point says, its minutes and what it is linked to."""
    meeting = _open(actor_id, meeting_id)
    item = queries.get_agenda_item(meeting_id, item_id)
    for name, value in point_columns(actor_id, point).items():
        setattr(item, name, value)
    touch(meeting, actor_id)


@command
def shift_agenda_item(actor_id: int, meeting_id: int, item_id: int, *, up: bool) -> None:
    """Let a point change places with the one before it, or after it; at the end nothing happens."""
    meeting = _open(actor_id, meeting_id)
    item = queries.get_agenda_item(meeting_id, item_id)
    beside = select(AgendaItem.id, AgendaItem.position).where(AgendaItem.meeting_id == meeting_id)
    if up:
        beside = beside.where(AgendaItem.position < item.position).order_by(AgendaItem.position.desc())
    else:
        beside = beside.where(AgendaItem.position > item.position).order_by(AgendaItem.position)
    other = db.session.execute(beside.limit(1)).one_or_none()
    if other is None:
        return
    for one, position in ((item_id, ASIDE), (other.id, item.position), (item_id, other.position)):
        db.session.execute(update(AgendaItem).where(AgendaItem.id == one).values(position=position)
                           .execution_options(synchronize_session=False))
    touch(meeting, actor_id)


@command
def remove_agenda_item(actor_id: int, meeting_id: int, item_id: int) -> None:
    """Take a point out; one that the room has come to stays, for the log speaks of it."""
    meeting = _open(actor_id, meeting_id)
    item = queries.get_agenda_item(meeting_id, item_id)
    spoken_of = db.session.scalar(select(RoomEvent.id).where(RoomEvent.item_id == item_id).limit(1))
    current = db.session.scalar(select(Room.id).where(Room.current_item_id == item_id))
    if spoken_of is not None or current is not None:
        raise Conflict(_l("The meeting has come to this point already: it can be changed, not taken out."))
    leave_point(item_id)
    clear_files(item_id)
    record(events.PointTakenOut(actor_id=actor_id, meeting_id=meeting_id, group_id=meeting.group_id, item_id=item_id))
    db.session.delete(item)
    touch(meeting, actor_id)

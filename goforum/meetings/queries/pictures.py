"""Pictures of messages, and through which messages a person may see one."""

from collections.abc import Iterable

from sqlalchemy import or_, select

from goforum.core import clock
from goforum.core.db import db
from goforum.files.models import File
from goforum.files.queries import CARD, FileCard
from goforum.groups.queries import readable_groups, standing
from goforum.meetings import rules
from goforum.meetings.models import HeldMessage, HeldPicture, Meeting, Message, MessagePicture, Room
from goforum.meetings.queries.guests import meetings_visited
from goforum.meetings.queries.meetings import get_meeting
from goforum.meetings.queries.room import get_here


def pictures_of_messages(message_ids: Iterable[int]) -> dict[int, FileCard]:
    """The picture of each of these messages that has one; whoever asks has asked the rules."""
    rows = db.session.execute(
        select(MessagePicture.message_id, *CARD).join(File, File.id == MessagePicture.file_id)
        .where(MessagePicture.message_id.in_(list(message_ids))))
    return {row.message_id: FileCard(*row[1:]) for row in rows}


def pictures_visible_to(file_id: int, person_id: int | None) -> set[str]:
    """The kinds of groups through whose rooms the person may open this picture now: whoever may read the message."""
    rows = db.session.execute(
        select(Message.author_id, Message.deleted_at, Meeting.id.label("meeting_id"), Meeting.group_id)
        .join(MessagePicture, MessagePicture.message_id == Message.id)
        .join(Room, Room.id == Message.room_id).join(Meeting, Meeting.id == Room.meeting_id)
        .where(MessagePicture.file_id == file_id, or_(Meeting.group_id.in_(readable_groups(person_id)),
                                                      Meeting.id.in_(meetings_visited(person_id))))).all()
    now, found = clock.now(), set()
    for row in rows:
        who, meeting = standing(person_id, row.group_id), get_meeting(row.meeting_id)
        if rules.may_see_picture(who, meeting, row, now, get_here(meeting.id, person_id)):
            found.add(who.visibility if row.deleted_at is None else "taken out")
    return found


def held_pictures_visible_to(file_id: int, person_id: int | None) -> set[str]:
    """The same for messages that wait: their author, and whoever may let them in. Never said to be public."""
    rows = db.session.execute(
        select(HeldMessage.author_id, Meeting.id.label("meeting_id"), Meeting.group_id)
        .join(HeldPicture, HeldPicture.held_id == HeldMessage.id)
        .join(Room, Room.id == HeldMessage.room_id).join(Meeting, Meeting.id == Room.meeting_id)
        .where(HeldPicture.file_id == file_id, Meeting.group_id.in_(readable_groups(person_id)))).all()
    now = clock.now()
    for row in rows:
        meeting = get_meeting(row.meeting_id)
        reads = rules.may_let_in(standing(person_id, row.group_id), meeting, now, get_here(meeting.id, person_id))
        if reads or (person_id is not None and row.author_id == person_id):
            return {"waiting"}
    return set()

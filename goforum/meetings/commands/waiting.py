"""What becomes of the messages that wait to be read first."""

from sqlalchemy import update

from goforum.core.commands import command, record
from goforum.core.db import db
from goforum.core.i18n import _l
from goforum.core.rules import Invalid, NotFound, require
from goforum.meetings import events, queries, rules
from goforum.meetings.commands.log import enter, give_back
from goforum.meetings.commands.pictures import picture_of_held
from goforum.meetings.commands.room import put_message
from goforum.meetings.models import HeldMessage, HeldState


@command
def let_in(actor_id: int, held_id: int, *, yes: bool) -> int:
    """Let a message that waits into the room under its next number, or not. Once; returns a number of the log."""
    found = db.session.get(HeldMessage, held_id)
    if found is None:
        raise NotFound()
    entry = enter(actor_id, queries.meeting_of_room(found.room_id))
    require(rules.may_let_in(entry.who, entry.meeting, entry.now, entry.here))
    if found.author_id == actor_id:
        raise Invalid({"held": _l("Nobody decides about themselves.")})
    state = HeldState.RELEASED if yes else HeldState.REFUSED
    decided = db.session.execute(
        update(HeldMessage).where(HeldMessage.id == held_id, HeldMessage.state == HeldState.WAITING)
        .values(state=state.value, decided_at=entry.now, decided_by_id=actor_id)
        .returning(HeldMessage.id).execution_options(synchronize_session=False)).first()
    if decided is None:
        return give_back(entry.line)
    if not yes:
        record(events.HeldMessageRefused(actor_id=actor_id, meeting_id=entry.meeting.id,
                                         group_id=entry.meeting.group_id, held_id=held_id))
        return give_back(entry.line)
    record(events.HeldMessageReleased(actor_id=actor_id, meeting_id=entry.meeting.id,
                                      group_id=entry.meeting.group_id, held_id=held_id))
    return put_message(entry, found.author_id, text=found.body_source, client_id=found.client_id,
                       reply_to=found.reply_to_id, picture=picture_of_held(found)).seq

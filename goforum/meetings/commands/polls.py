"""Polls opened in a room. Voting itself is voting's: here is only what the room's log says of it."""

from datetime import timedelta

from sqlalchemy import select

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore
from goforum.core.i18n import _l
from goforum.core.rules import Invalid, require
from goforum.meetings import events, queries, rules
from goforum.meetings.commands.log import enter, give_back, put_line, take_number
from goforum.meetings.models import EventKind, Room, RoomPoll
from goforum.voting import commands as voting
from goforum.voting.rules import Terms

# A vote in the room may be short; nobody is hurried below this.
SHORTEST_POLL = timedelta(seconds=30)
LONGEST_MINUTES = 60


@command
def open_room_poll(actor_id: int, meeting_id: int, *, question: str, minutes: int, client_id: str, language: str,
                   results: str = "open", terms: Terms | None = None) -> tuple[int, int]:
    """Put a question to those who may vote, for some minutes; the poll's id and a number of the log. Twice is once."""
    if not rules.is_client_id(client_id):
        raise Invalid({"client_id": _l("This value cannot be used.")})
    entry = enter(actor_id, meeting_id)
    require(rules.may_lead(entry.who, entry.meeting, entry.now, entry.here))
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise Invalid({"minutes": _l("Write a number of minutes, from 1 to %(max)d.", max=LONGEST_MINUTES)})
    poll_id = voting.open_poll(
        actor_id, entry.meeting.group_id, question=question, closes_at=entry.now + timedelta(minutes=minutes),
        language=language, quorum_percent=0, results=results, at_least=SHORTEST_POLL,
        client_key=f"room:{entry.line.room_id}:{client_id}"[:64], terms=terms)
    if not insert_or_ignore(RoomPoll, {"poll_id": poll_id, "room_id": entry.line.room_id,
                                       "item_id": queries.get_room(meeting_id).current_item_id}, ["poll_id"]):
        return poll_id, give_back(entry.line)
    put_line(entry.line, EventKind.POLL, actor_id, entry.now, word="opened", poll_id=poll_id)
    record(events.RoomPollChanged(actor_id=actor_id, poll_id=poll_id, word="opened", **entry.facts))
    return poll_id, entry.line.seq


def note_end_of_poll(poll_id: int, actor_id: int | None, word: str) -> None:
    """Write into the log of the room a poll was opened in that it is over; other polls are no room's."""
    meeting_id = db.session.scalar(select(Room.meeting_id).join(RoomPoll, RoomPoll.room_id == Room.id)
                                   .where(RoomPoll.poll_id == poll_id))
    if meeting_id is None:
        return
    line = take_number(meeting_id)
    put_line(line, EventKind.POLL, actor_id, clock.now(), word=word, poll_id=poll_id)
    record(events.RoomPollChanged(
        actor_id=actor_id, meeting_id=meeting_id, group_id=queries.get_meeting(meeting_id).group_id, seq=line.seq,
        poll_id=poll_id, word=word))

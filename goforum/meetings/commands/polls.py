"""Polls of a room, improvised or prepared. Voting itself is voting's: what waits, and what the log says, is here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select, update

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore
from goforum.core.i18n import _l
from goforum.core.language import guess_language
from goforum.core.rules import Conflict, Invalid, Words, require
from goforum.core.text import clean_line
from goforum.meetings import events, queries, rules
from goforum.meetings.commands.log import Entry, enter, give_back, put_line, take_number
from goforum.meetings.models import AgendaItem, EventKind, PreparedPoll, Room, RoomPoll
from goforum.voting import commands as voting
from goforum.voting.models import MAX_QUESTION, Results
from goforum.voting.rules import Terms, terms_fault

# A vote in the room may be short; nobody is hurried below this.
SHORTEST_POLL = timedelta(seconds=30)
LONGEST_MINUTES = 60


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A question for a meeting: without options it asks for or against; ``item_id`` is its point of the agenda."""

    question: str
    minutes: int = 2
    results: str = Results.OPEN.value
    options: tuple[str, ...] = ()
    item_id: int | None = None

    @property
    def terms(self) -> Terms:
        return Terms(method="plurality", labels=self.options) if self.options else Terms()


@command
def open_room_poll(actor_id: int, meeting_id: int, *, question: str, minutes: int, client_id: str, language: str,
                   results: str = "open", terms: Terms | None = None) -> tuple[int, int]:
    """Put a question to those who may vote, for some minutes; the poll's id and a number of the log. Twice is once."""
    _check_key(client_id)
    entry = enter(actor_id, meeting_id)
    require(rules.may_lead(entry.who, entry.meeting, entry.now, entry.here))
    return _put_poll(entry, actor_id, question=question, minutes=minutes, language=language, results=results,
                     key=f"room:{entry.line.room_id}:{client_id}"[:64], terms=terms)


def _check_key(client_id: str) -> None:
    if not rules.is_client_id(client_id):
        raise Invalid({"client_id": _l("This value cannot be used.")})


def _minutes_fault(minutes: int) -> dict[str, Words]:
    if 1 <= minutes <= LONGEST_MINUTES:
        return {}
    return {"minutes": _l("Write a number of minutes, from 1 to %(max)d.", max=LONGEST_MINUTES)}


def _put_poll(entry: Entry, actor_id: int, *, question: str, minutes: int, language: str, results: str, key: str,
              terms: Terms | None, item_id: int | None = None) -> tuple[int, int]:
    """Open the poll and write the line that was taken."""
    if fault := _minutes_fault(minutes):
        raise Invalid(fault)
    poll_id = voting.open_poll(
        actor_id, entry.meeting.group_id, question=question, closes_at=entry.now + timedelta(minutes=minutes),
        language=language, quorum_percent=0, results=results, at_least=SHORTEST_POLL, client_key=key, terms=terms)
    item_id = item_id or queries.get_room(entry.meeting.id).current_item_id
    if not insert_or_ignore(RoomPoll, {"poll_id": poll_id, "room_id": entry.line.room_id, "item_id": item_id},
                            ["poll_id"]):
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


def _enter_preparing(actor_id: int, meeting_id: int) -> Entry:
    """The room's lock, without a line: nobody hears of what is only prepared."""
    entry = enter(actor_id, meeting_id)
    require(rules.may_prepare(entry.who, entry.meeting, entry.now, entry.here))
    give_back(entry.line)
    return entry


def _columns(entry: Entry, prepared: Prepared) -> Mapping[str, Any]:
    """What is kept of it; Invalid for what voting, or the room, would refuse when it is opened."""
    question = clean_line(prepared.question)
    errors = _minutes_fault(prepared.minutes) | terms_fault(prepared.terms, entry.now)
    if not question:
        errors["question"] = _l("Fill in this field.")
    elif len(question) > MAX_QUESTION:
        errors["question"] = _l("At most %(max)d characters.", max=MAX_QUESTION)
    if prepared.results not in set(Results):
        errors["results"] = _l("Choose one.")
    if prepared.item_id is not None and db.session.scalar(select(AgendaItem.id).where(
            AgendaItem.id == prepared.item_id, AgendaItem.meeting_id == entry.meeting.id)) is None:
        errors["item_id"] = _l("Choose one.")
    if errors:
        raise Invalid(errors)
    return {"question": question, "language": guess_language(question), "options": "\n".join(prepared.options),
            "minutes": prepared.minutes, "results": prepared.results, "item_id": prepared.item_id}


@command
def prepare_poll(actor_id: int, meeting_id: int, prepared: Prepared, *, client_id: str) -> int:
    """Prepare a vote for a meeting; its number. The same ``client_id`` from the same person is the same one."""
    _check_key(client_id)
    entry = _enter_preparing(actor_id, meeting_id)
    room_id = entry.line.room_id
    columns = _columns(entry, prepared)
    waiting = db.session.scalar(select(func.count()).where(
        PreparedPoll.room_id == room_id, PreparedPoll.poll_id.is_(None), PreparedPoll.client_id != client_id))
    if (waiting or 0) >= rules.MAX_PREPARED:
        raise Invalid({"question": _l("At most %(max)d votes wait for one meeting.", max=rules.MAX_PREPARED)})
    insert_or_ignore(PreparedPoll, {"room_id": room_id, "client_id": client_id, "created_by_id": actor_id,
                                    "created_at": entry.now, "version": 1, **columns},
                     ["room_id", "created_by_id", "client_id"])
    return db.session.scalars(select(PreparedPoll.id).where(
        PreparedPoll.room_id == room_id, PreparedPoll.created_by_id == actor_id,
        PreparedPoll.client_id == client_id)).one()


@command
def change_prepared(actor_id: int, prepared_id: int, prepared: Prepared, *, version: int) -> None:
    """Change what was prepared, made from this version of it."""
    entry = _enter_preparing(actor_id, queries.get_prepared(prepared_id).meeting_id)
    before = queries.get_prepared(prepared_id)  # again, now that nobody else can change it
    _check_waits(before)
    if before.version != version:
        raise Conflict(_l("Somebody else has changed this meanwhile. Look at it again."), code="version")
    db.session.execute(update(PreparedPoll).where(PreparedPoll.id == prepared_id).values(
        version=version + 1, **_columns(entry, prepared)).execution_options(synchronize_session=False))


@command
def drop_prepared(actor_id: int, prepared_id: int) -> int:
    """Take away what was prepared and not opened; the meeting it was for."""
    meeting_id = queries.get_prepared(prepared_id).meeting_id
    _enter_preparing(actor_id, meeting_id)
    _check_waits(queries.get_prepared(prepared_id))
    db.session.execute(delete(PreparedPoll).where(PreparedPoll.id == prepared_id)
                       .execution_options(synchronize_session=False))
    return meeting_id


def _check_waits(prepared: queries.PreparedLine) -> None:
    if prepared.poll_id is not None:
        raise Conflict(_l("This vote has been opened."), code="opened")


@command
def open_prepared(actor_id: int, prepared_id: int) -> tuple[int, int]:
    """Open a prepared vote in the room; the poll's id and a number of the log. Twice, by whomever, is once."""
    entry = enter(actor_id, queries.get_prepared(prepared_id).meeting_id)
    found = queries.get_prepared(prepared_id)  # again, now that nobody else can open it
    require(rules.may_lead(entry.who, entry.meeting, entry.now, entry.here))
    if found.poll_id is not None:
        return found.poll_id, give_back(entry.line)
    poll_id, seq = _put_poll(
        entry, actor_id, question=found.question, minutes=found.minutes, language=found.language,
        results=found.results, key=f"prepared:{prepared_id}", item_id=found.item_id,
        terms=Prepared(question=found.question, options=found.options).terms)
    db.session.execute(update(PreparedPoll).where(PreparedPoll.id == prepared_id).values(poll_id=poll_id)
                       .execution_options(synchronize_session=False))
    return poll_id, seq


def leave_point(item_id: int) -> None:
    """What was prepared for a point that is taken out stands beside the agenda."""
    db.session.execute(update(PreparedPoll).where(PreparedPoll.item_id == item_id).values(item_id=None)
                       .execution_options(synchronize_session=False))

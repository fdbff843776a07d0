"""A draft drawn from what the room, the agenda and the invitation know. Drawn again, it adds what is new."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from goforum.conclusions import queries as conclusions
from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import LANGUAGES
from goforum.core.rules import require
from goforum.groups.queries import standing
from goforum.groups.rules import Standing
from goforum.meetings import queries as meetings
from goforum.meetings.queries import MeetingCard
from goforum.minutes import events, queries, rules, words
from goforum.minutes.models import Heading, Minutes, MinutesItem, MinutesRevision, MinutesState

Texts = Mapping[str, str | None]


@dataclass(frozen=True)
class Drawn:
    """An item a draft would have."""

    heading: Heading
    source: str
    texts: Texts
    action_id: int | None = None


@command
def draft_minutes(actor_id: int, meeting_id: int) -> int:
    """Draw the draft, or add to it what was noted since; the number of the minutes. What was edited stays."""
    now, meeting = clock.now(), meetings.get_meeting(meeting_id)
    who = standing(actor_id, meeting.group_id)
    require(rules.may_draft(who, meeting.state, now))
    insert_or_ignore(Minutes, {
        "meeting_id": meeting_id, "group_id": meeting.group_id, "state": str(MinutesState.DRAFT), "revision": 0,
        "created_by_id": actor_id, "created_at": now}, ["meeting_id"])
    minutes = lock_row(Minutes, db.session.scalars(select(Minutes.id).where(Minutes.meeting_id == meeting_id)).one())
    require(rules.may_edit(who, minutes, now))
    known = {row.source: row.position for row in db.session.execute(
        select(MinutesItem.source, MinutesItem.position).where(MinutesItem.minutes_id == minutes.id))}
    last = max(known.values(), default=0)
    new = [one for one in _draw(meeting, who) if one.source not in known and any(one.texts.values())]
    for place, one in enumerate(new, start=last + 1):
        put_item(minutes, actor_id, one, place)
    if new:
        record(events.MinutesDrafted(actor_id=actor_id, minutes_id=minutes.id, meeting_id=meeting_id,
                                     group_id=meeting.group_id))
    return minutes.id


def put_item(minutes: Minutes, actor_id: int, drawn: Drawn, position: int) -> int:
    """Write a new item and its first revision; the caller holds the minutes' row."""
    minutes.revision += 1
    texts = {f"text_{lang}": drawn.texts.get(lang) for lang in LANGUAGES}
    item = MinutesItem(
        minutes_id=minutes.id, heading=str(drawn.heading), position=position, source=drawn.source,
        action_id=drawn.action_id, revision=minutes.revision, taken_out=False, **texts,
        **{f"at_{lang}": minutes.revision if drawn.texts.get(lang) else 0 for lang in LANGUAGES})
    db.session.add(item)
    db.session.flush()  # its number stands in the revision
    db.session.add(MinutesRevision(minutes_id=minutes.id, number=minutes.revision, item_id=item.id, taken_out=False,
                                   actor_id=actor_id, at=clock.now(), **texts))
    return item.id


def _draw(meeting: MeetingCard, who: Standing) -> Iterator[Drawn]:
    yield Drawn(Heading.DATE, "date", words.date_texts(meeting))
    yield Drawn(Heading.PLACE, "place", words.place_texts(meeting))
    for source, texts in words.present_texts(queries.attendance(meeting)):
        yield Drawn(Heading.PARTICIPANTS, source, texts)
    for line in meetings.list_agenda(meeting):
        yield Drawn(Heading.AGENDA, f"item:{line.id}", words.agenda_texts(line))
    yield from _concluded(meeting.id)
    for poll in queries.list_votes(meeting, who):
        yield Drawn(Heading.VOTES, f"poll:{poll.id}", words.vote_texts(poll))
    if dates := queries.list_next(meeting):
        yield Drawn(Heading.DECIDED, "next", words.next_texts(dates))
    if figures := queries.spoken_by_college(meeting.id):
        yield Drawn(Heading.SPEAKING, "spoken", words.spoken_texts(figures))


def _concluded(meeting_id: int) -> Iterator[Drawn]:
    """Points and actions; under "decided" both, in the order in which they were captured."""
    for point in conclusions.list_points(meeting_id):
        if point.kind != Heading.DECIDED:
            yield Drawn(Heading(point.kind), f"point:{point.id}", point.texts)
    decided = [(point.created_at, 0, Drawn(Heading.DECIDED, f"point:{point.id}", point.texts))
               for point in conclusions.list_points(meeting_id) if point.kind == Heading.DECIDED]
    decided += [(action.created_at, 1, Drawn(Heading.DECIDED, f"action:{action.id}", action.titles, action.id))
                for action in conclusions.list_of_meeting(meeting_id)]
    yield from (drawn for _at, _kind, drawn in sorted(decided, key=lambda one: (one[0], one[1])))

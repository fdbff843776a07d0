"""A date the members are asked for: the poll is voting's own; here is the meeting that comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import _l
from goforum.core.language import guess_language
from goforum.core.rules import Conflict, Invalid, NotFound, require
from goforum.core.text import clean_line
from goforum.core.viewer import ZONE
from goforum.groups.queries import standing
from goforum.meetings import commands as meetings
from goforum.meetings import rules as meeting_rules
from goforum.meetings.commands import Invitation, Point
from goforum.meetings.commands.planning import clean_titles
from goforum.meetings.models import MeetingForm
from goforum.planning import events, queries, rules
from goforum.planning.models import DatePoll
from goforum.voting import commands as voting
from goforum.voting.queries import view_of_poll
from goforum.voting.rules import Terms


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the invitation will say, with the instants it may begin at; titles by language, at least one of them."""

    titles: Mapping[str, str | None]
    dates: Sequence[datetime]
    minutes: int
    zone: str = ZONE
    form: str = MeetingForm.REMOTE
    place: str = ""
    agenda: str = ""


def _check(question: Question) -> None:
    errors: dict[str, object] = {}
    if not 5 <= question.minutes <= meeting_rules.LONGEST.total_seconds() // 60:
        errors["minutes"] = _l("Write a number of minutes, from 5 to 1,440.")
    if question.form not in set(MeetingForm):
        errors["form"] = _l("Choose one.")
    if not clean_line(question.place) and question.form != MeetingForm.REMOTE:
        errors["place"] = _l("Say where people meet.")
    if errors:
        raise Invalid(errors)


@command
def ask_dates(actor_id: int, group_id: int, question: Question, *, closes_at: datetime, words: str, language: str,
              client_key: str) -> int:
    """Ask the group which date suits, in these words; the number of the poll. The same key is the same poll.

    Counts are shown while people answer: whoever sees that one date gathers most can make room for it.
    """
    require(rules.may_ask_dates(standing(actor_id, group_id), clock.now()))
    titles = clean_titles(question.titles, 200)
    _check(question)
    poll_id = voting.open_poll(
        actor_id, group_id, question=words, closes_at=closes_at, language=language, quorum_percent=0,
        client_key=f"dates:{client_key}"[:64],
        terms=Terms(method="dates", dates=tuple(question.dates), reasons="off"))
    insert_or_ignore(DatePoll, {
        "poll_id": poll_id, "group_id": group_id, **titles, "minutes": question.minutes, "zone": question.zone,
        "form": str(question.form), "place": clean_line(question.place), "agenda": question.agenda}, ["poll_id"])
    return poll_id


@command
def choose_date(actor_id: int, poll_id: int, *, key: str) -> int:
    """Make the meeting at this date, with what was written beside it, and invite; its number. Twice is once.

    Another date than the one chosen before is a Conflict: the meeting can be moved, and everybody is told.
    """
    now = clock.now()
    found = db.session.scalar(select(DatePoll.id).where(DatePoll.poll_id == poll_id))
    if found is None:
        raise NotFound()
    asked = lock_row(DatePoll, found)
    who = standing(actor_id, asked.group_id)
    poll = view_of_poll(poll_id, who)
    require(rules.may_choose_date(who, poll, now))
    if asked.meeting_id is not None:
        if asked.chosen != key:
            raise Conflict(_l("Somebody chose another date in the meantime. Look at the meeting."))
        return asked.meeting_id
    starts_at = next((one.starts_at for one in poll.options if one.key == key), None)
    if starts_at is None:
        raise Invalid({"key": _l("Choose one.")})
    asked.chosen = key
    asked.meeting_id = meetings.plan_meeting(
        actor_id, asked.group_id, Invitation(
            titles=queries.titles_of(asked), starts_at=starts_at, ends_at=starts_at + timedelta(minutes=asked.minutes),
            zone=asked.zone, form=asked.form, place=asked.place),
        agenda=[Point(titles={guess_language(title): title}, minutes=minutes)
                for title, minutes in meeting_rules.parse_agenda(asked.agenda)])
    record(events.DateChosen(actor_id=actor_id, poll_id=poll_id, meeting_id=asked.meeting_id, group_id=asked.group_id))
    return asked.meeting_id

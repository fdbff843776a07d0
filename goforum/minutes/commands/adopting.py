"""Adoption: by silence when nobody's remark is left, or by a vote of the members; then the minutes are locked."""

from datetime import datetime

from sqlalchemy import select

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, lock_row
from goforum.core.i18n import localised
from goforum.core.rules import require
from goforum.groups.queries import standing
from goforum.meetings import queries as meetings
from goforum.minutes import events, queries, rules
from goforum.minutes.commands.printing import ask_prints
from goforum.minutes.models import Minutes, MinutesState
from goforum.minutes.queries.minutes import draw_content
from goforum.minutes.words import adoption_question
from goforum.voting import commands as voting


@command
def adopt(actor_id: int, minutes_id: int) -> None:
    """Adopt by silence: the time for remarks is over, and each has its answer. Twice is once."""
    now = clock.now()
    minutes = lock_row(Minutes, minutes_id)
    who = standing(actor_id, minutes.group_id)
    if minutes.state == MinutesState.ADOPTED and rules.may_see(who, minutes, now):
        return
    require(rules.may_adopt(who, minutes, queries.count_open_remarks(minutes_id), now,
                            voting=queries.is_voting(minutes.poll_id)))
    _lock(minutes, actor_id, "silence", now)


@command
def adopt_by_clock(minutes_id: int) -> bool:
    """Adopt what was sent round under "silence is consent", at its date; whether it was. Twice is once.

    A remark that waits holds it back: the organisers are told once, and once it is answered the clock comes again.
    """
    now = clock.now()
    minutes = lock_row(Minutes, minutes_id)
    waiting = queries.count_open_remarks(minutes_id)
    verdict = rules.silence_adopts(minutes, waiting, now, voting=queries.is_voting(minutes.poll_id))
    if verdict and minutes.by_silence:
        _lock(minutes, None, "silence", now)
        return True
    late = minutes.remarks_until is not None and minutes.remarks_until <= now
    if minutes.by_silence and late and waiting and minutes.held_back_at is None and minutes.remarks_until is not None:
        minutes.held_back_at = now
        record(events.MinutesHeldBack(actor_id=None, minutes_id=minutes_id, meeting_id=minutes.meeting_id,
                                      group_id=minutes.group_id, until=minutes.remarks_until))
    return False


def _lock(minutes: Minutes, actor_id: int | None, how: str, now: datetime) -> None:
    """Freeze what stands, in every language, under its digest."""
    content = draw_content(queries.get_minutes(minutes.id), meetings.get_meeting(minutes.meeting_id))
    minutes.content, minutes.fingerprint = content, rules.fingerprint(content)
    minutes.state, minutes.adopted_at, minutes.adopted_by = MinutesState.ADOPTED, now, how
    ask_prints(minutes, now)
    record(events.MinutesAdopted(actor_id=actor_id, minutes_id=minutes.id, meeting_id=minutes.meeting_id,
                                 group_id=minutes.group_id))


@command
def put_to_vote(actor_id: int, minutes_id: int, *, closes_at: datetime, lang: str) -> int:
    """Let the members decide whether the minutes are adopted; the number of the poll."""
    now = clock.now()
    minutes = lock_row(Minutes, minutes_id)
    require(rules.may_put_to_vote(standing(actor_id, minutes.group_id), minutes,
                                  queries.count_open_remarks(minutes_id), queries.is_voting(minutes.poll_id), now))
    minutes.by_silence = False  # who is asked is not taken to consent by silence, whatever the vote finds
    title = localised(meetings.get_meeting(minutes.meeting_id).titles, lang).text
    minutes.poll_id = voting.open_poll(
        actor_id, minutes.group_id, question=adoption_question(title, lang), closes_at=closes_at, language=lang,
        client_key=f"minutes-{minutes_id}-{minutes.revision}-{int(now.timestamp())}")
    record(events.MinutesPutToVote(actor_id=actor_id, minutes_id=minutes_id, meeting_id=minutes.meeting_id,
                                   group_id=minutes.group_id, poll_id=minutes.poll_id))
    return minutes.poll_id


@command
def settle_by_poll(poll_id: int, outcome: str, actor_id: int | None) -> None:
    """The vote on minutes is counted: accepted ones are adopted as they stand, the others stay a draft before all."""
    minutes_id = db.session.scalar(select(Minutes.id).where(Minutes.poll_id == poll_id))
    if minutes_id is None or outcome != "accepted":
        return
    minutes = lock_row(Minutes, minutes_id)
    if minutes.state == MinutesState.CIRCULATED:
        _lock(minutes, actor_id, "vote", clock.now())

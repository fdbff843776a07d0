"""Minutes sent round: until when, what members say of them, what they are answered."""

from datetime import datetime

from sqlalchemy import select

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import _l
from goforum.core.rules import Invalid, NotFound, require
from goforum.core.text import clean_source
from goforum.groups.queries import standing
from goforum.minutes import events, queries, rules
from goforum.minutes.commands.editing import open_minutes
from goforum.minutes.models import Minutes, MinutesRemark, MinutesState, RemarkState
from goforum.threads.commands.passing import passed_text


@command
def circulate(actor_id: int, minutes_id: int, *, until: datetime, by_silence: bool = False) -> None:
    """Send the draft round for remarks until then; once more gives another date. ``by_silence``: silence is consent,
    and the clock adopts them at that date unless a remark waits for its answer.
    """
    now = clock.now()
    minutes = open_minutes(actor_id, minutes_id, now)
    require(rules.may_circulate(standing(actor_id, minutes.group_id), minutes, now))
    if fault := rules.until_fault(until, now):
        raise Invalid({"until": fault})
    minutes.state, minutes.remarks_until = MinutesState.CIRCULATED, until
    minutes.by_silence, minutes.held_back_at = by_silence, None
    minutes.circulated_at = minutes.circulated_at or now
    record(events.MinutesCirculated(actor_id=actor_id, minutes_id=minutes_id, meeting_id=minutes.meeting_id,
                                    group_id=minutes.group_id, until=until))


def _body(text: str, field: str) -> str:
    body = clean_source(text).strip()
    if not body:
        raise Invalid({field: _l("Write something first.")})
    if len(body) > rules.MAX_REMARK:
        raise Invalid({field: _l("At most %(max)d characters.", max=rules.MAX_REMARK)})
    return body


@command
def remark(actor_id: int, minutes_id: int, *, item_id: int | None, body: str, client_key: str) -> int:
    """Remark on an item, or on the whole; its number. The same key from the same person is the same remark."""
    now = clock.now()
    minutes = lock_row(Minutes, minutes_id)
    who = standing(actor_id, minutes.group_id)
    require(rules.may_see(who, minutes, now))
    require(rules.may_remark(who, minutes, now))
    if item_id is not None and queries.get_item(item_id).minutes_id != minutes_id:
        raise NotFound()
    made = insert_or_ignore(MinutesRemark, {
        "minutes_id": minutes_id, "item_id": item_id, "author_id": actor_id, "organisation_id": who.organisation_id,
        "body": passed_text(who, _body(body, "body")), "client_key": client_key[:64], "written_at": now,
        "state": str(RemarkState.OPEN), "answer": ""}, ["minutes_id", "author_id", "client_key"])
    remark_id: int = db.session.scalars(select(MinutesRemark.id).where(
        MinutesRemark.minutes_id == minutes_id, MinutesRemark.author_id == actor_id,
        MinutesRemark.client_key == client_key[:64])).one()
    if made:
        record(events.MinutesRemarked(actor_id=actor_id, minutes_id=minutes_id, meeting_id=minutes.meeting_id,
                                      group_id=minutes.group_id, remark_id=remark_id))
    return remark_id


@command
def answer_remark(actor_id: int, remark_id: int, *, state: str, answer: str) -> None:
    """Say what became of a remark, with the reason; a later answer replaces an earlier one until the adoption."""
    now = clock.now()
    minutes = open_minutes(actor_id, queries.get_remark(remark_id).minutes_id, now)
    if state not in (RemarkState.ACCEPTED, RemarkState.PARTLY, RemarkState.REFUSED):
        raise Invalid({"state": _l("Choose one.")})
    row = lock_row(MinutesRemark, remark_id)
    row.state, row.answer = str(state), _body(answer, "answer")
    row.answered_by_id, row.answered_at = actor_id, now
    record(events.RemarkAnswered(actor_id=actor_id, minutes_id=minutes.id, meeting_id=minutes.meeting_id,
                                 group_id=minutes.group_id, remark_id=remark_id, author_id=row.author_id))

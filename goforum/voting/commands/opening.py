"""Putting a question to a group: everything that will not change is fixed here, and fingerprinted."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import insert

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import _l
from goforum.core.rules import Conflict, Invalid, NotFound, Words, require
from goforum.core.text import clean_line
from goforum.groups import queries as groups
from goforum.threads.queries import get_head as thread_head
from goforum.voting import queries
from goforum.voting.beside_models import PollRerun
from goforum.voting.commands.ledger import begin_box
from goforum.voting.commands.secrecy import begin_secret_box
from goforum.voting.events import PollOpened, PollPlanned
from goforum.voting.models import MAX_QUESTION, Level, Poll, PollOption, PollThread, Reasons, Results, Voter
from goforum.voting.rules import (
    SHORTEST,
    Electorate,
    RollLine,
    Terms,
    deadline_fault,
    electorate_fault,
    may_open_poll,
    may_rerun,
    roll_hash,
    terms_fault,
)


@command
def open_poll(
    actor_id: int, group_id: int, *, question: str, closes_at: datetime, language: str,
    quorum_percent: int = 50, results: str = Results.OPEN, at_least: timedelta = SHORTEST,
    client_key: str | None = None, terms: Terms | None = None, thread_id: int | None = None,
    electorate: Electorate | None = None, rerun_of: int | None = None, opens_at: datetime | None = None,
) -> int:
    """Put a question to a group: roll, options, rules and deadline are fixed now and fingerprinted.

    With ``opens_at`` the vote is planned: it opens by itself at that time, and its roll is taken then.

    ``at_least`` is how far ahead the deadline must be; a live room may ask for less than the hour. ``terms`` say how
    people vote (for or against unless said otherwise), ``electorate`` who holds the votes (each member, unless said
    otherwise). A secret vote shows no count before its close. ``thread_id`` is the thread of this group it comes from,
    ``rerun_of`` the cancelled vote it asks again.
    """
    terms, electorate = terms or Terms(), electorate or Electorate()
    now = clock.now()
    require(may_open_poll(groups.standing(actor_id, group_id), now))
    question = clean_line(question)
    roll = queries.build_roll(group_id, electorate.by, weighted=electorate.weighted)
    _check_opening(question, closes_at, now, at_least, quorum_percent, results, terms,
                   electorate_fault(electorate, terms.method, roll, secret=terms.secret)
                   | _opening_fault(opens_at, closes_at, now))
    if thread_id is not None and thread_head(thread_id, None).group_id != group_id:
        raise NotFound()
    client_key = client_key or secrets.token_hex(16)
    made = insert_or_ignore(Poll, {
        "group_id": group_id, "question": question, "language": language, "method": terms.method,
        "seats": terms.seats, "ceiling": terms.ceiling, "majority": terms.majority, "majority_of": terms.majority_of,
        "reasons": Reasons.OFF.value if terms.secret else terms.reasons,
        "level": Level.SECRET if terms.secret else Level.OPEN.value,
        "results": Results.HIDDEN.value if terms.secret else results, "quorum_percent": quorum_percent,
        "electorate": electorate.by, **({"college_rules": electorate.stored()} if electorate.colleges else {}),
        "delegation": electorate.delegation,
        "roll_weight": 0 if electorate.weighted else None,
        "opened_by_id": actor_id, "client_key": client_key, "opens_at": opens_at or now,
        "closes_at": closes_at, "roll_size": 0, "roll_hash": "", "fingerprint": "", "cancel_reason": "",
    }, ["opened_by_id", "client_key"])
    poll = queries.get_poll_by_client_key(actor_id, client_key)
    if made:
        db.session.add_all(PollOption(poll_id=poll.id, key=one.key, label=one.label, starts_at=one.starts_at,
                                      position=at) for at, one in enumerate(terms.choices(), 1))
        if thread_id is not None:
            db.session.add(PollThread(poll_id=poll.id, thread_id=thread_id))
        if rerun_of is not None:
            _link_rerun(actor_id, poll, rerun_of)
        if opens_at is None:
            start(actor_id, poll, roll, now)
        else:
            record(PollPlanned(actor_id=actor_id, poll_id=poll.id, group_id=group_id))
    return poll.id


def start(actor_id: int | None, poll: Poll, roll: list[RollLine], now: datetime) -> None:
    """Open it: write down who may choose, with college and weight as they are today; then the fingerprint of it all."""
    poll.opened_at, poll.roll_size, poll.roll_hash = now, len(roll), roll_hash(line.key for line in roll)
    if poll.roll_weight is not None:
        poll.roll_weight = sum(line.weight for line in roll)
    if roll:
        db.session.execute(insert(Voter), [
            {"poll_id": poll.id, "voter_key": line.key, "college": line.college, "weight": line.weight,
             "person_id": None if line.organisation_id else int(line.key.removeprefix("person:"))} for line in roll])
    db.session.flush()
    begin_box(poll)
    if poll.level == Level.SECRET:
        begin_secret_box(poll.id)
    record(PollOpened(actor_id=actor_id, poll_id=poll.id, group_id=poll.group_id))


def _opening_fault(opens_at: datetime | None, closes_at: datetime, now: datetime) -> dict[str, Words]:
    if opens_at is None:
        return {}
    if opens_at <= now:
        return {"opens_at": _l("Choose a time in the future, or leave it empty to open the vote now.")}
    if closes_at < opens_at + SHORTEST:
        return {"closes_at": _l("Choose a time at least one hour after the opening, so that people can vote.")}
    return {}


def _link_rerun(actor_id: int, poll: Poll, rerun_of: int) -> None:
    """Tie a vote to the cancelled one it asks again; the constraint lets each be run again once."""
    before = lock_row(Poll, rerun_of)
    if before.group_id != poll.group_id:
        raise NotFound()
    require(may_rerun(groups.standing(actor_id, poll.group_id), before, clock.now()))
    if not insert_or_ignore(PollRerun, {"poll_id": poll.id, "of_poll_id": rerun_of}, ["of_poll_id"]):
        raise Conflict(_l("This vote has been run again already."), code="rerun")


def _check_opening(question: str, closes_at: datetime, now: datetime, at_least: timedelta,
                   quorum_percent: int, results: str, terms: Terms, errors: dict[str, Words]) -> None:
    errors |= terms_fault(terms, now)
    if not question:
        errors["question"] = _l("Fill in this field.")
    elif len(question) > MAX_QUESTION:
        errors["question"] = _l("At most %(max)d characters.", max=MAX_QUESTION)
    if fault := deadline_fault(closes_at, now, at_least):
        errors["closes_at"] = fault
    if not 0 <= quorum_percent <= 100:
        errors["quorum_percent"] = _l("Write a whole number from 0 to 100.")
    if results not in set(Results):
        errors["results"] = _l("Choose one.")
    if errors:
        raise Invalid(errors)

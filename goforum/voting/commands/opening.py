"""Putting a question to a group: everything that will not change is fixed here, and fingerprinted."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import insert

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore
from goforum.core.i18n import _l
from goforum.core.rules import Invalid, NotFound, require
from goforum.core.text import clean_line
from goforum.groups import queries as groups
from goforum.threads.queries import get_head as thread_head
from goforum.voting import queries
from goforum.voting.commands.ledger import begin_box
from goforum.voting.events import PollOpened
from goforum.voting.models import MAX_QUESTION, Level, Poll, PollOption, PollThread, Results, Voter
from goforum.voting.rules import (
    SHORTEST,
    Terms,
    deadline_fault,
    may_open_poll,
    roll_hash,
    terms_fault,
)


@command
def open_poll(
    actor_id: int, group_id: int, *, question: str, closes_at: datetime, language: str,
    quorum_percent: int = 50, results: str = Results.OPEN, at_least: timedelta = SHORTEST,
    client_key: str | None = None, terms: Terms | None = None, thread_id: int | None = None,
) -> int:
    """Put a question to a group: roll, options, rules and deadline are fixed now and fingerprinted.

    ``at_least`` is how far ahead the deadline must be; a live room may ask for less than the hour. ``terms`` say how
    people vote (for or against unless said otherwise); ``thread_id`` is the thread of this group it comes from.
    """
    terms = terms or Terms()
    now = clock.now()
    require(may_open_poll(groups.standing(actor_id, group_id), now))
    question = clean_line(question)
    _check_opening(question, closes_at, now, at_least, quorum_percent, results, terms)
    if thread_id is not None and thread_head(thread_id, None).group_id != group_id:
        raise NotFound()
    voters = groups.member_ids(group_id)
    keys = [f"person:{one}" for one in voters]
    client_key = client_key or secrets.token_hex(16)
    made = insert_or_ignore(Poll, {
        "group_id": group_id, "question": question, "language": language, "method": terms.method,
        "seats": terms.seats, "ceiling": terms.ceiling, "majority": terms.majority, "majority_of": terms.majority_of,
        "level": Level.OPEN.value, "results": results, "quorum_percent": quorum_percent,
        "opened_by_id": actor_id, "client_key": client_key, "opens_at": now, "closes_at": closes_at,
        "roll_size": len(keys), "roll_hash": roll_hash(keys), "fingerprint": "", "cancel_reason": "",
    }, ["opened_by_id", "client_key"])
    poll = queries.get_poll_by_client_key(actor_id, client_key)
    if made:
        choices = terms.choices()
        db.session.add_all(PollOption(poll_id=poll.id, key=one.key, label=one.label, starts_at=one.starts_at,
                                      position=at) for at, one in enumerate(choices, 1))
        if thread_id is not None:
            db.session.add(PollThread(poll_id=poll.id, thread_id=thread_id))
        _fix_roll(poll, voters, keys)
        begin_box(poll)
        record(PollOpened(actor_id=actor_id, poll_id=poll.id, group_id=group_id))
    return poll.id


def _fix_roll(poll: Poll, voters: list[int], keys: list[str]) -> None:
    """Write down who may choose, with the college each sits in today."""
    colleges = groups.author_lines(poll.group_id, voters)
    if voters:
        db.session.execute(insert(Voter), [
            {"poll_id": poll.id, "voter_key": key, "person_id": one,
             "college": colleges[one].college if one in colleges else None}
            for one, key in zip(voters, keys, strict=True)])
    db.session.flush()


def _check_opening(question: str, closes_at: datetime, now: datetime, at_least: timedelta,
                   quorum_percent: int, results: str, terms: Terms) -> None:
    errors = terms_fault(terms, now)
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

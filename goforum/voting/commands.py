"""Every write about polls.

Whatever depends on time reads the clock after the poll's row is locked: between two ballots and the close
there is one order, and the deadline cuts it at one place.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import insert, update

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import _l, datetime_full
from goforum.core.rules import Conflict, Invalid, NotFound, require
from goforum.core.text import clean_line, clean_source
from goforum.groups import queries as groups
from goforum.groups.rules import may_read
from goforum.threads.queries import get_head as thread_head
from goforum.voting import queries
from goforum.voting.events import PollCancelled, PollClosed, PollOpened, VoteCast, VoteChanged
from goforum.voting.models import MAX_QUESTION, Ballot, Level, Poll, PollOption, PollThread, Results, Voter
from goforum.voting.rules import (
    METHODS,
    SHORTEST,
    MethodFacts,
    Shape,
    Terms,
    ballot_fault,
    canonical_hash,
    canonical_marks,
    deadline_fault,
    manifest,
    marks_fault,
    may_cancel,
    may_open_poll,
    may_vote,
    phase,
    roll_hash,
    terms_fault,
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Receipt:
    """What a voter is told: the vote as it stands, since when, and until when it may be changed.

    ``choice`` is a position, or the canonical text of the marks.
    """

    poll_id: int
    choice: str
    recorded_at: datetime
    closes_at: datetime
    first: bool
    changed: bool


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
        poll.fingerprint = canonical_hash(manifest(poll, choices))
        db.session.add_all(PollOption(poll_id=poll.id, key=one.key, label=one.label, starts_at=one.starts_at,
                                      position=at) for at, one in enumerate(choices, 1))
        if thread_id is not None:
            db.session.add(PollThread(poll_id=poll.id, thread_id=thread_id))
        _fix_roll(poll, voters, keys)
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


@command
def cast_vote(actor_id: int, poll_id: int, *, choice: str = "", reason: str = "",
              marks: Mapping[str, int] | None = None) -> Receipt:
    """Record or change the one ballot of a voter; the same vote sent again changes nothing.

    A position is a ``choice``; every other method has ``marks`` by option, none at all for a blank ballot.
    The unique constraint decides between votes that arrive at once, not a look beforehand.
    """
    poll = lock_row(Poll, poll_id)
    now = clock.now()  # after the lock: whoever waited for it is judged by the time they got it
    standing = groups.standing(actor_id, poll.group_id)
    require(may_read(standing, now))
    if phase(poll, now) != "open":
        raise Conflict(_closed_words(poll), code="closed")
    voter_key = queries.voter_key_of(standing)
    require(may_vote(standing, poll, queries.is_on_roll(poll_id, voter_key), now))
    reason = clean_source(reason).strip()
    said = _said(poll, choice, reason, marks)
    first = insert_or_ignore(Ballot, {
        "poll_id": poll_id, "voter_key": voter_key, "person_id": actor_id, **said,
        "reason": reason, "cast_at": now, "updated_at": now}, ["poll_id", "voter_key"])
    changed = not first and _change(poll_id, voter_key, said, reason=reason, person_id=actor_id, updated_at=now)
    if first:
        record(VoteCast(actor_id=actor_id, poll_id=poll_id, group_id=poll.group_id))
    elif changed:
        record(VoteChanged(actor_id=actor_id, poll_id=poll_id, group_id=poll.group_id))
    ballot = queries.find_ballot(poll_id, voter_key)
    assert ballot is not None
    return Receipt(poll_id, said["choice"] or said["content"], ballot.updated_at, poll.closes_at, first, changed)


def _said(poll: Poll, choice: str, reason: str, marks: Mapping[str, int] | None) -> dict[str, Any]:
    """What the ballot says, as its row keeps it; Invalid where the method does not allow it."""
    facts: MethodFacts = METHODS[poll.method]
    options = queries.option_keys(poll.id)
    if facts.shape is Shape.POSITION:
        if errors := ballot_fault(choice, reason, options):
            raise Invalid(errors)
        return {"choice": choice, "content": ""}
    if marks is None:
        raise Invalid({"": _l("Choose one.")})
    if errors := marks_fault(facts, options, poll.ceiling, marks):
        raise Invalid({f"m_{key}" if key else "": words for key, words in errors.items()})
    return {"choice": None, "content": canonical_marks(facts, marks)}


def _change(poll_id: int, voter_key: str, said: dict[str, Any], *, reason: str, **values: object) -> bool:
    """Make the ballot say this; False when it says it already."""
    other = Ballot.content != said["content"] if said["choice"] is None else Ballot.choice != said["choice"]
    changed = db.session.execute(
        update(Ballot).where(Ballot.poll_id == poll_id, Ballot.voter_key == voter_key,
                             other | (Ballot.reason != reason))
        .values(reason=reason, **said, **values).returning(Ballot.id)
        .execution_options(synchronize_session=False))
    return changed.first() is not None


def _closed_words(poll: Poll) -> object:
    if poll.cancelled_at is not None:
        return _l("This vote was cancelled: your ballot was not counted.")
    return _l("The vote closed on %(when)s by the site's clock: this ballot came too late and was not counted.",
              when=datetime_full(poll.closes_at))


@command
def close_poll(actor_id: int | None, poll_id: int) -> None:
    """Count a poll whose deadline has passed, once and for good; counted or cancelled already, do nothing.

    Nobody may close before the deadline, whoever asks: voters were told they can change until then.
    """
    poll = lock_row(Poll, poll_id)
    now = clock.now()
    current = phase(poll, now)
    if current in {"closed", "cancelled"}:
        return
    if current == "open":
        raise Conflict(_l("This vote is open until %(when)s.", when=datetime_full(poll.closes_at)), code="open")
    found = queries.count_now(poll)
    poll.closed_at, poll.outcome, poll.result = now, found.outcome.value, found.as_result()
    db.session.flush()  # listeners read the row
    record(PollClosed(actor_id=actor_id, poll_id=poll_id, group_id=poll.group_id, outcome=found.outcome.value))


def close_due_polls() -> int:
    """Close every poll past its deadline, each in a transaction of its own; how many were."""
    closed = 0
    for poll_id in queries.list_due():
        try:
            close_poll(None, poll_id)
            closed += 1
        except Conflict:  # the clock stepped back between the list and the lock: it will be due again
            continue
        except Exception:  # one poll that cannot be settled must not keep the others open
            log.exception("poll_not_closed", poll_id=poll_id)
    return closed


@command
def cancel_poll(actor_id: int, poll_id: int, *, reason: str) -> None:
    """End a poll without a result; its ballots are kept and never counted."""
    poll = lock_row(Poll, poll_id)
    now = clock.now()
    standing = groups.standing(actor_id, poll.group_id)
    require(may_read(standing, now))
    if phase(poll, now) in {"closed", "cancelled"}:
        raise Conflict(_l("This vote is closed."), code="closed")
    require(may_cancel(standing, poll, queries.count_ballots(poll_id), now))
    reason = clean_source(reason).strip()
    if not reason:
        raise Invalid({"reason": _l("Say why: the voters will read it.")})
    poll.cancelled_at, poll.cancelled_by_id, poll.cancel_reason = now, actor_id, reason
    db.session.flush()  # listeners read the row
    record(PollCancelled(actor_id=actor_id, poll_id=poll_id, group_id=poll.group_id))



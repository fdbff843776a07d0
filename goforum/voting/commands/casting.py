"""Recording and changing a ballot. The unique constraint decides between votes that arrive at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import case, delete, update

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import _l, datetime_full
from goforum.core.rules import Conflict, Invalid, require
from goforum.core.text import clean_source
from goforum.groups import queries as groups
from goforum.groups.rules import Standing, may_read
from goforum.threads.commands.passing import passed_text
from goforum.voting import queries
from goforum.voting.beside_models import PhoneVote
from goforum.voting.commands.ledger import chain_open_ballot, unchain_open_ballot
from goforum.voting.commands.receipts import Receipt
from goforum.voting.commands.secrecy import cast_secret
from goforum.voting.events import VoteCast, VoteChanged, VoteWithdrawn
from goforum.voting.models import Ballot, Level, Poll, Reasons
from goforum.voting.queries.ledger import find_open_proof
from goforum.voting.rules import (
    METHODS,
    MethodFacts,
    Shape,
    ballot_fault,
    canonical_marks,
    marks_fault,
    may_vote,
    phase,
)
from goforum.voting.rules.ledger import choice_of


@command
def cast_vote(actor_id: int, poll_id: int, *, choice: str = "", reason: str = "",
              marks: Mapping[str, int] | None = None, voter_key: str = "",
              tracker: str = "", old_tracker: str = "") -> Receipt:
    """Record or change the one ballot of a voter; the same vote sent again changes nothing.

    A position is a ``choice``; every other method has ``marks`` by option, none at all for a blank ballot.
    ``voter_key`` says for whom, where the person speaks for more than one organisation on the roll.
    ``tracker`` hides the choice in the chain until the close; without one of the browser's, one is made here.
    A secret ballot has no reason, and is changed by whoever brings its ``old_tracker``.
    The unique constraint decides between votes that arrive at once, not a look beforehand.
    """
    poll, standing, keys, now = at_the_box(actor_id, poll_id)
    voter_key = vote_of(keys, voter_key)
    reason = clean_source(reason).strip() if poll.reasons != Reasons.OFF else ""
    said = said_in(poll, choice, reason, marks)
    reason = passed_reason(standing, reason)
    if poll.level == Level.SECRET:
        return cast_secret(poll, voter_key, said["choice"] or said["content"], now, tracker=tracker, old=old_tracker)
    first = insert_or_ignore(Ballot, {
        "poll_id": poll_id, "voter_key": voter_key, "person_id": actor_id, **said,
        "reason": reason, "cast_at": now, "updated_at": now}, ["poll_id", "voter_key"])
    changed = not first and _change(poll_id, voter_key, said, reason=reason, person_id=actor_id, updated_at=now)
    settle_phone(poll_id, voter_key, now, "confirmed")  # one's own vote says more than a word about it
    if first or changed:
        chain_open_ballot(poll, voter_key, choice_of(poll.method, said["choice"], said["content"]), tracker)
    if first:
        record(VoteCast(actor_id=actor_id, poll_id=poll_id, group_id=poll.group_id))
    elif changed:
        record(VoteChanged(actor_id=actor_id, poll_id=poll_id, group_id=poll.group_id))
    ballot = queries.find_ballot(poll_id, voter_key)
    assert ballot is not None
    return Receipt(poll_id, said["choice"] or said["content"], ballot.updated_at, poll.closes_at, first, changed,
                   find_open_proof(poll_id, voter_key))


def passed_reason(standing: Standing, reason: str) -> str:
    """A reason as it may stand beside a name: the group's watched words are covered, or refused beside the field."""
    return passed_text(standing, reason, field="reason", words_alone=True) if reason else ""


def take_out(actor_id: int, poll: Poll, voter_key: str) -> bool:
    """Remove a ballot from an open poll whose row the command holds; False where there is none."""
    if queries.find_ballot(poll.id, voter_key) is None:
        return False
    unchain_open_ballot(poll, voter_key)
    db.session.execute(delete(Ballot).where(Ballot.poll_id == poll.id, Ballot.voter_key == voter_key)
                       .execution_options(synchronize_session=False))
    record(VoteWithdrawn(actor_id=actor_id, poll_id=poll.id, group_id=poll.group_id))
    return True


@command
def withdraw_vote(actor_id: int, poll_id: int, *, voter_key: str = "") -> None:
    """Take one's ballot out before the close, as if one had not voted; who delegated is represented again."""
    poll, _standing, keys, now = at_the_box(actor_id, poll_id)
    if poll.level == Level.SECRET:
        raise Conflict(_l("Which ballot is yours, the site does not know: a secret ballot is changed with its tracker, "
                          "not taken out."), code="secret")
    key = vote_of(keys, voter_key)
    settle_phone(poll_id, key, now, "annulled")
    take_out(actor_id, poll, key)


def at_the_box(actor_id: int, poll_id: int) -> tuple[Poll, Standing, list[str], datetime]:
    """The open poll, its row held; the person's standing; the lines of the roll they vote for; the instant."""
    poll = lock_row(Poll, poll_id)
    now = clock.now()  # after the lock: whoever waited for it is judged by the time they got it
    standing = groups.standing(actor_id, poll.group_id)
    require(may_read(standing, now))
    if phase(poll, now) != "open":
        raise Conflict(closed_words(poll), code="closed")
    keys = [line.key for line in queries.list_lines(poll_id, queries.keys_of(poll.electorate, standing))]
    require(may_vote(standing, poll, bool(keys), now))
    return poll, standing, keys, now


def settle_phone(poll_id: int, voter_key: str, now: datetime, answer: str) -> bool:
    """Note what the voter says of a vote by phone that waits for their word; False where none waits."""
    done = db.session.execute(update(PhoneVote).where(
        PhoneVote.poll_id == poll_id, PhoneVote.voter_key == voter_key, PhoneVote.answer.is_(None))
        .values(answer=answer, answered_at=now).returning(PhoneVote.voter_key)
        .execution_options(synchronize_session=False))
    return done.first() is not None


def vote_of(keys: list[str], wanted: str) -> str:
    """The line of the roll that was meant; a person with several must say which."""
    if wanted in keys:
        return wanted
    if wanted or len(keys) > 1:
        raise Invalid({"": _l("Say for which organisation you vote.")})
    return keys[0]


def said_in(poll: Poll, choice: str, reason: str, marks: Mapping[str, int] | None) -> dict[str, Any]:
    """What the ballot says, as its row keeps it; Invalid where the method does not allow it."""
    facts: MethodFacts = METHODS[poll.method]
    options = queries.option_keys(poll.id)
    if facts.shape is Shape.POSITION:
        if errors := ballot_fault(choice, reason, options, reasons=poll.reasons):
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
        .values(reason=reason, **said, **values, reason_hidden_at=case(
            (Ballot.reason == reason, Ballot.reason_hidden_at), else_=None)).returning(Ballot.id)
        .execution_options(synchronize_session=False))
    return changed.first() is not None


def closed_words(poll: Poll) -> object:
    """Why nothing can be said in this poll any more."""
    if poll.cancelled_at is not None:
        return _l("This vote was cancelled: your ballot was not counted.")
    if poll.opened_at is None:
        return _l("This vote is not open yet. The list of voters is taken when it opens.")
    return _l("The vote closed on %(when)s by the site's clock: this ballot came too late and was not counted.",
              when=datetime_full(poll.closes_at))

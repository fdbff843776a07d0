"""Letting another voter of one's college vote for oneself. One's own vote always wins, so none is lost by it."""

from datetime import datetime

from sqlalchemy import delete

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, lock_row, upsert
from goforum.core.rules import Conflict, Invalid, require
from goforum.groups import queries as groups
from goforum.groups.rules import may_read
from goforum.voting import queries
from goforum.voting.beside_models import PollDelegation
from goforum.voting.commands.casting import closed_words, vote_of
from goforum.voting.events import DelegationRevoked, VoteDelegated
from goforum.voting.models import Poll
from goforum.voting.rules import delegation_fault, may_delegate, phase


def _line(actor_id: int, poll: Poll, wanted: str, now: datetime) -> str:
    """The line of the roll the actor decides about, if they may."""
    standing = groups.standing(actor_id, poll.group_id)
    require(may_read(standing, now))
    if phase(poll, now) != "open":
        raise Conflict(closed_words(poll), code="closed")
    keys = [line.key for line in queries.list_lines(poll.id, queries.keys_of(poll.electorate, standing))]
    require(may_delegate(standing, poll, bool(keys), now))
    return vote_of(keys, wanted)


@command
def delegate_vote(actor_id: int, poll_id: int, *, to_key: str, voter_key: str = "") -> None:
    """Let another line of the roll vote for this one; whom one chose before is replaced.

    The poll is locked: of two that delegate to each other at once, the second is told of the circle.
    """
    poll = lock_row(Poll, poll_id)
    now = clock.now()
    key = _line(actor_id, poll, voter_key, now)
    delegates = queries.list_delegates(poll_id)
    if delegates.get(key) == to_key:
        return
    colleges = {line.key: line.college or "" for line in queries.list_roll(poll_id)}
    if fault := delegation_fault(key, to_key, colleges, delegates):
        raise Invalid({"to": fault})
    if key in delegates:
        _revoke(actor_id, poll, key)
    upsert(PollDelegation, {"poll_id": poll_id, "voter_key": key, "to_key": to_key, "person_id": actor_id, "at": now},
           ["poll_id", "voter_key"], update=["to_key", "person_id", "at"])
    made = queries.get_delegation(poll_id, key)
    record(VoteDelegated(actor_id=actor_id, poll_id=poll_id, group_id=poll.group_id, delegation_id=made.id,
                         to_key=to_key))


@command
def revoke_delegation(actor_id: int, poll_id: int, *, voter_key: str = "") -> None:
    """Take one's vote back; nobody had it: nothing happens."""
    poll = lock_row(Poll, poll_id)
    key = _line(actor_id, poll, voter_key, clock.now())
    if key in queries.list_delegates(poll_id):
        _revoke(actor_id, poll, key)


def _revoke(actor_id: int, poll: Poll, key: str) -> None:
    gone = queries.get_delegation(poll.id, key)
    record(DelegationRevoked(actor_id=actor_id, poll_id=poll.id, group_id=poll.group_id, delegation_id=gone.id,
                             to_key=gone.to_key))
    db.session.execute(delete(PollDelegation).where(PollDelegation.id == gone.id)
                       .execution_options(synchronize_session=False))

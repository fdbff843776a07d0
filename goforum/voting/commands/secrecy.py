"""Casting a secret ballot: who has voted is marked on the roll, what was said goes into the box; nothing joins them.

The mark has no time. The box is one row that is made anew with each ballot, in the order of the trackers: no row, no
place in a table, no transaction belongs to one ballot. Only the voter keeps the tracker; whoever brings it may change
the ballot.
"""

import random
import secrets
from datetime import datetime

from sqlalchemy import insert, update

from goforum.core.commands import record
from goforum.core.db import db
from goforum.core.i18n import _l
from goforum.core.rules import Invalid
from goforum.voting.commands.ledger import append
from goforum.voting.commands.receipts import Receipt
from goforum.voting.events import SecretBoxGrew
from goforum.voting.ledger_models import SecretBox
from goforum.voting.models import Poll, Voter
from goforum.voting.queries.ledger import Proof
from goforum.voting.queries.secrecy import choice_in, read_secret_box
from goforum.voting.rules import ledger as layout
from goforum.voting.rules.secrecy import SecretBallots, batch_of, said

# The lot by which commitments are mixed; a test may put dice in its place.
dice: random.Random = secrets.SystemRandom()


def begin_secret_box(poll_id: int) -> None:
    """The empty box of a poll that has just been opened."""
    db.session.execute(insert(SecretBox).values(poll_id=poll_id, content=SecretBallots().text()))


def cast_secret(poll: Poll, voter_key: str, text: str, now: datetime, *, tracker: str, old: str) -> Receipt:
    """Put a ballot into the box, or change the one whose tracker is brought; the command holds the poll's row."""
    box = read_secret_box(poll.id)
    tracker, old = tracker.lower(), old.strip().lower()
    first = db.session.execute(
        update(Voter).where(Voter.poll_id == poll.id, Voter.voter_key == voter_key, Voter.voted.is_(False))
        .values(voted=True).returning(Voter.id).execution_options(synchronize_session=False)).first() is not None
    known = _standing_ballot(box, text, tracker=tracker, old=old) if not first else None
    if known:
        return _receipt(poll, text, known, now, first=False, changed=False)
    if not first:
        box.take_back(_commit(poll, box.ballots.pop(old), old))
    if not layout.is_tracker(tracker) or tracker in box.ballots or tracker == old:
        tracker = secrets.token_hex(16)
    box.ballots[tracker] = text
    box.put(_commit(poll, text, tracker))
    append(poll.id, said(box.release(batch_of(poll.roll_size), dice)))
    _keep(poll.id, box)
    record(SecretBoxGrew(actor_id=None, poll_id=poll.id))
    return _receipt(poll, text, tracker, now, first=first, changed=not first)


def _standing_ballot(box: SecretBallots, text: str, *, tracker: str, old: str) -> str | None:
    """The tracker of the ballot that says this already: the same form sent again, or a change that changes nothing."""
    for one in (old, tracker):
        if box.ballots.get(one) == text:
            return one
    if old not in box.ballots:
        raise Invalid({"old": _l("To change your vote, bring the tracker of your last receipt. Without it your vote "
                                 "stays as it is: nobody can tell which ballot is yours.")})
    return None


def _commit(poll: Poll, text: str, tracker: str) -> str:
    return layout.commit_of(poll.id, choice_in(poll.method, text), tracker)


def _receipt(poll: Poll, text: str, tracker: str, now: datetime, *, first: bool, changed: bool) -> Receipt:
    # Never the place in the chain: the same form sent again has the same receipt, whatever entered meanwhile.
    proof = Proof(poll.id, tracker, _commit(poll, text, tracker))
    return Receipt(poll.id, text, now, poll.closes_at, first, changed, proof)


def _keep(poll_id: int, box: SecretBallots) -> None:
    db.session.execute(update(SecretBox).where(SecretBox.poll_id == poll_id).values(content=box.text())
                       .execution_options(synchronize_session=False))


def empty_waiting(poll_id: int) -> None:
    """At the close: whatever waits enters the chain, by lot, and the box keeps what is published."""
    box = read_secret_box(poll_id)
    append(poll_id, said(box.release_all(dice)))
    _keep(poll_id, box)

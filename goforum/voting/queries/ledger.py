"""Reading the published box of a poll. Ballots leave it only once the poll is closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import and_, select

from goforum.core.db import db
from goforum.core.rules import NotFound
from goforum.voting.ledger_models import ChainEntry, OpenTracker, PollBox
from goforum.voting.models import Ballot, Level, Poll
from goforum.voting.queries.delegations import list_delegates
from goforum.voting.queries.secrecy import choice_in, list_secret_ballots, read_secret_box
from goforum.voting.queries.voters import list_roll
from goforum.voting.rules import ledger as layout


@dataclass(frozen=True)
class BoxHead:
    """Where the chain of a poll stands: its last hash and how many entries lead there."""

    head: str
    entries: int
    manifest: str

    @property
    def fixed(self) -> dict[str, Any]:
        """The manifest as data."""
        found: dict[str, Any] = orjson.loads(self.manifest)
        return found


def find_box(poll_id: int) -> BoxHead | None:
    """The head of a poll's chain; None for a poll of before the chain."""
    row = db.session.execute(select(PollBox.head, PollBox.entries, PollBox.manifest)
                             .where(PollBox.poll_id == poll_id)).one_or_none()
    return BoxHead(*row) if row else None


def poll_heads(ids: Iterable[int]) -> dict[int, str]:
    """Where the chains of these polls end; those that have none are left out."""
    rows = db.session.execute(select(PollBox.poll_id, PollBox.head).where(PollBox.poll_id.in_(set(ids))))
    return {row[0]: row[1] for row in rows}


def was_used(poll_id: int, tracker: str, commit: str) -> bool:
    """Whether a ballot of an open poll has this tracker, or the chain this commitment."""
    return db.session.execute(select(OpenTracker.number).where(
        OpenTracker.poll_id == poll_id, OpenTracker.tracker == tracker).union_all(
        select(ChainEntry.number).where(ChainEntry.poll_id == poll_id, ChainEntry.commitment == commit)
    )).first() is not None


def ever_voted(poll_id: int) -> bool:
    """Whether the chain has a ballot, be it one that was taken out again."""
    return db.session.execute(select(ChainEntry.number).where(
        ChainEntry.poll_id == poll_id, ChainEntry.kind == "commit").limit(1)).first() is not None


@dataclass(frozen=True)
class Proof:
    """What a receipt says of a ballot. ``number`` and ``head`` are None while the commitment waits."""

    poll_id: int
    tracker: str
    commit: str
    number: int | None = None
    head: str | None = None


def find_open_proof(poll_id: int, voter_key: str) -> Proof | None:
    """What the receipt of a voter of an open poll says; the same however often it is asked for."""
    row = db.session.execute(
        select(OpenTracker.tracker, ChainEntry.commitment, ChainEntry.number, ChainEntry.hash)
        .join(ChainEntry, and_(ChainEntry.poll_id == OpenTracker.poll_id, ChainEntry.number == OpenTracker.number))
        .where(OpenTracker.poll_id == poll_id, OpenTracker.voter_key == voter_key)).one_or_none()
    return Proof(poll_id, row[0], row[1] or "", row[2], row[3]) if row else None


def get_proof(poll_id: int, tracker: str) -> Proof | None:
    """The receipt's facts of the ballot with this tracker, whoever asks: the tracker is the key."""
    poll = db.session.get(Poll, poll_id)
    return find_proof(poll, tracker) if poll else None


def find_entry(poll_id: int, commit: str) -> tuple[int, str] | None:
    """Number and hash of the entry that commits to this, where it is in the chain."""
    row = db.session.execute(select(ChainEntry.number, ChainEntry.hash).where(
        ChainEntry.poll_id == poll_id, ChainEntry.commitment == commit, ChainEntry.kind == "commit")).one_or_none()
    return (row[0], row[1]) if row else None


def list_entries(poll_id: int) -> list[layout.Entry]:
    """The whole chain."""
    rows = db.session.execute(
        select(ChainEntry.number, ChainEntry.kind, ChainEntry.commitment, ChainEntry.body, ChainEntry.hash)
        .where(ChainEntry.poll_id == poll_id).order_by(ChainEntry.number))
    box = find_box(poll_id)
    if box is None:
        raise NotFound()
    made, head = [], layout.digest(box.manifest)
    for number, kind, commitment, body, known in rows:
        said = {"commit": commitment} if commitment else orjson.loads(body or "{}")
        made.append(layout.Entry(number, head, kind, said))
        head = known  # as it is stored: a line that was tampered with must show, not be healed
    return made


def list_open_ballots(poll: Poll) -> list[dict[str, Any]]:
    """The ballots of a closed open poll as they are published."""
    rows = db.session.execute(
        select(Ballot.choice, Ballot.content, OpenTracker.tracker, Ballot.voter_key)
        .join(OpenTracker, and_(OpenTracker.poll_id == Ballot.poll_id, OpenTracker.voter_key == Ballot.voter_key))
        .where(Ballot.poll_id == poll.id))
    return [{"choice": layout.choice_of(poll.method, row[0], row[1]), "tracker": row[2], "voter": row[3]}
            for row in rows]


def closing_parts(poll: Poll) -> tuple[list[Any], dict[str, Any], dict[str, Any]]:
    """Ballots, roll and result of a poll that is counted, as they are published."""
    box = find_box(poll.id)
    if box is None or poll.outcome is None or poll.result is None:
        raise NotFound()
    secret = poll.level == Level.SECRET
    ballots = layout.ballots_in_order(list_secret_ballots(poll) if secret else list_open_ballots(poll))
    roll = layout.roll_of(box.fixed, len(ballots), None if secret else list_roll(poll.id),
                          list_delegates(poll.id) if poll.delegation else None)
    return ballots, roll, layout.result_of(box.fixed, poll.outcome, poll.result, ballots)


def get_published(poll_id: int) -> layout.Box:
    """Everything that is published of a closed poll; NotFound before, and for polls of before the chain."""
    poll = db.session.get(Poll, poll_id)
    box = find_box(poll_id)
    if poll is None or box is None or poll.closed_at is None:
        raise NotFound()
    return layout.Box(box.fixed, list_entries(poll_id), *closing_parts(poll))


@dataclass(frozen=True)
class Found:
    """What "check my vote" finds. ``state``: published, waiting (for the close), replaced, cancelled, missing.

    ``choice`` is said once the poll is closed, never before. ``number``: the entry of the chain, where it is in it.
    """

    state: str
    choice: Any = None
    number: int | None = None


def find_by_tracker(poll_id: int, tracker: str, commit: str = "") -> Found:
    """Look for the ballot of a tracker. ``commit``, from a receipt, finds also one that was replaced later."""
    poll = db.session.get(Poll, poll_id)
    if poll is None:
        raise NotFound()
    if poll.cancelled_at is not None:
        return Found("cancelled")
    if poll.closed_at is None:
        proof = find_proof(poll, tracker)
        if proof is not None:
            return Found("waiting", number=proof.number)
    else:
        choice = _published_choice(poll, tracker)
        if choice is not None:
            place = find_entry(poll_id, layout.commit_of(poll_id, choice, tracker))
            return Found("published", choice, place[0] if place else None)
    before = find_entry(poll_id, commit) if commit else None
    return Found("replaced", number=before[0]) if before else Found("missing")


def _published_choice(poll: Poll, tracker: str) -> Any:
    """What the ballot of this tracker says in a closed poll; None where there is none (blank is a list)."""
    if poll.level == Level.SECRET:
        text = read_secret_box(poll.id).ballots.get(tracker)
        return None if text is None else choice_in(poll.method, text)
    row = db.session.execute(
        select(Ballot.choice, Ballot.content).join(OpenTracker, and_(
            OpenTracker.poll_id == Ballot.poll_id, OpenTracker.voter_key == Ballot.voter_key))
        .where(OpenTracker.poll_id == poll.id, OpenTracker.tracker == tracker)).one_or_none()
    return layout.choice_of(poll.method, row[0], row[1]) if row else None


def find_proof(poll: Poll, tracker: str) -> Proof | None:
    """The receipt's facts of the ballot with this tracker, as it stands now."""
    if poll.level == Level.SECRET:
        text = read_secret_box(poll.id).ballots.get(tracker)
        if text is None:
            return None
        commit = layout.commit_of(poll.id, choice_in(poll.method, text), tracker)
        return Proof(poll.id, tracker, commit, *(find_entry(poll.id, commit) or (None, None)))
    row = db.session.execute(select(OpenTracker.voter_key).where(
        OpenTracker.poll_id == poll.id, OpenTracker.tracker == tracker)).one_or_none()
    return find_open_proof(poll.id, row[0]) if row else None

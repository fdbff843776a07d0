"""Writing to the published box of a poll: begun at its opening, grown by its ballots, sealed at its close.

All of it happens inside the command that opens, casts, closes or cancels, while that command holds the poll's row: the
chain has one order because the votes have one.
"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, update

from goforum.core.db import db, upsert
from goforum.voting.ledger_models import ChainEntry, OpenTracker, PollBox
from goforum.voting.models import Poll
from goforum.voting.queries import get_manifest_facts
from goforum.voting.queries import ledger as queries
from goforum.voting.rules import ledger as layout
from goforum.voting.rules import manifest

Said = Sequence[tuple[str, Mapping[str, Any]]]


def begin_box(poll: Poll) -> None:
    """Fix the manifest of a poll just opened; its hash is the poll's fingerprint and the start of the chain."""
    facts = get_manifest_facts(poll.id)
    text = layout.canon(layout.manifest_of(manifest(*facts), facts[1]))
    poll.fingerprint = layout.digest(text)
    db.session.execute(insert(PollBox).values(poll_id=poll.id, manifest=text, entries=0, head=poll.fingerprint))
    append(poll.id, [("open", {})])
    db.session.flush()  # listeners read the row


def append(poll_id: int, said: Said) -> list[layout.Entry]:
    """Add entries to the chain of a poll whose row the command holds; nothing where the poll has no chain."""
    box = queries.find_box(poll_id)
    if box is None or not said:
        return []
    made = layout.follow(box.head, box.entries, said)
    db.session.execute(insert(ChainEntry), [
        {"poll_id": poll_id, "number": one.number, "kind": one.kind, "hash": one.hash,
         "commitment": one.body.get("commit"), "body": "" if "commit" in one.body else layout.canon(one.body)}
        for one in made])
    db.session.execute(update(PollBox).where(PollBox.poll_id == poll_id).values(
        entries=made[-1].number + 1, head=made[-1].hash).execution_options(synchronize_session=False))
    return made


def chain_open_ballot(poll: Poll, voter_key: str, choice: Any, tracker: str) -> None:
    """Commit an open ballot that is new or says something else; what it said before is revoked.

    A tracker that was used already, or none, is replaced by one made here: the receipt says which.
    """
    if queries.find_box(poll.id) is None:
        return
    before = queries.find_open_proof(poll.id, voter_key)
    if before and before.commit == layout.commit_of(poll.id, choice, before.tracker):
        return  # the reason alone changed
    commit = layout.commit_of(poll.id, choice, tracker)
    if not layout.is_tracker(tracker) or queries.was_used(poll.id, tracker, commit):
        tracker = secrets.token_hex(16)
        commit = layout.commit_of(poll.id, choice, tracker)
    said: list[tuple[str, dict[str, Any]]] = [("revoke", {"commit": before.commit})] if before else []
    entry = append(poll.id, [*said, ("commit", {"commit": commit})])[-1]
    upsert(OpenTracker, {"poll_id": poll.id, "voter_key": voter_key, "tracker": tracker, "number": entry.number},
           ["poll_id", "voter_key"], ["tracker", "number"])


def unchain_open_ballot(poll: Poll, voter_key: str) -> None:
    """Revoke an open ballot that is taken out; its tracker goes with it."""
    before = queries.find_open_proof(poll.id, voter_key)
    if before is None:
        return
    append(poll.id, [("revoke", {"commit": before.commit})])
    db.session.execute(delete(OpenTracker).where(OpenTracker.poll_id == poll.id, OpenTracker.voter_key == voter_key)
                       .execution_options(synchronize_session=False))


def seal(poll: Poll) -> None:
    """Close the chain over everything that is published: ballots, roll and result. The poll's row has its result."""
    if queries.find_box(poll.id) is None:
        return
    ballots, roll, result = queries.closing_parts(poll)
    append(poll.id, [("close", layout.closing_body(ballots, roll, result))])


def cancel_box(poll_id: int) -> None:
    """End the chain of a poll that is not counted."""
    append(poll_id, [("cancel", {})])

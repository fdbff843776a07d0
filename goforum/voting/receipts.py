"""Receipts: what a voter takes home, and what they find with it later."""

import re
from dataclasses import dataclass
from typing import Any

import orjson

from goforum.voting.keys import public_hex, sign
from goforum.voting.queries.ledger import Proof
from goforum.voting.rules import ledger as layout

_COMMIT = re.compile(r"[0-9a-f]{64}")
_TRACKER = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{32}(?![0-9A-Fa-f])")


def receipt_of(proof: Proof) -> dict[str, Any]:
    """The signed receipt of a ballot; asked for again it is the same, byte for byte."""
    place = {} if proof.number is None else {"index": proof.number, "head": proof.head}
    receipt = {"v": 1, "poll": str(proof.poll_id), "tracker": proof.tracker, "commit": proof.commit, **place,
               "key": public_hex()}
    return {**receipt, "signature": sign(layout.receipt_text(receipt))}


@dataclass(frozen=True)
class Shown:
    """What was shown to "check my vote": a tracker, and what a whole receipt says besides. ``genuine``: signed here."""

    tracker: str
    commit: str = ""
    poll: str = ""
    genuine: bool | None = None


def read_shown(text: str) -> Shown | None:
    """A receipt as it was downloaded, or a tracker somewhere in a text; None when there is neither."""
    try:
        said = orjson.loads(text)
    except orjson.JSONDecodeError:
        said = None
    if isinstance(said, dict) and isinstance(said.get("tracker"), str) and layout.is_tracker(said["tracker"]):
        # Whatever else somebody wrote into it is neither signed again nor asked of the database.
        plain = all(isinstance(value, (str, int)) for value in said.values())
        genuine = plain and said.get("key") == public_hex() and said.get("signature") == sign(layout.receipt_text(said))
        commit, poll = str(said.get("commit", "")), str(said.get("poll", ""))
        return Shown(said["tracker"], commit if _COMMIT.fullmatch(commit) else "", poll, genuine)
    found = _TRACKER.findall(text)
    return Shown(found[0].lower()) if len(found) == 1 else None

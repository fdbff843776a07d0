"""What is fixed when a poll opens, and the numbers that give away any change to it."""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from goforum.voting.rules.polls import POSITIONS
from goforum.voting.rules.terms import Choice


def _canon(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {key: _canon(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_canon(one) for one in value]
    return value


def canonical_text(value: Any) -> bytes:
    """The canonical JSON: keys sorted, no spaces, UTF-8, NFC."""
    return orjson.dumps(_canon(value), option=orjson.OPT_SORT_KEYS)


def canonical_hash(value: Any) -> str:
    """SHA-256 of the canonical JSON."""
    return hashlib.sha256(canonical_text(value)).hexdigest()


def roll_hash(voter_keys: Iterable[str]) -> str:
    """The fingerprint of the roll: who may vote, whatever the order of the lines."""
    return canonical_hash(sorted(voter_keys))


def manifest(poll: Any, choices: Sequence[Choice] = (), lines_hash: str = "") -> dict[str, Any]:
    """Everything that is fixed when a poll opens; its hash is the poll's fingerprint.

    A plain vote for or against says no more than it did before there were other methods, so that the fingerprints of
    that time can still be made again. ``lines_hash`` is that of the roll's colleges and weights, where they count.
    """
    more: dict[str, Any] = {}
    if poll.method != "position":
        more = {"options": [{"id": number, "key": one.key, "label": one.label or (
            one.starts_at.isoformat() if one.starts_at else one.key)} for number, one in enumerate(choices, 1)],
            "seats": poll.seats, "ceiling": poll.ceiling}
    elif poll.majority != "simple":
        more = {"majority": poll.majority, "of": poll.majority_of}
    if poll.electorate != "person":
        more["electorate"] = poll.electorate
    if poll.college_rules:
        more["colleges"] = poll.college_rules
    if poll.reasons != "objection" and poll.level != "secret":  # a secret vote never has any
        more["reasons"] = poll.reasons
    if poll.delegation:
        more["delegation"] = True
    if lines_hash:
        more["roll_lines"] = lines_hash
    return {
        "v": 2, "poll": poll.id, "title": {poll.language: poll.question}, "rule": poll.method,
        "options": [{"id": number, "label": key} for number, key in enumerate(POSITIONS, 1)],
        "level": poll.level, "results": poll.results, "quorum_percent": poll.quorum_percent,
        "roll_size": poll.roll_size, "roll_hash": poll.roll_hash,
        "opens": (poll.opened_at or poll.opens_at).isoformat(), "closes": poll.closes_at.isoformat(), **more,
    }

"""What is fixed when a poll opens, and the numbers that give away any change to it."""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from goforum.voting.rules.polls import POSITIONS


def _canon(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {key: _canon(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_canon(one) for one in value]
    return value


def canonical_hash(value: Any) -> str:
    """SHA-256 of the canonical JSON: keys sorted, no spaces, UTF-8, NFC."""
    return hashlib.sha256(orjson.dumps(_canon(value), option=orjson.OPT_SORT_KEYS)).hexdigest()


def roll_hash(voter_keys: Iterable[str]) -> str:
    """The fingerprint of the roll: who may vote, whatever the order of the lines."""
    return canonical_hash(sorted(voter_keys))


def manifest(poll: Any) -> dict[str, Any]:
    """Everything that is fixed when a poll opens; its hash is the poll's fingerprint."""
    return {
        "v": 2, "poll": poll.id, "title": {poll.language: poll.question}, "rule": poll.method,
        "options": [{"id": number, "label": key} for number, key in enumerate(POSITIONS, 1)],
        "level": poll.level, "results": poll.results, "quorum_percent": poll.quorum_percent,
        "roll_size": poll.roll_size, "roll_hash": poll.roll_hash,
        "opens": poll.opens_at.isoformat(), "closes": poll.closes_at.isoformat(),
    }

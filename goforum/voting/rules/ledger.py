"""The published box of a poll, as anyone may check it: canonical text, manifest, ballots, commitments, chain.

``docs/verifying.md`` is the same in words. What is written here is read by programs of other people: a change of a form
is a new version, never a change of an old one.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from goforum.voting.rules.electorates import RollLine, plain_lines
from goforum.voting.rules.fingerprints import canonical_hash, canonical_text
from goforum.voting.rules.marks import read_marks
from goforum.voting.rules.methods import METHODS, Shape
from goforum.voting.rules.terms import Choice

# What the first version of the layout can say, and what a poll must not ask for beyond it.
FIRST_RULES: Final = frozenset({"plurality", "approval", "score", "irv"})
_PLAIN: Final = frozenset({"v", "poll", "title", "rule", "options", "level", "results", "quorum_percent", "roll_size",
                           "roll_hash", "opens", "closes", "seats", "ceiling"})
_TRACKER: Final = re.compile(r"[0-9a-f]{32}")


def canon(value: Any) -> str:
    """The canonical JSON as text."""
    return canonical_text(value).decode()


def digest(text: str) -> str:
    """SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_tracker(text: str) -> bool:
    """Whether this can be a tracker: 128 bits in 32 hexadecimal digits."""
    return _TRACKER.fullmatch(text) is not None


def manifest_of(base: Mapping[str, Any], choices: Sequence[Choice]) -> dict[str, Any]:
    """The manifest a box begins with, from everything a poll fixes at its opening (``fingerprints.manifest``).

    Version 1 when version 1 can say all of it; else version 2, which says all of it by the same names.
    """
    options = [{"id": one.key, "label": one.label or _named(one)} for one in choices]
    first = (base["rule"] in FIRST_RULES and not base["quorum_percent"] and base.get("seats", 1) == 1
             and set(base) <= _PLAIN)
    if not first:
        return {**base, "v": 2, "poll": str(base["poll"]), "options": options}
    limits = {"min": 0, "max": base["ceiling"]} if base["rule"] == "score" else {}
    kept = ("title", "rule", "level", "roll_size", "roll_hash", "opens", "closes")
    return {"v": 1, "poll": str(base["poll"]), "options": options, **{name: base[name] for name in kept}, **limits}


def _named(option: Choice) -> str:
    return option.starts_at.isoformat() if isinstance(option.starts_at, datetime) else option.key


def choice_of(method: str, position: str | None, content: str) -> list[Any] | dict[str, int]:
    """What a stored ballot says, in the published form. A blank ballot is ``[]`` by every method."""
    if position:
        return [position]
    marks, shape = read_marks(content), METHODS[method].shape
    if not marks:
        return []
    if shape in {Shape.ONE, Shape.SEVERAL}:
        return sorted(marks)
    if shape is not Shape.RANKS:
        return marks
    ranked: dict[int, list[str]] = {}
    for key, place in marks.items():
        ranked.setdefault(place, []).append(key)
    return [sorted(level) if len(level) > 1 else level[0] for _place, level in sorted(ranked.items())]


def commit_of(poll: int | str, choice: Any, tracker: str) -> str:
    """The commitment to a ballot: it hides the choice until the tracker is published, and fits no other ballot."""
    return digest(f"goforum-ballot-v1\n{poll}\n{canon(choice)}\n{tracker}")


@dataclass(frozen=True)
class Entry:
    """A line of the chain. Its hash covers its own words and, through ``prev``, every line before it."""

    number: int
    prev: str
    kind: str    # open, commit, revoke, close, cancel
    body: Mapping[str, Any]

    @property
    def hash(self) -> str:
        """What the next line, and a published head, refer to."""
        return digest(f"{self.prev}\n{canon({'i': self.number, 'type': self.kind, 'body': self.body})}")

    def as_line(self) -> dict[str, Any]:
        """The line as it is published."""
        return {"i": self.number, "prev": self.prev, "type": self.kind, "body": dict(self.body), "h": self.hash}


def follow(genesis: str, start: int, said: Iterable[tuple[str, Mapping[str, Any]]]) -> list[Entry]:
    """Entries that continue a chain whose head is ``genesis`` and whose next number is ``start``."""
    made: list[Entry] = []
    head = genesis
    for number, (kind, body) in enumerate(said, start):
        made.append(Entry(number, head, kind, body))
        head = made[-1].hash
    return made


def ballots_in_order(ballots: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The published order tells nothing: by tracker."""
    return sorted(ballots, key=lambda one: str(one["tracker"]))


def roll_of(manifest: Mapping[str, Any], participated: int, lines: Sequence[RollLine] | None,
            delegates: Mapping[str, str] | None = None) -> dict[str, Any]:
    """``roll.json``: how many could vote and how many did; who could, in an open poll.

    Where ballots do not all count alike, also in which college and with which weight, and who let whom vote for them.
    """
    roll: dict[str, Any] = {"size": manifest["roll_size"], "participated": participated, "hash": manifest["roll_hash"]}
    if lines is None:
        return roll
    roll["list"] = sorted(line.key for line in lines)
    if "roll_lines" in manifest:
        roll["lines"] = plain_lines(lines)
    if "roll_lines" in manifest and manifest.get("delegation"):
        roll["delegations"] = dict(delegates or {})
    return roll


def result_of(manifest: Mapping[str, Any], outcome: str, stored: Mapping[str, Any],
              ballots: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """``result.json`` without its head, from what the close stored in the poll's row and the ballots it counted.

    Version 1 names every option that the ballots leave level at the top; version 2 says what was decided. ``cast`` is
    what they weigh, where that is not their number.
    """
    tally = stored.get("tally")
    found: dict[str, Any] = {"ballots": len(ballots), "blank": sum(one["choice"] == [] for one in ballots)}
    if manifest["v"] == 1 and tally is not None:
        level = tally["groups"][0] if tally["elected"] and tally["groups"] else []
        return {**found, "counts": tally["counts"], "winners": sorted(level)}
    found |= {"outcome": outcome, "why": stored["why"], "required": stored["required"]}
    if stored["cast"] != len(ballots):
        found["cast"] = stored["cast"]
    if tally is None:  # answered for or against, or by consent
        if stored.get("chambers") and "roll_lines" in manifest:
            found["colleges"] = stored["chambers"]
        counts = {one["id"]: stored["counts"][one["id"]] for one in manifest["options"]}
        return {**found, "counts": counts, "winners": []}
    return {**found, "counts": tally.get("counts", {}), "order": tally["order"],
            "winners": sorted(tally["elected"]) if outcome == "chosen" else []}


def closing_body(ballots: Sequence[Mapping[str, Any]], roll: Mapping[str, Any],
                 result: Mapping[str, Any]) -> dict[str, str]:
    """What the last entry says: the hashes of the other files, so that the head alone fixes all of them."""
    return {"ballots": canonical_hash(list(ballots)), "roll": canonical_hash(roll), "result": canonical_hash(result)}


def receipt_text(receipt: Mapping[str, Any]) -> str:
    """What the signature of a receipt is of: the canonical JSON of everything in it but the signature."""
    return canon({name: value for name, value in receipt.items() if name != "signature"})


@dataclass(frozen=True)
class Box:
    """Everything that is published of one poll at its close."""

    manifest: Mapping[str, Any]
    entries: Sequence[Entry]
    ballots: Sequence[Mapping[str, Any]]
    roll: Mapping[str, Any]
    result: Mapping[str, Any]

    @property
    def head(self) -> str:
        """The hash of the last entry."""
        return self.entries[-1].hash

    def files(self) -> dict[str, bytes]:
        """The files of the export by name."""
        def lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
            return "".join(canon(row) + "\n" for row in rows).encode()

        return {
            "manifest.json": lines([self.manifest]),
            "chain.jsonl": lines(entry.as_line() for entry in self.entries),
            "ballots.jsonl": lines(self.ballots),
            "roll.json": lines([self.roll]),
            "result.json": lines([{**self.result, "head": self.head}]),
        }

"""The box of a secret poll: ballots by tracker, and commitments that wait to enter the chain among others."""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import orjson

from goforum.voting.rules.fingerprints import canonical_text

# So few entries are never let into the chain by themselves before the close.
FEWEST: Final = 10
Waiting = tuple[str, str]


def batch_of(roll_size: int) -> int:
    """How many commitments enter the chain at once: a quarter of the roll, and never fewer than ten.

    Whoever knew in which order people voted would know of each only that they are among so many.
    """
    return max(FEWEST, -(-roll_size // 4))


@dataclass
class SecretBallots:
    """What a secret box holds: the text of each ballot by its tracker, and (commit | revoke, commitment) that wait."""

    ballots: dict[str, str] = field(default_factory=dict)
    waiting: set[Waiting] = field(default_factory=set)

    @classmethod
    def read(cls, text: str) -> "SecretBallots":
        """Out of the row's text."""
        said = orjson.loads(text)
        return cls(dict(said["ballots"]), {(kind, commit) for kind, commit in said["waiting"]})

    def text(self) -> str:
        """For the row: in the order of the trackers and commitments, which is nobody's order of voting."""
        return canonical_text({"ballots": sorted(self.ballots.items()), "waiting": sorted(self.waiting)}).decode()

    def counted(self) -> dict[str, int]:
        """How many ballots say each text."""
        return dict(Counter(self.ballots.values()))

    def put(self, commit: str) -> None:
        """A commitment waits for its turn."""
        self.waiting.add(("commit", commit))

    def take_back(self, commit: str) -> None:
        """A replaced ballot: one that still waits is forgotten, one that the chain has is revoked there."""
        if ("commit", commit) in self.waiting:
            self.waiting.remove(("commit", commit))
        else:
            self.waiting.add(("revoke", commit))

    def release(self, batch: int, dice: random.Random) -> list[Waiting]:
        """Those that enter the chain now: when twice a batch waits, a batch of them by lot, so that what stays behind
        hides among what comes later; the close lets all in."""
        let_in: list[Waiting] = []
        while len(self.waiting) >= 2 * batch:
            let_in += self._draw(batch, dice)
        return let_in

    def release_all(self, dice: random.Random) -> list[Waiting]:
        """All that wait, in an order by lot."""
        return self._draw(len(self.waiting), dice)

    def _draw(self, number: int, dice: random.Random) -> list[Waiting]:
        drawn = dice.sample(sorted(self.waiting), number)
        self.waiting.difference_update(drawn)
        return drawn


def said(entries: Iterable[Waiting]) -> list[tuple[str, dict[str, str]]]:
    """Entries as the chain takes them."""
    return [(kind, {"commit": commit}) for kind, commit in entries]

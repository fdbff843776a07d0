"""What a row of the policy table is."""

from dataclasses import dataclass, field
from typing import Any

from tests.policy.world import KINDS


@dataclass(frozen=True)
class Row:
    """One door and its answers."""

    endpoint: str
    method: str
    place: str  # site | public | reserved
    answers: dict[str, str]
    data: dict[str, Any] = field(default_factory=dict)
    args: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.method} {self.endpoint} [{self.place}]"


def site(endpoint: str, method: str, answers: str, data: dict[str, Any] | None = None, **args: str) -> Row:
    """A door that belongs to no group."""
    words = answers.split()
    words = words * len(KINDS) if len(words) == 1 else words
    return Row(endpoint, method, "site", dict(zip(KINDS, words, strict=True)), data or {}, args)


def group(endpoint: str, method: str, answers: str, committee: str, data: dict[str, Any] | None = None,
          **args: str) -> list[Row]:
    """A door inside groups: once in the public one, once in the reserved one.

    ``committee`` is what the reserved group's own member gets, everyone else 404; or all eight answers, where a
    visitor is refused before anything is looked up.
    """
    public = dict(zip(KINDS, answers.split(), strict=True))
    words = committee.split()
    reserved = (dict(zip(KINDS, words, strict=True)) if len(words) > 1 else
                {kind: committee if kind == "committee" else "404" for kind in KINDS})
    return [Row(endpoint, method, "public", public, data or {}, args),
            Row(endpoint, method, "reserved", reserved, data or {}, args)]

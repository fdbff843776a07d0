"""Where a text can be written, for drafts: "reply:17" is an answer in thread 17.

Features above threads add their own kinds with ``add_kind``; threads know them only by these few questions.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from goforum.core.rules import NotFound

_PLACE = re.compile(r"([a-z]{1,20}):(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as the list of drafts shows it: what it is called, in which language, and the way there."""

    label: str
    language: str
    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class Kind:
    """``ask(person, number)`` raises unless the person may write there; ``show`` names those they may still read."""

    ask: Callable[[int, int], None]
    show: Callable[[Iterable[int], int], Mapping[int, Spot]]


_kinds: dict[str, Kind] = {}


def add_kind(name: str, kind: Kind) -> None:
    """Make a kind of place known, once, when its feature is registered."""
    _kinds[name] = kind


def parse(place: str) -> tuple[str, int]:
    """The kind and number of a place; NotFound for anything else."""
    match = _PLACE.fullmatch(place)
    if match is None or match.group(1) not in _kinds or int(match.group(2)) >= 2**31:
        raise NotFound()
    return match.group(1), int(match.group(2))


def ask(place: str, person_id: int) -> None:
    """Refuse unless the person may write at this place."""
    kind, number = parse(place)
    _kinds[kind].ask(person_id, number)


def show(places: Iterable[str], person_id: int) -> dict[str, Spot]:
    """The places the person may still read, by name; a fixed number of statements for each kind."""
    numbers: dict[str, list[int]] = {}
    for place in places:
        kind, number = parse(place)
        numbers.setdefault(kind, []).append(number)
    found: dict[str, Spot] = {}
    for kind, ids in numbers.items():
        found |= {f"{kind}:{number}": spot for number, spot in _kinds[kind].show(ids, person_id).items()}
    return found

"""What can be told: one line for each kind of notification, one loader for each kind of thing they are about.

Each feature has a file in ``listeners/`` that declares its kinds and its subjects, and hears its events. A kind is
words, an icon and whose choice it obeys; a subject knows the words, the page and the visibility of things of one
sort. ``queries`` shows nothing that its subject does not show: the count in the header, the list, the home page and
the mail all ask the same condition.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlalchemy.sql.elements import ColumnElement

# (how many, the place of the title) to a sentence: ``lambda n, title: ngettext("…", "…", n, title=title)``.
Words = Callable[[int, str], str]


@dataclass(frozen=True)
class Kind:
    """A sort of notification."""

    name: str
    words: Words
    icon: str = "bell"
    # Told even to who asked to hear nothing of the place: what is decided about themselves.
    always: bool = False


@dataclass(frozen=True)
class About:
    """A thing as a line about it shows it: its title, the title's language, its page."""

    title: str
    lang: str
    url: str


# The things of these numbers that this person may see now, by number.
Load = Callable[[Collection[int], int], Mapping[int, About]]
# SQL over the column of the number: whether the thing may still be shown to readers of its group.
Shown = Callable[[ColumnElement[int]], ColumnElement[bool]]
# The people of an audience from its number: plain SELECTs of their numbers (no unions), whose union it is. The number
# may be an SQL expression too, so that one audience can be made of another.
Audience = Callable[[Any], Sequence[Select[Any]]]


@dataclass(frozen=True)
class Subject:
    """A sort of thing notifications are about."""

    name: str
    load: Load
    shown: Shown | None = None


kinds: dict[str, Kind] = {}
subjects: dict[str, Subject] = {}
audiences: dict[str, Audience] = {}


def add_kinds(*several: Kind) -> None:
    """Make kinds known; called when a file of ``listeners/`` is loaded."""
    for one in several:
        kinds[one.name] = one


def add_subject(one: Subject) -> None:
    """Make a sort of thing known."""
    subjects[one.name] = one


def add_audience(name: str, people: Audience) -> None:
    """Make an audience known, under at most 20 letters."""
    audiences[name] = people

"""What can be told: one line for each kind of notification, one loader for each kind of thing they are about.

Each feature has a file in ``listeners/`` that declares its kinds and its subjects, and hears its events. A kind is
words, an icon and whose choice it obeys; a subject knows the words, the page and the visibility of things of one
sort. ``queries`` shows nothing that its subject does not show: the count in the header, the list, the home page and
the mail all ask the same condition. A page that shows a thing says so with ``add_page``: opening it reads what was
told of it.
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
    # Not where the act itself sends a letter of its own.
    mailed: bool = True
    # Under which filter of the list it stands: talk, decisions, meetings, me.
    family: str = "me"


@dataclass(frozen=True)
class About:
    """A thing as a line about it shows it: its title, the title's language ("" when unknown), its page."""

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
# SQL over ``notices`` from what the address names and the number of the page: what is read by opening it.
Reads = Callable[[ColumnElement[Any], ColumnElement[int]], ColumnElement[bool]]


@dataclass(frozen=True)
class Subject:
    """A sort of thing notifications are about."""

    name: str
    load: Load
    shown: Shown | None = None


@dataclass(frozen=True)
class Page:
    """A page of the site that shows what was told: its endpoint, the name in its address, what it reads."""

    endpoint: str
    arg: str
    reads: Reads


kinds: dict[str, Kind] = {}
subjects: dict[str, Subject] = {}
audiences: dict[str, Audience] = {}
pages: dict[str, Page] = {}


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


def add_page(endpoint: str, arg: str, reads: Reads) -> None:
    """Say that opening this page reads what was told of what it shows."""
    pages[endpoint] = Page(endpoint, arg, reads)

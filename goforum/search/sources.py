"""What each kind of thing has to answer to be found: a reader for the index, and one for whoever looks.

``load`` reads for the index and asks nothing about people. ``show`` reads for a page and goes through the owner's
own query, so that a hit is drawn only for somebody who may read the thing *now*, whatever the index still says.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from goforum.core.i18n import LANGUAGES
from goforum.search.backend import SearchDoc, tag

Names = Mapping[str, str | None]



@dataclass(frozen=True, slots=True)
class Shown:
    """A thing found that the person may read: what a result says of it besides the passage."""

    titles: Names
    endpoint: str
    args: Mapping[str, Any]
    created: datetime | None
    group_id: int | None = None
    author_id: int | None = None
    number: int | None = None
    closed: bool = False
    archived: bool = False
    state: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """How one kind of thing is read."""

    column: Any
    load: Callable[[Iterable[int]], list[SearchDoc]]
    show: Callable[[Iterable[int], int | None], dict[int, Shown]]


def say(*texts: str | None) -> str:
    return "\n".join(text for text in texts if text)


def names_of(row: Any, prefix: str) -> list[str | None]:
    return [getattr(row, f"{prefix}_{lang}") for lang in LANGUAGES]


def title_of(row: Any, prefix: str) -> str:
    """The title in every language it has; the same words twice would only make it longer."""
    return " · ".join(dict.fromkeys(name for name in names_of(row, prefix) if name))


def tags_of(sort: str, rows: Iterable[Any]) -> dict[int, list[str]]:
    """(thing, fact) rows as the tags of each thing."""
    found: dict[int, list[str]] = defaultdict(list)
    for thing, value in rows:
        found[thing].append(tag(sort, value))
    return found

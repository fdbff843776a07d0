"""Titles for what has been typed so far: whole words before, and the beginning of one."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from goforum.core.analysis import tokens
from goforum.core.i18n import localised
from goforum.core.text import clean_line
from goforum.search.asking import LONGEST, read_question
from goforum.search.asks import places
from goforum.search.backend import Ask, SearchUnavailable
from goforum.search.documents import SOURCES
from goforum.search.engine import backend
from goforum.search.queries import split_key
from goforum.search.sources import Shown

# What has a title of its own; replies and live messages are found by the whole search.
KINDS: Final = frozenset(("thread", "proposal", "commitment", "meeting", "minutes", "group", "organisation", "person"))
OF_EACH: Final = 2
MOST: Final = 8
SHORTEST: Final = 2


@dataclass(frozen=True)
class Suggestion:
    """A thing whose title begins as typed, that the person may read now."""

    kind: str
    title: str
    lang: str
    endpoint: str
    args: Mapping[str, Any]


def suggest(person_id: int | None, typed: str) -> list[Suggestion]:
    """A few titles; none while too little is typed, and none when the index does not answer."""
    text = clean_line(typed[:LONGEST])
    found = tokens(text, "", keep_stop_words=True)
    if not found or text[-1].isspace() or len(found[-1].surface) < SHORTEST:
        return []
    whole = read_question(text[:found[-1].start])
    ask = Ask(whole.terms, places=places(person_id, None), kinds=KINDS)
    try:
        keys = backend().suggest(ask, found[-1].surface, limit=OF_EACH).keys
    except SearchUnavailable:
        return []
    return _shown(keys[:MOST], person_id)


def _shown(keys: tuple[str, ...], person_id: int | None) -> list[Suggestion]:
    wanted: dict[str, list[int]] = defaultdict(list)
    for source, number in map(split_key, keys):
        wanted[source].append(number)
    shown: dict[tuple[str, int], Shown] = {
        (source, number): one for source, ids in wanted.items()
        for number, one in SOURCES[source].show(ids, person_id).items()}
    return [_suggestion(place[0], shown[place]) for place in map(split_key, keys) if place in shown]


def _suggestion(source: str, one: Shown) -> Suggestion:
    title = localised(one.titles)
    text, lang = (one.titles[""] or "", "") if "" in one.titles else (title.text, title.lang)
    return Suggestion("thread" if source == "post" else source, text, lang, one.endpoint, one.args)

"""Searching: where a person may look, what the index answers, and each hit read again through its owner."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from markupsafe import Markup
from sqlalchemy import select

from goforum.accounts.queries import PersonCard, people_by_ids
from goforum.core import clock
from goforum.core.db import db
from goforum.core.i18n import Localised, language, localised
from goforum.core.viewer import ZONE
from goforum.groups import queries as groups
from goforum.groups.queries import GroupCard
from goforum.search.asking import Question, read_question
from goforum.search.asks import make_ask
from goforum.search.backend import Ask, Cursor, SearchBackend, SearchDoc, SearchUnavailable, make_key
from goforum.search.documents import KINDS, SOURCES
from goforum.search.engine import backend
from goforum.search.filters import NO_FILTERS, Filters
from goforum.search.models import SearchOutbox
from goforum.search.passages import as_meant, best_of_several, best_passage, mark_title
from goforum.search.sources import Shown
from goforum.search.spelling import mend
from goforum.search.words import title_language

PAGE_SIZE: Final = 20
# Nobody reads a thousand results; who wants the next one wants another question.
MOST_SEEN: Final = 1000
# So many of each kind, where all kinds are shown together.
OF_EACH: Final = 4
# Written so long ago and not in the index yet: the page says that search is behind.
LATE: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A thing the index has to look at again."""

    id: int
    kind: str
    object_id: int
    op: str


def list_waiting(limit: int) -> list[Waiting]:
    """The oldest rows of the outbox."""
    rows = db.session.execute(
        select(SearchOutbox.id, SearchOutbox.kind, SearchOutbox.object_id, SearchOutbox.op)
        .order_by(SearchOutbox.id).limit(limit))  # fmt: skip
    return [Waiting(*row) for row in rows]


@dataclass(frozen=True)
class Hit:
    """One result as the page draws it. ``title`` and ``passage`` are escaped, with what was found marked."""

    kind: str
    shelf: str
    object_id: int
    title: Markup
    title_lang: str
    passage: Markup
    passage_lang: str
    endpoint: str
    args: dict[str, Any]
    created: datetime | None
    group: GroupCard | None
    author: PersonCard | None
    number: int | None
    closed: bool = False
    archived: bool = False
    state: str = ""

    @property
    def key(self) -> str:
        return make_key(self.kind, self.object_id)


@dataclass(frozen=True, slots=True)
class Answered:
    """Keys of what has all the words, how many there are in all, and keys of what has only some of them.

    When nothing has all of them, ``total`` counts what has some. ``near``: what was looked for in the place of words
    that nothing holds.
    """

    keys: tuple[str, ...]
    total: int
    loose: tuple[str, ...] = ()
    kinds: Mapping[str, int] = field(default_factory=dict)
    near: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class SearchPage:
    """What the search page says. ``state``: blank, short, common, unavailable, none, found.

    ``loose`` are results with some of the words only, shown behind the others and said to be that; ``meant`` is the
    question as it was perhaps meant, in words of texts its asker may read. ``grouped``: the best of each kind.
    """

    text: str
    state: str
    hits: list[Hit] = field(default_factory=list)
    loose: list[Hit] = field(default_factory=list)
    total: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    next_cursor: str = ""
    grouped: bool = False
    meant: str = ""
    behind: bool = False


def search(person_id: int | None, text: str, filters: Filters = NO_FILTERS, *, group_id: int | None = None,
           newest: bool = False, after: str = "", grouped: bool = False, zone: str = ZONE) -> SearchPage:
    """A page of what this person may read about ``text``; ``group_id`` must be of a group they may know of.

    All words are asked for; when nothing has them all, things with some of them are shown, and said to be that.
    """
    question = read_question(text)
    if question.trouble and (question.text or not filters.narrows()):
        return SearchPage(question.text, question.trouble if question.text else "blank")
    ask = replace(make_ask(person_id, question, filters, group_id, zone), newest=newest)
    try:
        return _answer(person_id, question, ask, read_cursor(after), grouped=grouped)
    except SearchUnavailable:
        return SearchPage(question.text, "unavailable")


def _answer(person_id: int | None, question: Question, ask: Ask, after: Cursor | None, *, grouped: bool) -> SearchPage:
    engine = backend()
    grouped = grouped and not ask.newest and bool(ask.terms) and after is None and len(ask.kinds) > 1
    found = ask_engine(engine, replace(ask, each=OF_EACH) if grouped else ask, after=after,
                       limit=OF_EACH * len(KINDS) if grouped else PAGE_SIZE)
    if grouped and len(found.kinds) == 1:  # nothing to group
        grouped, found = False, ask_engine(engine, ask, limit=PAGE_SIZE)
    behind = is_behind()
    if not found.total:
        return SearchPage(question.text, "none", behind=behind)
    marked = question.also(word for words in found.near.values() for word in words)
    hits, docs = _draw([*found.keys, *found.loose], marked, person_id)
    strict, seen = set(found.keys), (after.seen if after else 0) + len(found.keys or found.loose)
    last = (found.keys or found.loose)[-1:]
    more = not grouped and bool(last) and seen < min(found.total, MOST_SEEN)
    return SearchPage(
        question.text, "found", [hit for hit in hits if hit.key in strict],
        [hit for hit in hits if hit.key not in strict], found.total, found.kinds,
        f"{last[0]}@{seen}" if more else "", grouped, as_meant(question.text, found.near, docs), behind)  # fmt: skip


def newest_since(person_id: int, text: str, filters: Filters, since: datetime, *, group_id: int | None,
                 limit: int) -> list[Hit]:
    """What has all the words and was made since, newest first, as far as this person may read it now."""
    question = read_question(text)
    if question.text and question.trouble:
        return []
    ask = make_ask(person_id, question, filters, group_id)
    ask = replace(ask, newest=True, since=max(since, ask.since) if ask.since else since)
    return _draw(backend().search(ask, limit=limit).keys, question, person_id)[0]


def read_cursor(text: str) -> Cursor | None:
    """The place in a list where a page begins, as its address names it."""
    found = re.fullmatch(r"([a-z]{1,16}:[0-9]{1,10})@([0-9]{1,4})", text)
    return Cursor(found[1], int(found[2])) if found else None


def is_behind() -> bool:
    """Whether something that changed a while ago is not in the index yet."""
    oldest = db.session.scalar(select(SearchOutbox.created_at).order_by(SearchOutbox.id).limit(1))
    return oldest is not None and oldest < clock.now() - LATE


def ask_engine(engine: SearchBackend, ask: Ask, *, after: Cursor | None = None, limit: int) -> Answered:
    """What has all the words; behind it, if that fills no page, what has some of them, or words near them."""
    found = engine.search(ask, after=after, limit=limit)
    if not found.total and ask.terms:
        some, near = mend(engine, ask)
        if len(ask.terms) == 1 and not near:
            return Answered((), 0)
        loose = engine.search(replace(some, any_term=True), after=after, limit=limit)
        return Answered((), loose.total, loose.keys, loose.kinds, near)
    if len(ask.terms) < 2 or found.total >= limit or ask.newest or ask.each:
        return Answered(found.keys, found.total, kinds=found.kinds)
    # One page holds all that has every word: the rest of that page is for the nearest others.
    loose = engine.search(replace(ask, any_term=True), limit=limit + found.total)
    others = [key for key in loose.keys if key not in set(found.keys)]
    return Answered(found.keys, found.total, () if after else tuple(others[: limit - found.total]), found.kinds)


def split_key(key: str) -> tuple[str, int]:
    """(source, number) of a thing found."""
    source, _colon, number = key.partition(":")
    return source, int(number)


Docs = dict[tuple[str, int], SearchDoc]


def _draw(keys: Iterable[str], question: Question, person_id: int | None) -> tuple[list[Hit], Docs]:
    """The hits in order, each read again through its owner: one that may not be read now is left out."""
    order = [split_key(key) for key in keys]
    wanted: dict[str, list[int]] = defaultdict(list)
    for kind, object_id in order:
        wanted[kind].append(object_id)
    shown: dict[tuple[str, int], Shown] = {}
    docs: Docs = {}
    for kind, ids in wanted.items():
        visible = SOURCES[kind].show(ids, person_id)
        shown.update({(kind, object_id): one for object_id, one in visible.items()})
        docs.update({(kind, doc.object_id): doc for doc in SOURCES[kind].load(visible)} if visible else {})
    people = people_by_ids({one.author_id for one in shown.values() if one.author_id})
    where = groups.cards({one.group_id for one in shown.values() if one.group_id})
    return [
        _hit(place, shown[place], docs[place], question, people, where)
        for place in order if place in shown and place in docs
    ], docs  # fmt: skip


def _hit(place: tuple[str, int], shown: Shown, doc: SearchDoc, question: Question,
         people: dict[int, PersonCard], where: dict[int, GroupCard]) -> Hit:  # fmt: skip
    title = Localised(shown.titles[""] or "", "") if "" in shown.titles else localised(shown.titles)
    lang = title_language(title.text, title.lang) if doc.lang else title.lang
    passage, own = ((best_passage(doc.body, doc.lang, question), doc.lang) if doc.lang or place[0] == "person"
                    else best_of_several(doc.body, language(), question))
    return Hit(
        kind=place[0], shelf=doc.listed, object_id=place[1], title=mark_title(title.text, lang, question),
        title_lang=lang, passage=passage, passage_lang=own, endpoint=shown.endpoint, args=dict(shown.args),
        created=shown.created, group=where.get(shown.group_id or 0), author=people.get(shown.author_id or 0),
        number=shown.number, closed=shown.closed, archived=shown.archived, state=shown.state,
    )  # fmt: skip

"""Searching: where a person may look, what the index answers, and each hit read again through its owner."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from markupsafe import Markup
from sqlalchemy import select

from goforum.accounts.queries import PersonCard, people_by_ids
from goforum.core.db import db
from goforum.core.i18n import LANGUAGES, localised
from goforum.groups import queries as groups
from goforum.groups.models import Group
from goforum.groups.queries import GroupCard
from goforum.search.asking import Question, read_question
from goforum.search.backend import (
    OPEN,
    Ask,
    SearchBackend,
    SearchDoc,
    SearchUnavailable,
    content_of,
    existence_of,
    make_key,
)
from goforum.search.documents import KINDS, SOURCES, Shown
from goforum.search.engine import backend
from goforum.search.models import SearchOutbox
from goforum.search.passages import best_passage, mark_title
from goforum.search.words import title_language

PAGE_SIZE: Final = 20
# Nobody reads a thousand results; who wants the next one wants another question.
MOST_PAGES: Final = 50


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
    object_id: int
    title: Markup
    title_lang: str
    passage: Markup
    endpoint: str
    args: dict[str, Any]
    created: datetime | None
    group: GroupCard | None
    author: PersonCard | None
    number: int | None
    closed: bool = False
    archived: bool = False

    @property
    def key(self) -> str:
        return make_key(self.kind, self.object_id)


@dataclass(frozen=True, slots=True)
class Answered:
    """Keys of what has all the words, how many there are in all, and keys of what has only some of them.

    When nothing has all of them, ``total`` counts what has some.
    """

    keys: tuple[str, ...]
    total: int
    loose: tuple[str, ...] = ()


@dataclass(frozen=True)
class SearchPage:
    """What the search page says. ``state``: blank, short, common, unavailable, none, found.

    ``loose`` are results with some of the words only, shown behind the others and said to be that.
    """

    text: str
    state: str
    hits: list[Hit] = field(default_factory=list)
    loose: list[Hit] = field(default_factory=list)
    total: int = 0
    page: int = 1
    pages: int = 1


def search(
    person_id: int | None,
    text: str,
    kinds: Iterable[str] = (),
    group_id: int | None = None,
    page: int = 1,
    lang: str = "",
) -> SearchPage:
    """A page of what this person may read about ``text``; ``group_id`` must be of a group they may know of.

    ``lang`` asks for texts in one language, and for what is in several at once.

    All words are asked for; when nothing has them all, things with some of them are shown, and said to be that.
    """
    question = read_question(text)
    if question.trouble:
        return SearchPage(question.text, question.trouble if question.text else "blank")
    page = min(max(1, page), MOST_PAGES)
    ask = Ask(
        question.terms, question.without, _places(person_id, group_id), frozenset(kinds) & KINDS or KINDS,
        langs=frozenset([lang]) if lang in LANGUAGES else frozenset(),
    )
    try:
        found = ask_engine(backend(), ask, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    except SearchUnavailable:
        return SearchPage(question.text, "unavailable")
    if not found.total:
        return SearchPage(question.text, "none")
    pages = min(MOST_PAGES, -(-found.total // PAGE_SIZE))
    hits = _draw([*found.keys, *found.loose], question, person_id)
    strict = set(found.keys)
    return SearchPage(
        question.text, "found", [hit for hit in hits if hit.key in strict],
        [hit for hit in hits if hit.key not in strict], found.total, page, pages)  # fmt: skip


def ask_engine(engine: SearchBackend, ask: Ask, *, offset: int, limit: int) -> Answered:
    """What has all the words; behind it, where that does not fill a page, what has some of them."""
    found = engine.search(ask, offset=offset, limit=limit)
    if len(ask.terms) == 1 or found.total >= limit:
        return Answered(found.keys, found.total)
    some = replace(ask, any_term=True)
    if not found.total:
        loose = engine.search(some, offset=offset, limit=limit)
        return Answered((), loose.total, loose.keys)
    # One page holds all that has every word: the rest of that page is for the nearest others.
    loose = engine.search(some, offset=0, limit=limit + found.total)
    others = [key for key in loose.keys if key not in set(found.keys)]
    return Answered(found.keys, found.total, tuple(others[: limit - found.total]) if not offset else ())


def _places(person_id: int | None, group_id: int | None) -> frozenset[str]:
    """Everywhere this person may look now, or what of it belongs to one group."""
    known = select(Group.id, groups.readable(person_id).label("reads")).where(groups.knowable(person_id))
    if group_id is not None:
        known = known.where(Group.id == group_id)
    places = set() if group_id is not None else {OPEN}
    for row in db.session.execute(known):
        places.add(existence_of(row.id))
        if row.reads:
            places.add(content_of(row.id))
    return frozenset(places)


def _draw(keys: Iterable[str], question: Question, person_id: int | None) -> list[Hit]:
    """The hits in order, each read again through its owner: one that may not be read now is left out."""
    order = [(kind, int(object_id)) for kind, _colon, object_id in (key.partition(":") for key in keys)]
    wanted: dict[str, list[int]] = defaultdict(list)
    for kind, object_id in order:
        wanted[kind].append(object_id)
    shown: dict[tuple[str, int], Shown] = {}
    docs: dict[tuple[str, int], SearchDoc] = {}
    for kind, ids in wanted.items():
        visible = SOURCES[kind].show(ids, person_id)
        shown.update({(kind, object_id): one for object_id, one in visible.items()})
        docs.update({(kind, doc.object_id): doc for doc in SOURCES[kind].load(visible)} if visible else {})
    people = people_by_ids({one.author_id for one in shown.values() if one.author_id})
    where = groups.cards({one.group_id for one in shown.values() if one.group_id})
    return [
        _hit(place, shown[place], docs[place], question, people, where)
        for place in order if place in shown and place in docs
    ]  # fmt: skip


def _hit(place: tuple[str, int], shown: Shown, doc: SearchDoc, question: Question,
         people: dict[int, PersonCard], where: dict[int, GroupCard]) -> Hit:  # fmt: skip
    title = localised(shown.titles)
    lang = title_language(title.text, title.lang) if doc.lang else title.lang
    return Hit(
        kind=place[0], object_id=place[1], title=mark_title(title.text, lang, question), title_lang=lang,
        passage=best_passage(doc.body, doc.lang, question), endpoint=shown.endpoint, args=dict(shown.args),
        created=shown.created, group=where.get(shown.group_id or 0), author=people.get(shown.author_id or 0),
        number=shown.number, closed=shown.closed, archived=shown.archived,
    )  # fmt: skip

"""Documents and questions for the engines, as short as tests want them."""

from datetime import UTC, datetime, timedelta

from goforum.search.asking import read_question
from goforum.search.backend import OPEN, Ask, SearchBackend, SearchDoc
from goforum.search.documents import KINDS

START = datetime(2026, 1, 1, tzinfo=UTC)


def doc(number: int, body: str, *, title: str = "", place: str = OPEN, kind: str = "post", lang: str = "fr",
        minutes: int | None = None, author: int = 1, **more) -> SearchDoc:
    created = START + timedelta(minutes=number if minutes is None else minutes)
    return SearchDoc(kind, number, place, lang, author, created, title, body, **more)


def find(engine: SearchBackend, text: str, *, places=(OPEN,), kinds=KINDS, after=None, limit=20, any_term=False,
         langs=(), **more):
    question = read_question(text)
    ask = Ask(question.terms, question.without, frozenset(places), frozenset(kinds), any_term, frozenset(langs), **more)
    return engine.search(ask, after=after, limit=limit)


def numbers(found) -> list[int]:
    return [int(key.split(":")[1]) for key in found.keys]

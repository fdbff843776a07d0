"""Documents and questions from files, indexed and asked outside the site with the site's own code.

For judging relevance and speed: ``goforum search try``. Nothing of the site is read or written: Whoosh works in a
directory that ends with the trial, PostgreSQL in a schema that does.
"""

import secrets
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from goforum.config import ConfigError, Settings
from goforum.core.language import guess_language
from goforum.search.asking import read_question
from goforum.search.backend import OPEN, Ask, SearchBackend, SearchDoc
from goforum.search.postgres_backend import PostgresBackend
from goforum.search.queries import ask_engine
from goforum.search.whoosh_backend import WhooshBackend

KIND = "post"


class Unreadable(ValueError):
    """A line of a file is not what it should be; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one question found: ids of documents, best first, and how long it took in milliseconds."""

    id: str
    ids: list[str]
    ms: float


def read_lines(file: Path, needed: Iterable[str]) -> list[dict[str, Any]]:
    """The objects of a JSONL file, each with the needed texts; raises Unreadable with the line's number."""
    found = []
    for number, line in enumerate(file.read_bytes().splitlines(), 1):
        if not line.strip():
            continue
        try:
            one = orjson.loads(line)
        except orjson.JSONDecodeError as wrong:
            raise Unreadable(f"{file}, line {number}: not JSON ({wrong})") from None
        missing = [name for name in needed if not isinstance(one, dict) or not isinstance(one.get(name), str)]
        if missing:
            raise Unreadable(f"{file}, line {number}: needs a text called {missing[0]!r}")
        found.append(one)
    return found


@contextmanager
def engine_for_trial(backend: str, settings: Settings) -> Iterator[SearchBackend]:
    """An empty engine that leaves nothing behind."""
    if backend == "whoosh":
        with tempfile.TemporaryDirectory(prefix="goforum-search-") as folder:
            yield WhooshBackend(Path(folder) / "search")
        return
    if settings.is_sqlite:
        raise ConfigError("--backend postgresql needs a PostgreSQL GOFORUM_DATABASE_URL.")
    made = PostgresBackend(settings.sqlalchemy_url, f"goforum_try_{secrets.token_hex(6)}")
    try:
        yield made
    finally:
        made.remove()


def try_search(engine: SearchBackend, documents: Iterable[Mapping[str, Any]], queries: Iterable[Mapping[str, Any]],
               *, limit: int = 20) -> list[Answer]:  # fmt: skip
    """Index the documents (``id``, ``title``, ``body``, ``lang``), ask the questions (``id``, ``text``)."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    names: list[str] = []

    def read() -> Iterator[SearchDoc]:
        for number, one in enumerate(documents):
            names.append(one["id"])
            text = f"{one.get('title') or ''}\n{one.get('body') or one.get('text') or ''}"
            yield SearchDoc(KIND, number, OPEN, one.get("lang") or guess_language(text), None, start,
                            one.get("title") or "", one.get("body") or one.get("text") or "")  # fmt: skip

    engine.rebuild(read(), patience=60)
    return [_ask(engine, names, one, limit) for one in queries]


def _ask(engine: SearchBackend, names: list[str], query: Mapping[str, Any], limit: int) -> Answer:
    began = time.perf_counter()
    question = read_question(query["text"])
    keys: tuple[str, ...] = ()
    if not question.trouble:
        ask = Ask(question.terms, question.without, frozenset([OPEN]), frozenset([KIND]))
        found = ask_engine(engine, ask, limit=limit)
        keys = found.keys + found.loose
    took = (time.perf_counter() - began) * 1000
    return Answer(query["id"], [names[int(key.partition(":")[2])] for key in keys], round(took, 3))

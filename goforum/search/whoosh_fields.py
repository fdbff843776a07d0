"""The fields of the Whoosh index, fed with words we have cut ourselves.

``INDEX_VERSION`` says when an index of an older make has to be built again.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from whoosh.analysis import Token
from whoosh.fields import ID, KEYWORD, NUMERIC, TEXT, Schema
from whoosh.index import FileIndex, open_dir

from goforum.core.analysis import Token as WordToken
from goforum.search.backend import SearchDoc
from goforum.search.words import heads_of, words_of

# Raise it when the fields or goforum.core.analysis change: the worker then builds the index again.
INDEX_VERSION: Final = 2


class ReadyWords:
    """An analyser that cuts nothing: words stand between single spaces, and two spaces leave a place empty."""

    def __call__(self, value: str, **_kwargs: Any) -> Iterator[Token]:
        token = Token(positions=True, boosts=True, stopped=False, boost=1.0)
        for token.pos, token.text in enumerate(value.split(" ")):
            if token.text:
                yield token

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ReadyWords)

    def __hash__(self) -> int:
        return hash(ReadyWords)


def make_schema() -> Schema:
    """Only the key is stored: texts are read again from their owner, by whoever may read them."""
    words = ReadyWords()
    several = KEYWORD()
    return Schema(
        key=ID(unique=True, stored=True), kind=ID, place=several, lang=ID, author=ID, tag=several, head=several,
        created=NUMERIC(int, bits=64, sortable=True),
        title_surface=TEXT(analyzer=words), title_stem=TEXT(analyzer=words, phrase=False),
        body_surface=TEXT(analyzer=words), body_stem=TEXT(analyzer=words, phrase=False),
    )  # fmt: skip


def open_index(path: Path, *, readonly: bool = False) -> FileIndex:
    """The index in this directory, read with our schema and not with the pickle that lies beside it."""
    return open_dir(str(path), readonly=readonly, schema=make_schema())


def fields_of(doc: SearchDoc) -> dict[str, Any]:
    """A document as Whoosh takes it."""
    title, body = words_of(doc)
    return {
        "key": doc.key,
        "kind": doc.listed,
        "place": " ".join((doc.place, *doc.also)),
        "tag": " ".join(doc.tags),
        "head": " ".join(heads_of(title)),
        "lang": doc.lang,
        "author": str(doc.author_id or 0),
        "created": int(doc.created.timestamp()),
        "title_surface": _in_their_places(title),
        "title_stem": _stems(title),
        "body_surface": _in_their_places(body),
        "body_stem": _stems(body),
    }


def _in_their_places(found: Sequence[WordToken]) -> str:
    """The words as they are, with an empty place for each stop word, so that a phrase is a phrase."""
    if not found:
        return ""
    places = [""] * (found[-1].pos + 1)
    for token in found:
        places[token.pos] = token.surface
    return " ".join(places)


def _stems(found: Sequence[WordToken]) -> str:
    return " ".join(stem for token in found for stem in token.stems)

"""Which titles hold the words that somebody types. Pure."""

from collections.abc import Iterable
from typing import TypeVar

from goforum.core.analysis import fold_word

T = TypeVar("T")


def _folded(text: str) -> str:
    return " ".join(fold_word(word) for word in text.split())


def fitting(titles: Iterable[tuple[T, str]], words: str, most: int) -> list[T]:
    """The first of these whose title holds every word, in any order, whatever the accents and capitals."""
    wanted = _folded(words).split()
    found: list[T] = []
    for one, title in titles:
        if len(found) == most:
            break
        folded = _folded(title)
        if all(word in folded for word in wanted):
            found.append(one)
    return found

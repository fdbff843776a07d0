"""The part of a text that answers a question, with the words that were found marked."""

from collections import Counter
from typing import Final

from markupsafe import Markup, escape

from goforum.core.analysis import Token, tokens
from goforum.core.text import shorten
from goforum.search.asking import Question

LENGTH: Final = 240
# Words are looked for in so much of a text; a longer one is a document, not an answer.
LOOK_AT: Final = 20_000


def mark_title(title: str, lang: str, question: Question) -> Markup:
    """A whole title with the words found in it marked."""
    return _marked(title, _matches(title, lang, question), 0, len(title))


def best_passage(text: str, lang: str, question: Question, length: int = LENGTH) -> Markup:
    """The stretch of about ``length`` characters that holds most of what was asked for; the beginning if none does."""
    line = " ".join(text[:LOOK_AT].split())
    found = _matches(line, lang, question)
    if not found:
        return escape(shorten(line, length))
    start, end = _stretch(line, found, length)
    before, after = "… " if start else "", " …" if end < len(line) else ""
    return escape(before) + _marked(line, found, start, end) + escape(after)


def _matches(text: str, lang: str, question: Question) -> list[Token]:
    surfaces, stems = question.surfaces, question.stems
    return [
        token for token in tokens(text, lang)
        if token.surface in surfaces or not stems.isdisjoint(token.stems)
    ]  # fmt: skip


def _stretch(line: str, found: list[Token], length: int) -> tuple[int, int]:
    """Where to cut: the window with most different words, then most words, then the earliest."""
    best, best_worth = found[0], (0, 0)
    # Both ends move forward only: a text that is one word ten thousand times costs one walk, not ten thousand.
    held: Counter[str] = Counter()
    after = 0
    for index, first in enumerate(found):
        while after < len(found) and found[after].end - first.start <= length * 3 // 4:
            held[found[after].stem] += 1
            after += 1
        worth = (len(held), after - index)
        if worth > best_worth:
            best, best_worth = first, worth
        if after == index:  # a word longer than the window
            after += 1
        else:
            held[first.stem] -= 1
            if not held[first.stem]:
                del held[first.stem]
    # A little of what comes before, so that the word is read in its sentence.
    start = max(0, best.start - length // 4)
    if start:
        start = line.find(" ", start, best.start) + 1 or best.start
    end = start + length
    if end >= len(line):
        return start, len(line)
    space = line.rfind(" ", best.end, end)
    return start, space if space > 0 else max(best.end, end)


def _marked(text: str, found: list[Token], start: int, end: int) -> Markup:
    parts, at = [], start
    for token in found:
        if token.start < at or token.end > end:
            continue
        parts += [escape(text[at : token.start]), Markup("<mark>"), escape(text[token.start : token.end]),
                  Markup("</mark>")]  # fmt: skip
        at = token.end
    return Markup("").join([*parts, escape(text[at:end])])

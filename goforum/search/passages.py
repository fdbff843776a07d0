"""The part of a text that answers a question, with the words that were found marked."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from markupsafe import Markup, escape

from goforum.core.analysis import Token, tokens, words_in
from goforum.core.language import guess_language
from goforum.core.text import shorten
from goforum.search.asking import Question
from goforum.search.backend import SearchDoc

LENGTH: Final = 240
# Words are looked for in so much of a text; a longer one is a document, not an answer.
LOOK_AT: Final = 20_000
MOST_LINES: Final = 40
NO_WORD: Final = Token("", ("",), 0, 0, 0)


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


def best_of_several(text: str, lang: str, question: Question, length: int = LENGTH) -> tuple[Markup, str]:
    """The passage of a text that says the same in several languages, a line each, and its language.

    The line that holds most of what was asked for; of equally good ones the one its reader reads.
    """
    lines = [line for line in text[:LOOK_AT].split("\n") if line.strip()][:MOST_LINES]
    if not lines:
        return Markup(), ""
    langs = [guess_language(line, lang) for line in lines]
    worth = [(len({token.stem for token in _matches(line, own, question)}), own == lang)
             for line, own in zip(lines, langs, strict=True)]
    best = max(range(len(lines)), key=lambda at: (*worth[at], -at))
    return best_passage(lines[best], langs[best], question, length), langs[best]


def _matches(text: str, lang: str, question: Question) -> list[Token]:
    """The words found. Most words of a text are none of them: what a word is, is worked out once for a question."""
    surfaces, stems, known = question.surfaces, question.stems, question.known
    found = []
    for pos, match in enumerate(words_in(text)):
        word = match.group()
        token = known.get((word, lang))
        if token is None:
            read = tokens(word, lang)
            token = known[word, lang] = read[0] if read and (
                read[0].surface in surfaces or not stems.isdisjoint(read[0].stems)) else NO_WORD
        if token is not NO_WORD:
            found.append(token._replace(pos=pos, start=match.start(), end=match.end()))
    return found


def as_meant(text: str, near: Mapping[str, tuple[str, ...]], docs: Mapping[tuple[str, int], SearchDoc]) -> str:
    """The question with words that nothing holds put right, as they are written in a text that was just read; "" where
    none of the texts shows how."""
    mended = text
    for typed, words in near.items():
        written = next((doc_text[token.start:token.end] for word in words for doc in docs.values()
                        for doc_text in (doc.title, doc.body[:LOOK_AT])
                        for token in tokens(doc_text, doc.lang) if token.surface == word), "")
        for token in tokens(mended, "", keep_stop_words=True):
            if written and token.surface == typed:
                mended = mended[:token.start] + written + mended[token.end:]
                break
    return "" if mended == text else mended


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

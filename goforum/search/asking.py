"""What a person types in the search box, taken apart: words, "phrases", -exclusions."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from goforum.core.analysis import Token, is_stop_word, tokens, word_stems
from goforum.core.arabic import is_arabic
from goforum.core.text import clean_line
from goforum.search.backend import Term

LONGEST: Final = 200
MOST_WORDS: Final = 12

_PARTS = re.compile(r"""(-?)(?:["«“”]([^"»“”«]*)["»“”]?|([^\s"«“”]+))""")


@dataclass(frozen=True, slots=True)
class Question:
    """A search box taken apart. ``trouble`` is "", "short" (too little to go by) or "common" (only small words)."""

    text: str
    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    trouble: str = ""
    # What words of texts are to this question, as they are met (``passages``).
    known: dict[tuple[str, str], Token] = field(default_factory=dict, compare=False)

    @property
    def surfaces(self) -> frozenset[str]:
        """The words themselves, to mark where they stand."""
        return frozenset(word for term in self.terms for word in term.surfaces)

    @property
    def stems(self) -> frozenset[str]:
        """Their families, to mark those too; a phrase was meant word for word."""
        return frozenset(stem for term in self.terms for stem in term.stems)

    def also(self, words: Iterable[str]) -> "Question":
        """The same with other words to mark too."""
        return replace(self, known={}, terms=(*self.terms, *(Term((word,)) for word in words)))


def read_question(typed: str) -> Question:
    """Take a search box apart; never fails, whatever was typed."""
    text = clean_line(typed[: LONGEST * 2])[:LONGEST]
    wanted: list[Term] = []
    unwanted: list[Term] = []
    small = False
    english = _is_english(text)
    for minus, phrase, word in _PARTS.findall(text):
        found = tokens(phrase or word, "")
        small = small or (not minus and bool(tokens(phrase or word, "", keep_stop_words=True)))
        found = [token for token in found if _says_something(token)]
        side = unwanted if minus else wanted
        side += [_phrase(found)] if phrase and len(found) > 1 else [_word(token, english=english) for token in found]
    if wanted:
        return Question(text, tuple(dict.fromkeys(wanted))[:MOST_WORDS], tuple(unwanted[:MOST_WORDS]))
    return Question(text, trouble="common" if small and len(text) > 1 else "short")


def _says_something(token: Token) -> bool:
    """A single Latin or Arabic letter says nothing; a number does ("commitment 5"), and so does 水."""
    one = token.surface
    return len(one) > 1 or one.isdigit() or not (one.isascii() or is_arabic(one))


def _word(token: Token, *, english: bool) -> Term:
    """A word and its families, the likeliest first: those of the language the question seems to be in."""
    own = word_stems(token.surface, "en") if english and token.surface.isascii() else ()
    return Term((token.surface,), tuple(dict.fromkeys([*own, *token.stems])))


def _is_english(text: str) -> bool:
    """Whether the small words between the others are English ones, more than French ones."""
    words = [token.surface for token in tokens(text, "", keep_stop_words=True)]
    return sum(is_stop_word(one, "en") - is_stop_word(one, "fr") for one in words) > 0


def _phrase(found: list[Token]) -> Term:
    widest = max(after.pos - before.pos for before, after in pairwise(found))
    return Term(tuple(token.surface for token in found), slop=widest)

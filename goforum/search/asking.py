"""What a person types in the search box, taken apart: words, "phrases", -exclusions."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from goforum.core.analysis import Token, tokens
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

    @property
    def surfaces(self) -> frozenset[str]:
        """The words themselves, to mark where they stand."""
        return frozenset(word for term in self.terms for word in term.surfaces)

    @property
    def stems(self) -> frozenset[str]:
        """Their families, to mark those too; a phrase was meant word for word."""
        return frozenset(stem for term in self.terms for stem in term.stems)


def read_question(typed: str) -> Question:
    """Take a search box apart; never fails, whatever was typed."""
    text = clean_line(typed[: LONGEST * 2])[:LONGEST]
    wanted: list[Term] = []
    unwanted: list[Term] = []
    small = False
    for minus, phrase, word in _PARTS.findall(text):
        found = tokens(phrase or word, "")
        small = small or (not minus and bool(tokens(phrase or word, "", keep_stop_words=True)))
        found = [token for token in found if _says_something(token)]
        side = unwanted if minus else wanted
        side += [_phrase(found)] if phrase and len(found) > 1 else [_word(token) for token in found]
    if wanted:
        return Question(text, tuple(dict.fromkeys(wanted))[:MOST_WORDS], tuple(unwanted[:MOST_WORDS]))
    return Question(text, trouble="common" if small and len(text) > 1 else "short")


def _says_something(token: Token) -> bool:
    """A single Latin or Arabic letter says nothing; a number does ("commitment 5"), and so does 水."""
    one = token.surface
    return len(one) > 1 or one.isdigit() or not (one.isascii() or is_arabic(one))


def _word(token: Token) -> Term:
    return Term((token.surface,), token.stems)


def _phrase(found: list[Token]) -> Term:
    widest = max(after.pos - before.pos for before, after in pairwise(found))
    return Term(tuple(token.surface for token in found), slop=widest)

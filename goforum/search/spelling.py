"""Words that nothing holds, and the nearest that something does: one or two letters added, lost, changed or swapped.

What is found so may stand anywhere in the index. It is only ever looked for, in the places its asker may read; it is
shown to nobody before it has been read again, in a text that they may read (``helping``).
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from goforum.core.analysis import question_stems
from goforum.core.arabic import is_arabic
from goforum.search.backend import Ask, SearchBackend, Term
from goforum.search.filters import KINDS as ALL_KINDS

MOST: Final = 5
# A short word has too many neighbours.
SHORTEST: Final = 5
LONG: Final = 6
LONGEST: Final = 24
TRIED: Final = 8000

KINDS: Final = frozenset(ALL_KINDS)
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_ARABIC: Final = "ابتثجحخدذرزسشصضطظعغفقكلمنهويء"


def nearest(engine: SearchBackend, word: str) -> list[str]:
    """The words of the index nearest to one that it does not hold: the fewest changes, then the commonest."""
    if not SHORTEST <= len(word) <= LONGEST or any(letter.isdigit() for letter in word):
        return []
    once = engine.known(_changed_once(word))
    if once:
        return sorted(once, key=lambda one: (-once[one], one))[:MOST]
    if len(word) < LONG:
        return []
    from rapidfuzz.distance import OSA

    # Two changes: tried on the words that begin alike, for people seldom mistake a beginning.
    begins = engine.beginning(word[:1], limit=TRIED)
    near = [one for one in begins if OSA.distance(word, one, score_cutoff=2) <= 2]
    held = engine.known(near) if near else {}
    return sorted(held, key=lambda one: (OSA.distance(word, one), -held[one], one))[:MOST]


def _changed_once(word: str) -> set[str]:
    letters = _ARABIC if is_arabic(word) else _LATIN
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    lost = {left + right[1:] for left, right in cuts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    changed = {left + one + right[1:] for left, right in cuts if right for one in letters}
    added = {left + one + right for left, right in cuts for one in letters}
    return (lost | swapped | changed | added) - {word}


def unknown(engine: SearchBackend, ask: Ask) -> list[Term]:
    """The words of a question of which nothing that its asker may read holds any form."""
    alone = Ask((), places=ask.places, kinds=KINDS, newest=True, any_at_all=True)
    return [term for term in ask.terms if not term.is_phrase
            and not engine.search(replace(alone, terms=(term,)), limit=1).total]


def mend(engine: SearchBackend, ask: Ask) -> tuple[Ask, dict[str, tuple[str, ...]]]:
    """The question with the nearest words in the place of those that nothing holds, and which these are."""
    near = {term: tuple(nearest(engine, term.surfaces[0])) for term in unknown(engine, ask)}
    terms = tuple(_any_of(words) if (words := near.get(term)) else term for term in ask.terms)
    return replace(ask, terms=terms), {term.surfaces[0]: words for term, words in near.items() if words}


def _any_of(words: Iterable[str]) -> Term:
    surfaces = tuple(words)
    return Term(surfaces, tuple(dict.fromkeys(stem for one in surfaces for stem in question_stems(one))), any_of=True)

"""How well a document answers a question: one formula for every engine, so that results do not change with it.

BM25 over the fields, word by word (Robertson and Zaragoza, *The Probabilistic Relevance Framework: BM25 and
Beyond*, 2009, with the idf that is never negative). For one word: the sum over its fields (title over body, the
word itself over its family) of boost x idf x tf / (tf + K1 x (1 - B + B x length / mean length)).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from math import log
from typing import Final

from goforum.search.backend import Term, tag

K1: Final = 1.2
B: Final = 0.75
# A stem that is only a possible reading of the word ("و" as "and") counts less than the likely one.
UNLIKELY: Final = 0.5
# Words put in the place of a mistyped one.
GUESSED: Final = 0.25

# A title says more than a body. The word as it was asked for counts once more on top of its family, of which it is
# one: on the 612 Arabic questions of XQuAD that found the right paragraph first 90 times in 100, more often than
# either alone (87 for the words as written).
BOOSTS: Final = {"title_surface": 4.0, "title_stem": 3.0, "body_surface": 1.0, "body_stem": 1.0}


def idf(documents: int, holding: int) -> float:
    """How much a word says: the fewer of the documents hold it, the more."""
    return log(1 + (documents - holding + 0.5) / (holding + 0.5))


def norm(length: float, mean: float) -> float:
    """What a field's length (in words) takes from the worth of one word in it."""
    return K1 * (1 - B + B * length / mean)


def places_of(term: Term) -> list[tuple[str, str, float]]:
    """(field, word, boost) of everywhere a word may stand."""
    found = []
    for part in ("title", "body"):
        found += [(f"{part}_surface", word, BOOSTS[f"{part}_surface"]) for word in term.surfaces]
        found += [
            (f"{part}_stem", stem, BOOSTS[f"{part}_stem"] * (UNLIKELY if rank else 1.0))
            for rank, stem in enumerate(term.stems)
        ]
    return [(field, word, boost * GUESSED) for field, word, boost in found] if term.any_of else found


# Only so many of the best by their words are looked at again for age, state and closeness.
RERANKED: Final = 200
MOST_OF_EACH: Final = 30
CLOSE_LOOKED: Final = 40
CLOSE: Final = 0.2
FARTHEST: Final = 3
# What is new is worth so much more than what is very old; half of it is gone after so many days.
FRESH: Final = 0.2
HALF_LIFE: Final = 180.0
# Where nothing happens any more, or what came to nothing.
WORN: Final = 0.85
WORN_STATES: Final = tuple(tag("state", one) for one in (
    "closed", "archived", "withdrawn", "rejected", "merged", "cancelled"))


def standing(created: float, moment: datetime | None, *, worn: bool) -> float:
    """What the age and the state of a document make of its score."""
    worth = WORN if worn else 1.0
    if moment is None:
        return worth
    days = max(0.0, (moment.timestamp() - created) / 86400)
    return float(worth * (1 + FRESH * 2 ** (-days / HALF_LIFE)))


def neighbours(terms: Sequence[Term]) -> list[tuple[str, str]]:
    """Words of a question that follow each other in it; phrases are close by themselves."""
    return [(one.surfaces[0], other.surfaces[0]) for one, other in pairwise(terms)
            if not (one.is_phrase or other.is_phrase)]


def closeness(before: Iterable[int], after: Sequence[int], weight: float) -> float:
    """What it adds that two words follow each other closely, as in the question; ``weight`` is that of the commoner."""
    nearest = min((there - here for here in before for there in after if 0 < there - here <= FARTHEST), default=0)
    return CLOSE * weight / nearest if nearest else 0.0

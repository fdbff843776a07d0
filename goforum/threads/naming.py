"""The words by which a name is found while somebody types it; pure.

«الإدريسي» is found by «ادريسي», "Zoé" by "zoe": hamzas, vowel marks, accents and the article do not matter.
"""

import re
import unicodedata
from collections.abc import Iterable

from goforum.core.arabic import fold

MOST_LETTERS = 40
_WORD = re.compile(r"\w+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_ARTICLE = "ال"


def plain(text: str) -> str:
    """One spelling for what a reader takes for the same, in Arabic and in Latin letters."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
    return fold(unicodedata.normalize("NFC", bare))


def _without_article(word: str) -> str:
    return word.removeprefix(_ARTICLE) if len(word) > len(_ARTICLE) + 1 else word


def name_words(names: Iterable[str | None]) -> set[str]:
    """Every word to keep for these names, with and without its article."""
    found = {word[:MOST_LETTERS] for name in names if name for word in _WORD.findall(plain(name))}
    return found | {_without_article(word) for word in found}


def typed_starts(typed: str) -> list[str]:
    """What the words looked for may begin with; nothing when no letter was typed."""
    word = "".join(_WORD.findall(plain(typed[:MOST_LETTERS]))).lstrip("_")
    return list(dict.fromkeys((word, _without_article(word)))) if word else []

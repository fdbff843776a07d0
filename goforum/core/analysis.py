"""Texts cut into words, and words into stems, for search and highlights in Arabic, French and English.

A word's script decides more than the text's language: an Arabic word in a French post is stemmed as Arabic.
Latin words follow the text's language, and both French and English where it is neither (a French word in an
Arabic post). A question is asked in all languages at once (``question_stems``): nobody has to say which.

A French word with accents gets two stems, from its accented and from its bare form: the stemmer knows «désignée»
only by its accents, while people who type without them still have to find it.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from goforum.core import arabic

__all__ = ["Token", "fold_word", "is_stop_word", "question_stems", "tokens", "word_stems",
           "words_in"]

LONGEST_WORD: Final = 64

# Letters, digits and whatever marks sit on them; apostrophes cut («l'eau», «citizen's»), hyphens too.
_WORD = re.compile("[\\w\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff]+")
_APOSTROPHES = "'\u2019\u02bc\u2018"
_ELIDED = frozenset(("l", "d", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "aujourd"))
_ENGLISH_TAILS = frozenset(("s", "t", "re", "ve", "ll", "m", "d"))

_FRENCH_STOP = frozenset("""
    a au aux avec ce ces cet cette ceci cela ca dans de des du elle elles en et eu eux il ils je la le les leur leurs
    lui ma mais me meme mes moi mon ne nos notre nous on ou par pas pour qu que qui quoi sa se ses si son sont sur ta
    te tes toi ton tu un une vos votre vous y est ete etre suis es sommes etes etait etaient ai as avons avez ont avait
    avaient aura sera seront serait soit soient dont donc car ni or puis tres plus moins aussi alors ainsi comme entre
    sans sous vers chez quand lorsque afin apres avant tout tous toute toutes quel quelle quels quelles leurs
""".split())
_ENGLISH_STOP = frozenset("""
    a an and are as at be been but by can could did do does for from had has have he her hers him his how i if in into
    is it its me my no nor not of off on or our ours out over own she should so some such than that the their theirs
    them then there these they this those through to too under until up us very was we were what when where which
    while who whom why will with would you your yours about after again all also am any because before being
    between both each few more most other same
""".split())


class Token(NamedTuple):
    """One word: folded as written, every stem it may have, its place among the words and in the text."""

    surface: str
    stems: tuple[str, ...]
    pos: int
    start: int
    end: int

    @property
    def stem(self) -> str:
        """The likeliest stem."""
        return self.stems[0]


@lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    """The word as people compare it: Arabic folded, Latin without accents or capitals, «œ» as «oe»."""
    folded = arabic.fold(word)
    if folded.isascii():
        return folded
    bare = "".join(ch for ch in unicodedata.normalize("NFD", folded) if not unicodedata.combining(ch))
    return unicodedata.normalize("NFC", bare.replace("œ", "oe").replace("æ", "ae"))


@cache
def _stemmer(language: str) -> Any:
    # Read when the first word is stemmed: the package reads its thirty languages at once, and a start cannot wait.
    import snowballstemmer

    return snowballstemmer.stemmer(language)


def _french_stems(word: str) -> list[str]:
    """From the accented form, then from the bare one."""
    accented = unicodedata.normalize("NFC", word).lower()
    stem = _stemmer("french").stemWord
    return [fold_word(stem(accented)), str(stem(fold_word(word)))]


@lru_cache(maxsize=65536)
def word_stems(word: str, lang: str) -> tuple[str, ...]:
    """Every stem under which this word of a text in ``lang`` may be looked for, the likeliest first."""
    if arabic.is_arabic(word):
        return arabic.stems(word)
    folded = fold_word(word)
    if not folded.isascii() or not folded.isalpha():
        return (folded,)
    found = [] if lang == "en" else _french_stems(word)
    if lang != "fr":
        found.append(str(_stemmer("english").stemWord(folded)))
    return tuple(dict.fromkeys(found))


def question_stems(word: str) -> tuple[str, ...]:
    """Every stem of a word somebody is looking for, whatever language they think in."""
    return word_stems(word, "")


@lru_cache(maxsize=65536)
def is_stop_word(word: str, lang: str = "") -> bool:
    """True for words that say nothing about the subject, in this language (or in any, when not known)."""
    if arabic.is_arabic(word):
        return arabic.is_stop_word(word)
    folded = fold_word(word)
    return (lang != "en" and folded in _FRENCH_STOP) or (lang != "fr" and folded in _ENGLISH_STOP)


@lru_cache(maxsize=65536)
def _read_word(word: str, lang: str) -> tuple[str, tuple[str, ...], bool]:
    """(surface, stems, whether it is a stop word): all that a word alone decides, worked out once."""
    word = word.strip("_")[:LONGEST_WORD]
    surface = fold_word(word) if word else ""
    return (surface, word_stems(word, lang), is_stop_word(word, lang)) if surface else ("", (), True)


def words_in(text: str) -> Iterator[re.Match[str]]:
    """Where words stand in a text, whatever they are."""
    return _WORD.finditer(text)


def tokens(text: str, lang: str, *, keep_stop_words: bool = False) -> list[Token]:
    """The words of a text in order. Stop words are left out but count as places, so that phrases stay true."""
    found: list[Token] = []
    apostrophes = any(mark in text for mark in _APOSTROPHES)
    for pos, match in enumerate(_WORD.finditer(text)):
        word = match.group()
        surface, stems, stop = _read_word(word, lang)
        if not surface or (stop and not keep_stop_words):
            continue
        start, end = match.span()
        if not (apostrophes and _is_scrap(text, word, start, end)):
            found.append(Token(surface, stems, pos, start, end))
    return found


def _is_scrap(text: str, word: str, start: int, end: int) -> bool:
    """The «l» of «l'eau» and the «s» of «citizen's» are not words."""
    if end < len(text) and text[end] in _APOSTROPHES and word.lower() in _ELIDED:
        return True
    return start > 1 and text[start - 1] in _APOSTROPHES and word.lower() in _ENGLISH_TAILS

"""Arabic words made comparable: one folding for search, mentions, slugs and watched words, and a light stemmer.

Two levels. ``fold`` joins spellings of the *same word* (vowel marks, tatweel, hamza seats, ى/ي, ة/ه, digits)
and is safe for equality: a mention, a slug, a watched word. ``stems`` goes on to take off what Arabic writes
joined to a word (و ف ب ك ل س, the article, possessives) and its endings, and is for search only.

Why a stemmer of ours: Snowball leaves «واللجنة» whole and gives «للجنة» and «اللجنة» different stems, root
stemmers join «مشارك» with «شركة», and both shred or keep vowel marks (docs/libraries.md has the figures).

The order matters in one place: the article is looked for *before* hamzas are folded, because «آلية» and
«إلكتروني» begin with a hamza and so cannot begin with the article, which folding would hide.
"""

import re
import unicodedata
from functools import lru_cache

from goforum.core.arabic_words import (
    BEGIN_WITH_AL,
    BEGIN_WITH_CLITIC,
    BROKEN_PLURALS,
    NOT_STOP_WORDS,
    OWN_AL,
    STOP_WORDS,
    TRUE_TA,
)

__all__ = ["bare", "fold", "is_arabic", "is_stop_word", "stems", "strip_marks"]

# Vowel marks, Quranic signs, tatweel, and the invisible letters that steer joining and direction.
_IGNORED = (
    "\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff\u00ad"
    "\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff"
)
_MARKS = re.compile(f"[{_IGNORED}]")
ARABIC_LETTER = re.compile("[\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f]")

# ؤ and ئ fold to a bare hamza, not to و and ي: one word carries its hamza on different seats as its ending
# changes (أصدقاؤنا، أصدقائنا، أصدقاءنا) and as schools differ (مسؤول، مسئول); letters would keep them apart.
# ڭ and گ are Moroccan spellings of the g of أكادير; پ ڤ چ are loan letters; ی ک ہ come from other keyboards.
_LETTERS = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا",
    "ى": "ي", "ی": "ي", "ۍ": "ي", "ې": "ي", "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۀ": "ه", "ۃ": "ه",
    "ؤ": "ء", "ئ": "ء", "ک": "ك", "ڭ": "ك", "گ": "ك", "ڪ": "ك", "پ": "ب", "ڤ": "ف", "چ": "ج",
    **{chr(0x0660 + n): str(n) for n in range(10)},
    **{chr(0x06F0 + n): str(n) for n in range(10)},
})

SHORTEST = 3


def strip_marks(text: str) -> str:
    """NFKC (presentation forms become letters), without vowel marks, tatweel or invisible controls."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text))


def fold(text: str) -> str:
    """One spelling for texts that a reader of Arabic takes for the same; other scripts are case-folded."""
    return strip_marks(text).translate(_LETTERS).casefold()


def is_arabic(word: str) -> bool:
    """True when the word holds a letter of the Arabic script."""
    return ARABIC_LETTER.search(word) is not None


def is_stop_word(word: str) -> bool:
    """True for particles and pronouns that carry no subject; the word as written, for «على» is one and «علي» is not."""
    return fold(word) in STOP_WORDS and strip_marks(word) not in NOT_STOP_WORDS


@lru_cache(maxsize=65536)
def stems(word: str) -> tuple[str, ...]:
    """The stems of one word, the likeliest first; two when a first letter may be a joined particle.

    «وزارة» gives one stem; «ومشاركة» gives «مشارك» and the reading in which و belongs to the word. The word
    comes as written (with its hamzas); folding here would hide where the article may stand.
    """
    bare = strip_marks(word)
    folded = fold(bare)
    if not is_arabic(folded) or is_stop_word(word):
        return (folded,)
    readings = _without_article(bare) or _without_particle(folded)
    found = [_without_ending(one) for one in readings]
    if "أ" in bare:
        found = [single for one in found if (single := _single_of_plural(one))] + found
    return tuple(dict.fromkeys(found))


def bare(folded: str) -> str:
    """A folded word, or the beginning of one, without its article and what is joined before that."""
    rest = _without_article(folded)
    return rest[0] if rest else folded


def _single_of_plural(word: str) -> str | None:
    """«أسواق» is the plural of «سوق»: so is nearly every word of the shape أفعال (with a bare ا one cannot tell)."""
    if len(word) == 5 and word[0] == "ا" and word[3] == "ا":
        return word[1:3] + word[4]
    return None


_ARTICLE = re.compile("^[وف]?(?:[بك]?ال|لل)")


def _without_article(bare: str) -> list[str]:
    """The word after ال with whatever is joined before it; empty when there is no article."""
    match = _ARTICLE.match(bare)
    if match is None:
        return []
    folded, rest = fold(bare), fold(bare[match.end():])
    if len(rest) < SHORTEST - 1 or _is_own_al(folded):
        return []
    if match.group().endswith("لل"):
        # ل + ال + a word in ل drops a lam: «للجنة» is "to the committee", «للمواطن» is "to the citizen".
        own = "ل" + rest
        return [own] if _is_own_letter(own) else [rest]
    return [rest]


def _is_own_al(folded: str) -> bool:
    """True when ال belongs to the word itself, typed without its hamza: «التزام», «الكتروني», «الية»."""
    word = folded if folded.startswith("ا") else folded[1:]
    return word in OWN_AL or word.startswith(BEGIN_WITH_AL)


def _without_particle(folded: str) -> list[str]:
    """Readings of a word that has no article: as it is, and without a joined و ف ب ك ل س when that may be one."""
    rest, first = folded[1:], folded[0]
    if first == "س":
        # Future: only before a verb in ي ت ن, and never where a real word remains likelier.
        future = len(rest) > SHORTEST and rest[0] in "ينت" and not _is_own_letter(folded)
        return [rest, folded] if future else [folded]
    if first not in "وفبكل" or len(rest) < SHORTEST or _is_own_letter(folded):
        return [folded]
    readings = [rest, folded] if first in "وف" else [folded, rest]
    if first in "وف" and rest[0] in "بكلس" and len(rest) > SHORTEST:
        readings += [one for one in _without_particle(rest) if one not in readings]
    return readings


_ENDINGS = frozenset(
    """ه ي ا ت ات ان ين ون يه يا ها هم هن نا كم هما تها ته تنا تهم تكم تي تين تان يات يون يين يها يهم ينا
    اتها اتنا اتهم اته اتكم يتها يته يتنا يتهم""".split()
)


def _is_own_letter(folded: str) -> bool:
    """True when the first letter is no joined particle: «لجنة», «وزارة», «برنامج», with whatever ending."""
    begins = BEGIN_WITH_CLITIC[folded[0]]
    if folded in begins:
        return True
    # A beginning of four letters says enough; a shorter one is believed when only an ending follows it.
    return any(
        folded[:size] in begins and (size > SHORTEST or folded[size:] in _ENDINGS) for size in range(2, len(folded))
    )


# What may follow a word, longest first.
_POSSESSIVE = ("كما", "هما", "هم", "هن", "ها", "كم", "كن", "نا")
_LEAST_BEFORE = {"تان": 3, "تين": 3, "ات": 2, "ون": 3, "وا": 3, "ين": 3, "ان": 5}


def _without_ending(word: str) -> str:
    """Take off, once each and in this order: possessive, plural or ة, accusative ا, nisba ي."""
    word = BROKEN_PLURALS.get(word, word)
    word = _without_possessive(word)
    word = BROKEN_PLURALS.get(word, word)
    word = _without_plural(word)
    for ending in "اي":
        if word.endswith(ending) and len(word) > SHORTEST:
            word = word[:-1]
    return word


def _without_possessive(word: str) -> str:
    for ending in _POSSESSIVE:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            return word[: -len(ending)]
    return word


def _without_plural(word: str) -> str:
    for ending, least in _LEAST_BEFORE.items():
        if word.endswith(ending) and len(word) - len(ending) >= least and not _is_own_ending(word, ending):
            short = word[: -len(ending)]
            return short if len(short) >= SHORTEST else short + "ه"
    # «لجنتها» is «لجنة» + «ها»: the ة written open goes as the closed one does; a ت of the word stays.
    if len(word) > 1 and word[-1] == "ت" and word[-2] not in "او" and word not in TRUE_TA:
        word = word[:-1] + "ه"
    return word[:-1] if word.endswith("ه") and len(word) > SHORTEST else word


def _is_own_ending(word: str, ending: str) -> bool:
    """«تمكين» and «باكستان» end in letters that only look like a plural."""
    return (ending == "ين" and word[0] == "ت" and len(word) == 5) or word.endswith("ستان")

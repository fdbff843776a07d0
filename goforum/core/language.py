"""Which of our three languages a text is in, by its letters and its smallest words; no model, no surprise."""

import re

from goforum.core.arabic import ARABIC_LETTER

# Enough of any text to know; a huge one costs no more than a small one.
LOOK_AT = 4000

_LATIN_LETTER = re.compile("[A-Za-z\u00c0-\u024f]")
_LATIN_WORD = re.compile("[a-z\u00e0-\u017f]+")
_FRENCH_LETTERS = re.compile("[àâçèéêëîïôùûœ]")

_FRENCH_SHAPES = re.compile(r"eau|eux|aux\b|ez\b|oi|qu|tte|\b[ldjcmns]['’]|ique\b|ment\b")
_ENGLISH_SHAPES = re.compile(r"th|wh|sh|ck|gh|ing\b|oo|w|k|[^aeiou]y\b|['’][st]\b|ed\b")

_FRENCH = frozenset("""
    le la les un une des du de et est sont dans pour par sur avec que qui ne pas ce cette ces nous vous ils elle il
    je au aux en se sa son ses leur leurs plus ou mais comme être avoir fait nos notre votre à bonjour merci oui non
    réunion projet comité société loi été très aussi tout tous on y mon ma mes tu te me elles lui si quoi où
""".split())
_ENGLISH = frozenset("""
    the a an of and is are in to for by on with that which not this these we you they he she it i at from be have has
    was were will would can should their our your or but as hello thanks yes no meeting project committee law been
    very also all there what how do does his her my me him them did does not so if who some any
""".split())


def guess_language(text: str, default: str = "fr") -> str:
    """"ar", "fr" or "en": the script first (Arabic even among Latin names), then the small words.

    ``default`` answers for a text with no word to go by, such as a number or a lone name.
    """
    sample = text[:LOOK_AT]
    arabic, latin = len(ARABIC_LETTER.findall(sample)), len(_LATIN_LETTER.findall(sample))
    if arabic * 3 >= latin and arabic:
        return "ar"
    if not latin:
        return default
    lowered = sample.lower()
    words = _LATIN_WORD.findall(lowered)
    # Only very French letters count for more than a word: English borrows a café now and then.
    french = sum(word in _FRENCH for word in words) + 0.5 * len(_FRENCH_LETTERS.findall(lowered))
    english = float(sum(word in _ENGLISH for word in words))
    french += 0.2 * len(_FRENCH_SHAPES.findall(lowered))
    english += 0.2 * len(_ENGLISH_SHAPES.findall(lowered))
    if french == english:
        return default if default in ("fr", "en") else "fr"
    return "fr" if french > english else "en"

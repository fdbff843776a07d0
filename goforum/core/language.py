"""Which of our three languages a text is in: its letters, then its smallest words, and a model only in doubt.

Letters decide for Arabic (even among Latin names), and so do words such as "3ndo" or "l7aja": Arabic as phones write
it. Between French and English the small words know nearly always. Where they do not, py3langid is asked, restricted
to our three; it takes fifty megabytes, so it is loaded aside when first needed, and until then the words decide alone.
"""

import re
import threading
from functools import partial
from typing import Any

import structlog

from goforum.core import offload
from goforum.core.arabic import ARABIC_LETTER

log = structlog.get_logger(__name__)

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


# Arabic in Latin letters: a digit stands for a letter that Latin has not (2 ء, 3 ع, 5 خ, 7 ح, 9 ق).
_NUMBERED = re.compile(r"\b(?=\w{3})(?:[a-z]{0,9}[23579][a-z]{2,}|[a-z]{2,}[2379](?:[a-z]\w*)?|[3579][a-z]+)\b")
# 3rd, 2e, 9am, 5km, covid19, mp3, 7h30: numbers with a unit, and names with a number.
_UNITS = re.compile(r"\d+(?:e|er|ers|eme|ème|nd|rd|st|th|h\d*|am|pm|km|kg|cm|mm|m|g|go|mo|kb|mb|gb|dh|mad"
                    r"|bis|ter|quater|x|d|k)s?$"
                    r"|(?:covid|mp|web|co|html|win|cop|pm)\d+$")
_MOROCCAN = frozenset("""
    wach kayn kayna kaynin dyal dial dyalna dyalkom bzaf bezzaf kifach chno chnou daba walakin hadchi machi mzyan khass
    khassna bghit bghina bghaw rah rahom salam inchallah wakha safi hna nta ntouma chi li kanchouf ndiro ghadi
    hadak hadik dakchi khouya chokran
""".split())


def _is_arabizi(words: list[str], lowered: str) -> bool:
    numbered = [word for word in _NUMBERED.findall(lowered) if not _UNITS.match(word)]
    known = sum(word in _MOROCCAN for word in words)
    # One such word in five, and one that only Arabic has: a French text may name the G7 or greet with a salam.
    return (bool(numbered) or known > 1) and 5 * (len(numbered) + known) >= max(len(words), 1)


# How far apart the two must be for their small words to be believed; below it the model is asked.
_SURE = 1.0


def guess_language(text: str, default: str = "fr") -> str:
    """"ar", "fr" or "en": the script first (Arabic even among Latin names), then the words.

    ``default`` answers for a text with no word to go by, such as a number or a lone name.
    """
    sample = text[:LOOK_AT]
    if is_arabic_script(sample):
        return "ar"
    if not _LATIN_LETTER.search(sample):
        return default
    lowered = sample.lower()
    words = _LATIN_WORD.findall(lowered)
    if _is_arabizi(words, lowered):
        return "ar"
    # Only very French letters count for more than a word: English borrows a café now and then.
    french = sum(word in _FRENCH for word in words) + 0.5 * len(_FRENCH_LETTERS.findall(lowered))
    english = float(sum(word in _ENGLISH for word in words))
    french += 0.2 * len(_FRENCH_SHAPES.findall(lowered))
    english += 0.2 * len(_ENGLISH_SHAPES.findall(lowered))
    if abs(french - english) < _SURE and len(words) > 1 and (asked := _ask_model(sample)) in ("fr", "en"):
        return asked
    if french == english:
        return default if default in ("fr", "en") else "fr"
    return "fr" if french > english else "en"


def is_arabic_script(text: str) -> bool:
    """Whether a text is written in Arabic letters, Latin names among them or not."""
    arabic, latin = len(ARABIC_LETTER.findall(text)), len(_LATIN_LETTER.findall(text))
    return arabic > 0 and arabic * 3 >= latin


def settle_language(choice: str | None, text: str, default: str = "fr") -> tuple[str, bool]:
    """The language of a text, and whether its author's choice decided it.

    A choice made once is remembered, and then forgotten about: a text wholly in Arabic letters is not French.
    """
    sample = text[:LOOK_AT]
    if choice in ("fr", "en") and is_arabic_script(sample) and not _LATIN_WORD.search(sample.lower()):
        return "ar", False
    if choice in ("ar", "fr", "en"):
        return str(choice), True
    return guess_language(text, default), False


def text_language(text: str, lang: str) -> tuple[str, str]:
    """What ``lang`` and ``dir`` say of a text: Arabic in Latin letters is read from left to right."""
    if lang == "ar" and not is_arabic_script(text[:LOOK_AT]) and _LATIN_LETTER.search(text[:LOOK_AT]):
        return "ar-Latn", "ltr"
    return lang, "rtl" if lang == "ar" else "ltr"


class _Model:
    """py3langid for our three languages, loaded once, by whoever first needs it and waited for by nobody."""

    def __init__(self) -> None:
        self.allowed = False
        self.loaded: Any = None
        self._lock = threading.Lock()
        self._asked = False

    def load(self) -> None:
        """Read the model; what it knows of other languages is let go, which is half of its size."""
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        model = LanguageIdentifier.from_model_file(MODEL_FILE)
        model.set_languages(["ar", "fr", "en"])
        model.nb_ptc = model.nb_ptc.copy()
        model._full_model = (model.nb_ptc, model.nb_pc, model.nb_classes)  # noqa: SLF001 - it offers no other way
        self.loaded = model

    def want(self) -> None:
        """Have it loaded aside, once."""
        with self._lock:
            if self._asked or not self.allowed:
                return
            self._asked = True
        threading.Thread(target=partial(self._load_aside), name="language-model", daemon=True).start()

    def _load_aside(self) -> None:
        try:
            offload.run(self.load)
        except Exception:
            log.exception("language_model_not_loaded")


model = _Model()


def _ask_model(sample: str) -> str | None:
    if model.loaded is None:
        model.want()
        return None
    return str(model.loaded.classify(sample)[0])

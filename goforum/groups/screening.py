"""Before a text is published: does it go out, wait for a moderator, or come back with a reason? Pure.

The group's policy and the watched words are facts; so are the author's history here and how long they had the
form. Words are compared folded: vowel marks, hamza seats and capitals hide nothing, and an Arabic word is known
behind the article and what is written joined to it. A ``*`` at the end of a Latin or Arabic word stands for any ending.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from goforum.core.analysis import Token, tokens
from goforum.core.arabic import is_arabic
from goforum.core.i18n import _l

# A person is new until so many texts of theirs stand in the group, where only the time of typing is asked.
NEW_UNTIL = 3
MASK = "•••"
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


@dataclass(frozen=True)
class Policy:
    """What waits before it is published in a group, and how fast one may write; 0 is off."""

    hold_first: int = 0
    hold_links: int = 0
    min_seconds: int = 0
    posts_an_hour: int = 0
    inherits_moderation: bool = True

    @property
    def asks_history(self) -> bool:
        """Whether anything here depends on how much a person has written."""
        return bool(self.hold_first or self.hold_links or self.min_seconds)


@dataclass(frozen=True)
class Word:
    """A watched word, as written, as compared, and what happens."""

    id: int
    group_id: int | None
    word: str
    folded: str
    act: str


@dataclass(frozen=True)
class Author:
    """Who writes: texts that stand here, texts of the last hour, seconds since the last one and with the form."""

    moderates: bool = False
    published: int = 0
    last_hour: int = 0
    since_last: float | None = None
    typed_seconds: float | None = None
    slow_seconds: int = 0
    minutes_to_wait: int = 0


@dataclass(frozen=True)
class Screened:
    """What becomes of the text: ``publish``, ``hold`` or ``refuse``, why, and the text with covered words."""

    act: str
    text: str
    code: str = ""
    reason: Any = ""
    word: str = ""


def _parts(word: str) -> list[tuple[Token, bool]]:
    """The tokens of a watched entry, each with whether any ending may follow."""
    found = tokens(word, "", keep_stop_words=True)
    return [(one, word[one.end:one.end + 1] == "*") for one in found]


def fold_phrase(word: str) -> str:
    """A watched word as it is compared; empty when nothing of it is left."""
    return " ".join(one.surface + "*" * open_end for one, open_end in _parts(word))


def _same(wanted: str, token: Token) -> bool:
    if wanted.endswith("*"):
        root = wanted[:-1]
        return token.surface.startswith(root) or any(stem.startswith(root) for stem in token.stems)
    if token.surface == wanted:
        return True
    if not is_arabic(wanted):
        return False
    return wanted in token.stems or bool(set(_arabic_stems(wanted)) & set(token.stems))


@lru_cache(maxsize=4096)
def _arabic_stems(folded: str) -> tuple[str, ...]:
    found = tokens(folded, "ar", keep_stop_words=True)
    # The likeliest reading alone: the second one of a short word would catch half the language.
    return found[0].stems[:1] if found else ()


class _Said:
    """The words of a text by where they stand, so that a thousand watched words are looked up, not compared."""

    def __init__(self, said: Sequence[Token]) -> None:
        self.words, self.stems = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
        for place, token in enumerate(said):
            self.words[token.surface].append(place)
            for stem in token.stems:
                self.stems[stem].append(place)

    def places(self, wanted: str) -> list[int]:
        """Where this word may stand: every place that ``_same`` would say yes to."""
        if wanted.endswith("*"):
            root = wanted[:-1]
            runs = [at for known in (self.words, self.stems) for word, at in known.items() if word.startswith(root)]
        else:
            runs = [self.words.get(wanted, [])]
            if is_arabic(wanted):
                runs += [self.stems.get(one, []) for one in (wanted, *_arabic_stems(wanted))]
        return sorted({place for run in runs for place in run})


def find_words(text: str, words: Sequence[Word]) -> list[tuple[Word, int, int]]:
    """Where watched words stand in a text: the word, first and last place."""
    if not words:
        return []
    said = tokens(text, "", keep_stop_words=True)
    index = _Said(said)
    found = []
    for word in words:
        wanted = word.folded.split()
        for start in index.places(wanted[0]) if wanted else ():
            run = said[start:start + len(wanted)]
            if len(run) == len(wanted) and all(_same(one, token) for one, token in zip(wanted, run, strict=True)):
                found.append((word, run[0].start, run[-1].end))
    return found


def mask(text: str, words: Sequence[Word]) -> str:
    """The text with the words to cover covered."""
    places = sorted({(start, end) for word, start, end in find_words(text, words) if word.act == "mask"}, reverse=True)
    last = len(text) + 1
    for start, end in places:
        if end <= last:
            text, last = text[:start] + MASK + text[end:], start
    return text


def screen(text: str, *, policy: Policy, words: Sequence[Word], author: Author, title: str = "") -> Screened:
    """What becomes of a text (and its title): the pace first, then refused words, then what must wait."""
    covered = mask(text, words)
    if author.moderates:
        return Screened("publish", covered)
    pace = _pace(policy, author)
    if pace is not None:
        return Screened("refuse", text, *pace)
    found = find_words(f"{title}\n{text}" if title else text, words)
    for act in ("refuse", "hold"):
        hit = next((word for word, _start, _end in found if word.act == act), None)
        if hit is not None and act == "refuse":
            reason = _l("“%(word)s” is not written in this group.", word=hit.word)
            return Screened("refuse", text, "word", reason, hit.word)
        if hit is not None:
            return Screened("hold", covered, "word", _l("It holds a word that moderators look at first."), hit.word)
    waits = _waits(f"{title} {text}", policy, author)
    if waits is not None:
        return Screened("hold", covered, *waits)
    return Screened("publish", covered)


def _pace(policy: Policy, author: Author) -> tuple[str, Any] | None:
    if author.slow_seconds and author.since_last is not None and author.since_last < author.slow_seconds:
        return "slowed", _l("Moderators asked you to write here at a slower pace. Next text in %(minutes)d min.",
                            minutes=max(1, int((author.slow_seconds - author.since_last + 59) // 60)))
    if policy.posts_an_hour and author.last_hour >= policy.posts_an_hour:
        return "pace", _l("%(num)d texts within an hour is the most in this group. Next one in %(minutes)d min.",
                          num=policy.posts_an_hour, minutes=max(1, author.minutes_to_wait))
    return None


def links_in(text: str) -> set[str]:
    """The addresses a text holds, as typed."""
    return {text[found.start():].split(maxsplit=1)[0] for found in _LINK.finditer(text)}


def _waits(text: str, policy: Policy, author: Author) -> tuple[str, Any] | None:
    if author.published < policy.hold_first:
        return "first", _l("The first texts of new people here are read by a moderator before they appear.")
    if author.published < policy.hold_links and _LINK.search(text):
        return "link", _l("Links from new people here are looked at by a moderator before they appear.")
    if (policy.min_seconds and author.published < NEW_UNTIL and author.typed_seconds is not None
            and author.typed_seconds < policy.min_seconds):
        return "fast", _l("It was sent very soon after the page opened, so a moderator reads it first.")
    return None

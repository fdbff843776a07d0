"""What changed between texts, word by word."""

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

Diff = list[tuple[str, str]]

# A word keeps the space after it: spaces by themselves all look alike, and would be most of the work.
# So does a letter the marks on it: Arabic vowel signs and combining accents are no words of their own.
_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d"
_PARTS = re.compile(rf"\w[\w{_MARKS}]*\s*|[^\s\w]\s*|\s+")
# Beyond so many words on one side the comparison would hold a page up; the text is then shown whole.
MOST_WORDS = 3000
# Pairs of equal words that one page may look at: the cost grows with them, and who writes chooses the words.
MOST_PAIRS = 200_000


def word_diffs(texts: Sequence[str]) -> list[Diff | None]:
    """Each text against the one after it: ``("=" | "-" | "+", text)`` in reading order; spaces do not count.

    None where a comparison would take too long, alone or with those before it; and for the last text.
    """
    left, found = MOST_PAIRS, list[Diff | None]()
    for new, old in pairwise(texts):
        before, after = _PARTS.findall(old), _PARTS.findall(new)
        start, end = _common(before, after)
        head, tail = after[:start], after[len(after) - end:]
        before, after = before[start:len(before) - end], after[start:len(after) - end]
        pairs = _pairs(before, after)
        if max(len(before), len(after)) > MOST_WORDS or pairs > left:
            found.append(None)
            continue
        left -= pairs
        found.append([*_same(head), *_compare(before, after), *_same(tail)])
    return [*found, None]


def _common(before: list[str], after: list[str]) -> tuple[int, int]:
    """How many words the two begin with, and end with: most edits touch one place."""
    shorter = min(len(before), len(after))
    start = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    rest = shorter - start
    end = next((n for n in range(rest) if before[-1 - n] != after[-1 - n]), rest)
    return start, end


def _bare(words: list[str]) -> list[str]:
    return [word.rstrip() for word in words]


def _pairs(before: list[str], after: list[str]) -> int:
    known = Counter(_bare(before))
    return sum(known[word] for word in _bare(after))


def _same(words: list[str]) -> Diff:
    return [("=", "".join(words))] if words else []


def _compare(before: list[str], after: list[str]) -> Diff:
    steps: Diff = []
    matcher = difflib.SequenceMatcher(None, _bare(before), _bare(after), autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            steps += _same(after[j1:j2])
            continue
        gone, come = "".join(before[i1:i2]), "".join(after[j1:j2])
        # A word in the place of another: the space after both is no part of the change.
        words = come.rstrip() if gone else come
        space = come[len(words):]
        steps += [one for one in (("-", gone.rstrip() if come else gone), ("+", words), ("=", space)) if one[1]]
    return steps

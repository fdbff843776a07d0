"""What changed between two texts, word by word."""

import difflib
import re

_PARTS = re.compile(r"\s+|[^\s\w]|\w+")
# Beyond so many words on one side the comparison would hold a page up; the text is then shown whole.
MOST_WORDS = 3000


def word_diff(old: str, new: str) -> list[tuple[str, str]] | None:
    """``("=" | "-" | "+", text)`` in reading order; None when the texts are too long to compare in time."""
    before, after = _PARTS.findall(old), _PARTS.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return None
    steps: list[tuple[str, str]] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            steps.append(("=", "".join(before[i1:i2])))
            continue
        if i2 > i1:
            steps.append(("-", "".join(before[i1:i2])))
        if j2 > j1:
            steps.append(("+", "".join(after[j1:j2])))
    return steps

"""Text as people type or paste it, made safe to store and to show beside other text.

Direction marks (LRM, RLM, ALM) stay: careful writers of Arabic need them. Isolates stay when they are closed on
their own line, and are closed when they are not. Embeddings and overrides go: nobody types them, and they can
make a page read backwards or a link look like another.
"""

import re
import unicodedata
from typing import Final

# A letter of Arabic carries three marks at most, one of Vietnamese two; beyond six it is a tower of "zalgo".
MOST_MARKS: Final = 6

_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # C0 and C1, but tab and line feed
    "\u202a-\u202e"  # embeddings and overrides
    "\u206a-\u206f\ufeff\ufff9-\ufffb"  # deprecated controls, byte order mark, annotations
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0001]"  # half characters, non-characters, language tag
)
_NEWLINES = re.compile("\r\n|[\r\x85\u2028\u2029]")
_ISOLATES = re.compile("[\u2066-\u2069]")
_SPACES = re.compile(r"\s+")
_INITIATORS: Final = "\u2066\u2067\u2068"
_POP: Final = "\u2069"


def clean_source(text: str) -> str:
    """A text of several lines: one kind of line end, NFC, nothing invisible that changes how others read."""
    text = unicodedata.normalize("NFC", _CONTROLS.sub("", _NEWLINES.sub("\n", text)))
    text = _without_towers(text)
    if _ISOLATES.search(text):
        text = "\n".join(_balance(line) for line in text.split("\n"))
    return text


def clean_line(text: str) -> str:
    """A text of one line, such as a title or a name: as ``clean_source``, with every run of space as one."""
    return _SPACES.sub(" ", clean_source(text)).strip()


def _without_towers(text: str) -> str:
    if text.isascii():
        return text
    run, kept = 0, []
    for ch in text:
        run = run + 1 if unicodedata.combining(ch) else 0
        if run <= MOST_MARKS:
            kept.append(ch)
    return "".join(kept)


def _balance(line: str) -> str:
    """Close open isolates at the end of the line; drop a pop that closes nothing."""
    depth, kept = 0, []
    for ch in line:
        if ch in _INITIATORS:
            depth += 1
        elif ch == _POP:
            if depth == 0:
                continue
            depth -= 1
        kept.append(ch)
    return "".join(kept) + _POP * depth

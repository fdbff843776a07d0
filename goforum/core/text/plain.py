"""Stored HTML back to words, for search, notifications and the line under a title."""

import html as entities
import re
import unicodedata
from typing import Final

from goforum.core.text.clean import clean_source

# ``[^<>]`` and not ``[^>]``: a page full of "<" then costs one look at each, not one look at each from each.
_BREAKS: Final = re.compile(
    r"<(?:/(?:p|li|h[1-6]|blockquote|pre|tr|table|ul|ol|td|th)|br|hr)[^<>]*>", re.IGNORECASE
)
_TAGS: Final = re.compile(r"<[^<>]*>")
_SPACES: Final = re.compile(r"[ \t\u00a0]+")
_ELLIPSIS: Final = "…"
# A cut before one of these would tear a letter from what belongs to it: joiner, variation selectors, skin tones.
_CLINGS: Final = re.compile("[\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\u2069]")


def plain_text(html: str) -> str:
    """The words of HTML that ``render_markdown`` made: one line for each block, no markup, no entities."""
    text = _TAGS.sub("", _BREAKS.sub("\n", html))
    lines = (line.strip() for line in _SPACES.sub(" ", entities.unescape(text)).split("\n"))
    return "\n".join(line for line in lines if line)


def excerpt(html: str, length: int = 160) -> str:
    """The beginning of stored HTML (or of plain text) as one line of at most ``length`` characters."""
    return shorten(plain_text(html), length)


def shorten(text: str, length: int = 160) -> str:
    """At most ``length`` characters, cut between words where there are words, never inside a letter."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    cut = max(1, length - len(_ELLIPSIS))
    space = line.rfind(" ", 0, cut + 1)
    # A "word" longer than half the line (an address, a language without spaces) is cut where letters allow.
    end = space if space > cut // 2 else _between_letters(line, cut)
    return clean_source(line[:end].rstrip(" ,;:،؛-–—")) + _ELLIPSIS


def _between_letters(line: str, cut: int) -> int:
    end = cut
    while end > 1 and (
        unicodedata.combining(line[end]) or _CLINGS.match(line[end]) or line[end - 1] == "\u200d"
    ):
        end -= 1
    return end if end > 1 else cut

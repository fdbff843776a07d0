"""The name a file came with, made one that can be shown beside other text and saved on any machine."""

import re
import unicodedata
from typing import Final

from goforum.core.text import clean_line

# With its ending; what a name may have in bytes is 255 on nearly every disk, and letters of Arabic take two.
MOST_BYTES: Final = 180
_PATH = re.compile(r"[/\\]")
_FORBIDDEN = re.compile(r'[<>:"|?*;%\x00-\x1f\x7f]+')
# Joiners belong to the spelling of words; every other invisible sign in a name can only deceive.
_JOINERS: Final = "\u200c\u200d"


def clean_name(name: str, extension: str) -> str:
    """The last part of a path, without anything invisible, with the ending of what the file really is."""
    last = _PATH.split(name.replace("\x00", ""))[-1]
    line = clean_line(last)
    line = "".join(ch for ch in line if unicodedata.category(ch) != "Cf" or ch in _JOINERS)
    line = _FORBIDDEN.sub("_", line).strip(" ._")
    stem, dot, ending = line.rpartition(".")
    if not dot or not stem or len(ending) > 5 or not ending.isascii() or not ending.isalnum():
        stem, ending = line, ""
    stem = stem if not ending or _same(ending, extension) else line
    stem = _shorten(stem.strip(" ._"), MOST_BYTES - len(extension) - 1)
    return f"{stem or 'file'}.{extension}"


def _same(ending: str, extension: str) -> bool:
    """Endings that say the same, and those of pictures that we have drawn again in another format."""
    pictures = {"png", "jpg", "jpeg", "webp", "gif"}
    ending = ending.lower()
    return ending == extension or (ending in pictures and extension in pictures)


def _shorten(stem: str, most: int) -> str:
    cut = stem.encode()[:most].decode("utf-8", "ignore")
    return cut.rstrip(" ._\u200d")

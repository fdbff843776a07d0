"""What a file is, by what is in it; its name is never believed.

Our own look at the first bytes decides, and puremagic must agree. Whatever a browser or a machine could *run* is
refused, however it is called: pages, drawings of SVG, scripts, programs, documents with macros.
"""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import puremagic

from goforum.core.i18n import _l
from goforum.core.rules import Refusal

HEAD: Final = 4096


class Unfit(Refusal):
    """A file that is not taken, and why, in words."""

    status, code = 422, "unfit"


@dataclass(frozen=True)
class Kind:
    """A kind of file: its media type, its ending, and whether it is a picture to be drawn again."""

    media_type: str
    extension: str
    picture: bool = False


PNG = Kind("image/png", "png", True)
JPEG = Kind("image/jpeg", "jpg", True)
WEBP = Kind("image/webp", "webp", True)
GIF = Kind("image/gif", "gif", True)
PDF = Kind("application/pdf", "pdf")
TEXT = Kind("text/plain", "txt")
CSV = Kind("text/csv", "csv")
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
# The part without which it is no such document.
WORD = {
    "word/document.xml": Kind(_OOXML + "wordprocessingml.document", "docx"),
    "xl/workbook.xml": Kind(_OOXML + "spreadsheetml.sheet", "xlsx"),
    "ppt/presentation.xml": Kind(_OOXML + "presentationml.presentation", "pptx"),
}
OPEN = {
    _ODF + "text": Kind(_ODF + "text", "odt"),
    _ODF + "spreadsheet": Kind(_ODF + "spreadsheet", "ods"),
    _ODF + "presentation": Kind(_ODF + "presentation", "odp"),
}
# For the field that chooses files; a help, not a wall.
ACCEPT = ".png,.jpg,.jpeg,.webp,.gif,.pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp,.txt,.csv"

_MACROS = re.compile(r"(^|/)(vbaProject\.bin|vbaData\.xml|Basic/|Scripts/)|\.(exe|dll|js|vbs|bat|cmd|ps1|jar)$",
                     re.IGNORECASE)
_ACTIVE = re.compile(
    rb"\s*(?:<\?xml|<\?php|<!doctype|<!--|<(?:html|head|body|script|svg|iframe|object|embed|meta|link|style|math|"
    rb"table|img|a|p|div|xsl)\b|#!|%!ps|javascript:|mime-version:|from:\s)", re.IGNORECASE)
_TEXT_ENDINGS = {"", "txt", "csv", "tsv", "md", "log", "text"}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", b"dex\n", b"\x00asm")
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")

# A document of 200 pages has some hundred parts; beyond these it was made to keep a reader busy.
MOST_PARTS: Final = 4000
MOST_DIRECTORY: Final = 1024 * 1024
MOST_UNPACKED: Final = 300 * 1024 * 1024

_UNKNOWN = _l("This kind of file is not accepted. Pictures (PNG, JPEG, WebP, GIF), PDF, office documents, plain text"
              " and CSV are.")
_RUNS = _l("Web pages, SVG drawings and scripts are not accepted: they could act in the place of whoever opens them."
           " A picture or a PDF of it is.")
_DAMAGED = _l("This file is damaged, or is not what its name says.")


def damaged() -> Unfit:
    """Refuse a file that does not hold together."""
    return Unfit(_DAMAGED, code="damaged")


def kind_of(path: Path, name: str) -> Kind:
    """The kind of the file at ``path``; Unfit, with the reason, for whatever is not taken."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head:
        raise Unfit(_l("This file is empty."), code="empty")
    found = _picture_or_pdf(head)
    if found is not None:
        if found.media_type not in _guesses(head):
            raise damaged()
        return found
    if head.startswith(b"PK\x03\x04"):
        return _document(path)
    if head.startswith(_OLD_OFFICE):
        raise Unfit(_l("This is an older office format. Save it as .docx, .xlsx, .odt or PDF, and add that."),
                    code="old")
    if head.startswith(_PROGRAMS):
        raise Unfit(_l("Programs are not accepted."), code="program")
    return _text(path, name)


def _picture_or_pdf(head: bytes) -> Kind | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    return PDF if head.startswith(b"%PDF-") else None


def _guesses(head: bytes) -> set[str]:
    try:
        return {match.mime_type for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()


def _document(path: Path) -> Kind:
    """An office document: a zip whose table of contents is read, and whose parts are never unpacked."""
    try:
        _check_directory(path)
        with zipfile.ZipFile(path) as archive:
            return _kind_of_archive(archive, path.stat().st_size)
    # What zipfile says of archives made to break it; undecodable names and unknown methods are among these.
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, RuntimeError):
        raise damaged() from None


def _check_directory(path: Path) -> None:
    """The table of contents must be small before anything reads it: a made-up one has millions of lines."""
    with path.open("rb") as stream:
        stream.seek(0, 2)
        length = stream.tell()
        # The longest comment there is, the end itself, and what may stand before it.
        stream.seek(max(0, length - 65_577))
        tail = stream.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) - end < 22 or tail[max(0, end - 20):end].startswith(b"PK\x06\x07"):
        raise damaged()
    parts, size = int.from_bytes(tail[end + 10:end + 12], "little"), int.from_bytes(tail[end + 12:end + 16], "little")
    if parts > MOST_PARTS or size > MOST_DIRECTORY:
        raise damaged()


def _kind_of_archive(archive: zipfile.ZipFile, length: int) -> Kind:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if (len(parts) > MOST_PARTS or len(names) != len(parts) or sum(part.file_size for part in parts) > MOST_UNPACKED
            or sum(part.compress_size for part in parts) > length
            or any(".." in Path(name).parts or name.startswith("/") for name in names)):
        raise damaged()
    if any(_MACROS.search(name) for name in names):
        raise Unfit(_l("This document carries macros or programs, which would run on the machines of those who read it."
                       " Save it without them."), code="macros")
    if "[Content_Types].xml" in names:
        for part, kind in WORD.items():
            if part in names:
                return kind
    first = parts[0] if parts else None
    if first is not None and first.filename == "mimetype" and first.compress_type == zipfile.ZIP_STORED and (
            first.file_size < 100):
        declared = archive.read(first).decode("ascii").strip()
        if declared in OPEN and "content.xml" in names:
            return OPEN[declared]
    raise Unfit(_UNKNOWN, code="unknown")


def _text(path: Path, name: str) -> Kind:
    raw = path.read_bytes()
    body = raw.removeprefix(b"\xef\xbb\xbf")
    if _ACTIVE.match(body[:HEAD]):
        raise Unfit(_RUNS, code="runs")
    try:
        words: Any = body.decode("utf-8")
    except UnicodeDecodeError:
        raise Unfit(_text_reason(name), code="unknown") from None
    if _CONTROLS.search(words):
        raise Unfit(_UNKNOWN, code="unknown")
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in _TEXT_ENDINGS:
        raise Unfit(_RUNS if ending in {"html", "htm", "svg", "js", "mjs", "php", "xml", "xhtml", "sh", "py", "bat",
                                        "css", "vbs", "ps1", "hta", "eml", "mht"} else _UNKNOWN, code="runs")
    return CSV if ending in {"csv", "tsv"} else TEXT


def _text_reason(name: str) -> Any:
    if name.lower().endswith((".txt", ".csv", ".tsv")):
        return _l("Text must be in UTF-8. Save it so («CSV UTF-8» in spreadsheets), and add it again.")
    return _UNKNOWN

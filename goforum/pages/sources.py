"""Where a field of a commitment was read, and how sure it is, in the reader's language.

Imported plans keep these as the collector wrote them, in English. The phrases we know are translated; an
unknown one stays as it is, marked as English.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from goforum.core.web import site_of

KNOWN = {
    "our translation": _l("our translation"),
    "our translation of the English title": _l("our translation of the English title"),
    "our translation of the French title on the national portal":
        _l("our translation of the French title on the national portal"),
    "our translation of the English title; the French report's contents page says something else":
        _l("our translation of the English title; the French report’s contents page says something else"),
    "title on the national portal": _l("title on the national portal"),
    "title of the French independent report, not of the plan":
        _l("title of the French independent report, not of the plan"),
    "entered on this site": _l("entered on this site"),
    "collector's paraphrase of the page named in dates_source": _l("a summary of ours, not the plan’s own words"),
}
# Whole families of statuses, by how they begin.
FAMILIES = (
    ("unverified", _l("unverified: a grouping of ours; the plan’s own text was not found")),
    ("not found", _l("not found in the sources")),
    ("sourced", _l("named in the independent design report")),
)


@dataclass(frozen=True)
class SourceLine:
    """A source ready for the page: its address if it has one, the site's name, and words about it."""

    url: str
    host: str
    words: Any
    foreign: bool
    doubtful: bool


def read_source(entry: Mapping[str, Any] | None) -> SourceLine | None:
    """The line under a field, or None when nothing is recorded about it."""
    if not entry:
        return None
    url = str(entry.get("url") or "").split(" ")[0]
    scheme, host = site_of(url)
    if scheme not in {"http", "https"} or not host:
        url = ""
    status = str(entry.get("status") or "")
    words: Any = KNOWN.get(status)
    if words is None:
        words = next((known for start, known in FAMILIES if status.startswith(start)), status)
    if not url and not status:
        return None
    doubtful = status.startswith(("unverified", "our translation", "collector", "not found"))
    return SourceLine(url, host.removeprefix("www.") if url else "", words, words == status and bool(status),
                      doubtful)

"""The two sanitisers and the one list of what may remain.

bleach is no longer maintained (its authors say so), therefore nh3 comes last, with the same list.
"""

import re
import threading
from typing import TYPE_CHECKING, Final

import nh3

if TYPE_CHECKING:
    import bleach

TAGS: Final = frozenset((
    "a", "bdi", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
))
_HAVE_DIRECTION: Final = (
    "a", "blockquote", "code", "h3", "h4", "h5", "h6", "li", "ol", "p", "pre", "table", "td", "th", "ul",
)
ATTRIBUTES: Final[dict[str, set[str]]] = {
    tag: {"dir"} | ({"href"} if tag == "a" else set()) | ({"start"} if tag == "ol" else set())
    for tag in _HAVE_DIRECTION
}
PROTOCOLS: Final = frozenset(("http", "https", "mailto"))
LINK_REL: Final = "nofollow ugc noopener noreferrer"

# Nothing but words and our own tags without an address in them: what most posts are. There is nothing to take out, and
# bleach, which reads them with a whole parser in Python, is a tenth of what a reply costs. nh3 reads them all the same.
_PLAIN_TAGS: Final = "|".join(sorted(TAGS - {"a", "ol"}, key=len, reverse=True))
_PLAIN: Final = re.compile(
    rf'(?:[^<>&]++|&(?:amp|lt|gt|quot);|</?(?:{_PLAIN_TAGS})(?: dir="(?:auto|ltr|rtl)")?>)*+')

_mine = threading.local()  # a bleach cleaner keeps state while it works


def _make_cleaner() -> "bleach.Cleaner":
    import bleach  # when the first text is cleaned, not when a process starts

    allowed = {tag: sorted(names) for tag, names in ATTRIBUTES.items()}
    return bleach.Cleaner(tags=TAGS, attributes=allowed, protocols=PROTOCOLS, strip_comments=True)


def _bleach() -> "bleach.Cleaner":
    cleaner: bleach.Cleaner | None = getattr(_mine, "cleaner", None)
    if cleaner is None:
        cleaner = _mine.cleaner = _make_cleaner()
    return cleaner


def _value(_tag: str, name: str, value: str) -> str | None:
    if name == "dir":
        return value if value in ("auto", "ltr", "rtl") else None
    if name == "start":
        return value if value.isascii() and value.isdigit() else None
    return value


def sanitise(html: str) -> str:
    """HTML with nothing in it but our short list; links say ``nofollow ugc noopener noreferrer``."""
    return last_pass(html if is_plain(html) else _bleach().clean(html))


def is_plain(html: str) -> bool:
    """Whether this is words and harmless tags alone, character by character."""
    return _PLAIN.fullmatch(html) is not None


def last_pass(html: str) -> str:
    """nh3 alone: the end of ``sanitise``, and enough for text that has been escaped from end to end."""
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=_value,
        url_schemes=set(PROTOCOLS),
        link_rel=LINK_REL,
        strip_comments=True,
    )

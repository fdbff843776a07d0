"""Under each post: its reactions, drawn once for everybody; what one reader has put there is pressed afterwards."""

import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import current_app
from markupsafe import Markup

from goforum.core.i18n import _l
from goforum.threads import queries
from goforum.threads.queries import PostRow
from goforum.threads.rules import REACTIONS

_BREAK = f"<!--{secrets.token_hex(12)}-->"
_GAP = f"<!--{secrets.token_hex(12)}-->"

WORDS = {
    "agree": _l("I agree"),
    "thanks": _l("Thank you"),
    "insight": _l("Good point"),
    "unclear": _l("Unclear to me"),
    "source": _l("Source wanted"),
}
SYMBOLS = {"agree": "thumbs-up", "thanks": "heart", "insight": "lightbulb", "unclear": "circle-question-mark",
           "source": "file-text"}


@dataclass(frozen=True, slots=True)
class Foot:
    """The row under a post: for those who may react to it, and for the others."""

    active: bytes
    still: bytes


def draw_feet(rows: Sequence[PostRow], signed_in: bool) -> list[Foot]:
    """The rows under these posts; one statement for all their counts."""
    template = current_app.jinja_env.get_template("threads/_marks.html")
    text = template.render(
        posts=rows, reactions=queries.count_reactions([row.id for row in rows]), kinds=REACTIONS, words=WORDS,
        symbols=SYMBOLS, signed_in=signed_in,
        gap=Markup(_GAP), end=Markup(_BREAK))  # noqa: S704 - made above, of hexadecimal digits
    feet = []
    for one in text.split(_BREAK)[: len(rows)]:
        active, _gap, still = one.partition(_GAP)
        feet.append(Foot(active.strip().encode(), still.strip().encode()))
    return feet


_OFF = re.compile(rb'name="on" value="([a-z]+)" aria-pressed="false"')


def press(foot: bytes, mine: Collection[str]) -> bytes:
    """The row with this reader's own marks pressed: pressing those again takes them back.

    Nothing that people write is in these bytes, so no post can look pressed by its words.
    """
    if not mine:
        return foot

    def turn(match: re.Match[bytes]) -> bytes:
        name = match.group(1)
        return b'name="off" value="%s" aria-pressed="true"' % name if name.decode() in mine else match.group(0)

    return _OFF.sub(turn, foot)

"""The list of a group's threads: rows drawn once for everybody, marks of the reader laid over them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from goforum.accounts.queries import people_by_ids
from goforum.core.i18n import language
from goforum.threads import queries
from goforum.threads.drawing import draw, kept_forms, kept_rows
from goforum.threads.queries import ThreadRow
from goforum.threads.queries.life import conclusions_of
from goforum.threads.queries.links import commitment_chips

_BREAK = f"<!--{secrets.token_hex(12)}-->"
_GAP = f"<!--{secrets.token_hex(12)}-->"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list, ready: its HTML around the gap, and what is new in it for this reader."""

    before: Markup
    after: Markup
    unread: int
    fresh: bool


def _draw(rows: Sequence[ThreadRow]) -> list[tuple[Markup, Markup]]:
    links = queries.commitments_of([row.id for row in rows])
    text = draw("threads/_row.html", rows=rows, people=people_by_ids({row.author_id for row in rows}),
                conclusions=conclusions_of(row.id for row in rows if row.closed_at), links=links,
                chips=commitment_chips({one for ids in links.values() for one in ids}, language()),
                gap=Markup(_GAP), end=Markup(_BREAK))  # noqa: S704 - made above, of hexadecimal digits
    drawn = []
    for one in text.split(_BREAK)[: len(rows)]:
        before, _gap, after = one.partition(_GAP)
        drawn.append((Markup(before), Markup(after)))  # noqa: S704 - drawn by our own template, escaping on
    return drawn


def lines(rows: Sequence[ThreadRow], zone: str) -> list[Line]:
    """The rows as the reader sees them; those not kept are drawn together, in a fixed number of statements."""
    lang = language()
    keys = [(row.id, row.version, row.created_at, row.last_post_at, lang, zone) for row in rows]
    found = kept_rows.many(keys)
    missing = [index for index, piece in enumerate(found) if piece is None]
    if missing:
        for index, piece in zip(missing, _draw([rows[index] for index in missing]), strict=True):
            found[index] = piece
            kept_rows.put(keys[index], piece, 2 * (len(piece[0]) + len(piece[1])) + 300)
    return [Line(piece[0], piece[1], row.unread, bool(row.fresh))
            for row, piece in zip(rows, found, strict=True) if piece is not None]


def _draw_news(unread: int, fresh: bool) -> tuple[str, int]:
    text = draw("threads/_news.html", unread=unread, fresh=fresh)
    return text, 2 * len(text)


def lay_out_rows(rows: Sequence[Line]) -> Markup:
    """The list for one reader: the kept halves, and between them what is new for this reader."""
    marks: dict[tuple[int, bool], str] = {}
    parts: list[str] = []
    for row in rows:
        news = (row.unread, row.fresh and not row.unread)
        if news not in marks:
            marks[news] = kept_forms.get((news, language()), partial(_draw_news, *news)) if any(news) else ""
        parts += "<li>", row.before, marks[news], row.after, "</li>"
    return Markup("".join(parts))  # noqa: S704 - halves and marks come from our own templates

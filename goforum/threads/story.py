"""What stands in a thread besides its posts: the lines of its story at their place in time, and its summary.

Drawn for everybody who reads the thread, and kept with its posts.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from goforum.accounts.queries import PersonCard, people_by_ids
from goforum.core import clock
from goforum.core.i18n import date_long, direction, language
from goforum.threads import queries
from goforum.threads.queries import Head, PostRow
from goforum.threads.queries.life import (
    SummaryRow,
    TraceRow,
    cited_posts,
    find_summary,
    list_traces,
    list_undoable,
)

# As our own pipeline writes a link to a post.
_LINK = re.compile(r'<a href="/posts/(\d{1,9})"[^>]*>.*?</a>', re.DOTALL)


def pace_words(seconds: int) -> str:
    """A pause in words: 30 seconds, 5 minutes, 1 hour, 1 day."""
    if seconds < 60:
        return ngettext("%(num)s second", "%(num)s seconds", seconds)
    if seconds < 3600:
        return ngettext("%(num)s minute", "%(num)s minutes", seconds // 60)
    if seconds < 86400:
        return ngettext("%(num)s hour", "%(num)s hours", seconds // 3600)
    return ngettext("%(num)s day", "%(num)s days", seconds // 86400)


@dataclass(frozen=True, slots=True)
class Story:
    """The lines of one page: those that stand before a post, by its number, and those after the last one."""

    before: dict[int, list[TraceRow]]
    after: list[TraceRow]
    people: dict[int, PersonCard]


def story_of(head: Head, page: int, rows: Sequence[PostRow]) -> Story:
    """Where each line of the story stands among these posts."""
    if not rows:
        return Story({}, [], {})
    lines = list_traces(head.id, since=rows[0].created_at if page > 1 else None,
                        before_number=page * queries.PAGE_SIZE + 1)
    before: dict[int, list[TraceRow]] = {}
    after: list[TraceRow] = []
    for line in lines:
        # A thread split off is younger than its posts: what was done to it before its first post stands above it.
        at = next((row.number for row in rows if row.created_at > line.at), None)
        (after if at is None else before.setdefault(at, [])).append(line)
    return Story(before, after, people_by_ids({line.actor_id for line in lines}) if lines else {})


@dataclass(frozen=True, slots=True)
class SummaryView:
    """Where the discussion stands, ready to be drawn; ``since`` posts were written after it."""

    row: SummaryRow
    html: Markup
    author: PersonCard | None
    since: int


def find_summary_view(head: Head) -> SummaryView | None:
    """The summary on top of a thread; None when there is none."""
    row = find_summary(head.id)
    if row is None or not row.body_source:
        return None
    return SummaryView(row, with_citations(row.body_html, head.group_id), people_by_ids([row.author_id]).get(
        row.author_id), max(0, head.post_count - row.at_number))


def with_citations(html: str, group_id: int) -> Markup:
    """The text with each link to a post saying whose it is and of what day."""
    ids = {int(found) for found in _LINK.findall(html)}
    posts = cited_posts(ids, group_id)
    people = people_by_ids({one.author_id for one in posts.values()}) if posts else {}

    def cite(found: re.Match[str]) -> str:
        post = posts.get(int(found[1]))
        if post is None:
            return found[0]
        link = Markup('<a class="cite" dir="{}" href="{}">{}</a>')
        way = direction(language())
        address = url_for("threads.permalink", post_id=post.id)
        if post.gone:
            return link.format(way, address, _("post %(number)s, deleted since", number=post.number))
        author = people.get(post.author_id)
        name = author.name if author and author.name else _("Former member")
        return link.format(way, address, Markup("<bdi>{}</bdi> · {}").format(name, date_long(post.created_at)))

    return Markup(_LINK.sub(cite, html))  # noqa: S704 - cleaned when it was stored; what is put in is escaped


def undoable(head: Head) -> list[TraceRow]:
    """Splits and merges into this thread that a facilitator may still take back."""
    return list_undoable(head.id, clock.now())


def numbers_in(text: str, most: int = 500) -> list[int]:
    """The numbers that "3, 7-12" names, at most so many; what is no number is passed over."""
    found: set[int] = set()
    for first, last in re.findall(r"(\d{1,7})(?:\s*[-–—]\s*(\d{1,7}))?", text):
        low, high = sorted((int(first), int(last or first)))
        found.update(range(low, min(high, low + most) + 1))
    return sorted(found)[: most + 1]


def numbers_as_text(numbers: Iterable[int]) -> str:
    """The shortest way to say them: "3, 7-12"."""
    parts: list[list[int]] = []
    for one in sorted(set(numbers)):
        if parts and one == parts[-1][1] + 1:
            parts[-1][1] = one
        else:
            parts.append([one, one])
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in parts)

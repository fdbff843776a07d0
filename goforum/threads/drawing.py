"""The posts of a thread, drawn once for everybody and laid out for one reader.

``posts_view`` gives any page (a thread's own, a proposal's) what ``threads/_posts.html`` needs. Posts come from
the cache as two halves of HTML with a gap between them; what only this reader sees (edit, delete, restore, the
unread line) goes into the gaps.
"""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from flask import current_app
from markupsafe import Markup

from goforum.accounts.queries import PersonCard, people_by_ids
from goforum.commitments.queries import CommitmentCard
from goforum.core import clock
from goforum.core.forms import form_token
from goforum.core.i18n import language
from goforum.core.language import text_language
from goforum.core.light import light_mode
from goforum.core.text import PIPELINE_VERSION, render_markdown
from goforum.core.viewer import Viewer
from goforum.groups.rules import Standing
from goforum.organisations.queries import names as organisation_names
from goforum.threads import queries, rules
from goforum.threads.cache import Cache
from goforum.threads.marks import Foot, draw_feet, press
from goforum.threads.queries import Head, PostRow
from goforum.threads.queries.life import TraceRow
from goforum.threads.queries.links import commitment_chips
from goforum.threads.queries.posts import post_commitment_ids
from goforum.threads.queries.quotes import QuoteLine, quotes_of
from goforum.threads.queries.tags import count_tags
from goforum.threads.quoting import tie
from goforum.threads.story import Story, SummaryView, find_summary_view, pace_words, story_of, undoable

# Between two posts, and in a post where the reader's own buttons go. Random, so that no text can hold them.
_BREAK = f"<!--{secrets.token_hex(12)}-->"
_GAP = f"<!--{secrets.token_hex(12)}-->"
# Where the reactions go, which are drawn beside the posts.
_FOOT = f"<!--{secrets.token_hex(12)}-->"


@dataclass(frozen=True, slots=True)
class Piece:
    """One post, drawn for everybody; bytes, because text with Arabic in it takes half the room that way."""

    id: int
    number: int
    author_id: int
    deleted: bool
    restorer_id: int | None
    before: bytes
    foot: Foot | None
    middle: bytes
    after: bytes
    lead: bytes = b""  # lines of the thread's story above it, and below the last one
    tail: bytes = b""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The posts of one page of a thread, and a fingerprint of what they show."""

    pieces: tuple[Piece, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class PostsView:
    """What ``threads/_posts.html`` draws."""

    thread_id: int
    pieces: Sequence[Piece]
    page: int
    page_count: int
    post_count: int
    last_read: int | None
    first_unread: int | None
    unread: int
    digest: str
    mine: int | None
    may_touch_own: bool
    marks: Mapping[int, frozenset[str]]

    @property
    def last_number(self) -> int:
        """The highest number on this page."""
        return min(self.page * queries.PAGE_SIZE, self.post_count)

    @property
    def unread_elsewhere(self) -> bool:
        """Whether the first unread post stands on another page."""
        return self.first_unread is not None and queries.page_of(self.first_unread) != self.page


@dataclass(frozen=True, slots=True)
class Top:
    """What stands around the posts and is the same for everybody: commitments, participants."""

    commitments: Sequence[CommitmentCard]
    participants: Sequence[PersonCard]
    closed_by: PersonCard | None
    tags: Mapping[str, int]
    # How it begins, for whoever shows a link to it.
    beginning: str
    summary: SummaryView | None = None
    undoable: Callable[[], Sequence[TraceRow]] = tuple
    conclusions: Markup | None = None


_posts: Cache[Drawn] = Cache(40 * 1024 * 1024)
kept_shells: Cache[Any] = Cache(16 * 1024 * 1024)
kept_rows: Cache[tuple[Markup, Markup]] = Cache(4 * 1024 * 1024)
kept_forms: Cache[str] = Cache(1024 * 1024)


def forget() -> None:
    """Draw everything anew: a name changed that no thread's version knows of."""
    _posts.clear()
    kept_shells.clear()
    kept_rows.clear()
    kept_forms.clear()


def draw(template: str, **values: Any) -> str:
    """A template without the request's own values: it cannot show who is reading, for it does not know."""
    return current_app.jinja_env.get_template(template).render(**values)


def digest_of(text: str) -> str:
    """A short fingerprint of what was drawn."""
    return hashlib.blake2b(text.encode(), digest_size=9).hexdigest()


def state_of(head: Head) -> tuple[object, ...]:
    """What names a state of a thread. Its instants are in it because a restored database may give a number twice."""
    return head.id, head.version, head.created_at, head.last_post_at


def page_count(head: Head) -> int:
    """How many pages the thread has; one when it is empty."""
    return queries.page_of(head.post_count)


def html_of(row: PostRow) -> Markup:
    """The stored HTML; made again when the rules of rendering have changed since it was stored."""
    if row.pipeline_version == PIPELINE_VERSION:
        return Markup(row.body_html)  # noqa: S704 - cleaned when it was stored
    from goforum.threads.commands.writing import people_named

    return Markup(render_markdown(row.body_source, mentions=people_named).html)  # noqa: S704 - cleaned just now


def _tied(html: Markup, quotes: Sequence[QuoteLine]) -> Markup:
    """The text of a post, each quote in it tied to its source."""
    marks = [(one.source_post_id, draw("threads/_quoted.html", quote=one).rstrip()) for one in quotes]
    return Markup(tie(html, marks)) if marks else html  # noqa: S704 - the marks are our own template


def _draw_posts(head: Head, page: int, may_write: bool, signed_in: bool, light: bool) -> tuple[Drawn, int]:
    found = queries.page_posts(head.id, page)
    story = story_of(head, page, found)
    rows = [row for row in found if row.held_at is None]
    links = post_commitment_ids([row.id for row in rows])
    quotes = quotes_of([row.id for row in rows])
    shown = [row.id for row in rows if row.deleted_at is None and row.hidden_at is None]
    text = draw(
        "threads/_pieces.html", posts=rows, html=lambda row: _tied(html_of(row), quotes.get(row.id, ())),
        page=page, may_write=may_write,
        signed_in=signed_in, foot=Markup(_FOOT),  # noqa: S704 - made above, of hexadecimal digits
        people=people_by_ids({row.author_id for row in rows}), text_language=text_language,
        organisations=organisation_names({row.organisation_id for row in rows if row.organisation_id}),
        links=links, chips=commitment_chips({one for ids in links.values() for one in ids}, language()),
        attached=queries.files_of_posts(shown), light=light,
        gap=Markup(_GAP), end=Markup(_BREAK))  # noqa: S704 - made above, of hexadecimal digits
    # Without our random marks: another process draws the same page, and a browser keeps what either sent.
    pieces, size, seen = [], 500, text.replace(_BREAK, "").replace(_GAP, "").replace(_FOOT, "")
    for row, one, foot in zip(rows, text.split(_BREAK), draw_feet(rows, signed_in), strict=False):
        before, marked, rest = one.partition(_FOOT)
        if not marked:  # a post that is gone has no row of its own
            before, rest = "", one
        middle, _gap, after = rest.partition(_GAP)
        pieces.append(Piece(
            row.id, row.number, row.author_id, row.deleted_at is not None or row.hidden_at is not None,
            row.deleted_by_id if row.hidden_at is None else None,
            before.encode(), foot if marked else None, middle.encode(), after.encode()))
        size += 2 * len(one) + len(foot.active) + len(foot.still) + 400
        seen += foot.active.decode()
    if pieces and story.people:
        pieces = _put_story(pieces, story)
        seen += "".join((piece.lead + piece.tail).decode() for piece in pieces)
    return Drawn(tuple(pieces), digest_of(seen)), size


def _put_story(pieces: list[Piece], story: Story) -> list[Piece]:
    """The lines of the thread's story at their places; those of a post nobody sees go to the next one."""
    told: list[Piece] = []
    waiting = sorted(story.before)
    for piece in pieces:
        lines = [line for number in waiting if number <= piece.number for line in story.before[number]]
        waiting = [number for number in waiting if number > piece.number]
        told.append(replace(piece, lead=_draw_traces(lines, story)))
    rest = [*(line for number in waiting for line in story.before[number]), *story.after]
    return [*told[:-1], replace(told[-1], tail=_draw_traces(rest, story))]


def _draw_traces(lines: Sequence[TraceRow], story: Story) -> bytes:
    return draw("threads/_traces.html", lines=lines, people=story.people, pace=pace_words).encode() if lines else b""


def draw_posts(head: Head, page: int, *, zone: str, may_write: bool, signed_in: bool) -> Drawn:
    """The posts of a page, from the cache or drawn now."""
    light = light_mode()
    key = (*state_of(head), head.reaction_version, page, language(), zone, may_write, signed_in, light)
    return _posts.get(key, lambda: _draw_posts(head, page, may_write, signed_in, light))


def gather_top(head: Head) -> Top:
    """What stands around the posts; read when the page is drawn, which is seldom."""
    ids = queries.commitments_of([head.id]).get(head.id, [])
    cards = queries.commitment_cards(ids)
    writers = queries.list_participants(head.id, head.post_count)
    people = people_by_ids({*writers, *([head.closed_by_id] if head.closed_by_id else [])})
    return Top([cards[one] for one in ids if one in cards], [people[one] for one in writers if one in people],
               people.get(head.closed_by_id) if head.closed_by_id else None, count_tags(head.id),
               queries.first_texts([head.id]).get(head.id, ""), find_summary_view(head), partial(undoable, head),
               Markup(head.closed_html) if head.closed_html else None)  # noqa: S704 - cleaned when it was stored


def posts_view(head: Head, place: Standing, me: Viewer, page: int) -> PostsView:
    """The posts of one page, ready for ``{% include "threads/_posts.html" %}``.

    ``head`` and ``place`` come from ``queries.open_thread``, which has asked whether the person may read.
    """
    now = clock.now()
    may_write = bool(rules.may_reply(place, head.facts, now))
    drawn = draw_posts(head, page, zone=me.zone, may_write=may_write, signed_in=me.id is not None)
    marks = queries.marks_of(me.id, [piece.id for piece in drawn.pieces]) if me.id is not None else {}
    last = head.last_read
    unread = max(0, head.post_count - last) if last is not None else 0
    return PostsView(
        thread_id=head.id, pieces=drawn.pieces, page=page, page_count=page_count(head),
        post_count=head.post_count, last_read=last, first_unread=last + 1 if last is not None and unread else None,
        unread=unread, digest=f"{drawn.digest}{sorted((k, *sorted(v)) for k, v in marks.items())}", mine=me.id,
        marks=marks,
        # An own post may be changed wherever one may still answer: the same conditions, asked once.
        may_touch_own=may_write)


# A number no post has, and a token no form has: the places of the real ones in kept buttons.
_OWN_ID = 10**12 + secrets.randbelow(10**12)
_OWN_TOKEN = f"token{secrets.token_hex(10)}"


def _draw_acts(name: str) -> tuple[str, int]:
    text = draw("threads/_acts.html", deleted=name == "deleted", id=_OWN_ID, csrf_token=lambda: _OWN_TOKEN)
    return text, 2 * len(text)

def _acts(piece: Piece, me: int) -> str:
    """The buttons of one's own post: edit and delete, or restore what one deleted oneself."""
    if piece.deleted and piece.restorer_id != me:
        return ""
    name = "deleted" if piece.deleted else "own"
    text = kept_forms.get((name, language()), lambda: _draw_acts(name))
    return text.replace(str(_OWN_ID), str(piece.id)).replace(_OWN_TOKEN, form_token())


def lay_out(posts: PostsView) -> Markup:
    """The posts for one reader, for a template."""
    return Markup(lay_bytes(posts).decode())  # noqa: S704 - halves and buttons come from our own templates


def lay_bytes(posts: PostsView) -> bytes:
    """The posts for one reader: the kept halves, the reader's own buttons between them, the unread line."""
    parts: list[bytes] = []
    for piece in posts.pieces:
        if piece.number == posts.first_unread:
            parts.append(draw("threads/_unread.html", count=posts.unread).encode())
        own = piece.author_id == posts.mine
        parts += piece.lead, piece.before
        if piece.foot is not None:
            foot = piece.foot.active if posts.may_touch_own and not own else piece.foot.still
            parts.append(press(foot, posts.marks.get(piece.id, ())))
        parts.append(piece.middle)
        if posts.may_touch_own and own and posts.mine is not None:
            parts.append(_acts(piece, posts.mine).encode())
        parts += piece.after, piece.tail
    if posts.mine is not None:
        # The form of every button under the posts; each says for itself where it leads.
        parts.append(
            b'<form id="f" method="post" data-seen="/threads/%d/seen" data-read="%d"><input type="hidden" '
            b'name="csrf_token" value="%s"></form>'
            % (posts.thread_id, posts.last_read or 0, form_token().encode()))
    return b"".join(parts)


def tell_elsewhere(posts: PostsView) -> Markup:
    """The way to the first unread post, when it stands on another page."""
    if not posts.unread_elsewhere:
        return Markup()
    return Markup(draw("threads/_elsewhere.html", count=posts.unread, thread_id=posts.thread_id))  # noqa: S704

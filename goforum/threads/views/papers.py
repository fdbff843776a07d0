"""A thread on paper, and as a feed: the same words without the buttons."""

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from goforum.accounts.queries import people_by_ids
from goforum.core import clock
from goforum.core.i18n import language
from goforum.core.paging import int_arg
from goforum.core.rules import NotFound
from goforum.core.web import viewer
from goforum.groups.views import enter
from goforum.organisations.queries import names as organisation_names
from goforum.threads import queries
from goforum.threads.drawing import gather_top, html_of, state_of
from goforum.threads.freshness import not_modified, stamp, tag
from goforum.threads.marks import WORDS
from goforum.threads.views.base import bp, enter_thread

# So many posts are one part of a printed thread: enough for most, and a page that any phone can hold.
PRINTED = 200
FED = 30


@bp.app_template_global("absolute")
def absolute(path: str) -> str:
    """A path of this site as the rest of the world has to write it."""
    return f"{current_app.config['SETTINGS'].base_url.rstrip('/')}{path}"


@bp.get("/threads/<int:thread_id>/print")
def printed(thread_id: int) -> Any:
    """The thread for paper: who said what and when, in parts of two hundred posts."""
    head, _place = enter_thread(thread_id)
    first = int_arg("from", 1, low=1) or 1
    if first > max(head.post_count, 1):
        return redirect(url_for("threads.printed", thread_id=thread_id), 303)
    rows = [row for row in queries.range_posts(head.id, first, PRINTED) if row.held_at is None]
    return render_template(
        "threads/print.html", head=head, top=gather_top(head), posts=rows, html=html_of, now=clock.now(), first=first,
        last=min(head.post_count, first + PRINTED - 1), step=PRINTED,
        people=people_by_ids({row.author_id for row in rows}), words=WORDS,
        organisations=organisation_names({row.organisation_id for row in rows if row.organisation_id}),
        reactions=queries.count_reactions([row.id for row in rows]))


def _feed(template: str, etag: str | None, **values: Any) -> Response:
    answer = Response(render_template(template, lang=language(), absolute=absolute, **values),
                      mimetype="application/atom+xml")
    stamp(answer, etag)
    return answer


@bp.get("/threads/<int:thread_id>/feed.atom")
def feed(thread_id: int) -> Response:
    """The latest posts of a public thread; feed readers have no account, so others have no feed."""
    head, _place = enter_thread(thread_id)
    if head.group_visibility != "public":
        raise NotFound()
    etag = tag("feed", state_of(head))
    if (same := not_modified(etag)) is not None:
        return same
    rows = [row for row in queries.range_posts(head.id, max(1, head.post_count - FED + 1), FED)
            if row.held_at is None and row.deleted_at is None and row.hidden_at is None]
    return _feed("threads/feed.xml", etag, head=head, posts=rows[::-1], html=html_of,
                 people=people_by_ids({row.author_id for row in rows}))


@bp.get("/groups/<slug>/threads/feed.atom")
def group_feed(slug: str) -> Response:
    """The newest threads of a public group."""
    group, _place = enter(slug)
    if group.visibility != "public":
        raise NotFound()
    rows = queries.page_threads(group.id, None, size=FED, filters=queries.Filters(sort="newest")).items
    etag = tag("feed", group.id, tuple((row.id, row.version, row.last_post_at) for row in rows))
    if (same := not_modified(etag)) is not None:
        return same
    return _feed("threads/feed_group.xml", etag, group=group, threads=rows,
                 people=people_by_ids({row.author_id for row in rows}), viewer=viewer(), request=request,
                 first=queries.first_texts([row.id for row in rows]), updated=max(
                     (row.last_post_at for row in rows), default=clock.now()))

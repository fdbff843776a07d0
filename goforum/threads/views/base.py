"""What all doors of threads share: opening a thread for who looks, addresses of posts, words for templates."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, current_app, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from goforum.core.i18n import date_long, time_short
from goforum.core.language import text_language
from goforum.core.templating import link_to
from goforum.core.web import keep_private, viewer
from goforum.groups.rules import Standing
from goforum.threads import queries
from goforum.threads.drawing import lay_out
from goforum.threads.queries import Head, PostSpot

bp = Blueprint("threads", __name__)
bp.add_app_template_global(lay_out, "lay_out_posts")
bp.add_app_template_global(text_language, "text_language")


def enter_thread(thread_id: int) -> tuple[Head, Standing]:
    """The thread behind an address, for who looks; of a reserved group nothing may be kept by browsers."""
    head, place = queries.open_thread(thread_id, viewer().id)
    if head.group_visibility == "reserved":
        keep_private()
    return head, place


def home_of(head: Head | PostSpot, page: int = 1) -> str:
    """The page a proposal's thread belongs to, by its address only; empty for a discussion."""
    if head.kind != "proposal":
        return ""
    return link_to("proposals.of_thread", thread_id=head.id, page=page if page > 1 else None)


def page_url(head: Head | PostSpot, page: int) -> str:
    """The address of a page of a thread, which may stand on a proposal's page."""
    return home_of(head, page) or url_for("threads.show", thread_id=head.id, page=page if page > 1 else None)


def post_url(head: Head | PostSpot, number: int) -> str:
    """Where the post of this number stands now."""
    return f"{page_url(head, queries.page_of(number))}#p{number}"


def to_post(head: Head | PostSpot, number: int) -> Response:
    """Lead the browser to a post."""
    return redirect(post_url(head, number), 303)


@bp.app_template_filter("post_time")
def post_time(value: datetime) -> str:
    """"6 février 2019, 10:24": exact, because what shows it is kept and would not age."""
    return _("%(date)s, %(time)s", date=date_long(value), time=time_short(value))


@bp.app_template_filter("post_moment")
def post_moment(value: datetime) -> str:
    """The same, and never earlier than the instant itself: what waits for it waits to the next minute."""
    return post_time(value + timedelta(seconds=59))


@bp.app_template_global("pages_around")
def pages_around(page: int, last: int) -> Iterator[int | None]:
    """The page numbers worth offering: first, last, those near the present one; None where some are left out."""
    wanted = sorted({1, 2, page - 1, page, page + 1, last - 1, last} & set(range(1, last + 1)))
    before = 0
    for number in wanted:
        if number > before + 1:
            # One page left out takes the room of its own number.
            yield number - 1 if number == before + 2 else None
        yield number
        before = number


def here() -> Any:
    """The application itself, for work that outlives the request."""
    return current_app._get_current_object()  # type: ignore[attr-defined]

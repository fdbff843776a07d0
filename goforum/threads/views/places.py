"""Ways into a thread: where one was, a day, a number; each leads to a page and a post on it."""

from datetime import date, datetime, time
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from goforum.core.paging import int_arg
from goforum.core.walltime import instant_of
from goforum.core.web import viewer
from goforum.threads import queries
from goforum.threads.views.base import bp, enter_thread, home_of, to_post


@bp.get("/threads/<int:thread_id>/unread")
def unread(thread_id: int) -> Response:
    """Where to go on reading: the first post after ``?after=``, or after the last one this person has seen."""
    head, _place = enter_thread(thread_id)
    seen = int_arg("after")
    if seen is None:
        seen = head.last_read
    if not seen or not head.post_count:
        return redirect(home_of(head) or url_for("threads.show", thread_id=head.id), 303)
    return to_post(head, min(seen + 1, head.post_count))


@bp.get("/threads/<int:thread_id>/at")
def jump(thread_id: int) -> Any:
    """The post of a number, or the first one of a day (in the reader's zone) or after it."""
    head, _place = enter_thread(thread_id)
    if not head.post_count:
        return redirect(home_of(head) or url_for("threads.show", thread_id=head.id), 303)
    number = int_arg("number", low=1)
    if number is not None:
        return to_post(head, min(number, head.post_count))
    try:
        day = date.fromisoformat(request.args.get("day", ""))
        since = instant_of(datetime.combine(day, time()), viewer().zone)
    except (ValueError, OverflowError):
        flash(_("Give a day or the number of a post."), "warn")
        return redirect(home_of(head) or url_for("threads.show", thread_id=head.id), 303)
    found = queries.first_number_since(thread_id, since)
    if found is None:
        flash(_("Nothing was posted on that day or later: this is the last post."), "warn")
    return to_post(head, found or head.post_count)

"""What all doors of notifications share; the bell in the header; what opening a page reads."""

from functools import lru_cache
from typing import Any

import structlog
from flask import Blueprint, Flask, current_app, g, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from goforum.core.i18n import direction, language
from goforum.core.paging import PAGE_SIZE, int_arg
from goforum.core.rules import TooBusy
from goforum.core.slots import fill_slot
from goforum.core.web import viewer
from goforum.notifications import commands, queries
from goforum.notifications.kinds import About, kinds, pages
from goforum.notifications.queries import MOST, New
from goforum.threads.reading import TELLS

bp = Blueprint("notifications", __name__)
log = structlog.get_logger(__name__)


def _page() -> tuple[str | None, Any, int]:
    """The page being opened, when it shows what people are told of: endpoint, what it shows, its last post."""
    page = pages.get(request.endpoint or "") if request.method == "GET" else None
    if page is None:
        return None, None, 0
    # A browser whose scripts tell what was really on the screen is believed before the page.
    upto = 0 if request.cookies.get(TELLS) else (int_arg("page", 1, low=1, high=10**6) or 1) * PAGE_SIZE
    shown = (request.view_args or {}).get(page.arg)
    # PostgreSQL refuses a NUL instead of not finding it.
    return page.endpoint, shown.replace("\0", "") if isinstance(shown, str) else shown, upto


def count_here() -> New:
    """What is new to who looks, counted once in a request."""
    if "new_here" not in g:
        endpoint, shown, upto = _page()
        me = viewer().id
        assert me is not None
        g.new_here = queries.count_new(me, endpoint=endpoint, shown=shown, upto=upto)
    found: New = g.new_here
    return found


def bell() -> Markup:
    """The link in the header, with the number of what is new: right without scripts, kept right by one."""
    if viewer().is_visitor:
        return Markup()
    lines = count_here().lines
    return Markup(_drawn_bell(min(lines, MOST), language()))  # noqa: S704 - our own template


@lru_cache(maxsize=512)
def _drawn_bell(lines: int, _lang: str) -> str:
    number = f"{MOST - 1}+" if lines >= MOST else str(lines)
    return render_template("notifications/_bell.html", lines=lines, number=number)


def read_what_is_shown(response: Response) -> Response:
    """Once the page is sent, what was told of the things on it is read."""
    new: New | None = g.get("new_here")
    if new is None or not new.here or response.status_code not in {200, 304} or "Sec-Purpose" in request.headers:
        return response
    endpoint, shown, upto = _page()
    me, app = viewer().id, current_app._get_current_object()  # type: ignore[attr-defined]
    if endpoint is not None and me is not None:
        response.call_on_close(lambda: _note_seen(app, me, endpoint, shown, upto))
    return response


def _note_seen(app: Flask, person_id: int, endpoint: str, shown: Any, upto: int) -> None:
    with app.app_context():
        try:
            commands.note_seen(person_id, endpoint, shown, upto)
        except TooBusy:
            log.warning("notifications_not_marked")


def sentence(kind: str, count: int, about: About) -> Markup:
    """The words of a line with the title as a link: "3 new replies in …"."""
    before, _mark, after = kinds[kind].words(count, "\x00").partition("\x00")
    tongue = Markup(' lang="{}"').format(about.lang) if about.lang and about.lang != language() else ""
    way = Markup(' dir="{}"').format(direction(about.lang)) if about.lang else Markup(' dir="auto"')
    return Markup('{}<a class="t" href="{}"><bdi{}{}>{}</bdi></a>{}').format(
        before, about.url, tongue, way, about.title, after)


def plain(kind: str, count: int, title: str) -> str:
    """The same as text."""
    return kinds[kind].words(count, title)


def init(app: Flask) -> None:
    """Put the bell into the header, and listen to what is opened."""
    fill_slot("bell", bell)
    app.after_request(read_what_is_shown)



"""The list of a group's threads: its order and its filters stand in the address."""

from functools import partial
from typing import Any

from flask import request, url_for

from goforum.core import clock
from goforum.core.i18n import LANGUAGES, language
from goforum.core.paging import int_arg
from goforum.core.rules import require
from goforum.core.web import viewer
from goforum.groups.rules import may_join, may_read
from goforum.groups.views import enter
from goforum.threads import queries, rules
from goforum.threads.drawing import digest_of
from goforum.threads.listing import lay_out_rows, lines
from goforum.threads.queries import Filters
from goforum.threads.views.base import bp
from goforum.threads.views.pages import answer_page, code_of


def _one_of(name: str, choices: tuple[str, ...], default: str = "") -> str:
    value = request.args.get(name, "")
    return value if value in choices else default


def read_filters(signed_in: bool) -> Filters:
    """What the address asks for; anything made up is not asked."""
    return Filters(
        state=_one_of("state", queries.STATES), language=_one_of("in", tuple(LANGUAGES)),
        commitment=int_arg("commitment", low=1), show=_one_of("show", queries.SHOWS) if signed_in else "",
        sort=_one_of("sort", queries.SORTS, queries.SORTS[0]))


def _args(filters: Filters) -> dict[str, Any]:
    asked = {"state": filters.state, "in": filters.language, "commitment": filters.commitment, "show": filters.show,
             "sort": filters.sort if filters.sort != queries.SORTS[0] else ""}
    return {name: value for name, value in asked.items() if value}


@bp.get("/groups/<slug>/threads")
def index(slug: str) -> Any:
    """A group's discussions, latest activity first unless the address asks otherwise."""
    group, place = enter(slug)
    now = clock.now()
    require(may_read(place, now))
    after, before = request.args.get("after"), request.args.get("before")
    filters = read_filters(place.person_id is not None)
    page = queries.page_threads(group.id, place.person_id, after=after, before=before, filters=filters)
    rows = lines(page.items, viewer().zone)
    may_open, may_enter = rules.may_open(place, now), bool(may_join(place, now))
    here = partial(url_for, "threads.index", slug=slug, **_args(filters))
    values: dict[str, Any] = {
        "group": group, "first": not (after or before), "any": bool(rows), "may_open": may_open,
        "may_join": may_enter, "filters": filters, "choices": partial(queries.commitment_choices, language()),
        "newer": here(before=page.prev_cursor) if page.prev_cursor else "",
        "older": here(after=page.next_cursor) if page.next_cursor else ""}
    laid = lay_out_rows(rows)
    key = (group.id, group.slug, *group.names.values(), page.prev_cursor, page.next_cursor, request.full_path,
           bool(rows), code_of(may_open), may_enter)
    return answer_page("threads/index.html", key, values, {"laid": lambda: laid}, digest_of(laid))

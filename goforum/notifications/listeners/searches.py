"""Told of what a saved search has found: each thing once, and only to who may read it then."""

from collections.abc import Collection

from flask import url_for
from flask_babel import ngettext
from sqlalchemy import exists
from sqlalchemy.sql.elements import ColumnElement

from goforum.core.events import inside
from goforum.notifications.commands import tell
from goforum.notifications.kinds import About, Kind, Subject, add_kinds, add_subject
from goforum.search.events import SavedSearchFound
from goforum.search.models import SavedSearch
from goforum.search.saved import saved_by_ids


def _searches(ids: Collection[int], person_id: int) -> dict[int, About]:
    return {one.id: About(one.name, "", f"{url_for('search.page')}?{one.query}&sort=date")
            for one in saved_by_ids(ids, person_id).values()}


def _kept(number: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(SavedSearch.id == number)


add_subject(Subject("search", _searches, _kept))
add_kinds(Kind("search-found", lambda n, title: ngettext(
    "A new result for your search %(title)s", "%(num)s new results for your search %(title)s", n, title=title),
    "search", always=True))


@inside(SavedSearchFound)
def tell_of_result(event: SavedSearchFound) -> None:
    """Its owner, whatever else they asked to hear of the place."""
    tell([event.person_id], "search-found", actor_id=None, subject=("search", event.saved_id),
         group_id=event.group_id, dedup_key=f"search:{event.saved_id}:{event.key}")

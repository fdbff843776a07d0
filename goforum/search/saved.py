"""Every read about saved searches, and what a search finds that is new."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import func, select

from goforum.core.db import db
from goforum.core.text import clean_line
from goforum.search import queries, rules
from goforum.search.asks import find_group
from goforum.search.filters import Filters, lift, read_filters
from goforum.search.models import SavedSearch


@dataclass(frozen=True)
class Saved:
    """A saved search as its owner sees it."""

    id: int
    name: str
    query: str
    rhythm: str
    created_at: datetime


def canonical(query: str) -> tuple[str, str, Filters]:
    """(address, words, filters) of a search; what is no part of one is left out."""
    args = dict(parse_qsl(query[:2000], keep_blank_values=False))
    words, filters, _odd = lift(clean_line(args.get("q", ""))[:200], read_filters(args))
    said = {name: value for name, value in {"q": words, **filters.args()}.items() if value}
    return urlencode(said), words, filters


def count_saved(person_id: int) -> int:
    """How many searches somebody has saved."""
    return db.session.scalar(select(func.count()).where(SavedSearch.person_id == person_id)) or 0


def list_saved(person_id: int) -> list[Saved]:
    """Somebody's saved searches, newest first."""
    rows = db.session.execute(
        select(SavedSearch.id, SavedSearch.name, SavedSearch.query, SavedSearch.rhythm, SavedSearch.created_at)
        .where(SavedSearch.person_id == person_id).order_by(SavedSearch.id.desc()))
    return [Saved(*row) for row in rows]


def saved_by_ids(ids: Iterable[int], person_id: int) -> dict[int, Saved]:
    """Those of these searches that are this person's."""
    return {one.id: one for one in list_saved(person_id) if one.id in set(ids)}


def find_new(person_id: int, query: str, since: datetime) -> list[queries.Hit]:
    """What a search finds of what was made since, that this person may read now, by somebody else or nobody."""
    _address, words, filters = canonical(query)
    group = find_group(filters.group, person_id) if filters.group else None
    if filters.group and group is None:
        return []  # a group left, or gone
    return queries.newest_since(person_id, words, filters, since, group_id=group.id if group else None,
                                limit=rules.MOST_TOLD)

"""From what was typed and chosen to what an engine is asked: where this person may look, and the filters as facts."""

from datetime import date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from sqlalchemy import select

from goforum.accounts.queries import ids_called
from goforum.commitments import queries as commitments
from goforum.core import clock
from goforum.core.analysis import fold_word
from goforum.core.db import db
from goforum.core.viewer import ZONE
from goforum.groups import queries as groups
from goforum.groups.models import Group
from goforum.groups.queries import GroupCard
from goforum.meetings.queries import is_out_somewhere
from goforum.organisations import queries as organisations
from goforum.search.asking import Question
from goforum.search.backend import OPEN, Ask, content_of, existence_of, tag
from goforum.search.filters import KINDS, Filters

# The author of nothing, and the organisation of none: what a name leads to that nobody has.
NOBODY = -1
# The kind of nothing.
NOTHING = "none"


def places(person_id: int | None, group_id: int | None) -> frozenset[str]:
    """Everywhere this person may look now, or what of it belongs to one group."""
    return _places(person_id, group_id)[0]


def _places(person_id: int | None, group_id: int | None) -> tuple[frozenset[str], bool]:
    """The same, and whether this person is to find no live messages for now.

    Whoever is out of a room that goes on finds none until it is over: an engine knows no rooms, and a count of what is
    said in one would tell.
    """
    known = select(Group.id, groups.readable(person_id).label("reads"), is_out_somewhere(person_id).label("is_out")
                   ).where(groups.knowable(person_id))
    if group_id is not None:
        known = known.where(Group.id == group_id)
    found, is_out = set() if group_id is not None else {OPEN}, False
    for row in db.session.execute(known):
        found.add(existence_of(row.id))
        if row.reads:
            found.add(content_of(row.id))
        is_out = bool(row.is_out)
    return frozenset(found), is_out


def make_ask(person_id: int | None, question: Question, filters: Filters, group_id: int | None,
             zone: str = ZONE) -> Ask:
    """What an engine is asked."""
    here = ZoneInfo(zone)
    where, is_out = _places(person_id, group_id)
    kinds = frozenset([filters.kind]) if filters.kind else frozenset(KINDS)
    return Ask(
        question.terms, question.without, where,
        (kinds - {"message"} or frozenset([NOTHING])) if is_out else kinds,
        langs=frozenset([filters.lang_of]) if filters.lang_of else frozenset(),
        authors=frozenset(ids_called(filters.author) or [NOBODY]) if filters.author else frozenset(),
        tags=_tags(filters), moment=clock.now(),
        since=_instant(date.fromisoformat(filters.since), here) if filters.since else None,
        until=_instant(date.fromisoformat(filters.until), here) if filters.until else None)


def _instant(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _tags(filters: Filters) -> tuple[frozenset[str], ...]:
    found = []
    if filters.state:
        found.append(frozenset([tag("state", filters.state)]))
    if filters.org:
        found.append(frozenset(tag("organisation", one.id) for one in _organisations(filters.org))
                     or frozenset([tag("organisation", NOBODY)]))
    if filters.commitment:
        found.append(frozenset(tag("commitment", one) for one in _commitments(filters.commitment))
                     or frozenset([tag("commitment", NOBODY)]))
    return tuple(found)


def _organisations(typed: str) -> list[organisations.OrgCard]:
    """The organisation of this address, or those whose name holds what was typed."""
    exact = organisations.find_by_slug(typed) if "\0" not in typed else None
    if exact is not None:
        return [exact]
    key = fold_words(typed)
    return [one for one in organisations.list_all()
            if key and any(key in fold_words(name or "") for name in (*one.names.values(), one.short_name))]


def _commitments(typed: str) -> list[int]:
    if not typed.startswith("#"):
        return [int(typed)]
    return [one.id for one in commitments.list_commitments() if one.number == int(typed[1:])]


def fold_words(text: str) -> str:
    """Words as they are compared, one blank between them."""
    return " ".join(fold_word(word) for word in text.split())


def find_group(typed: str, person_id: int | None) -> GroupCard | None:
    """The group of this address or of this name, among those the person may know of."""
    key = fold_words(typed)
    known = groups.list_groups(person_id)
    called = [(one, [fold_words(name or "") for name in one.names.values()]) for one in known]
    exact = [one for one, names in called if one.slug == typed or key in names]
    near = [one for one, names in called if key and any(key in name for name in names)]
    return next(iter(exact or near), None)

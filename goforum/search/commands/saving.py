"""Saved searches: kept, renamed, stopped; and looked at again for what is new since."""

from datetime import datetime

from sqlalchemy import delete, select, update

from goforum.accounts.models import Person
from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import _l
from goforum.core.rules import Invalid, NotFound, require
from goforum.core.text import clean_line
from goforum.search import rules
from goforum.search.backend import SearchUnavailable
from goforum.search.events import SavedSearchFound
from goforum.search.models import SavedSearch
from goforum.search.saved import canonical, count_saved, find_new


@command
def save_search(actor_id: int, query: str, *, name: str, rhythm: str) -> None:
    """Keep a search and tell its owner of what it finds from now on; the same one twice is kept once."""
    address, words, filters = canonical(query)
    if rhythm not in rules.RHYTHMS or len(address) > 800 or not (words or filters.narrows()):
        raise Invalid({"query": _l("Search for something first.")})
    lock_row(Person, actor_id)  # two at once may not both be the twentieth
    require(rules.may_save(actor_id, count_saved(actor_id)))
    now = clock.now()
    insert_or_ignore(SavedSearch, {
        "person_id": actor_id, "name": clean_line(name)[:80] or words[:80] or ", ".join(filters.args().values())[:80],
        "query": address, "rhythm": rhythm, "created_at": now, "looked_at": now,
        "next_at": rules.next_look(rhythm, now)}, ["person_id", "query"])


@command
def rename_search(actor_id: int, saved_id: int, *, name: str, rhythm: str) -> None:
    """Call a saved search otherwise, or hear of it at another rhythm."""
    saved, name = _own(actor_id, saved_id), clean_line(name)[:80]
    if not name:
        raise Invalid({"name": _l("Write a name.")})
    if rhythm not in rules.RHYTHMS:
        raise Invalid({"rhythm": _l("Choose one.")})
    saved.name, saved.rhythm = name, rhythm
    saved.next_at = rules.next_look(rhythm, clock.now())


@command
def stop_search(actor_id: int, saved_id: int) -> None:
    """Forget a saved search; a second press changes nothing."""
    db.session.execute(delete(SavedSearch).where(SavedSearch.id == saved_id, SavedSearch.person_id == actor_id))


def _own(actor_id: int, saved_id: int) -> SavedSearch:
    saved: SavedSearch = lock_row(SavedSearch, saved_id)
    if saved.person_id != actor_id:
        raise NotFound()
    return saved


def look_again_at(limit: int = 20) -> int:
    """Look at the searches whose time has come, and tell of what is new; how many were looked at.

    Asked outside any transaction, as the person who saved it, now: what they may not read any more is not told.
    """
    now = clock.now()
    due = list(db.session.execute(
        select(SavedSearch.id, SavedSearch.person_id, SavedSearch.query, SavedSearch.created_at, SavedSearch.looked_at)
        .where(SavedSearch.next_at <= now).order_by(SavedSearch.next_at).limit(limit)))
    for one in due:
        try:
            found = find_new(one.person_id, one.query, max(one.created_at, one.looked_at - rules.LOOK_BACK))
        except SearchUnavailable:
            return 0
        db.session.remove()
        _told(one.id, now, [(hit.key, hit.group.id if hit.group else None) for hit in found
                            if hit.author is None or hit.author.id != one.person_id])
    return len(due)


@command
def _told(saved_id: int, looked_at: datetime, found: list[tuple[str, int | None]]) -> None:
    saved = db.session.get(SavedSearch, saved_id)
    if saved is None:
        return  # stopped meanwhile
    for key, group_id in found:
        record(SavedSearchFound(actor_id=None, saved_id=saved_id, person_id=saved.person_id, key=key,
                                group_id=group_id))
    db.session.execute(update(SavedSearch).where(SavedSearch.id == saved_id).values(
        looked_at=looked_at, next_at=rules.next_look(saved.rhythm, looked_at)))

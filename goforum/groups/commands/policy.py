"""What waits before it is published in a group, and the words it watches for."""

from sqlalchemy import delete, select

from goforum.accounts.queries import get_person_row
from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import _l
from goforum.core.rules import Invalid, NotFound, require
from goforum.core.text import clean_line
from goforum.groups import events, queries, rules
from goforum.groups.models import Group, WatchedWord, WordAct
from goforum.groups.screening import fold_phrase

LIMITS = {"hold_first": 20, "hold_links": 50, "min_seconds": 120, "posts_an_hour": 500}


@command
def set_policy(actor_id: int, group_id: int, *, inherits_moderation: bool, **numbers: int) -> None:
    """Say what waits here before it is published, and whether the group above moderates too."""
    require(rules.may_moderate(queries.standing(actor_id, group_id), clock.now()))
    group = lock_row(Group, group_id)
    group.inherits_moderation = inherits_moderation
    for name, value in numbers.items():
        if not 0 <= value <= LIMITS[name]:
            raise Invalid({name: _l("A number from 0 to %(max)d.", max=LIMITS[name])})
        setattr(group, name, value)
    record(events.PolicyChanged(actor_id=actor_id, group_id=group_id))


def _require_keeper(actor_id: int, group_id: int | None) -> None:
    now = clock.now()
    if group_id is not None:
        require(rules.may_moderate(queries.standing(actor_id, group_id), now))
        return
    person = get_person_row(actor_id)
    suspended = person.suspended_until is not None and now < person.suspended_until
    require(rules.may_keep_site_words(admin=person.is_admin, confirmed=person.email_confirmed_at is not None,
                                      suspended=suspended))


@command
def add_word(actor_id: int, group_id: int | None, *, word: str, act: str) -> int:
    """Watch for a word or a phrase here (or everywhere); the same word twice is one. Returns its id."""
    _require_keeper(actor_id, group_id)
    word = clean_line(word)
    folded = fold_phrase(word)
    if not folded:
        raise Invalid({"word": _l("Nothing of this word is left when it is compared: use letters or digits.")})
    if len(word) > 80 or len(folded) > 160:
        raise Invalid({"word": _l("At most %(max)d characters.", max=80)})
    place = group_id or 0
    made = insert_or_ignore(WatchedWord, {
        "group_id": group_id, "place": place, "word": word, "folded": folded, "act": WordAct(act).value,
        "added_by_id": actor_id, "added_at": clock.now()}, ["place", "folded"])
    row = db.session.scalars(select(WatchedWord).where(
        WatchedWord.place == place, WatchedWord.folded == folded)).one()
    if made or row.act != act:
        row.act = WordAct(act).value
        record(events.WatchedWordAdded(actor_id=actor_id, group_id=group_id, word_id=row.id))
    return row.id


@command
def remove_word(actor_id: int, group_id: int | None, word_id: int) -> None:
    """Stop watching for a word; twice is once."""
    _require_keeper(actor_id, group_id)
    found = db.session.scalar(select(WatchedWord.place).where(WatchedWord.id == word_id))
    if found is None:
        return
    if found != (group_id or 0):
        raise NotFound()
    db.session.execute(delete(WatchedWord).where(WatchedWord.id == word_id))
    record(events.WatchedWordRemoved(actor_id=actor_id, group_id=group_id, word_id=word_id))

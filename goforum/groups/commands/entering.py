"""An administrator enters a reserved group they do not belong to: never unseen, never without a reason."""

from goforum.accounts.queries import get_person_row
from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db
from goforum.core.i18n import _l
from goforum.core.rules import Invalid, NotFound, require
from goforum.core.text import clean_source
from goforum.groups import events, queries, rules
from goforum.groups.commands.members import bring_in
from goforum.groups.models import GroupEntry, Role

LONGEST = 500


@command
def enter_reserved(actor_id: int, slug: str, *, reason: str) -> str:
    """Become an observer of a reserved group, with a reason its members read. Returns the word of its address.

    A word that names no reserved group is answered like one that names nothing.
    """
    person = get_person_row(actor_id)
    now = clock.now()
    require(rules.may_keep_site_words(
        admin=person.is_admin, confirmed=person.email_confirmed_at is not None,
        suspended=person.suspended_until is not None and now < person.suspended_until))
    words = clean_source(reason).strip()
    if not words or len(words) > LONGEST:
        raise Invalid({"reason": _l("Say why, in at most %(max)d characters: every member reads it.", max=LONGEST)})
    try:
        group = queries.get_group_by_slug(slug.strip())
    except NotFound:
        group = None
    if group is None or group.visibility != "reserved":
        raise Invalid({"slug": _l("No reserved group has this address.")})
    if queries.standing(actor_id, group.id).belongs:
        return group.slug
    bring_in(actor_id, group.id, actor_id, Role.OBSERVER)
    entry = GroupEntry(group_id=group.id, person_id=actor_id, reason=words, at=now)
    db.session.add(entry)
    db.session.flush()  # the event names it
    record(events.ReservedGroupEntered(actor_id=actor_id, group_id=group.id, person_id=actor_id, entry_id=entry.id))
    return group.slug

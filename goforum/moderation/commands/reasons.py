"""Sentences moderators use again, so that people in one case read the same reason, in their own language."""

from sqlalchemy import update

from goforum.accounts.queries import get_person_row
from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db
from goforum.core.i18n import LANGUAGES, _l
from goforum.core.rules import Invalid, NotFound, require
from goforum.core.text import clean_source
from goforum.groups.queries import standing
from goforum.groups.rules import may_keep_site_words, may_moderate
from goforum.moderation import events, queries
from goforum.moderation.models import ReasonCode, SavedReason

LONGEST = 500


def _require_keeper(actor_id: int, group_id: int | None) -> None:
    now = clock.now()
    if group_id is not None:
        require(may_moderate(standing(actor_id, group_id), now))
        return
    person = get_person_row(actor_id)
    require(may_keep_site_words(admin=person.is_admin, confirmed=person.email_confirmed_at is not None,
                                suspended=person.suspended_until is not None and now < person.suspended_until))


@command
def save_reason(actor_id: int, group_id: int | None, *, reason: str, **texts: str) -> int:
    """Keep a sentence for a group, or for the whole site. The same sentence twice is one. Returns its number."""
    _require_keeper(actor_id, group_id)
    words = {f"text_{lang}": clean_source(texts.get(f"text_{lang}") or "").strip() for lang in LANGUAGES}
    if not any(words.values()):
        raise Invalid({"text_fr": _l("Write the sentence in at least one language.")})
    for name, value in words.items():
        if len(value) > LONGEST:
            raise Invalid({name: _l("At most %(max)d characters.", max=LONGEST)})
    if reason not in set(ReasonCode):
        raise Invalid({"reason": _l("Choose one.")})
    for known in queries.saved_reasons(group_id, with_site=False):
        if known.reason == reason and {f"text_{lang}": text for lang, text in known.texts.items()} == words:
            return known.id
    row = SavedReason(group_id=group_id, reason=reason, added_by_id=actor_id, **words)
    db.session.add(row)
    db.session.flush()  # the event names it
    record(events.ReasonSaved(actor_id=actor_id, reason_id=row.id, group_id=group_id))
    return row.id


@command
def retire_reason(actor_id: int, group_id: int | None, reason_id: int) -> None:
    """Offer a sentence no more; decisions that used it keep it. Twice is once."""
    _require_keeper(actor_id, group_id)
    if all(one.id != reason_id for one in queries.saved_reasons(group_id, with_site=False)):
        row = db.session.get(SavedReason, reason_id)
        if row is None or row.group_id != group_id:
            raise NotFound()
        return
    db.session.execute(update(SavedReason).where(SavedReason.id == reason_id).values(retired_at=clock.now()))
    record(events.ReasonRetired(actor_id=actor_id, reason_id=reason_id, group_id=group_id))

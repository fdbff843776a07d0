"""Items of minutes: changed with revisions, added, moved, left out and taken in again."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, lock_row
from goforum.core.i18n import LANGUAGES, _l
from goforum.core.rules import Conflict, Invalid, NotFound, require
from goforum.core.text import clean_source
from goforum.groups.queries import standing
from goforum.minutes import events, queries, rules
from goforum.minutes.commands.drafting import Drawn, put_item
from goforum.minutes.models import Heading, Minutes, MinutesItem, MinutesRevision

MOST_ITEMS = 400


def clean_texts(texts: Mapping[str, str | None]) -> dict[str, str | None]:
    """What was typed, cleaned; Invalid when nothing is left or a text is too long."""
    found = {lang: clean_source(texts.get(lang) or "").strip() or None for lang in LANGUAGES}
    if fault := rules.texts_fault(found):
        raise Invalid({f"text_{fault[0]}": fault[1]})
    return found


def open_minutes(actor_id: int, minutes_id: int, now: datetime) -> Minutes:
    """The minutes, locked, once it is sure that this person may change them."""
    minutes = lock_row(Minutes, minutes_id)
    require(rules.may_edit(standing(actor_id, minutes.group_id), minutes, now))
    return minutes


def _revised(minutes: Minutes, item: MinutesItem, actor_id: int, now: datetime) -> None:
    """Give the item the next number and keep what it says under it."""
    minutes.revision += 1
    item.revision = minutes.revision
    db.session.add(MinutesRevision(
        minutes_id=minutes.id, number=minutes.revision, item_id=item.id, taken_out=item.taken_out, actor_id=actor_id,
        at=now, **{f"text_{lang}": getattr(item, f"text_{lang}") for lang in LANGUAGES}))
    record(events.MinutesEdited(actor_id=actor_id, minutes_id=minutes.id, meeting_id=minutes.meeting_id,
                                group_id=minutes.group_id, item_id=item.id, revision=minutes.revision))


def _item(minutes: Minutes, item_id: int) -> MinutesItem:
    item = db.session.get(MinutesItem, item_id)
    if item is None or item.minutes_id != minutes.id:
        raise NotFound()
    return item


@command
def add_item(actor_id: int, minutes_id: int, *, heading: str, texts: Mapping[str, str | None], client_key: str) -> int:
    """Add an item under a heading, at its end; its number. The same key is the same item, ever after."""
    minutes = open_minutes(actor_id, minutes_id, clock.now())
    if heading not in set(Heading):
        raise Invalid({"heading": _l("Choose one.")})
    cleaned, source = clean_texts(texts), f"own:{client_key[:64]}"
    there = db.session.scalar(select(MinutesItem.id).where(
        MinutesItem.minutes_id == minutes_id, MinutesItem.source == source))
    if there is not None:  # nobody else can add one meanwhile: the minutes' row is ours
        return there
    count, last = db.session.execute(select(func.count(), func.max(MinutesItem.position)).where(
        MinutesItem.minutes_id == minutes_id)).one()
    if count >= MOST_ITEMS:
        raise Invalid({"text_fr": _l("Minutes hold at most 400 items.")})
    item_id = put_item(minutes, actor_id, Drawn(Heading(heading), source, cleaned), (last or 0) + 1)
    record(events.MinutesEdited(actor_id=actor_id, minutes_id=minutes_id, meeting_id=minutes.meeting_id,
                                group_id=minutes.group_id, item_id=item_id, revision=minutes.revision))
    return item_id


@command
def change_item(actor_id: int, item_id: int, texts: Mapping[str, str | None], *, seen: int, same: bool = False) -> None:
    """Say an item otherwise. ``seen``: the revision it was changed from. A language left as it was is behind from then
    on, unless ``same`` says that all of them still say the same.
    """
    now = clock.now()
    minutes = open_minutes(actor_id, queries.get_item(item_id).minutes_id, now)
    item = _item(minutes, item_id)
    if item.revision != seen:
        raise Conflict(_l("Somebody changed this in the meantime. Look at it again, then change it."))
    cleaned = clean_texts(texts)
    moved = [lang for lang in LANGUAGES if cleaned[lang] != getattr(item, f"text_{lang}")]
    if not moved and not same:
        return
    for lang in LANGUAGES:
        setattr(item, f"text_{lang}", cleaned[lang])
        if lang in moved or (same and cleaned[lang]):
            setattr(item, f"at_{lang}", minutes.revision + 1)
    _revised(minutes, item, actor_id, now)


@command
def leave_out(actor_id: int, item_id: int, *, out: bool) -> None:
    """Leave an item out of the paper, or take it in again; twice is once."""
    now = clock.now()
    minutes = open_minutes(actor_id, queries.get_item(item_id).minutes_id, now)
    item = _item(minutes, item_id)
    if item.taken_out == out:
        return
    item.taken_out = out
    current = [lang for lang in LANGUAGES if getattr(item, f"at_{lang}") == item.revision]
    _revised(minutes, item, actor_id, now)
    for lang in current:  # its words did not change: what was true in a language still is
        setattr(item, f"at_{lang}", item.revision)


@command
def move_item(actor_id: int, item_id: int, *, up: bool) -> None:
    """Let an item change places with its neighbour under the same heading; at the end nothing happens."""
    found = queries.get_item(item_id)
    minutes = open_minutes(actor_id, found.minutes_id, clock.now())
    beside = [one for one in queries.list_items(minutes.id) if one.heading == found.heading]
    here = next(place for place, one in enumerate(beside) if one.id == item_id)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(beside):
        return
    one, other = _item(minutes, item_id), _item(minutes, beside[there].id)
    one.position, other.position = other.position, one.position
    minutes.revision += 1
    record(events.MinutesEdited(actor_id=actor_id, minutes_id=minutes.id, meeting_id=minutes.meeting_id,
                                group_id=minutes.group_id, item_id=item_id, revision=minutes.revision))

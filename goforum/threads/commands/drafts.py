"""Drafts: one upsert a save, no event, no line in the log: what somebody is still writing is nobody's business."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, delete, or_, update

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import db, upsert_if, upserting
from goforum.core.i18n import _l
from goforum.core.rules import Conflict, Invalid, NotFound
from goforum.core.text import clean_source
from goforum.threads import places
from goforum.threads.models import Draft
from goforum.threads.queries.drafts import MOST_DRAFTS, DraftCard, count_drafts, find_draft

# More than a post may hold: a text that is too long to be posted must not be lost for that.
MAX_DRAFT = 60_000
MAX_DRAFT_TITLE = 1_000
KEEP_DISCARDED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: the number the next one must name; ``missed`` when the draft had moved on."""

    sequence: int
    missed: DraftCard | None = None
    posted: bool = False


def fingerprint(title: str, body: str) -> str:
    """What tells one text from another after it is gone."""
    plain = "\x1f".join(" ".join(part.split()) for part in (title, body))
    return hashlib.sha256(plain.encode()).hexdigest()


@command
def save_draft(actor_id: int, place: str, *, title: str = "", body: str = "",
               extra: Mapping[str, Any] | None = None, expected: int = 0, owner: str = "", step: int = 0,
               force: bool = False) -> Saved:
    """Keep a text where it is written, if the draft is still the one this composer knows.

    ``force`` is somebody's own decision to put their text in the place of the other one.
    """
    places.ask(place, actor_id)
    if len(body) > MAX_DRAFT or len(title) > MAX_DRAFT_TITLE:
        raise Invalid({"body": _l("This draft is too long to be kept.")})
    title, body = clean_source(title), clean_source(body)
    values = {
        "person_id": actor_id, "place": place, "title": title, "body": body, "extra": dict(extra or {}),
        "sequence": expected + 1, "owner": owner[:64] or None, "step": step, "updated_at": clock.now(),
        "discarded_at": None, "posted_hash": None, "posted_id": None,
    }
    # The same page again, whose last answer was lost; an older save that arrives late is refused.
    same = or_(Draft.sequence == expected, and_(Draft.owner == owner, Draft.step < step))
    # A page that the back button brought back may still hold, and send, what has just been posted from it.
    unsent = or_(Draft.posted_hash.is_(None), Draft.posted_hash != fingerprint(title, body))
    if expected == 0 and find_draft(actor_id, place) is None and count_drafts(actor_id) >= MOST_DRAFTS:
        raise Invalid({"body": _l("You have too many drafts. Send or discard some first.")})
    kept = upsert_if(
        Draft, values, ["person_id", "place"],
        {**{name: None for name in values if name not in ("person_id", "place", "sequence")},
         "sequence": Draft.sequence + 1},
        where=None if force else and_(same, unsent), returning=Draft.sequence)
    if kept is not None:
        return Saved(kept)
    present = find_draft(actor_id, place)
    assert present is not None  # it stood in the way of the insert
    if present.posted_hash == fingerprint(title, body) or (present.title == title and present.body == body):
        return Saved(present.sequence, posted=present.posted_hash is not None)
    return Saved(present.sequence, missed=present)


_SETTLED = ("title", "body", "extra", "owner", "step", "updated_at", "discarded_at", "posted_hash", "posted_id")
_SETTLE = upserting(Draft.__table__, ("person_id", "place", "sequence", *_SETTLED), lambda insert:
                    insert.on_conflict_do_update(index_elements=["person_id", "place"], set_={
                        **{name: insert.excluded[name] for name in _SETTLED},
                        "sequence": Draft.__table__.c.sequence + 1}))


def settle_draft(person_id: int, place: str, *, title: str = "", body: str = "", became: int | None = None) -> None:
    """Empty the draft of what is being posted, inside the command that posts it: no copy of it can be saved again."""
    _SETTLE.run({
        "person_id": person_id, "place": place, "title": "", "body": "", "extra": {}, "sequence": 1, "owner": None,
        "step": 0, "updated_at": clock.now(), "discarded_at": None, "posted_hash": fingerprint(title, body),
        "posted_id": became})


def give_back(person_id: int, place: str, *, title: str = "", body: str = "",
              extra: Mapping[str, Any] | None = None) -> None:
    """Put a text that is being taken back into its place's draft, under whatever stands there already."""
    present = find_draft(person_id, place)
    if present is not None and present.alive and present.body != body:
        body = f"{body}\n\n{present.body}"
    upsert_if(
        Draft, {"person_id": person_id, "place": place, "title": title, "body": body, "extra": dict(extra or {}),
                "sequence": 1, "owner": None, "step": 0, "updated_at": clock.now(), "discarded_at": None,
                "posted_hash": None, "posted_id": None},
        ["person_id", "place"],
        {"title": None, "body": None, "extra": None, "owner": None, "step": None, "updated_at": None,
         "discarded_at": None, "posted_hash": None, "posted_id": None, "sequence": Draft.sequence + 1},
        returning=Draft.sequence)


@command
def discard_draft(actor_id: int, draft_id: int) -> None:
    """Throw a draft away; for a day it can be had back."""
    now = clock.now()
    db.session.execute(delete(Draft).where(
        Draft.person_id == actor_id, Draft.discarded_at < now - KEEP_DISCARDED))
    done = db.session.execute(
        update(Draft).where(Draft.id == draft_id, Draft.person_id == actor_id, Draft.discarded_at.is_(None),
                             or_(Draft.body != "", Draft.title != ""))
        .values(discarded_at=now, owner=None, sequence=Draft.sequence + 1).returning(Draft.id)).first()
    if done is None:
        raise NotFound()


@command
def recover_draft(actor_id: int, draft_id: int) -> str:
    """Have a discarded draft back; returns its place."""
    place: str | None = db.session.execute(
        update(Draft).where(Draft.id == draft_id, Draft.person_id == actor_id, Draft.discarded_at.is_not(None))
        .values(discarded_at=None, updated_at=clock.now(), sequence=Draft.sequence + 1)
        .returning(Draft.place)).scalar_one_or_none()
    if place is None:
        raise Conflict(_l("This draft is no longer kept."), code="gone")
    return place

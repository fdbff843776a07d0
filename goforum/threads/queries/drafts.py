"""Drafts: the one of a place, the list of a person's, how many there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from goforum.core.db import db
from goforum.core.hot import Hot
from goforum.threads.models import Draft

MOST_DRAFTS = 200


@dataclass(frozen=True, slots=True)
class DraftCard:
    """A draft as forms and lists show it. ``alive``: it holds words that are neither posted nor thrown away."""

    id: int
    place: str
    title: str
    body: str
    extra: Mapping[str, Any]
    sequence: int
    owner: str | None
    updated_at: datetime
    discarded_at: datetime | None
    posted_hash: str | None
    posted_id: int | None

    @property
    def alive(self) -> bool:
        return self.discarded_at is None and bool(self.title or self.body)


_CARD = (Draft.id, Draft.place, Draft.title, Draft.body, Draft.extra, Draft.sequence, Draft.owner, Draft.updated_at,
         Draft.discarded_at, Draft.posted_hash, Draft.posted_id)
_ALIVE = (Draft.discarded_at.is_(None), (Draft.body != "") | (Draft.title != ""))


_D = Draft.__table__
_OF_PLACE = Hot(select(*(_D.c[column.key] for column in _CARD)).where(
    _D.c.person_id == bindparam("person"), _D.c.place == bindparam("place")))


def find_draft(person_id: int, place: str) -> DraftCard | None:
    """The row of this place, alive or not; its number is what the next save must name."""
    row = _OF_PLACE.one_or_none({"person": person_id, "place": place})
    return None if row is None else DraftCard(*row)


def list_drafts(person_id: int, limit: int = MOST_DRAFTS) -> list[DraftCard]:
    """What this person has begun and not sent, latest first."""
    rows = db.session.execute(select(*_CARD).where(Draft.person_id == person_id, *_ALIVE)
                              .order_by(Draft.updated_at.desc(), Draft.id.desc()).limit(limit))
    return [DraftCard(*row) for row in rows]


def count_drafts(person_id: int) -> int:
    """How many texts this person has begun and not sent (for the home page's list of what waits)."""
    return db.session.scalar(select(func.count()).select_from(Draft).where(
        Draft.person_id == person_id, *_ALIVE)) or 0

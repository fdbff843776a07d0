"""Texts that wait for a moderator, and the pace at which somebody writes in a group."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup
from sqlalchemy import func, select

from goforum.core.db import db
from goforum.core.rules import NotFound
from goforum.threads.models import Post, Thread, WaitingState, WaitingText

# More than any policy asks for.
COUNTED = 60


@dataclass(frozen=True, slots=True)
class Pace:
    """How much one person has written in one group, and how fast."""

    published: int
    last_hour: int
    since_last: float | None
    minutes_to_wait: int


def pace_of(group_id: int, person_id: int, now: datetime) -> Pace:
    """What stands of a person's texts in a group, up to a number, and their latest ones."""
    rows = db.session.execute(
        select(Post.created_at, Post.deleted_at, Post.deleted_by_id, Post.hidden_at)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.author_id == person_id, Thread.group_id == group_id)
        .order_by(Post.id.desc()).limit(500)).all()
    hour = [row.created_at for row in rows if row.created_at > now - timedelta(hours=1)]
    # What moderators took out earns no trust; what one took back oneself has been read all the same.
    standing = sum(row.hidden_at is None and row.deleted_by_id in {None, person_id} for row in rows)
    wait = int((min(hour) + timedelta(hours=1) - now).total_seconds() // 60) + 1 if hour else 0
    return Pace(min(standing, COUNTED), len(hour), (now - rows[0].created_at).total_seconds() if rows else None, wait)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A waiting text."""

    id: int
    group_id: int
    thread_id: int | None
    author_id: int
    title: str | None
    body_source: str
    body_html: str
    language: str
    why: str
    word: str
    state: str
    sent_at: datetime
    post_id: int | None

    @property
    def markup(self) -> Markup:
        """Its stored HTML, ready for a page."""
        return Markup(self.body_html)  # noqa: S704 - cleaned when it was stored


_WAITING = (WaitingText.id, WaitingText.group_id, WaitingText.thread_id, WaitingText.author_id, WaitingText.title,
            WaitingText.body_source, WaitingText.body_html, WaitingText.language, WaitingText.why, WaitingText.word,
            WaitingText.state, WaitingText.sent_at, WaitingText.post_id)


def get_waiting(waiting_id: int) -> Waiting:
    """One waiting text, whoever asks: the caller asks ``may_see_waiting``."""
    row = db.session.execute(select(*_WAITING).where(WaitingText.id == waiting_id)).one_or_none()
    if row is None:
        raise NotFound()
    return Waiting(*row)


def waiting_by_ids(ids: Iterable[int]) -> dict[int, Waiting]:
    """These texts, in one statement; for those who moderate where they wait."""
    rows = db.session.execute(select(*_WAITING).where(WaitingText.id.in_(set(ids))))
    return {row.id: Waiting(*row) for row in rows}


def find_waiting_by_key(author_id: int, client_key: str) -> int | None:
    """The text this person's composer has already left waiting."""
    return db.session.scalar(select(WaitingText.id).where(
        WaitingText.author_id == author_id, WaitingText.client_key == client_key))


def list_own_waiting(person_id: int, *, thread_id: int | None = None, group_id: int | None = None,
                     limit: int = 20) -> list[Waiting]:
    """What of this person's waits: everywhere, in one thread, or as new threads of one group."""
    statement = select(*_WAITING).where(WaitingText.author_id == person_id,
                                        WaitingText.state == WaitingState.WAITING)
    if thread_id is not None:
        statement = statement.where(WaitingText.thread_id == thread_id)
    if group_id is not None:
        statement = statement.where(WaitingText.group_id == group_id, WaitingText.thread_id.is_(None))
    return [Waiting(*row) for row in db.session.execute(statement.order_by(WaitingText.id).limit(limit))]


def count_waiting(person_id: int, thread_id: int) -> int:
    """How many of this person's texts wait in a thread."""
    return db.session.scalar(select(func.count()).select_from(WaitingText).where(
        WaitingText.author_id == person_id, WaitingText.thread_id == thread_id,
        WaitingText.state == WaitingState.WAITING)) or 0

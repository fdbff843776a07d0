"""Reacting to posts, keeping them, and saying how far one has read."""

from datetime import timedelta

from sqlalchemy import delete, func, literal, select, update

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import UtcDateTime, db, insert_or_ignore, upsert, upsert_many
from goforum.core.i18n import _l
from goforum.core.rules import Invalid, NotFound, require
from goforum.core.text import clean_source
from goforum.groups.queries import standing
from goforum.groups.rules import may_read
from goforum.threads import events, rules
from goforum.threads.commands.writing import ask
from goforum.threads.models import Bookmark, Reaction, ReadingPosition, Thread
from goforum.threads.queries import get_head, get_place

# How long a removed bookmark can be brought back.
SECOND_THOUGHTS = timedelta(days=1)


@command
def set_reaction(actor_id: int, post_id: int, kind: str, *, on: bool = True) -> None:
    """Put a reaction on a post, or take one's own back; the same again changes nothing."""
    place = get_place(post_id)
    now = clock.now()
    ask(rules.may_react(standing(actor_id, place.group_id), place.thread, place.post, now))
    if kind not in rules.REACTIONS:
        raise Invalid({"kind": _l("Choose one.")})
    if on:
        changed = insert_or_ignore(
            Reaction, {"post_id": post_id, "kind": kind, "person_id": actor_id, "created_at": now},
            ["post_id", "kind", "person_id"])
    else:
        changed = db.session.execute(delete(Reaction).where(
            Reaction.post_id == post_id, Reaction.kind == kind, Reaction.person_id == actor_id)
            .returning(Reaction.post_id)).first() is not None
    if not changed:
        return
    # The posts of this thread are drawn anew; its version, which mails and the index go by, stays.
    db.session.execute(update(Thread).where(Thread.id == place.thread_id).values(
        reaction_version=Thread.reaction_version + 1))
    kind_of_event = events.PostReacted if on else events.ReactionWithdrawn
    record(kind_of_event(actor_id=actor_id, post_id=post_id, thread_id=place.thread_id, group_id=place.group_id,
                         kind=kind))


@command
def set_bookmark(actor_id: int, post_id: int, *, on: bool = True, note: str | None = None) -> None:
    """Keep a post for oneself, with a note or the one it has; or let it go, which can be undone for a day."""
    now = clock.now()
    mine = (Bookmark.person_id == actor_id, Bookmark.post_id == post_id)
    if not on:
        # One's own list is always one's own to tidy, whatever has become of the post.
        db.session.execute(update(Bookmark).where(*mine, Bookmark.removed_at.is_(None)).values(removed_at=now))
        db.session.execute(delete(Bookmark).where(
            Bookmark.person_id == actor_id, Bookmark.removed_at < now - SECOND_THOUGHTS))
        return
    place = get_place(post_id)
    require(rules.may_bookmark(standing(actor_id, place.group_id), place.thread, place.post, now))
    text = clean_source(note or "").strip()
    if len(text) > rules.MAX_NOTE:
        raise Invalid({"note": _l("At most %(max)d characters.", max=rules.MAX_NOTE)})
    upsert(Bookmark, {"person_id": actor_id, "post_id": post_id, "created_at": now, "removed_at": None, "note": text},
           ["person_id", "post_id"], ["removed_at"] if note is None else ["removed_at", "note"])


@command
def mark_unread(actor_id: int, post_id: int) -> None:
    """Go back to before this post: it and what follows is unread again, on every device."""
    place = get_place(post_id)
    now = clock.now()
    require(rules.may_mark_read(standing(actor_id, place.group_id), place.thread, now))
    upsert(ReadingPosition, {"person_id": actor_id, "thread_id": place.thread_id, "last_number": place.number - 1,
                             "seen_at": now}, ["person_id", "thread_id"], ["last_number", "seen_at"])


@command
def mark_read(actor_id: int, thread_id: int, number: int) -> None:
    """The person has seen the posts of a thread up to this one; a position never moves back."""
    head = get_head(thread_id, None)
    now = clock.now()
    require(rules.may_mark_read(standing(actor_id, head.group_id), head.facts, now))
    number = min(number, head.post_count)
    if not insert_or_ignore(ReadingPosition, {"person_id": actor_id, "thread_id": thread_id, "last_number": number,
                                              "seen_at": now}, ["person_id", "thread_id"]):
        db.session.execute(update(ReadingPosition).where(
            ReadingPosition.person_id == actor_id, ReadingPosition.thread_id == thread_id,
            ReadingPosition.last_number < number).values(last_number=number, seen_at=now))
    record(events.PositionsMoved(actor_id=actor_id, person_ids=(actor_id,)))


@command
def mark_all_read(actor_id: int, group_id: int) -> int:
    """Everything said in the group so far is read; returns how many threads that are."""
    now = clock.now()
    place = standing(actor_id, group_id)
    require(may_read(place, now))
    if place.person_id is None:
        raise NotFound()
    there = (Thread.group_id == group_id, Thread.kind == "discussion", Thread.hidden_at.is_(None),
             Thread.merged_into_id.is_(None))
    upsert_many(
        ReadingPosition, ("person_id", "thread_id", "last_number", "seen_at"),
        select(literal(actor_id), Thread.id, Thread.post_count, literal(now, UtcDateTime)).where(*there),
        ["person_id", "thread_id"], ["last_number", "seen_at"])
    record(events.PositionsMoved(actor_id=actor_id, person_ids=(actor_id,)))
    return db.session.scalar(select(func.count()).select_from(Thread).where(*there)) or 0

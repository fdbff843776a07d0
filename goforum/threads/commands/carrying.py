"""Carrying posts from one thread into another: numbers, reading positions, counters, in a fixed number of statements.

Posts stand in the order in which they were written. Numbers stay dense in both threads. Each thread keeps its own
order: where a restored clock gave a post an earlier time than the one before it, it counts as written right after.

Reading positions say "read up to here", so a thread made of two can show a person either some posts twice or some
never. Never is worse: who was reading both goes on at the first post they have not read. Who was reading one of
them only goes on behind the last post they read there. In the thread that posts were taken out of, and in a new
one, positions are exact.

Both threads are locked by the caller; the rows are the same whether ten posts are carried or ten thousand.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Select, and_, case, func, insert, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from goforum.core.db import db
from goforum.threads.models import Post, PostMove, ReadingPosition, Thread, ThreadSummary


@dataclass(frozen=True)
class Load:
    """Which posts go from where to where. ``picked`` is SQL over ``posts`` of the source."""

    source: Thread
    target: Thread
    picked: ColumnElement[bool]


def note_moves(trace_id: int, load: Load) -> int:
    """Remember what is carried, and the numbers it had; answers how many posts that are."""
    db.session.execute(insert(PostMove).from_select(
        ["trace_id", "post_id", "from_number"],
        select(literal(trace_id, Integer), Post.id, Post.number).where(Post.thread_id == load.source.id, load.picked)))
    return db.session.scalar(select(func.count()).select_from(PostMove).where(PostMove.trace_id == trace_id)) or 0


def carry(load: Load) -> None:
    """Carry the posts, and everything that names posts by their numbers with them."""
    db.session.flush()
    whole = not db.session.scalar(select(Post.id).where(
        Post.thread_id == load.source.id, ~load.picked).limit(1))
    _carry_positions_into_target(load)
    if not whole:
        _close_positions_of_source(load)
    _renumber(load)
    for thread in (load.source, load.target):
        recount(thread)


def _order() -> tuple[Any, Any]:
    """Time of writing, made never to go back within a thread; then the number."""
    running = func.max(Post.created_at).over(partition_by=Post.thread_id, order_by=Post.number)
    return running.label("at"), Post.number.label("number")


def _merged(load: Load) -> Any:
    """The target as it will be: each post with its old thread, its place among those of its thread, its new number."""
    at, number = _order()
    parts = select(Post.id, Post.thread_id, at, number).where(or_(
        Post.thread_id == load.target.id, and_(Post.thread_id == load.source.id, load.picked))).subquery("parts")
    # At one instant the target's own posts come first.
    return select(
        parts.c.id, parts.c.thread_id, parts.c.number,
        func.row_number().over(partition_by=parts.c.thread_id, order_by=parts.c.number).label("place"),
        func.row_number().over(order_by=(parts.c.at, parts.c.thread_id != load.target.id, parts.c.number))
        .label("rank")).cte("merged")


def _taken(load: Load) -> Any:
    """The source as it was: for each number, how many of the posts up to it are carried away."""
    away = case((load.picked, 1), else_=0)
    return select(Post.number, func.sum(away).over(order_by=Post.number).label("gone")).where(
        Post.thread_id == load.source.id).cte("taken")


def _capped(column: Any, most: int) -> Any:
    return case((column > most, most), else_=column)


def _carry_positions_into_target(load: Load) -> None:
    source, target = load.source, load.target
    merged, taken = _merged(load), _taken(load)
    people = select(ReadingPosition.person_id).where(
        ReadingPosition.thread_id.in_((source.id, target.id))).distinct().subquery("people")
    there, here = aliased(ReadingPosition, name="there"), aliased(ReadingPosition, name="here")
    last_there, next_there, last_here, next_here = (
        merged.alias(name) for name in ("last_there", "next_there", "last_here", "next_here"))
    # Where they stood in the source, as a number of posts carried.
    read_there = func.coalesce(taken.c.gone, 0)
    read_here = _capped(here.last_number, target.post_count)
    joined = (
        people
        .outerjoin(there, and_(there.person_id == people.c.person_id, there.thread_id == source.id))
        .outerjoin(here, and_(here.person_id == people.c.person_id, here.thread_id == target.id))
        .outerjoin(taken, taken.c.number == _capped(there.last_number, source.post_count))
        .outerjoin(last_there, and_(last_there.c.thread_id == source.id, last_there.c.place == read_there))
        .outerjoin(next_there, and_(next_there.c.thread_id == source.id, next_there.c.place == read_there + 1))
        .outerjoin(last_here, and_(last_here.c.thread_id == target.id, last_here.c.place == read_here))
        .outerjoin(next_here, and_(next_here.c.thread_id == target.id, next_here.c.place == read_here + 1)))
    total = select(func.count()).select_from(merged).scalar_subquery()
    end = total + 1
    one, two = func.coalesce(next_there.c.rank, end), func.coalesce(next_here.c.rank, end)
    position = case(
        (there.person_id.is_(None), func.coalesce(last_here.c.rank, 0)),
        (here.person_id.is_(None), func.coalesce(last_there.c.rank, 0)),
        else_=case((one < two, one), else_=two) - 1)
    seen = case((there.person_id.is_(None), here.seen_at), (here.person_id.is_(None), there.seen_at),
                (there.seen_at > here.seen_at, there.seen_at), else_=here.seen_at)
    # Who has read none of what is carried, and never opened the target, has not opened it now either.
    counts = or_(here.person_id.is_not(None), taken.c.gone > 0, literal(target.post_count) == 0)
    rows = select(people.c.person_id, literal(target.id, Integer), position, seen).select_from(joined).where(counts)
    _put_positions(rows)


def _put_positions(rows: Select[Any]) -> None:
    dialect = db.session.get_bind().dialect.name
    made = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(ReadingPosition).from_select(
        ["person_id", "thread_id", "last_number", "seen_at"], rows)
    db.session.execute(made.on_conflict_do_update(
        index_elements=["person_id", "thread_id"],
        set_={"last_number": made.excluded.last_number, "seen_at": made.excluded.seen_at}))


def _close_positions_of_source(load: Load) -> None:
    """What is left of the source closes up: everybody has read of it what they had read before."""
    taken = _taken(load)
    db.session.execute(
        update(ReadingPosition)
        .where(ReadingPosition.thread_id == load.source.id,
               taken.c.number == _capped(ReadingPosition.last_number, load.source.post_count))
        .values(last_number=taken.c.number - taken.c.gone)
        .execution_options(synchronize_session=False))


def _renumber(load: Load) -> None:
    merged = _merged(load)
    left = select(Post.id, func.row_number().over(order_by=Post.number).label("rank")).where(
        Post.thread_id == load.source.id, ~load.picked).cte("left_over")
    # Negative first: the numbers of a thread are unique at every step, not only at the end.
    for made, thread in ((merged, load.target), (left, load.source)):
        moved = case((Post.thread_id == thread.id, Post.moved_from_id), else_=Post.thread_id)
        db.session.execute(
            update(Post).where(Post.id == made.c.id, or_(Post.number != made.c.rank, Post.thread_id != thread.id))
            .values(thread_id=thread.id, number=-made.c.rank, moved_from_id=moved)
            .execution_options(synchronize_session=False))
    db.session.execute(
        update(Post).where(Post.thread_id.in_((load.source.id, load.target.id)), Post.number < 0)
        .values(number=-Post.number).execution_options(synchronize_session=False))


def recount(thread: Thread) -> None:
    """The thread's counters, and how far its summaries reach, from its posts."""
    found = db.session.execute(select(
        func.coalesce(func.max(Post.number), 0), func.count(Post.author_id.distinct())
    ).where(Post.thread_id == thread.id)).one()
    thread.post_count, thread.participant_count = found
    last = db.session.execute(select(Post.id, Post.author_id, Post.created_at).where(
        Post.thread_id == thread.id, Post.number == thread.post_count)).one_or_none()
    thread.last_post_id, thread.last_author_id = (last.id, last.author_id) if last else (None, None)
    thread.last_post_at = last.created_at if last else thread.created_at
    thread.version += 1
    reached = select(func.coalesce(func.max(Post.number), 0)).where(
        Post.thread_id == thread.id, Post.created_at <= ThreadSummary.written_at).scalar_subquery()
    db.session.execute(update(ThreadSummary).where(ThreadSummary.thread_id == thread.id).values(at_number=reached)
                       .execution_options(synchronize_session=False))
    db.session.flush()

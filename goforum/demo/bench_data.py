"""`goforum bench-data`: fill any database quickly with made-up content, to measure with.

This is the one place that writes tables without the features' commands: a thousand topics through the
commands would take the time that the measures need. Counters are set as the commands would have set them.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, literal, select, update

from goforum.accounts.models import Person
from goforum.accounts.passwords import hash_password
from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import Base, db
from goforum.demo.pouring import pour
from goforum.demo.stock import Stock, Text
from goforum.groups.models import Group, Membership
from goforum.search.engine import backend
from goforum.search.models import SearchOutbox
from goforum.threads.models import Post, ReadingPosition, Thread

PASSWORD = "zellige-atlas-menthe-2019"  # noqa: S105 - printed for whoever measures
POOL = 1500
CHUNK = 1000
GROUPS = ("public", "public", "public", "public", "public", "public", "members", "reserved")


@dataclass(frozen=True)
class Crowd:
    """Who writes where: the people, the groups, and the members of each group."""

    people: Sequence[int]
    groups: Sequence[int]
    members: Sequence[Sequence[int]]


def fill(topics: int, posts: int, seed: int, users: int = 200) -> dict[str, Any]:
    """Add ``topics`` threads of ``posts`` posts; returns what a measuring program wants to know."""
    began = time.monotonic()
    stock = Stock(seed)
    texts = stock.texts(min(POOL, topics * posts))
    password_hash = hash_password(PASSWORD)
    now = clock.now()
    crowd = _gather(stock, seed, users, password_hash, now)
    threads: list[int] = []
    for start in range(0, topics, CHUNK):
        threads += _write(stock, crowd, texts, min(CHUNK, topics - start), posts, now)
    _read(stock, crowd, threads, posts, now)
    # Without an index yet, the worker builds one of everything; else it is told what is new.
    if not backend().needs_rebuild():
        _tell_search(threads, now)
    return {"topics": topics, "posts": topics * posts, "users": users, "seed": seed,
            "groups": list(crowd.groups), "first_thread": threads[0], "last_thread": threads[-1],
            "email": f"bench-{seed}-1@example.org", "password": PASSWORD,
            "seconds": round(time.monotonic() - began, 1)}


def _insert(model: type[Base], rows: list[dict[str, Any]]) -> list[int]:
    """Insert rows and give their ids, in the order of the rows."""
    statement = insert(model).returning(model.__table__.c.id, sort_by_parameter_order=True)
    return list(db.session.execute(statement, rows).scalars())


@command
def _gather(stock: Stock, seed: int, users: int, password_hash: str, now: datetime) -> Crowd:
    """People in groups; a second run with the same seed finds those of the first and adds threads."""
    long_ago = now - timedelta(days=400)
    prefix = f"bench-{seed}-"
    people = list(db.session.scalars(select(Person.id).where(Person.email.startswith(prefix)).order_by(Person.id)))
    if not people:
        people = _insert(Person, [
            {"name": stock.name(i), "handle": f"bench_{seed}_{i}", "email": f"{prefix}{i}@example.org",
             "password_hash": password_hash, "language": stock.random.choice(("ar", "fr")), "is_example": True,
             "email_confirmed_at": long_ago, "created_at": long_ago} for i in range(1, users + 1)])
    groups = list(db.session.scalars(select(Group.id).where(Group.slug.startswith(prefix)).order_by(Group.id)))
    if not groups:
        groups = _insert(Group, [
            {"slug": f"{prefix}{i}", "kind": "working_group", "visibility": visibility, "join_policy": "open",
             "name_ar": f"مجموعة القياس {i} (مثال)", "name_fr": f"Groupe de mesure {i} (exemple)",
             "name_en": f"Measuring group {i} (example)", "created_at": long_ago}
            for i, visibility in enumerate(GROUPS, 1)])
        _join(stock, people, groups, long_ago)
    members = [list(db.session.scalars(select(Membership.person_id).where(Membership.group_id == group)
                                       .order_by(Membership.person_id))) for group in groups]
    return Crowd(people, groups, members)


def _join(stock: Stock, people: Sequence[int], groups: Sequence[int], when: datetime) -> None:
    """Everyone belongs to three groups; the first person, with whom one signs in, to all; each has a facilitator."""
    rows = []
    for i, person in enumerate(people):
        mine = groups if i == 0 else sorted(stock.random.sample(groups, k=min(3, len(groups))))
        rows += [{"person_id": person, "group_id": group, "role": "facilitator" if i == 0 else "member",
                  "joined_at": when} for group in mine]
    db.session.execute(insert(Membership), rows)


@command
def _write(stock: Stock, crowd: Crowd, texts: Sequence[Text], topics: int, posts: int,
           now: datetime) -> list[int]:
    """Threads with their posts, spread over the last year."""
    plans = [_plan(stock, crowd, texts, posts, now) for _ in range(topics)]
    ids = _insert(Thread, [thread for thread, _ in plans])
    pour(Post, ({**post, "thread_id": thread}
                for thread, (_, written) in zip(ids, plans, strict=True) for post in written))
    last = select(func.max(Post.id)).where(Post.thread_id == Thread.id).scalar_subquery()
    db.session.execute(update(Thread).where(Thread.id >= ids[0], Thread.id <= ids[-1]).values(last_post_id=last)
                       .execution_options(synchronize_session=False))
    return ids


def _plan(stock: Stock, crowd: Crowd, texts: Sequence[Text], posts: int,
          now: datetime) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """One thread and its posts, as rows."""
    random = stock.random
    place = random.randrange(len(crowd.groups))
    language = stock.language()
    at = now - timedelta(days=random.uniform(3, 365))
    step = min(timedelta(hours=30), (now - at) / (posts + 1))
    written = []
    for number in range(1, posts + 1):
        text = random.choice(texts)
        written.append({
            "number": number, "author_id": random.choice(crowd.members[place]), "role": "member",
            "body_source": text.source, "body_html": text.html, "pipeline_version": text.version,
            "language": text.language, "created_at": at + step * (number - random.random())})
    authors = {post["author_id"] for post in written}
    thread = {
        "group_id": crowd.groups[place], "kind": "discussion", "title": stock.title(language), "language": language,
        "author_id": written[0]["author_id"], "created_at": written[0]["created_at"], "post_count": posts,
        "version": posts, "participant_count": len(authors), "last_post_at": written[-1]["created_at"],
        "last_author_id": written[-1]["author_id"]}
    return thread, written


@command
def _read(stock: Stock, crowd: Crowd, threads: Sequence[int], posts: int, now: datetime) -> None:
    """Everyone has opened some threads and not finished all of them."""
    rows = [
        {"person_id": person, "thread_id": thread, "last_number": stock.random.randint(1, posts), "seen_at": now}
        for person in crowd.people for thread in stock.random.sample(threads, k=min(50, len(threads)))]
    pour(ReadingPosition, iter(rows))  # the threads are new: nobody has read in them yet


@command
def _tell_search(threads: Sequence[int], now: datetime) -> None:
    """Promise that the index will follow the new posts."""
    new = select(literal("post"), Post.id, literal("look"), literal(now, SearchOutbox.created_at.type)).where(
        Post.thread_id >= threads[0], Post.thread_id <= threads[-1])
    db.session.execute(insert(SearchOutbox).from_select(["kind", "object_id", "op", "created_at"], new))

"""A thread of 50,000 posts beside threads of forty: any page, the last one and the first unread one.

``first_…`` is a page nobody has looked at yet, so many different ones on both sides; ``again_…`` are twenty pages
again and again, or the last page alone. ``ratio`` is the processor time of the long thread's page in page 2 of a
short one's.
"""

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bench.http import measure, request
from bench.prepare import Browser, open_app, sign_in
from bench.site import Site
from goforum.accounts.models import Person
from goforum.core.db import db
from goforum.threads.models import ReadingPosition

SEED = 50
SHORT, SHORT_POSTS = 300, 40
LONG_POSTS = int(os.environ.get("BENCH_LONG_POSTS", "50000"))
PAGE = 20
AGAIN = 20


@dataclass(frozen=True)
class LongGround:
    """The threads of both kinds, who reads them, and which short ones they have begun."""

    reader: Browser
    short: Sequence[int]
    begun: Sequence[int]
    long: int


def prepare_long(site: Site) -> LongGround:
    """Fill both, before the site starts; the reader belongs to every group of the seed."""
    short, long = site.data(SHORT, SHORT_POSTS, SEED), site.data(1, LONG_POSTS, SEED)
    app = open_app(site)
    with app.test_request_context():
        person = db.session.scalars(select(Person.id).where(Person.email == f"bench-{SEED}-1@example.org")).one()
        begun = list(db.session.scalars(select(ReadingPosition.thread_id).where(
            ReadingPosition.person_id == person, ReadingPosition.thread_id <= short["last_thread"])))
        reader = sign_in(app, person)
        db.session.remove()
        db.engine.dispose()
    return LongGround(reader, range(short["first_thread"], short["last_thread"] + 1), begun, long["first_thread"])


def measure_long(site: Site, ground: LongGround, seconds: float) -> dict[str, Any]:
    """Every pair of measures, and how the two compare."""
    host, pages = f"127.0.0.1:{site.port}", (LONG_POSTS - 1) // PAGE + 1
    chosen = random.Random(SEED).sample(range(2, pages), k=min(SHORT, pages - 2))

    def ask(path: str) -> bytes:
        # A browser whose scripts tell what was read: a look writes nothing.
        return request("GET", path, host, cookie=f"{ground.reader.cookie}; gf_reads=1")

    def first_short(number: int) -> bytes:
        return ask(f"/threads/{ground.short[number % SHORT]}?page=2")

    def first_any(number: int) -> bytes:
        return ask(f"/threads/{ground.long}?page={chosen[number % len(chosen)]}")

    def again_short(number: int) -> bytes:
        return ask(f"/threads/{ground.short[number % AGAIN]}?page=2")

    def again_any(number: int) -> bytes:
        return ask(f"/threads/{ground.long}?page={chosen[number % AGAIN % len(chosen)]}")

    def again_last(_number: int) -> bytes:
        return ask(f"/threads/{ground.long}?page={pages}")

    def unread_short(number: int) -> bytes:
        return ask(f"/threads/{ground.begun[number % len(ground.begun)]}/unread")

    def unread_long(_number: int) -> bytes:
        return ask(f"/threads/{ground.long}/unread")

    found: dict[str, Any] = {"posts": LONG_POSTS}
    plans: list[tuple[str, Callable[[int], bytes], int, int | None, str]] = [
        ("first_short", first_short, 200, SHORT, ""), ("first_any", first_any, 200, len(chosen), "first_short"),
        ("again_short", again_short, 200, None, ""), ("again_any", again_any, 200, None, "again_short"),
        ("again_last", again_last, 200, None, "again_short"),
        ("unread_short", unread_short, 303, None, ""), ("unread_long", unread_long, 303, None, "unread_short"),
    ]
    for name, make, expect, times, beside in plans:
        found[name] = measure(site, make, expect, seconds=seconds, times=times)
        if beside:
            found[name]["ratio"] = round(found[beside]["per_cpu_second"] / max(found[name]["per_cpu_second"], 0.1), 2)
    return found

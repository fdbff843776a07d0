"""What each page costs on a large site beside a small one: ``python -m bench.growth`` (``--help`` for sizes).

Two sites of the same code, one of 20,000 posts and one of a million (and a thread of 50,000), each open in a process of
its own without a server around it. Each page is asked for in turns, here and there, with nothing kept of earlier ones,
so that whatever else the machine does falls on both. The cost of a page is what four of five requests take longer than:
the database's time is in it, the noise of others hardly. ``ratio`` must stay under 1.2.

``GOFORUM_DATABASE_URL`` of a PostgreSQL cluster where databases may be made measures there; else SQLite.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.data import make
from bench.site import Site

ROUNDS = 40
LIMIT = 1.2
# Page, whether by a member, its address: {t} a thread, {s} a group, {p} a post, {m} somebody, {c} a place in the list.
PAGES = (
    ("home, visitor", False, "/"), ("home, member", True, "/"), ("groups", False, "/groups"),
    ("front of a group, visitor", False, "/groups/{s}"), ("front of a group, member", True, "/groups/{s}"),
    ("list, visitor", False, "/groups/{s}/threads"), ("list, member", True, "/groups/{s}/threads"),
    ("list, deep in it", True, "/groups/{s}/threads?after={c}"),
    ("list, most replies", True, "/groups/{s}/threads?sort=replies"),
    ("list, unread", True, "/groups/{s}/threads?show=unread"), ("list, mine", True, "/groups/{s}/threads?show=mine"),
    ("topic, visitor", False, "/threads/{t}"), ("topic, member", True, "/threads/{t}"),
    ("first unread of a topic", True, "/threads/{t}/unread"), ("address of a post", False, "/posts/{p}"),
    ("feed of a group", False, "/groups/{s}/threads/feed.atom"), ("notifications", True, "/notifications"),
    ("bookmarks", True, "/bookmarks"), ("drafts", True, "/drafts"), ("proposals", False, "/proposals"),
    ("meetings", False, "/meetings"), ("plans", False, "/plans"), ("posting", True, "POST"),
)


def probe() -> None:
    """The child: answers each line ``[path, cookie, form]`` with ``[status, seconds]``."""
    from goforum.app import create_app
    from goforum.core.db import db
    from goforum.threads import drawing

    app = create_app()
    client, base = app.test_client(use_cookies=False), app.config["SETTINGS"].base_url
    print(json.dumps(_ground(app)), flush=True)
    for line in sys.stdin:
        path, cookie, form = json.loads(line)
        drawing.forget()
        headers = {"Cookie": f"{cookie}; gf_reads=1"} if cookie else {}
        began = time.perf_counter()
        if form:
            # As a browser sends it: the address it posts to is the one the page came from.
            answer = client.post(path, data=form, base_url=base, headers={**headers, "Origin": base})
        else:
            answer = client.get(path, headers=headers)
        answer.get_data()
        took = time.perf_counter() - began
        with app.app_context():
            db.session.remove()
        print(json.dumps([answer.status_code, took]), flush=True)


def _ground(app: Any) -> dict[str, Any]:
    """What there is to ask for on this site: the same choice by the same seed."""
    from bench.prepare import sign_in
    from goforum.accounts.models import Person
    from goforum.core.db import db
    from goforum.groups.models import Group, Membership
    from goforum.threads.models import Post, Thread
    from goforum.threads.queries.lists import make_cursor, page_threads

    choose = random.Random(7)
    with app.test_request_context():
        public = db.session.execute(sa.select(Group.id, Group.slug).where(
            Group.slug.startswith("bench-"), Group.visibility == "public").order_by(Group.id)).all()
        last = db.session.scalar(sa.select(sa.func.max(Thread.id)).where(Thread.post_count < 1000)) or 1
        threads = _threads(choose, last, [row.id for row in public])
        posts = [db.session.scalar(sa.select(Post.id).where(Post.thread_id == one, Post.number == 7))
                 for one in threads]
        person = db.session.scalar(sa.select(Person.id).where(Person.email == "bench-1-1@example.org"))
        assert person is not None
        own = _threads(choose, last, sa.select(Membership.group_id).where(
            Membership.person_id == person, Membership.ended_at.is_(None)))
        cursors = {}
        for row in public:
            page = page_threads(row.id, person)
            for _page in range(3):
                page = page_threads(row.id, person, after=page.next_cursor)
            cursors[row.slug] = make_cursor(page.items[-1])
        one = sign_in(app, person)
        db.session.remove()
    return {"slugs": [row.slug for row in public], "threads": threads, "own": own, "posts": posts, "cursors": cursors,
            "cookie": one.cookie, "token": one.csrf_token}


def _threads(choose: random.Random, last: int, groups: Any) -> list[int]:
    """Threads of these groups, any of them, old and new."""
    from goforum.core.db import db
    from goforum.threads.models import Thread

    found: list[int] = []
    while len(found) < ROUNDS:
        found += db.session.scalars(sa.select(Thread.id).where(
            Thread.id == choose.randint(1, last), Thread.post_count < 1000, Thread.group_id.in_(groups))).all()
    return found


class Probe:
    """A site and the child that asks its pages."""

    def __init__(self, site: Site) -> None:
        environment = {**site.environment, "GOFORUM_PUBLIC_CACHE_BYTES": "0"}
        self.child = subprocess.Popen([sys.executable, "-m", "bench.growth", "probe"], env=environment, text=True,
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.child.stdout is not None
        self.ground = json.loads(self.child.stdout.readline())

    def ask(self, number: int, member: bool, path: str) -> float:
        """One request; its seconds."""
        found, form = self.ground, None
        slug = found["slugs"][number % len(found["slugs"])]
        if path == "POST":
            path, form = "/threads/{t}/reply", {"csrf_token": found["token"], "client_key": f"growth-{time.time_ns()}",
                                                "body": f"Réponse **{number}** pour mesurer.\n\nرد قصير للقياس."}
        place = number % ROUNDS
        address = path.format(s=slug, t=found["own" if form else "threads"][place], p=found["posts"][place],
                              c=found["cursors"][slug])
        assert self.child.stdin is not None
        assert self.child.stdout is not None
        print(json.dumps([address, found["cookie"] if member else "", form]), file=self.child.stdin, flush=True)
        status, seconds = json.loads(self.child.stdout.readline())
        if status >= 400:
            raise RuntimeError(f"{status} for {address}")
        return float(seconds)

    def close(self) -> None:
        """End the child."""
        assert self.child.stdin is not None
        self.child.stdin.close()
        self.child.wait(20)


def compare(small: Probe, large: Probe) -> dict[str, dict[str, float]]:
    """Every page on both, in turns."""
    found = {}
    for name, member, path in PAGES:
        took: dict[str, list[float]] = {"small": [], "large": []}
        for number in range(-3, ROUNDS):
            for side, one in (("small", small), ("large", large)):
                seconds = one.ask(number, member, path)
                if number >= 0:
                    took[side].append(seconds)
        cost = {side: sorted(times)[len(times) // 5] * 1000 for side, times in took.items()}
        found[name] = {"small_ms": round(cost["small"], 2), "large_ms": round(cost["large"], 2),
                       "ratio": round(cost["large"] / cost["small"], 2)}
        print(f"{name:28} {found[name]}", file=sys.stderr, flush=True)
    return found


def _sites(folder: Path, base: str) -> tuple[dict[str, Site], Callable[[], None]]:
    """Two empty sites, and how to be rid of their databases."""
    if not base.startswith("postgres"):
        return {name: Site(folder / name, pinned=False) for name in ("small", "large")}, lambda: None
    url = sa.make_url(base).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")

    def drop() -> None:
        with engine.connect() as line:
            for name in ("small", "large"):
                line.exec_driver_sql(f"DROP DATABASE IF EXISTS goforum_bench_{name} WITH (FORCE)")

    drop()
    with engine.connect() as line:
        for name in ("small", "large"):
            line.exec_driver_sql(f"CREATE DATABASE goforum_bench_{name}")
    return {name: Site(folder / name, pinned=False, GOFORUM_DATABASE_URL=url.set(
        database=f"goforum_bench_{name}").render_as_string(hide_password=False)) for name in ("small", "large")}, drop


def main() -> None:
    """Fill, compare, print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=50_000)
    parser.add_argument("--big-thread", type=int, default=50_000)
    asked = parser.parse_args()
    base = os.environ.get("GOFORUM_DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="goforum-growth-") as folder:
        sites, drop = _sites(Path(folder), base)
        try:
            for one in sites.values():
                one.folder.mkdir(parents=True, exist_ok=True)
            made = {"small": make(sites["small"].environment, 20_000, 1_000),
                    "large": make(sites["large"].environment, asked.posts, asked.threads, asked.big_thread)}
            print(made, file=sys.stderr, flush=True)
            small, large = Probe(sites["small"]), Probe(sites["large"])
            try:
                pages = compare(small, large)
            finally:
                small.close()
                large.close()
        finally:
            drop()
    over = [name for name, one in pages.items() if one["ratio"] > LIMIT]
    print(json.dumps({"made": made, "pages": pages, "over": over, "load": os.getloadavg(),
                      "database": "PostgreSQL" if base.startswith("postgres") else "SQLite"}, indent=2))


if __name__ == "__main__":
    probe() if sys.argv[1:2] == ["probe"] else main()

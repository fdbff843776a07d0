"""``make bench``: a site of its own, filled, measured on one core; prints one JSON object.

Environment: ``BENCH_SECONDS`` (each measure, 6), ``BENCH_TOPICS`` (1000), ``BENCH_POSTS`` (20), ``BENCH_ONLY``
(names, by commas), and whatever ``GOFORUM_…`` the measured site should have (a PostgreSQL address, Redis).
"""

import json
import os
import platform
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from bench.chat import Room, measure_room
from bench.http import etag_of, measure, request
from bench.long_thread import LongGround, measure_long, prepare_long
from bench.prepare import Ground, prepare
from bench.site import Site

SECONDS = float(os.environ.get("BENCH_SECONDS", "6"))
TOPICS, POSTS = int(os.environ.get("BENCH_TOPICS", "1000")), int(os.environ.get("BENCH_POSTS", "20"))
ONLY = set(filter(None, os.environ.get("BENCH_ONLY", "").split(",")))
# So many different topics are read, by people who read Arabic or French and may write there or not.
# ``topic_first_time`` is the first look at each, past what is kept in front (by an unknown cookie);
# ``topic_anonymous`` is the same again, ``topic_public`` what a visitor asks, and ``topic_revalidated`` what one
# asks whose browser holds the page.
TOPICS_READ = 100
WARM = {"topic_public": 200, "topic_revalidated": 100, "topic_signed_in": 600}
_posts = count()


def say(words: str) -> None:
    """What goes on, beside the one object on standard output."""
    print(f"[{time.strftime('%H:%M:%S')}] {words}", file=sys.stderr, flush=True)


def requests(site: Site, ground: Ground) -> dict[str, tuple[Callable[[int], bytes], int, bool]]:
    """Each measure over HTTP: what to send, what to expect, whether the worker's time counts."""
    host, browsers, public = f"127.0.0.1:{site.port}", ground.browsers, ground.public_threads[:TOPICS_READ]

    def browser(number: int) -> str:
        return browsers[(number * 31) % len(browsers)].cookie

    def topic(number: int) -> str:
        return f"/threads/{public[(number * 7919) % len(public)]}"

    def topic_anonymous(number: int) -> bytes:
        return request("GET", topic(number), host, cookie="past=1")

    def topic_public(number: int) -> bytes:
        return request("GET", topic(number), host, more="Accept-Encoding: gzip")

    known: dict[str, str] = {}

    def topic_revalidated(number: int) -> bytes:
        path = topic(number)
        if path not in known:
            known[path] = etag_of(site, topic_public(number))
        return request("GET", path, host, more=f"Accept-Encoding: gzip\r\nIf-None-Match: {known[path]}")

    def topic_signed_in(number: int) -> bytes:
        return request("GET", topic(number), host, cookie=browser(number))

    def topic_list(number: int) -> bytes:
        slug = ground.slugs[number % len(ground.slugs)]
        return request("GET", f"/groups/{slug}/threads", host, cookie=browser(number) if number % 2 else "")

    def post_reply(number: int) -> bytes:
        one, thread = ground.own_threads[(number * 13) % len(ground.own_threads)]
        key = f"bench-{next(_posts)}-{time.time_ns()}"
        body = urllib.parse.urlencode({
            "csrf_token": one.csrf_token, "client_key": key,
            "body": f"رد قصير للقياس رقم {number}.\n\nUne réponse **courte** pour mesurer, numéro {number}.",
        }).encode()
        return request("POST", f"/threads/{thread}/reply", host, cookie=one.cookie, body=body)

    def search(number: int) -> bytes:
        word = urllib.parse.quote(ground.words[(number * 17) % len(ground.words)])
        return request("GET", f"/search?q={word}", host, cookie=browser(number) if number % 2 else "")

    return {
        "topic_first_time": (topic_anonymous, 200, False),
        "topic_anonymous": (topic_anonymous, 200, False), "topic_public": (topic_public, 200, False),
        "topic_revalidated": (topic_revalidated, 304, False), "topic_signed_in": (topic_signed_in, 200, False),
        "topic_list": (topic_list, 200, False), "post_reply": (post_reply, 303, True), "search": (search, 200, False),
    }


def chat(site: Site, ground: Ground, clients: int) -> dict[str, Any]:
    """A room with so many sockets, each person holding at most four."""
    def words(number: int, text: str) -> tuple[str, dict[str, Any]]:
        return "room_say", {"meeting_id": ground.meeting_id, "text": text,
                            "client_id": f"bench-{clients}-{number}-{time.time_ns()}"}

    members = [one for one in ground.browsers if one.person_id in ground.members]
    cookies = [*(one.cookie for one in members[:4]), *(one.cookie for one in ground.browsers if one not in members[:4])]
    room = Room(site, cookies, ("room_join", {"meeting_id": ground.meeting_id, "after": 0}), clients, words)
    try:
        return measure_room(room, SECONDS)
    finally:
        room.close()


def run(folder: Path) -> dict[str, Any]:
    """Fill, start, measure, stop."""
    site = Site(folder)
    say(f"filling {TOPICS} topics of {POSTS} posts")
    data = site.data(TOPICS, POSTS)
    if not ONLY or ONLY & {"search", "post_reply"}:
        say("building the search index")
        site.command("search", "rebuild")
    ground = prepare(site)
    long: LongGround | None = None
    if not ONLY or "long_thread" in ONLY:
        say("filling the long thread")
        long = prepare_long(site)
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {1})
    site.start()
    site.settle()
    results: dict[str, Any] = {}
    try:
        for name, (make, expect, worker) in requests(site, ground).items():
            if not ONLY or name in ONLY:
                say(name)
                results[name] = measure(site, make, expect, seconds=SECONDS, worker=worker,
                                        times=TOPICS_READ if name == "topic_first_time" else None,
                                        # More searches at once are refused (docs/decisions/0072).
                                        lanes=2 if name == "search" else 8, warm=WARM.get(name, 0))
        if long is not None:
            say("long_thread")
            results["long_thread"] = measure_long(site, long, SECONDS)
        for clients in (100, 500):
            if not ONLY or f"chat_{clients}" in ONLY:
                say(f"chat_{clients}")
                results[f"chat_{clients}"] = chat(site, ground, clients)
    finally:
        site.stop()
    results["about"] = {
        "data": {name: data[name] for name in ("topics", "posts", "users", "seed")}, "seconds_each": SECONDS,
        "python": platform.python_version(), "cores": os.cpu_count(), "connections": 8,
        "load_average": [round(one, 1) for one in os.getloadavg()],
        "database": "PostgreSQL" if "postgres" in site.environment.get("GOFORUM_DATABASE_URL", "") else "SQLite",
    }
    return results


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="goforum-bench-") as folder:
        print(json.dumps(run(Path(folder)), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()

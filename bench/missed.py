"""``python -m bench.missed``: how long somebody who missed 500 lines of a live room waits for them; a JSON object each.

By the room's own line (``room_join`` and ``room_since`` until nothing is missing) and by plain requests (``/events``),
alone and with so many others who ask at the same instant. Each answer is checked: contiguous, and every line once.

Environment: ``BENCH_TIMES`` (20 each), ``BENCH_CROWD`` (50), ``GOFORUM_DATABASE_URL`` for another database.
"""

import contextlib
import http.client
import json
import os
import random
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.http import percentile
from bench.prepare import Browser, Ground, open_app, prepare
from bench.sio import Client
from bench.site import Site, cpu_seconds
from goforum.core.db import db
from goforum.meetings import commands, queries

MISSED = 500
TIMES, CROWD = int(os.environ.get("BENCH_TIMES", "20")), int(os.environ.get("BENCH_CROWD", "50"))
WORDS = ("أقترح أن ينشر كل قطاع سطراً واحداً عن كل التزام في نهاية الشهر، ليتابع الجميع ما أُنجز وما تأخر.",
         "Je propose que chaque département publie une ligne par engagement à la fin du mois, et pourquoi.")


def fill(site: Site, ground: Ground) -> None:
    """Write lines as people do: messages and answers, edits, reactions, deletions; more than are missed."""
    chance, meeting = random.Random(20190206), ground.meeting_id
    people = [one.person_id for one in ground.browsers if one.person_id in ground.members][:10]
    app = open_app(site)
    with app.test_request_context():
        said: list[tuple[int, int]] = []
        while (number := queries.last_number(meeting)) < MISSED + 50:
            who, deed = chance.choice(people), chance.random()
            if deed < 0.75 or not said:
                reply = chance.choice(said)[1] if said and deed < 0.2 else None
                said.append((who, commands.say(who, meeting, text=f"{number}. {chance.choice(WORDS)}",
                                               client_id=f"missed-{number:06}", reply_to=reply).message_id))
                continue
            author, message = chance.choice(said)
            if deed < 0.85:
                commands.edit_message(author, message, text=f"{number}, corrigé. {chance.choice(WORDS)}")
            elif deed < 0.97 and author != who:
                commands.react(who, message, chance.choice(("agree", "thanks")))
            elif deed >= 0.97:
                commands.delete_message(author, message)
                said.remove((author, message))


def newest(ground: Ground) -> int:
    """The last number now: those who join are counted once a minute, and that is a line too."""
    db.session.rollback()
    return queries.last_number(ground.meeting_id)


def by_line(site: Site, ground: Ground, browser: Browser, after: int) -> tuple[float, list[int]]:
    """Over a socket that stands: join, and ask on while there is more."""
    client = Client("127.0.0.1", site.port, cookie=browser.cookie, timeout=60)
    began, event = time.perf_counter(), "room_join"
    seen: list[int] = []
    while True:
        answer = client.call(event, {"meeting_id": ground.meeting_id, "after": seen[-1] if seen else after})
        seen += [one["seq"] for one in answer["events"]]
        if not answer["more"]:
            took = time.perf_counter() - began
            client.sock.close()
            return took, seen
        event = "room_since"


def by_request(site: Site, ground: Ground, browser: Browser, after: int) -> tuple[float, list[int]]:
    """By plain requests over one connection."""
    line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    began, seen = time.perf_counter(), list[int]()
    while True:
        try:
            line.request("GET", f"/meetings/{ground.meeting_id}/events?after={seen[-1] if seen else after}",
                         headers={"Cookie": browser.cookie, "Accept": "application/json"})
            told = line.getresponse()
            body = told.read()
        except (http.client.HTTPException, OSError):  # hung up on: a browser tries again too
            line.close()
            time.sleep(1)
            continue
        if told.status != 200:  # too many at once: it says when to come again, and that is waiting too
            time.sleep(float(told.getheader("Retry-After") or 1))
            continue
        answer = json.loads(body)
        seen += [one["seq"] for one in answer["events"]]
        if not answer["more"]:
            took = time.perf_counter() - began
            line.close()
            return took, seen


Way = Callable[[Site, Ground, Browser, int], tuple[float, list[int]]]


def measure(site: Site, ground: Ground, way: Way, crowd: int) -> dict[str, Any]:
    """So many times alone, or once for each of a crowd that asks at the same instant."""
    members = [one for one in ground.browsers if one.person_id in ground.members]
    used, found = cpu_seconds(site.pids()), []
    if crowd:
        after = newest(ground) - MISSED
        with ThreadPoolExecutor(crowd) as pool:
            found += [(after, *one) for one in pool.map(
                lambda n: way(site, ground, members[n % len(members)], after), range(crowd))]
    else:
        for number in range(TIMES):
            after = newest(ground) - MISSED
            found.append((after, *way(site, ground, members[number % len(members)], after)))
    took = sorted(one for _after, one, _seen in found)
    return {"p50_ms": round(percentile(took, 0.5) * 1000), "max_ms": round(took[-1] * 1000), "times": len(took),
            "cpu_ms_each": round((cpu_seconds(site.pids()) - used) * 1000 / len(took)),
            "exact": sum(len(seen) >= MISSED and seen == list(range(after + 1, seen[-1] + 1))
                         for after, _took, seen in found)}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="goforum-bench-") as folder:
        site = Site(Path(folder))
        site.data(5, 3)
        ground = prepare(site, people=60)
        fill(site, ground)
        with contextlib.suppress(OSError):  # where it may, it goes before other work on the machine
            os.nice(-10)
        site.start(worker=False)
        try:
            by_line(site, ground, ground.browsers[0], 0)  # what the first one loads is not theirs
            with open_app(site).test_request_context():
                for name, way in (("line", by_line), ("request", by_request)):
                    for crowd in (0, CROWD):
                        found = measure(site, ground, way, crowd)
                        print(json.dumps({f"{name}_{crowd or 'alone'}": found, "load": os.getloadavg()}), flush=True)
        finally:
            site.stop()


if __name__ == "__main__":
    main()

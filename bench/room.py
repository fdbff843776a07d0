"""``python -m bench.room``: one room of a thousand sockets on one worker and one core; prints one JSON object.

Three figures: deliveries for each second of the server's processor (closed loop, four speakers), the way of a message
at ten a second, and the memory a socket costs. The generator runs on the other core and is not counted.

Environment: ``BENCH_SOCKETS`` (1000), ``BENCH_SECONDS`` (6), ``GOFORUM_FANOUT`` (``stock`` for the library's own way).
"""

import contextlib
import json
import os
import re
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.chat import Room, measure_pace, measure_room
from bench.prepare import Ground, prepare
from bench.site import Site

SOCKETS, SECONDS = int(os.environ.get("BENCH_SOCKETS", "1000")), float(os.environ.get("BENCH_SECONDS", "6"))
EACH = 4


def memory_kb(site: Site) -> int:
    """What the web processes hold in memory, in kB."""
    return sum(int(re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[0]) for pid in site.pids())


def fill(site: Site, ground: Ground, sockets: int) -> Room:
    """So many sockets in the ground's room; each person holds at most ``EACH``, the speakers are members."""
    def words(number: int, text: str) -> tuple[str, dict[str, Any]]:
        return "room_say", {"meeting_id": ground.meeting_id, "text": text, "client_id": f"b-{number}-{time.time_ns()}"}

    members = [one.cookie for one in ground.browsers if one.person_id in ground.members]
    others = [one.cookie for one in ground.browsers if one.person_id not in ground.members]
    cookies = [*members, *others][: -(-sockets // EACH)]
    return Room(site, cookies, ("room_join", {"meeting_id": ground.meeting_id, "after": 0}), sockets, words)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="goforum-bench-") as folder:
        site = Site(Path(folder))
        site.data(5, 3)
        ground = prepare(site, people=-(-SOCKETS // EACH))
        if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
            os.sched_setaffinity(0, {1})
        with contextlib.suppress(OSError):  # where it may, it goes before other work on the machine
            os.nice(-10)
        site.start(worker=False)
        try:
            fill(site, ground, EACH).close()  # what the first sockets load is not theirs
            time.sleep(1)
            before = memory_kb(site)
            room = fill(site, ground, SOCKETS)
            after = memory_kb(site)
            found = {"kb_a_socket": round((after - before) / SOCKETS, 1), "pace": measure_pace(room, SECONDS),
                     "speed": measure_room(room, SECONDS), "mb_at_the_end": round(memory_kb(site) / 1024)}
            room.close()
        finally:
            site.stop()
        print(json.dumps({**found, "load": os.getloadavg()}, indent=2))


if __name__ == "__main__":
    main()

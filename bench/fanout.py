"""How far one room, and many rooms, can grow: the arithmetic of the fan-out, from measured figures. Pure.

A message costs its process one encoding and one write for each of its sockets; between processes it travels once
through a broker to each process that has somebody in the room. ``python -m bench.fanout`` prints the table of
``docs/scaling.md``; change ``MEASURED`` after ``make bench``.
"""

import math
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Measured:
    """What one core does (docs/evidence.md)."""

    deliveries: float  # to sockets, each second of a core
    pages: float  # mixed reading, each second of a core
    posts: float  # durable, with their indexing, each second of a core
    broker: float  # messages one broker passes on, each second, counted once for each process that hears them
    sockets: int  # that one process is to hold


MEASURED: Final = Measured(deliveries=38_000, pages=500, posts=65, broker=50_000, sockets=4_000)
# A core that is asked for more than this makes people wait.
BUSY: Final = 0.6


@dataclass(frozen=True, slots=True)
class Load:
    """What a service has to bear at its busiest."""

    online: int
    pages: float  # a second
    posts: float  # a second
    rooms: int
    room_size: int  # people in each
    says: float  # messages a second in each


@dataclass(frozen=True, slots=True)
class Plan:
    """What it takes."""

    deliveries: float
    room_processes: int
    page_cores: int
    post_cores: int
    broker_load: float  # share of one broker
    brokers: int


def spread(size: int, processes: int) -> float:
    """In how many processes a room of so many sockets has at least one, sockets being spread at random."""
    return processes * (1 - (1 - 1 / processes) ** size)


def processes_for(load: Load, at: Measured = MEASURED) -> int:
    """The fewest processes that hold the sockets and make the deliveries."""
    deliveries = load.rooms * load.room_size * load.says
    by_work = math.ceil(deliveries / (at.deliveries * BUSY))
    by_sockets = math.ceil(load.rooms * load.room_size / at.sockets)
    return max(1, by_work, by_sockets)


def plan(load: Load, at: Measured = MEASURED) -> Plan:
    """Processes, cores and brokers for a load; whole numbers, rounded up."""
    processes = processes_for(load, at)
    heard = load.rooms * load.says * spread(load.room_size, processes)
    share = heard / (at.broker * BUSY)
    return Plan(
        deliveries=load.rooms * load.room_size * load.says, room_processes=processes,
        page_cores=max(1, math.ceil(load.pages / (at.pages * BUSY))),
        post_cores=max(1, math.ceil(load.posts / (at.posts * BUSY))),
        broker_load=round(share, 3), brokers=max(1, math.ceil(share)))


def largest_room(says: float, processes: int, at: Measured = MEASURED) -> int:
    """How many may sit in one room where so much is said, on so many processes."""
    return int(min(processes * at.deliveries * BUSY / says, processes * at.sockets))


STEPS: Final = {
    "one host, a forum": Load(online=2_000, pages=100, posts=1, rooms=5, room_size=100, says=1),
    "two hosts, a ministry's network": Load(online=10_000, pages=400, posts=5, rooms=20, room_size=200, says=1),
    "national": Load(online=200_000, pages=8_000, posts=100, rooms=200, room_size=500, says=1),
    "internet scale": Load(online=5_000_000, pages=200_000, posts=2_000, rooms=20_000, room_size=200, says=0.5),
}


def table() -> list[str]:
    """The rows of docs/scaling.md."""
    rows = ["| service | deliveries/s | room processes | page cores | posting cores | share of one broker |",
            "|---|---|---|---|---|---|"]
    for name, load in STEPS.items():
        made = plan(load)
        rows.append(f"| {name} | {made.deliveries:,.0f} | {made.room_processes} | {made.page_cores} |"
                    f" {made.post_cores} | {made.broker_load:g} |")
    return rows


if __name__ == "__main__":
    print("\n".join(table()))

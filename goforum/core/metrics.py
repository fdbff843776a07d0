"""What this process counts and times, in the text that Prometheus reads. Numbers only: no address, no name, no text.

Counters are of one process; each web process answers ``/metrics`` for itself, and the monitoring adds them up.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import structlog

log = structlog.get_logger(__name__)

BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
Labels = tuple[str, ...]


@dataclass
class Counter:
    """Something that only grows, by label values."""

    name: str
    words: str
    labels: Labels = ()
    values: dict[Labels, float] = field(default_factory=dict)

    def add(self, *labels: str, by: float = 1) -> None:
        """One more (or ``by``)."""
        self.values[labels] = self.values.get(labels, 0) + by

    def lines(self) -> Iterator[str]:
        yield from _head(self.name, self.words, "counter")
        for labels, value in sorted(self.values.items()):
            yield _line(self.name, dict(zip(self.labels, labels, strict=True)), value)


@dataclass
class Histogram:
    """How long things took: how many up to each bound, by label values."""

    name: str
    words: str
    labels: Labels = ()
    values: dict[Labels, list[float]] = field(default_factory=dict)

    def see(self, seconds: float, *labels: str) -> None:
        """One more, which took so long."""
        counts = self.values.setdefault(labels, [0.0] * (len(BUCKETS) + 2))
        for number, bound in enumerate(BUCKETS):
            if seconds <= bound:
                counts[number] += 1
        counts[-2] += 1
        counts[-1] += seconds

    def lines(self) -> Iterator[str]:
        yield from _head(self.name, self.words, "histogram")
        for labels, counts in sorted(self.values.items()):
            named = dict(zip(self.labels, labels, strict=True))
            for bound, count in zip([*map(str, BUCKETS), "+Inf"], counts, strict=False):
                yield _line(f"{self.name}_bucket", {**named, "le": bound}, count)
            yield _line(f"{self.name}_count", named, counts[-2])
            yield _line(f"{self.name}_sum", named, counts[-1])


REQUESTS = Counter("goforum_requests_total", "Requests, by route and status.", ("route", "status"))
SECONDS = Histogram("goforum_request_seconds", "Time in the application, by kind of answer.", ("status",))
SHED = Counter("goforum_shed_total", "What was refused because there was too much to do.", ("kind",))
SOCKET_EVENTS = Counter("goforum_socket_events_total", "Events that came through sockets.", ("event", "answer"))
DATABASE_WAIT = Histogram("goforum_database_wait_seconds", "Waiting for a connection of the pool.")
DATABASE_AWAY = Counter("goforum_database_away_total", "Requests that the database left without an answer.")
CACHE = Counter("goforum_cache_total", "Looks into what is kept drawn.", ("cache", "found"))
FAILED = Counter("goforum_gauges_failed_total", "Figures that could not be had, as when the database is away.",
                 ("source",))
COLLECTED = (REQUESTS, SECONDS, SHED, SOCKET_EVENTS, DATABASE_WAIT, DATABASE_AWAY, CACHE, FAILED)


def count_request(route: str, status: str, seconds: float) -> None:
    """One answer."""
    REQUESTS.add(route, status)
    if seconds:
        SECONDS.see(seconds, f"{status[:1]}xx")


@dataclass(frozen=True, slots=True)
class Gauge:
    """How much of something there is now."""

    name: str
    words: str
    value: float


_sources: list[Callable[[], Iterable[Gauge]]] = []


def gauges(source: Callable[[], Iterable[Gauge]]) -> Callable[[], Iterable[Gauge]]:
    """Let a feature say how much there is of something, whenever somebody asks."""
    if source not in _sources:
        _sources.append(source)
    return source


def carefully(source: Callable[[], Iterable[Gauge]]) -> list[Gauge]:
    """What a source says; one that fails says nothing, and is counted."""
    try:
        return list(source())
    except Exception:
        log.exception("gauge_failed", source=source.__qualname__)
        FAILED.add(source.__qualname__)
        return []


def now() -> Iterator[Gauge]:
    """Every gauge there is."""
    for source in _sources:
        yield from carefully(source)


def text(gauges: Iterable[Gauge]) -> str:
    """Everything, as Prometheus reads it."""
    lines: list[str] = []
    for one in COLLECTED:
        lines += one.lines()
    for gauge in gauges:
        lines += [*_head(gauge.name, gauge.words, "gauge"), _line(gauge.name, {}, gauge.value)]
    return "\n".join(lines) + "\n"


def _head(name: str, words: str, kind: str) -> Iterator[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} {kind}"


def _line(name: str, labels: Mapping[str, str], value: float) -> str:
    inside = ",".join(f'{key}="{_plain(one)}"' for key, one in labels.items())
    shown = str(int(value)) if value == int(value) else repr(float(value))
    return f"{name}{{{inside}}} {shown}" if inside else f"{name} {shown}"


def _plain(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

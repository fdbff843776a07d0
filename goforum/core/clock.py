"""The one clock. Rules and commands ask it, never the system, so that tests and the demo can move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, reset_tzpath

# Only the pinned tzdata package knows that Morocco keeps UTC+0 since 20 September 2026; systems are late.
reset_tzpath(())

_frozen: ContextVar[datetime | None] = ContextVar("goforum_clock", default=None)
_offset = timedelta()


def now() -> datetime:
    """The present instant, in UTC, with its zone."""
    fixed = _frozen.get()
    return fixed if fixed is not None else datetime.now(UTC) + _offset


def today(zone: str) -> date:
    """The calendar day it is now for people living in ``zone``."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def frozen(instant: datetime) -> Iterator[None]:
    """Hold the clock at one instant (demo history, tests)."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its zone")
    token = _frozen.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


def set_offset(offset: timedelta) -> None:
    """Shift the clock of the whole process, as a clock step would (tests)."""
    global _offset
    _offset = offset

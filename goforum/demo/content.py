"""Reading the demonstration's files, and the instants they name.

A file names an instant in one of three ways, always in Casablanca's time: ``2019-02-07T11:20`` for history,
``-12d 09:10`` (or ``+6d 18:00``) for a day counted from today, ``-25min`` or ``-3h`` counted from now.
"""

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

ZONE = "Africa/Casablanca"
PLAN = "morocco-nap-2018-2020.json"
THREADS = ("threads-committee.json", "threads-forum.json", "threads-themes.json")

_DAYS = re.compile(r"([+-]\d+)d(?: (\d\d):(\d\d))?")
_SHORT = re.compile(r"([+-]\d+)(min|h)")


def read(name: str) -> dict[str, Any]:
    """One content file, by its name."""
    text = (files("goforum.demo") / "content" / name).read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def instant(written: str, now: datetime) -> datetime:
    """The instant a content file means, seen from ``now``."""
    zone = ZoneInfo(ZONE)
    if found := _SHORT.fullmatch(written):
        amount = int(found[1])
        return now + (timedelta(minutes=amount) if found[2] == "min" else timedelta(hours=amount))
    if found := _DAYS.fullmatch(written):
        day = now.astimezone(zone).date() + timedelta(days=int(found[1]))
        return datetime.combine(day, time(int(found[2] or 9), int(found[3] or 0)), zone).astimezone(UTC)
    return datetime.fromisoformat(written).replace(tzinfo=zone).astimezone(UTC)


def day(written: str | None, now: datetime) -> date | None:
    """The calendar day a content file means: ``2019-02-01`` or ``-210d``."""
    if written is None:
        return None
    if written[0] in "+-":
        return instant(written, now).astimezone(ZoneInfo(ZONE)).date()
    return date.fromisoformat(written)


def body(lines: Sequence[str], names: dict[str, str]) -> str:
    """The text of a post: its lines, with ``@{key}`` turned into the handle of that example person."""
    return re.sub(r"@\{(\w+)\}", lambda found: "@" + re.sub(r"\W+", "_", names[found[1]]).strip("_"), "\n".join(lines))

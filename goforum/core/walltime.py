"""From the time a clock on the wall shows to the instant it means; where it means none or two, say so."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from goforum.core.rules import Words


def wall_time_fault(wall: datetime, zone: str) -> Words | None:
    """Why a date and time typed without a zone names no single instant in ``zone``, or None."""
    if not 1900 <= wall.year <= 9000:  # the ends of the calendar overflow on the way to UTC
        return _l("Choose another date.")
    first, second = _instants(wall, zone)
    if first.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
        return _l("Clocks go forward that night and skip this time. Choose another.")
    if first != second:
        return _l("Clocks go back that night and show this time twice. Choose another.")
    return None


def instant_of(wall: datetime, zone: str) -> datetime:
    """The instant at which clocks in ``zone`` show ``wall`` (the first one, should there be two)."""
    return _instants(wall, zone)[0]


def wall_time_of(instant: datetime, zone: str) -> datetime:
    """What clocks in ``zone`` show at this instant, without zone: the value of a date and time field."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _instants(wall: datetime, zone: str) -> tuple[datetime, datetime]:
    place = ZoneInfo(zone)
    early, late = (wall.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    return early, late

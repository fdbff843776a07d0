"""Several dates as one iCalendar file, for programs that ask for it again and again.

Times are instants in UTC: right in every program, whatever it believes of a zone's clock changes. The UID of each is
the one its own file has, so that both are one event.
"""

from collections.abc import Iterable
from datetime import timedelta

from goforum.meetings.calendars import Dated, event_of

AGAIN = timedelta(hours=6)


def feed(dates: Iterable[Dated], *, name: str, site: str) -> bytes:
    """The file; what was cancelled stays in it and says so."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//goforum//meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    for one in sorted(dates, key=lambda one: (one.starts_at, one.uid)):
        calendar.add_component(event_of(one, site))
    return bytes(calendar.to_ical())

"""Several meetings as one iCalendar file, for programs that ask for it again and again.

Times are instants in UTC: right in every program, whatever it believes of a zone's clock changes. The UID of a meeting
is the one its own file has, so that both are one event.
"""

from collections.abc import Iterable
from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import url_for

from goforum.core.i18n import localised
from goforum.meetings.queries import MeetingCard

if TYPE_CHECKING:
    from icalendar import Event

AGAIN = timedelta(hours=6)


def feed(meetings: Iterable[MeetingCard], *, name: str, site: str, lang: str) -> bytes:
    """The file; what was cancelled stays in it and says so."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//goforum//meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    for meeting in meetings:
        calendar.add_component(_event(meeting, site, lang))
    return bytes(calendar.to_ical())


def _event(meeting: MeetingCard, site: str, lang: str) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", f"meeting-{meeting.id}@{urlsplit(site).hostname}")
    event.add("sequence", meeting.version)
    event.add("dtstamp", meeting.updated_at.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    event.add("summary", localised(meeting.titles, lang).text)
    event.add("url", site + url_for("meetings.show", meeting_id=meeting.id))
    if where := meeting.place or meeting.video_url:
        event.add("location", where)
    event.add("status", "CANCELLED" if meeting.state == "cancelled" else "CONFIRMED")
    return event

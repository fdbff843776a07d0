"""A meeting as an iCalendar file (RFC 5545), with the rules of its zone inside.

The zone's rules travel in the file because calendars keep old ones: many still believe that Morocco is at UTC+1,
which ended on 20 September 2026. The library's own rules of a zone start an hour late (they are written in the
time after the change), so they are drawn here: one component for each change around the meeting.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from goforum.core.i18n import localised
from goforum.meetings.queries import AgendaLine, MeetingCard

AROUND = timedelta(days=370)


def changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[tuple[datetime, timedelta, timedelta]]:
    """Each change of the zone's offset between two instants: when, from what, to what."""
    at, step = start, timedelta(days=1)
    while at < end:
        before, after = _offset(zone, at), _offset(zone, at + step)
        if before != after:
            low, high = at, at + step
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
            moment = high.replace(microsecond=0)
            yield moment, before, after
        at += step


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _rules_of(name: str, start: datetime, end: datetime) -> Timezone:
    """The zone from a year before the meeting to a year after it."""
    zone = ZoneInfo(name)
    first = (start - AROUND).replace(hour=0, minute=0, second=0, microsecond=0)
    found = Timezone()
    found.add("tzid", name)
    offset = _offset(zone, first)
    for moment, before, after in [(first, offset, offset), *changes(zone, first, end + AROUND)]:
        part = TimezoneDaylight() if moment.astimezone(zone).dst() else TimezoneStandard()
        # The onset is written in the time that was kept until then.
        part.add("dtstart", (moment + before).replace(tzinfo=None))
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        found.add_component(part)
    return found


def _description(agenda: Sequence[AgendaLine], address: str, lang: str) -> str:
    points = [f"{item.number}. {localised(item.titles, lang).text}" for item in agenda]
    return "\n".join([*points, "", address]).strip()


def meeting_file(meeting: MeetingCard, *, title: str, address: str, site: str, agenda: Sequence[AgendaLine],
                 lang: str) -> bytes:
    """The file. Its UID stays and its SEQUENCE grows, so that a calendar replaces what it had."""
    zone = ZoneInfo(meeting.zone)
    calendar = Calendar()
    calendar.add("prodid", "-//goforum//meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_rules_of(meeting.zone, meeting.starts_at, meeting.ends_at))
    event = Event()
    event.add("uid", f"meeting-{meeting.id}@{urlsplit(site).hostname}")
    event.add("sequence", meeting.version)
    event.add("dtstamp", meeting.updated_at.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    event.add("dtend", meeting.ends_at.astimezone(zone))
    event.add("summary", title)
    event.add("description", _description(agenda, address, lang))
    event.add("url", address)
    if where := meeting.place or meeting.video_url:
        event.add("location", where)
    event.add("status", "CANCELLED" if meeting.state == "cancelled" else "CONFIRMED")
    calendar.add_component(event)
    return bytes(calendar.to_ical())

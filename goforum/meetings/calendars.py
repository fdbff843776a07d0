"""A meeting as an iCalendar file (RFC 5545), with the rules of its zone inside.

The zone's rules travel in the file because calendars keep old ones: many still believe that Morocco is at UTC+1,
which ended on 20 September 2026. The library's own rules of a zone start an hour late (they are written in the
time after the change), so they are drawn here: one component for each change around the meeting.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from goforum.core.i18n import localised
from goforum.meetings.queries import AgendaLine, MeetingCard

if TYPE_CHECKING:  # read when the first file is asked for: a process that starts has no time for it
    from icalendar import Event, Timezone, vCalAddress

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


def _rules_of(name: str, start: datetime, end: datetime) -> "Timezone":
    """The zone from a year before the meeting to a year after it."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

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


@dataclass(frozen=True)
class Invited:
    """To whom the file is mailed, on whose behalf, and what they have answered. Answers are given on the site."""

    name: str
    address: str
    host: str
    host_address: str
    answer: str | None = None


PARTSTAT = {"yes": "ACCEPTED", "remote": "ACCEPTED", "maybe": "TENTATIVE", "no": "DECLINED"}


def method_of(meeting: MeetingCard) -> str:
    """What a mail about this meeting asks of its reader's calendar."""
    return "CANCEL" if meeting.state == "cancelled" else "REQUEST"


def _address(address: str, **params: str) -> "vCalAddress":
    from icalendar import vCalAddress, vText

    found = vCalAddress(f"mailto:{address}")
    for name, value in params.items():
        found.params[name] = vText(value)
    return found


def _mailed(event: "Event", invited: Invited) -> None:
    """The two people a mailed file needs: nobody else's name or address is in it."""
    event.add("organizer", _address(invited.host_address, cn=invited.host))
    event.add("attendee", _address(invited.address, cn=invited.name, role="REQ-PARTICIPANT", rsvp="FALSE",
                                   partstat=PARTSTAT.get(invited.answer or "", "NEEDS-ACTION")))


def meeting_file(meeting: MeetingCard, *, title: str, address: str, site: str, agenda: Sequence[AgendaLine],
                 lang: str, invited: Invited | None = None, plain: bool = False) -> bytes:
    """The file. Its UID stays and its SEQUENCE grows, so that a calendar replaces what it had.

    ``plain``: when and what alone; where and about what are read on the site.
    """
    from icalendar import Calendar, Event

    zone = ZoneInfo(meeting.zone)
    calendar = Calendar()
    calendar.add("prodid", "-//goforum//meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method_of(meeting) if invited else "PUBLISH")
    calendar.add_component(_rules_of(meeting.zone, meeting.starts_at, meeting.ends_at))
    event = Event()
    event.add("uid", f"meeting-{meeting.id}@{urlsplit(site).hostname}")
    event.add("sequence", meeting.version)
    event.add("dtstamp", meeting.updated_at.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    event.add("dtend", meeting.ends_at.astimezone(zone))
    event.add("summary", title)
    event.add("description", _description([] if plain else agenda, address, lang))
    event.add("url", address)
    if (where := meeting.place or meeting.video_url) and not plain:
        event.add("location", where)
    event.add("status", "CANCELLED" if meeting.state == "cancelled" else "CONFIRMED")
    if invited:
        _mailed(event, invited)
    calendar.add_component(event)
    return bytes(calendar.to_ical())

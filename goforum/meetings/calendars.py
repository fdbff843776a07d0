"""A meeting, or whatever else has a time, as an iCalendar file (RFC 5545), with the rules of its zone inside.

The zone's rules travel in the file because calendars keep old ones: many still believe that Morocco is at UTC+1,
which ended on 20 September 2026. The library's own rules of a zone start an hour late (they are written in the
time after the change), so they are drawn here: one component for each change around the meeting.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
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


@dataclass(frozen=True, kw_only=True)
class Dated:
    """Something at a time. Its UID stays and its SEQUENCE grows, so that a calendar replaces what it had."""

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    zone: str
    title: str
    address: str
    where: str = ""
    status: str = "CONFIRMED"


# What else has a time for (person, group or none, of the person's own or of all they read), in this language.
Source = Callable[[int | None, int | None, bool, str], list[Dated]]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Let the calendars that programs read show what a feature above meetings plans."""
    if source not in _sources:
        _sources.append(source)


def dates_beside(person_id: int | None, *, group_id: int | None = None, mine: bool = False, lang: str) -> list[Dated]:
    """What is planned beside meetings, for the same calendars and the same readers."""
    return [one for source in _sources for one in source(person_id, group_id, mine, lang)]


def dated(meeting: MeetingCard, *, address: str, lang: str) -> Dated:
    """A meeting as calendars know it."""
    return Dated(
        uid=f"meeting-{meeting.id}", sequence=meeting.version, changed_at=meeting.updated_at,
        starts_at=meeting.starts_at, ends_at=meeting.ends_at, zone=meeting.zone,
        title=localised(meeting.titles, lang).text, address=address, where=meeting.place or meeting.video_url,
        status="CANCELLED" if meeting.state == "cancelled" else "CONFIRMED")


def event_of(one: Dated, site: str, zone: tzinfo = UTC) -> "Event":
    """The event, its times on the clocks of a zone."""
    from icalendar import Event

    event = Event()
    event.add("uid", f"{one.uid}@{urlsplit(site).hostname}")
    event.add("sequence", one.sequence)
    event.add("dtstamp", one.changed_at.astimezone(UTC))
    event.add("dtstart", one.starts_at.astimezone(zone))
    event.add("dtend", one.ends_at.astimezone(zone))
    event.add("summary", one.title)
    event.add("url", one.address)
    if one.where:
        event.add("location", one.where)
    event.add("status", one.status)
    return event


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
    """The file of a meeting. ``plain``: when and what alone; where and about what are read on the site."""
    points = [] if plain else [
        line for item in agenda for line in (f"{item.number}. {localised(item.titles, lang).text}",
                                             *(f"   – {file.name}" for file in item.files))]
    one = replace(dated(meeting, address=address, lang=lang), title=title)
    return calendar_file(one, site=site, about="\n".join(points), method=method_of(meeting), invited=invited,
                         plain=plain)


def calendar_file(one: Dated, *, site: str, about: str = "", method: str = "PUBLISH", invited: Invited | None = None,
                  plain: bool = False) -> bytes:
    """A file of one event; mailed to somebody, it asks ``method`` of their calendar. ``plain``: without the place."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//goforum//meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method if invited else "PUBLISH")
    calendar.add_component(_rules_of(one.zone, one.starts_at, one.ends_at))
    event = event_of(replace(one, where="") if plain else one, site, ZoneInfo(one.zone))
    event.add("description", f"{about}\n\n{one.address}".strip())
    if invited:
        _mailed(event, invited)
    calendar.add_component(event)
    return bytes(calendar.to_ical())

"""Pure rules of meetings: who may do what when, which times exist, what a link may be."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict, Words
from goforum.groups.rules import Standing, may_facilitate, may_moderate, may_read, may_vote, may_write

# The room opens this long before the hour, so that people can try the door and say good morning.
LOBBY = timedelta(minutes=30)
# A meeting that nobody started by then will not be held in this room any more.
LATEST_START = timedelta(hours=12)
LONGEST = timedelta(hours=24)
MAX_MESSAGE = 4000
MAX_ITEMS = 50
MAX_MINUTES = 600


class Phase(StrEnum):
    """What a room is at this instant."""

    EARLY = "early"
    LOBBY = "lobby"
    LIVE = "live"
    MISSED = "missed"
    ENDED = "ended"
    CANCELLED = "cancelled"


class Facts(Protocol):
    """What rules ask of a meeting."""

    @property
    def state(self) -> str: ...
    @property
    def form(self) -> str: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


@dataclass(frozen=True)
class Here:
    """What one person is in one meeting beside their standing in its group, and whether the room is locked."""

    role: str | None = None
    removed: bool = False
    locked: bool = False
    # Invited to this one meeting, by an invitation that works now.
    guest: bool = False


PLAIN = Here()


class Said(Protocol):
    """What rules ask of a message."""

    @property
    def author_id(self) -> int: ...
    @property
    def deleted_at(self) -> datetime | None: ...


def phase(meeting: Facts, now: datetime) -> Phase:
    """A planned meeting's room opens half an hour before it; the other states speak for themselves."""
    if meeting.state != "planned":
        return Phase(meeting.state)
    if now < meeting.starts_at - LOBBY:
        return Phase.EARLY
    return Phase.LOBBY if now < meeting.ends_at + LATEST_START else Phase.MISSED


CLOSED = {
    Phase.EARLY: No("early", _l("The room opens 30 minutes before the meeting.")),
    Phase.MISSED: No("missed", _l("This meeting was not started, and its time has passed.")),
    Phase.ENDED: No("ended", _l("The meeting is over: its messages can be read, not added to.")),
    Phase.CANCELLED: No("cancelled", _l("This meeting is cancelled.")),
}


def room_is_open(meeting: Facts, now: datetime) -> Verdict:
    """Whether anybody can write in the room now."""
    return CLOSED.get(phase(meeting, now), YES)


def may_say(standing: Standing, meeting: Facts, now: datetime) -> Verdict:
    """Write in the room: those who may write in the group, while the room is open."""
    return may_read(standing, now) and room_is_open(meeting, now) and may_write(standing, now)


def may_judge_message(standing: Standing, meeting: Facts, message: Said, now: datetime,
                      here: Here = PLAIN) -> Verdict:
    """Take somebody's message out, or bring it back, at any time: whoever moderates, never on their own."""
    verdict = may_moderate(standing, now)
    if verdict and message.author_id == standing.person_id:
        return No("own", _l("Nobody decides about themselves."))
    return verdict


def may_plan(standing: Standing, now: datetime) -> Verdict:
    """Plan a meeting of the group: facilitators and the secretary."""
    return may_facilitate(standing, now)


def may_change(standing: Standing, meeting: Facts, now: datetime) -> Verdict:
    """Change the invitation or the agenda: organisers, until the meeting is over."""
    verdict = may_facilitate(standing, now)
    if not verdict:
        return verdict
    if meeting.state in ("ended", "cancelled"):
        return CLOSED[Phase(meeting.state)]
    return YES


def may_write_texts(standing: Standing, meeting: Facts, now: datetime) -> Verdict:
    """Write what is kept of a meeting, or what it is about: organisers, also after it."""
    verdict = may_facilitate(standing, now)
    return CLOSED[Phase.CANCELLED] if verdict and meeting.state == "cancelled" else verdict


def may_cancel(standing: Standing, meeting: Facts, now: datetime) -> Verdict:
    """Cancel a meeting: organisers, before it begins."""
    verdict = may_facilitate(standing, now)
    if not verdict:
        return verdict
    if meeting.state == "live":
        return No("live", _l("The meeting has begun: end it instead."))
    return YES if meeting.state == "planned" else CLOSED[Phase(meeting.state)]


def may_answer(standing: Standing, meeting: Facts, now: datetime) -> Verdict:
    """Answer the invitation: everybody who belongs to the group, observers too, until the meeting is over."""
    verdict = may_vote(standing, now)
    if isinstance(verdict, No) and verdict.code != "observer":
        return verdict
    if meeting.state in ("ended", "cancelled"):
        return CLOSED[Phase(meeting.state)]
    if now >= meeting.ends_at:
        return No("late", _l("The time of this meeting has passed."))
    return YES


def answer_fits(answer: str, form: str) -> bool:
    """"remote" is an answer of its own only where one may also come in person."""
    return answer in ("yes", "maybe", "no") or (answer == "remote" and form == "hybrid")


def instant_of(wall: datetime, zone: str) -> datetime | No:
    """The instant a clock on the wall in ``zone`` shows ``wall``; refused when it never does, or does twice."""
    if zone not in available_timezones():
        return No("zone", _l("Choose a time zone of the list."))
    if not 1900 <= wall.year <= 9000:  # the ends of the calendar overflow on the way to UTC
        return No("absent-time", _l("Choose another date."))
    place = ZoneInfo(zone)
    first = wall.replace(tzinfo=place, fold=0).astimezone(UTC)
    second = wall.replace(tzinfo=place, fold=1).astimezone(UTC)
    if first.astimezone(place).replace(tzinfo=None) != wall.replace(fold=0):
        return No("absent-time", _l("Clocks go forward that night and skip this time. Choose another."))
    if first != second:
        return No("double-time", _l("Clocks go back that night and show this time twice. Choose another."))
    return first


def times_fault(starts_at: datetime, ends_at: datetime, *, held: bool, now: datetime) -> tuple[str, Words] | None:
    """What is wrong with the times of a meeting: the field and the reason, or None."""
    if ends_at <= starts_at:
        return "ends", _l("The meeting must end after it starts.")
    if ends_at - starts_at > LONGEST:
        return "ends", _l("A meeting lasts at most 24 hours. Plan one for each day.")
    if held and ends_at > now:
        return "held", _l("This meeting is still to come: it cannot have been held.")
    if not held and ends_at <= now:
        return "day", _l("This time has passed. Choose another, or say that the meeting was held.")
    return None


def video_fault(address: str) -> Words | None:
    """What is wrong with a video link, which opens on everybody's machine: https, a host, nothing hidden in it."""
    try:
        parts = urlsplit(address)
    except ValueError:  # brackets that are no IPv6 address
        return _l("Write the whole address, beginning with https://")
    plain = address.isascii() and address.isprintable() and " " not in address
    if parts.scheme != "https" or not parts.hostname or parts.username or not plain:
        return _l("Write the whole address, beginning with https://")
    return None


_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


def is_client_id(text: str) -> bool:
    """A name the sender's browser gave its message; any 8 to 64 plain characters."""
    return _CLIENT_ID.fullmatch(text) is not None


_MINUTES = re.compile(r"\s*\((\d{1,3})(?!\d)[^()]{0,12}\)\s*$")


def parse_agenda(lines: str) -> list[tuple[str, int | None]]:
    """Points typed one a line, "Opening words (10)", as titles and minutes; empty lines are skipped."""
    items: list[tuple[str, int | None]] = []
    for line in lines.splitlines():
        found = _MINUTES.search(line)
        minutes = int(found.group(1)) if found else None
        title = (line[: found.start()] if found else line).strip(" \t-*•")
        if title:
            items.append((title, minutes if minutes and minutes <= MAX_MINUTES else None))
    return items

"""Pure rules of planning: which days a plan of the year means, which dates recur, who may propose a point."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict, Words
from goforum.groups.rules import Standing, may_facilitate, may_read, may_write
from goforum.meetings.rules import Facts as MeetingFacts
from goforum.meetings.rules import may_write_texts
from goforum.meetings.rules.meetings import CLOSED, Phase

MOST_DATES = 60
MOST_FILES = 20
MONTHS = {name: number for number, names in enumerate((
    "janvier january jan يناير", "février fevrier february feb فبراير", "mars march mar مارس", "avril april apr أبريل",
    "mai may ماي", "juin june jun يونيو", "juillet july jul يوليوز", "août aout august aug غشت",
    "septembre september sep شتنبر", "octobre october oct أكتوبر", "novembre november nov نونبر",
    "décembre decembre december dec دجنبر"), start=1) for name in names.split()}
EVERY = ("week", "two-weeks", "month-day", "month-weekday")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_NAMED = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?\s+([^\W\d_]+)\.?(?:\s+(\d{4}))?")


class Facts(Protocol):
    """What rules ask of a meeting."""

    @property
    def state(self) -> str: ...

    @property
    def ends_at(self) -> datetime: ...


def may_offer(standing: Standing, meeting: Facts, now: datetime) -> Verdict:
    """Propose a point: whoever writes in the group, while the meeting is still planned."""
    verdict = may_read(standing, now) and may_write(standing, now)
    if verdict and (meeting.state != "planned" or meeting.ends_at <= now):
        return No("begun", _l("Points are proposed before the meeting begins."))
    return verdict


def may_put_documents(standing: Standing, meeting: MeetingFacts, now: datetime, *, proposed: bool) -> Verdict:
    """Put documents to a point: who writes the texts of the meeting; and, until it is over, who proposed the point."""
    verdict = may_write_texts(standing, meeting, now)
    if verdict or not proposed:
        return verdict
    if meeting.state in ("ended", "cancelled"):
        return CLOSED[Phase(meeting.state)]
    return may_read(standing, now) and may_write(standing, now)


def read_day(text: str, year: int) -> date | None:
    """A day as people write it: 2027-05-02, 02/05/2027, "2 mai", "5 September 2027", "5 دجنبر"; None if it is none."""
    text = text.strip().lower()
    if found := _ISO.fullmatch(text):
        parts = (int(found[1]), int(found[2]), int(found[3]))
    elif found := _SLASHED.fullmatch(text):
        parts = (int(found[3]), int(found[2]), int(found[1]))
    elif (found := _NAMED.fullmatch(text)) and found[2] in MONTHS:
        parts = (int(found[3] or year), MONTHS[found[2]], int(found[1]))
    else:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


def read_days(typed: str, year: int) -> list[date] | Words:
    """The days of a plan, each once and in order; or, in words, the first one that cannot be read."""
    days: set[date] = set()
    for part in re.split(r"[\n,;،؛]", typed):
        if not part.strip():
            continue
        day = read_day(part, year)
        if day is None:
            return _l("“%(text)s” is no day. Write it like 2 May or 2027-05-02.", text=part.strip()[:60])
        days.add(day)
    if not days:
        return _l("Write at least one day.")
    if len(days) > MOST_DATES:
        return _l("At most 60 dates at once.")
    return sorted(days)


def recurring(first: date, every: str, times: int) -> list[date]:
    """The days of something that recurs: each week, each second week, each month on the same day (its last one where a
    month is shorter), or on the same weekday of the month (its second Tuesday; months without it are passed over).
    """
    if every in ("week", "two-weeks"):
        step = timedelta(weeks=1 if every == "week" else 2)
        return [first + step * n for n in range(times)]
    days: list[date] = []
    month = 0
    while len(days) < times and month < 12 * times + 12:
        year, number = divmod(first.month - 1 + month, 12)
        day = _in_month(first.year + year, number + 1, first, by_weekday=every == "month-weekday")
        month += 1
        if day is not None:
            days.append(day)
    return days


def _in_month(year: int, month: int, like: date, *, by_weekday: bool) -> date | None:
    start = date(year, month, 1)
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    if not by_weekday:
        return start.replace(day=min(like.day, last))
    day = 1 + (like.weekday() - start.weekday()) % 7 + 7 * ((like.day - 1) // 7)
    return start.replace(day=day) if day <= last else None


def overlaps(starts_at: datetime, ends_at: datetime, others: Sequence[tuple[datetime, datetime]]) -> list[int]:
    """Which of the others take some of the same time; touching ends do not count."""
    return [place for place, (begin, end) in enumerate(others) if begin < ends_at and starts_at < end]


def may_ask_dates(standing: Standing, now: datetime) -> Verdict:
    """Ask the members which date suits: organisers who belong to the group, as for any question put to it."""
    return may_facilitate(standing, now) and may_write(standing, now)


class Asked(Protocol):
    """What rules ask of a poll about dates: where it is in its life."""

    @property
    def phase(self) -> str: ...


def may_choose_date(standing: Standing, poll: Asked, now: datetime) -> Verdict:
    """Make the meeting of a date that was asked for: organisers, once everybody has had until the deadline."""
    verdict = may_facilitate(standing, now)
    if not verdict:
        return verdict
    if poll.phase == "cancelled":
        return No("cancelled", _l("This vote was cancelled: no date comes of it."))
    if poll.phase != "closed":
        return No("open", _l("The date is chosen once the time to answer is over: the members were told until when."))
    return YES


def may_keep_calendar(person_id: int | None) -> Verdict:
    """Have a calendar of one's own: whoever is signed in."""
    return YES if person_id is not None else No("visitor", _l("Sign in to take part."), help="log-in")

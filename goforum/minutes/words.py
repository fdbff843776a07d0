"""The words of minutes in one language: what a draft says of a meeting by itself, and the headings of the paper."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from flask_babel import force_locale, get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from goforum.core.i18n import LANGUAGES, LOCALES, localised
from goforum.meetings.queries import AgendaLine, MeetingCard
from goforum.minutes.queries.room import Attendance, Seat, Spoken
from goforum.voting.queries import PollView

HEADINGS = {
    "date": _l("Date of the meeting"), "place": _l("Place"), "participants": _l("Those who took part"),
    "agenda": _l("Agenda"), "opening": _l("Opening words"), "discussed": _l("Points discussed"),
    "decided": _l("Points decided"), "information": _l("Information"), "votes": _l("Votes and results"),
    "speaking": _l("Who spoke"),
}
OUTCOMES = {"accepted": _l("accepted"), "rejected": _l("rejected"), "chosen": _l("chosen"),
            "undecided": _l("undecided")}
POSITIONS = {"for": _l("for"), "against": _l("against"), "abstain": _l("abstention"),
             "objection": _l("reasoned objection")}
COLLEGES = {"public_bodies": _l("Public bodies"), "civil_society": _l("Civil society")}


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Words in this language, whoever's page or job this is."""
    with force_locale(LOCALES[lang]):
        yield


def _locale() -> Any:
    return get_locale() or "en"


def long_day(day: date) -> str:
    """"mercredi 6 février 2019"."""
    return format_date(day, "full", locale=_locale())


def _each(draw: Any) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for lang in LANGUAGES:
        with speaking(lang):
            found[lang] = draw(lang) or None
    return found


def date_texts(meeting: MeetingCard) -> dict[str, str | None]:
    """When it was."""
    day = meeting.starts_at.astimezone(ZoneInfo(meeting.zone)).date()
    return _each(lambda _lang: long_day(day)[:1].upper() + long_day(day)[1:])


def place_texts(meeting: MeetingCard) -> dict[str, str | None]:
    """Where it was: the place as the invitation says it, or at a distance."""
    def draw(_lang: str) -> str:
        there = meeting.place if meeting.form != "remote" else ""
        return " · ".join(filter(None, (there, _("at a distance") if meeting.form != "in_person" else "")))
    return _each(draw)


def agenda_texts(line: AgendaLine) -> dict[str, str | None]:
    """A point of the agenda."""
    return dict(line.titles)


def seats_texts(seats: list[Seat], label: Any) -> dict[str, str | None]:
    """Names with the organisations they speak for, in a line."""
    def draw(lang: str) -> str:
        names = _(", ").join(f"{one.name} ({localised(one.organisation, lang).text})" for one in seats)
        return _("%(label)s: %(names)s", label=label, names=names)
    return _each(draw)


def present_texts(found: Attendance) -> Iterator[tuple[str, dict[str, str | None]]]:
    """(what it is drawn from, the line): by college, then others, then those who are excused."""
    for college, label in COLLEGES.items():
        if seats := [one for one in found.present if one.college == college]:
            yield f"present:{college}", seats_texts(seats, label)
    if found.guests:
        yield "present:guests", _each(lambda _lang: _(
            "%(label)s: %(names)s", label=_("Guests"), names=_(", ").join(found.guests)))
    if found.others:
        yield "present:others", _each(lambda _lang: ngettext(
            "%(num)s other person", "%(num)s other persons", found.others))
    if found.others is None:
        yield "present:others", _each(lambda _lang: _("Other persons (too few to be counted here)"))
    if found.excused:
        yield "excused", seats_texts(found.excused, _l("Excused"))


def vote_texts(poll: PollView) -> dict[str, str | None]:
    """A question, what was decided, and the count where it may be shown."""
    def draw(_lang: str) -> str:
        told = [str(OUTCOMES.get(poll.outcome or "", poll.outcome or ""))]
        told += [f"{POSITIONS[key]} {count}" for key, count in (poll.tally or {}).items() if key in POSITIONS]
        return _("%(question)s: %(result)s", question=poll.question, result=_(", ").join(told))
    return _each(draw)


def spoken_texts(figures: list[Spoken]) -> dict[str, str | None]:
    """Time with the floor, or messages, by college; a figure that few stand behind is not given."""
    def one(figure: Spoken) -> str:
        if (figure.minutes if figure.timed else figure.messages) is None:
            count = _("too few persons to say")
        elif figure.minutes is not None:
            count = ngettext("%(num)s minute", "%(num)s minutes", figure.minutes)
        else:
            count = ngettext("%(num)s message", "%(num)s messages", figure.messages or 0)
        return _("%(label)s: %(names)s", label=COLLEGES.get(figure.college, figure.college), names=count)
    return _each(lambda _lang: "\n".join(["", *(f"- {one(figure)}" for figure in figures)]).strip())


def next_texts(dates: list[tuple[datetime, str]]) -> dict[str, str | None]:
    """The meetings planned after this one."""
    def draw(_lang: str) -> str:
        days = []
        for at, zone in dates:
            wall = at.astimezone(ZoneInfo(zone))
            hour = format_time(wall, "short", tzinfo=wall.tzinfo, locale=_locale())
            days.append(_("%(day)s at %(time)s", day=long_day(wall.date()), time=hour))
        return _("Next meetings: %(days)s", days=_(", ").join(days))
    return _each(draw)


def action_words(action: Mapping[str, Any], lang: str) -> str:
    """Who does it, until when, for which commitment, in a line."""
    told = []
    body = localised(action["organisation"], lang).text if action.get("organisation") else ""
    if who := " · ".join(f"\u2068{name}\u2069" for name in (action.get("owner"), body) if name):
        told.append(_("Who does it: %(who)s", who=who))
    if action.get("due_on"):
        told.append(_("by %(day)s at the latest", day=long_day(date.fromisoformat(action["due_on"]))))
    if about := action.get("commitment"):
        told.append(_("Commitment %(number)s: %(title)s", number=about["number"],
                      title=localised(about["titles"], lang).text))
    return " — ".join(told)


def adoption_question(title: str, lang: str) -> str:
    """What the members are asked when minutes are put to the vote."""
    with speaking(lang):
        return _("Are the minutes of this meeting adopted? %(title)s", title=title)

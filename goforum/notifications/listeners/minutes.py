"""Told of minutes: they can be remarked on, somebody did, a remark is answered, they are adopted."""

from collections.abc import Collection

from flask import url_for
from flask_babel import ngettext
from sqlalchemy import and_, select

from goforum.core.events import inside
from goforum.core.i18n import localised
from goforum.groups.queries import organiser_ids
from goforum.meetings.queries import cards as meeting_cards
from goforum.minutes.events import (
    MinutesAdopted,
    MinutesCirculated,
    MinutesEvent,
    MinutesHeldBack,
    MinutesRemarked,
    RemarkAnswered,
)
from goforum.minutes.models import Minutes
from goforum.minutes.queries import cards
from goforum.notifications.commands import tell, tell_audience
from goforum.notifications.kinds import About, Kind, Subject, add_kinds, add_page, add_subject
from goforum.notifications.models import Notice


def _minutes(ids: Collection[int], person_id: int) -> dict[int, About]:
    known = cards(ids, person_id)
    meetings = meeting_cards([one.meeting_id for one in known.values()], person_id)
    found = {}
    for one in known.values():
        if one.meeting_id in meetings:
            title = localised(meetings[one.meeting_id].titles)
            found[one.id] = About(title.text, title.lang, url_for("minutes.show", meeting_id=one.meeting_id))
    return found


add_subject(Subject("minutes", _minutes))
add_page("minutes.show", "meeting_id", lambda shown, _upto: and_(
    Notice.subject == "minutes",
    Notice.subject_id == select(Minutes.id).where(Minutes.meeting_id == shown).scalar_subquery()))
add_kinds(
    Kind("minutes-circulated", lambda n, title: ngettext(
        "Minutes wait for your remarks: %(title)s", "%(num)s minutes wait for your remarks, the last ones: %(title)s",
        n, title=title), "file-text", family="meetings"),
    Kind("minutes-remark", lambda n, title: ngettext(
        "A remark on the minutes: %(title)s", "%(num)s remarks on the minutes: %(title)s", n, title=title),
        "pencil", family="meetings"),
    Kind("minutes-answered", lambda n, title: ngettext(
        "Your remark on the minutes is answered: %(title)s", "%(num)s of your remarks on the minutes are answered: "
        "%(title)s", n, title=title), "reply", always=True, family="me"),
    Kind("minutes-held", lambda n, title: ngettext(
        "Unanswered remarks hold back the adoption of the minutes: %(title)s",
        "Unanswered remarks hold back the adoption of minutes, the last ones: %(title)s", n, title=title),
        "triangle-alert", always=True, family="me"),
    Kind("minutes-adopted", lambda n, title: ngettext(
        "Minutes are adopted: %(title)s", "%(num)s minutes are adopted, the last ones: %(title)s", n, title=title),
        "lock", family="meetings"),
)


def _members(event: MinutesEvent, kind: str, key: str) -> None:
    tell_audience(("members", event.group_id), kind, actor_id=event.actor_id, subject=("minutes", event.minutes_id),
                  group_id=event.group_id, dedup_key=f"minutes:{event.minutes_id}:{key}")


@inside(MinutesCirculated)
def tell_of_circulation(event: MinutesCirculated) -> None:
    """The group is asked for remarks; another date is told again."""
    _members(event, "minutes-circulated", f"until:{event.until.isoformat()}")


@inside(MinutesAdopted)
def tell_of_adoption(event: MinutesAdopted) -> None:
    """Adopted."""
    _members(event, "minutes-adopted", "adopted")


@inside(MinutesHeldBack)
def tell_of_holding(event: MinutesHeldBack) -> None:
    """The organisers hear, once for each date, that remarks keep silence from adopting them."""
    tell(sorted(organiser_ids(event.group_id)), "minutes-held", actor_id=None, subject=("minutes", event.minutes_id),
         group_id=event.group_id, dedup_key=f"minutes:{event.minutes_id}:held:{event.until.isoformat()}")


@inside(MinutesRemarked)
def tell_of_remark(event: MinutesRemarked) -> None:
    """The organisers hear each remark."""
    tell(sorted(organiser_ids(event.group_id)), "minutes-remark", actor_id=event.actor_id,
         subject=("minutes", event.minutes_id), group_id=event.group_id, dedup_key=f"minutes-remark:{event.remark_id}")


@inside(RemarkAnswered)
def tell_of_answer(event: RemarkAnswered) -> None:
    """Whoever remarked hears the answer; a corrected answer rings no second bell."""
    tell([event.author_id], "minutes-answered", actor_id=event.actor_id, subject=("minutes", event.minutes_id),
         group_id=event.group_id, dedup_key=f"minutes-answer:{event.remark_id}")

"""Told of meetings: planned, moved, cancelled, begun."""

from collections.abc import Collection
from typing import Any

from flask import url_for
from flask_babel import ngettext
from sqlalchemy import Select, and_, select

from goforum.core.db import db
from goforum.core.events import inside
from goforum.core.i18n import localised
from goforum.meetings.events import (
    MeetingCancelled,
    MeetingChanged,
    MeetingEvent,
    MeetingPlanned,
    MeetingStarted,
    MessageEdited,
    MessageSaid,
)
from goforum.meetings.models import Meeting, MessageMention, Rsvp
from goforum.meetings.queries import cards
from goforum.notifications.commands import tell, tell_audience
from goforum.notifications.kinds import About, Kind, Subject, add_audience, add_kinds, add_page, add_subject
from goforum.notifications.models import Notice
from goforum.notifications.queries.audience import of_members


def _meetings(ids: Collection[int], person_id: int) -> dict[int, About]:
    found = {}
    for card in cards(ids, person_id).values():
        title = localised(card.titles)
        found[card.id] = About(title.text, title.lang, url_for("meetings.show", meeting_id=card.id))
    return found


def _coming(meeting_id: Any) -> list[Select[Any]]:
    """The members of its group who have not said that they stay away."""
    group_id = select(Meeting.group_id).where(Meeting.id == meeting_id).scalar_subquery()
    away = select(Rsvp.person_id).where(Rsvp.meeting_id == meeting_id, Rsvp.answer == "no")
    return [members.where(members.selected_columns[0].not_in(away)) for members in of_members(group_id)]


add_subject(Subject("meeting", _meetings))
for _endpoint in ("meetings.show", "meetings.room"):
    add_page(_endpoint, "meeting_id",
             lambda shown, _upto: and_(Notice.subject == "meeting", Notice.subject_id == shown))
add_audience("coming", _coming)
add_kinds(
    Kind("meeting", lambda n, title: ngettext(
        "A meeting is planned: %(title)s", "%(num)s meetings are planned, the last one: %(title)s", n, title=title),
        "calendar", family="meetings"),
    Kind("meeting-moved", lambda n, title: ngettext(
        "The meeting %(title)s has another time or place", "The meeting %(title)s was moved %(num)s times",
        n, title=title), "calendar", family="meetings"),
    Kind("meeting-cancelled", lambda n, title: ngettext(
        "The meeting %(title)s is cancelled", "The meeting %(title)s is cancelled", n, title=title),
        "circle-x", family="meetings"),
    Kind("meeting-started", lambda n, title: ngettext(
        "The meeting %(title)s has begun", "The meeting %(title)s has begun", n, title=title),
        "video", family="meetings"),
    Kind("meeting-named", lambda n, title: ngettext(
        "You are named in the room of %(title)s", "You are named %(num)s times in the room of %(title)s", n,
        title=title), "user-round", family="talk"),
    Kind("meeting-tomorrow", lambda n, title: ngettext(
        "The meeting %(title)s is within a day", "The meeting %(title)s is within a day", n, title=title),
        "calendar", family="meetings"),
    Kind("meeting-soon", lambda n, title: ngettext(
        "The meeting %(title)s is within an hour", "The meeting %(title)s is within an hour", n, title=title),
        "clock", family="meetings"),
)


# The kinds that told people when and where it is.
TIMES_TOLD = ("meeting", "meeting-moved", "meeting-tomorrow", "meeting-soon")


def _when_and_where(meeting_id: int) -> tuple[str, str]:
    row = db.session.execute(select(Meeting.state, Meeting.starts_at, Meeting.ends_at, Meeting.place, Meeting.form)
                             .where(Meeting.id == meeting_id)).one()
    return row.state, f"{row.starts_at.isoformat()} {row.ends_at.isoformat()} {row.form} {row.place}"


def tell_of_nearness(kind: str, meeting_id: int, group_id: int, key: str) -> None:
    """A meeting is near: whoever did not say they stay away is reminded, once for each time it is planned at."""
    _state, told = _when_and_where(meeting_id)
    tell_audience(("coming", meeting_id), kind, actor_id=None, subject=("meeting", meeting_id), group_id=group_id,
                  dedup_key=key, data={"when": told})


def _tell(event: MeetingEvent, kind: str, audience: tuple[str, int], key: str, told: str) -> None:
    tell_audience(audience, kind, actor_id=event.actor_id, subject=("meeting", event.meeting_id),
                  group_id=event.group_id, dedup_key=f"meeting:{event.meeting_id}:{key}", data={"when": told})


@inside(MeetingPlanned)
def tell_of_plan(event: MeetingPlanned) -> None:
    """The group is invited; a meeting recorded afterwards invites nobody."""
    state, told = _when_and_where(event.meeting_id)
    if state == "planned":
        _tell(event, "meeting", ("members", event.group_id), "planned", told)


@inside(MeetingChanged)
def tell_of_move(event: MeetingChanged) -> None:
    """Another time or place than was last told; a corrected comma in the agenda rings no bell."""
    state, now = _when_and_where(event.meeting_id)
    last = db.session.scalars(select(Notice).where(
        Notice.subject == "meeting", Notice.subject_id == event.meeting_id, Notice.kind.in_(TIMES_TOLD))
        .order_by(Notice.id.desc()).limit(1)).first()
    if state == "planned" and last is not None and last.data.get("when") != now:
        _tell(event, "meeting-moved", ("members", event.group_id), f"moved:{event.occurred_at.isoformat()}", now)


@inside(MeetingCancelled)
def tell_of_cancelling(event: MeetingCancelled) -> None:
    """It will not be held."""
    _tell(event, "meeting-cancelled", ("members", event.group_id), "cancelled", "")


@inside(MeetingStarted)
def tell_of_start(event: MeetingStarted) -> None:
    """Whoever did not say they stay away can come in."""
    _tell(event, "meeting-started", ("coming", event.meeting_id), "started", "")


@inside(MessageSaid)
@inside(MessageEdited)
def tell_named(event: MessageSaid | MessageEdited) -> None:
    """Those whom a message of the room names, once for each message, however often it is changed."""
    named = db.session.scalars(select(MessageMention.person_id).where(
        MessageMention.message_id == event.message_id).order_by(MessageMention.person_id)).all()
    for one in named[:50]:
        tell([one], "meeting-named", actor_id=event.actor_id, subject=("meeting", event.meeting_id),
             group_id=event.group_id, dedup_key=f"message:{event.message_id}:{one}")

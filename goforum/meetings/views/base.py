"""What every door to a meeting begins with."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, g, request
from werkzeug.wrappers import Response

from goforum.core import clock
from goforum.core.i18n import localised
from goforum.core.rules import require
from goforum.core.web import keep_private, see_other, viewer
from goforum.groups.queries import GroupCard, cards, get_group_by_slug, standing
from goforum.groups.rules import Standing, may_know, may_read
from goforum.meetings import queries, rules
from goforum.meetings.queries import AgendaLine, MeetingCard
from goforum.meetings.rules import Here
from goforum.proposals import queries as proposals
from goforum.threads import queries as threads

bp = Blueprint("meetings", __name__)


def enter(meeting_id: int) -> tuple[MeetingCard, Standing]:
    """The meeting and what the person looking is to its group; what they may not read is refused."""
    meeting = queries.get_meeting(meeting_id)
    who = standing(viewer().id, meeting.group_id)
    require(may_read(who, clock.now()))
    if who.visibility != "public":
        keep_private()
    return meeting, who


def visit(meeting_id: int) -> tuple[MeetingCard, Standing, Here]:
    """The same, for the doors that guests of the meeting come through too."""
    meeting = queries.get_meeting(meeting_id)
    me = viewer()
    who, here = standing(me.id, meeting.group_id), queries.get_here(meeting_id, me.id)
    require(rules.may_visit(who, clock.now(), here))
    if who.visibility != "public" or me.guest:
        keep_private()
    return meeting, who, here


def enter_room(meeting_id: int) -> tuple[MeetingCard, Standing]:
    """The same for what goes on in its room: whoever was taken out of it reads it when the meeting is over."""
    meeting, who, here = visit(meeting_id)
    require(rules.may_follow(who, meeting, clock.now(), here))
    return meeting, who


def enter_group(slug: str) -> tuple[GroupCard, Standing]:
    """The group and what the person looking is to it."""
    group = get_group_by_slug(slug)
    who = standing(viewer().id, group.id)
    require(may_know(who, clock.now()))
    require(may_read(who, clock.now()))
    if group.visibility != "public":
        keep_private()
    g.front_of = (group, who)  # the tabs of the group's pages ask who looks
    return group, who


def group_of(meeting: MeetingCard) -> GroupCard:
    """The card of a meeting's group, once the meeting has been entered."""
    return cards([meeting.group_id])[meeting.group_id]


def agenda_of(meeting: MeetingCard, current_item_id: int | None) -> list[AgendaLine]:
    """The points, with what this person may follow: other links would tell what a reserved group speaks of."""
    me = viewer().id
    lines = queries.with_documents(queries.list_agenda(meeting, current_item_id), meeting.id, me)
    said = threads.cards((line.thread_id for line in lines if line.thread_id), me)
    proposed = proposals.cards((line.proposal_id for line in lines if line.proposal_id), me)
    return [replace(line, thread_id=line.thread_id if line.thread_id in said else None,
                    proposal_id=line.proposal_id if line.proposal_id in proposed else None) for line in lines]


def room_again(meeting_id: int, anchor: str, **values: Any) -> Response:
    """Back to the room, in the form it was left: whole or light."""
    light = {"light": 1} if "light" in request.args else {}
    return see_other("meetings.room", meeting_id=meeting_id, _anchor=anchor, **values, **light)


def title_of(meeting: MeetingCard) -> str:
    """The meeting's title in the reader's language, or the nearest there is."""
    return localised(meeting.titles).text

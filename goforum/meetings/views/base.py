"""What every door to a meeting begins with."""

from flask import Blueprint

from goforum.core import clock
from goforum.core.i18n import localised
from goforum.core.rules import require
from goforum.core.web import keep_private, viewer
from goforum.groups.queries import GroupCard, cards, get_group_by_slug, standing
from goforum.groups.rules import Standing, may_know, may_read
from goforum.meetings import queries
from goforum.meetings.queries import MeetingCard

bp = Blueprint("meetings", __name__)


def enter(meeting_id: int) -> tuple[MeetingCard, Standing]:
    """The meeting and what the person looking is to its group; what they may not read is refused."""
    meeting = queries.get_meeting(meeting_id)
    who = standing(viewer().id, meeting.group_id)
    require(may_read(who, clock.now()))
    if who.visibility != "public":
        keep_private()
    return meeting, who


def enter_group(slug: str) -> tuple[GroupCard, Standing]:
    """The group and what the person looking is to it."""
    group = get_group_by_slug(slug)
    who = standing(viewer().id, group.id)
    require(may_know(who, clock.now()))
    require(may_read(who, clock.now()))
    if group.visibility != "public":
        keep_private()
    return group, who


def group_of(meeting: MeetingCard) -> GroupCard:
    """The card of a meeting's group, once the meeting has been entered."""
    return cards([meeting.group_id])[meeting.group_id]


def title_of(meeting: MeetingCard) -> str:
    """The meeting's title in the reader's language, or the nearest there is."""
    return localised(meeting.titles).text

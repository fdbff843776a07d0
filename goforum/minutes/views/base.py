"""What every door here begins with, and the lists that forms offer."""

from flask import Blueprint

from goforum.commitments import queries as commitments
from goforum.conclusions import queries
from goforum.conclusions.queries import ActionCard
from goforum.core import clock
from goforum.core.i18n import language, localised
from goforum.core.rules import require
from goforum.core.web import keep_private, viewer
from goforum.groups import queries as groups
from goforum.groups.rules import Standing, may_read
from goforum.meetings import queries as meetings
from goforum.meetings.queries import MeetingCard
from goforum.minutes.forms import ActionForm
from goforum.organisations import queries as organisations

bp = Blueprint("minutes", __name__)
# So many people fit in a list one chooses from; whoever is not in it is named in the words of the action.
MOST_PEOPLE = 200


def enter_action(action_id: int) -> tuple[ActionCard, Standing]:
    """The action and what the person looking is to its group; what they may not read is refused."""
    action = queries.get_action(action_id)
    return action, _enter(action.group_id)


def enter_meeting(meeting_id: int) -> tuple[MeetingCard, Standing]:
    """The meeting and what the person looking is to its group."""
    meeting = meetings.get_meeting(meeting_id)
    return meeting, _enter(meeting.group_id)


def _enter(group_id: int) -> Standing:
    who = groups.standing(viewer().id, group_id)
    require(may_read(who, clock.now()))
    if who.visibility != "public":
        keep_private()
    return who


def group_of(group_id: int) -> groups.GroupCard:
    """The card of a group that has been entered."""
    return groups.cards([group_id])[group_id]


def items_of(meeting: MeetingCard) -> list[tuple[int, str]]:
    """The points of a meeting's agenda, to choose from."""
    return [(one.id, f"{one.number}. {localised(one.titles).text}") for one in meetings.list_agenda(meeting)]


def offer_lists(form: ActionForm, group_id: int, meeting: MeetingCard | None = None) -> ActionForm:
    """Fill the lists of an action's form: the people of the group, organisations, commitments, the agenda."""
    people = groups.page_members(group_id, groups.Sought(), size=MOST_PEOPLE)[:MOST_PEOPLE]
    form.offer(
        people=[(one.person_id, one.name) for one in people],
        organisations=[(one.id, localised(one.names).text) for one in organisations.list_all()],
        commitments=commitments.choices(language()), items=items_of(meeting) if meeting else ())
    return form

"""What stands in the pages of meetings and commitments: open actions of earlier meetings, what a meeting concluded."""

from flask import render_template
from markupsafe import Markup

from goforum.conclusions import queries
from goforum.core import clock
from goforum.core.web import keep_private, viewer
from goforum.groups import queries as groups
from goforum.meetings import queries as meetings
from goforum.minutes import rules
from goforum.minutes.forms import KINDS
from goforum.minutes.queries import find_minutes
from goforum.organisations import queries as organisations


def _drawn(template: str, shown: list[queries.ActionCard], **values: object) -> Markup:
    bodies = organisations.names({one.organisation_id for one in shown if one.organisation_id})
    return Markup(render_template(template, bodies=bodies, **values))  # noqa: S704 - our own template


def outcome_of_meeting(meeting_id: int) -> Markup:
    """On a meeting's page: the actions it takes up again, the points it noted, the actions it decided."""
    meeting = meetings.get_meeting(meeting_id)
    coming = meeting.state in ("planned", "live")
    back = (queries.list_open(meeting.group_id, but_for_meeting=meeting_id) if coming
            else queries.list_taken_up(meeting_id))
    made, points = queries.list_of_meeting(meeting_id), queries.list_points(meeting_id)
    minutes, who = find_minutes(meeting_id), groups.standing(viewer().id, meeting.group_id)
    shown = minutes if minutes is not None and rules.may_see(who, minutes, clock.now()) else None
    return _drawn("minutes/_outcome.html", [*back, *made], meeting=meeting, back=back, made=made, points=points,
                  kinds=KINDS, minutes=shown)


def organise_links(meeting_id: int) -> Markup:
    """In the list of what organisers of a meeting may do."""
    meeting = meetings.get_meeting(meeting_id)
    who = groups.standing(viewer().id, meeting.group_id)
    return _drawn("minutes/_organise.html", [], meeting_id=meeting_id, minutes=find_minutes(meeting_id),
                  may_draft=rules.may_draft(who, meeting.state, clock.now()))


def actions_of_commitment(commitment_id: int) -> Markup:
    """On a commitment's page: actions for it that the person may read."""
    found = queries.list_of_commitment(commitment_id, viewer().id)
    names = groups.cards({one.group_id for one in found})
    if any(card.visibility == "reserved" for card in names.values()):
        keep_private()
    return _drawn("minutes/_of_commitment.html", found, actions=found, names=names)

"""What stands in the page of a meeting: documents, who comes for each organisation, points that were proposed."""

from flask import render_template
from markupsafe import Markup

from goforum.core import clock
from goforum.core.web import viewer
from goforum.groups.queries import standing
from goforum.meetings import queries as meetings
from goforum.meetings import rules as meeting_rules
from goforum.organisations import queries as organisations
from goforum.planning import queries, rules


def before_meeting(meeting_id: int) -> Markup:
    """Documents for all who read it; seats and proposed points for those of the group."""
    meeting = meetings.get_meeting(meeting_id)
    who = standing(viewer().id, meeting.group_id)
    inside = who.belongs or who.administers
    coming = meeting.state in ("planned", "live")
    seats = queries.list_seats(meeting) if inside and coming else []
    offers = queries.list_offers(meeting_id) if inside and meeting.state == "planned" else []
    # Of a meeting planned by itself the organiser learns here what else is at that time, as for a year of dates.
    plans = meeting.state == "planned" and meeting_rules.may_change(who, meeting, clock.now())
    there = queries.list_clashes(viewer().id, [(meeting.starts_at, meeting.ends_at)]) if plans else []
    return Markup(render_template(  # noqa: S704 - our own template
        "planning/_before.html", meeting=meeting, files=queries.list_files(meeting_id), seats=seats, offers=offers,
        brought=queries.list_offered_files(meeting_id) if offers else {},
        bodies=organisations.names({one.organisation_id for one in seats}),
        clashes=[one for one in there if one.id != meeting_id],
        may_offer=rules.may_offer(who, meeting, clock.now())))


def organise_links(meeting_id: int) -> Markup:
    """In the list of what organisers of a meeting may do."""
    return Markup(render_template(  # noqa: S704 - our own template
        "planning/_organise.html", meeting_id=meeting_id, waiting=queries.count_waiting(meeting_id)))

"""Told of what is prepared: a point proposed, answered; a titular cannot come, and somebody stands in."""

from flask_babel import ngettext

from goforum.core.events import inside
from goforum.groups.queries import organiser_ids
from goforum.meetings.events import RsvpGiven
from goforum.meetings.queries import get_meeting
from goforum.notifications.commands import tell
from goforum.notifications.kinds import Kind, add_kinds
from goforum.planning.events import PointAnswered, PointOffered
from goforum.planning.queries import list_stand_ins

add_kinds(
    Kind("point-offered", lambda n, title: ngettext(
        "A point is proposed for the meeting %(title)s", "%(num)s points are proposed for the meeting %(title)s", n,
        title=title), "plus", family="meetings"),
    Kind("point-answered", lambda n, title: ngettext(
        "The point you proposed for the meeting %(title)s is answered",
        "%(num)s points you proposed for the meeting %(title)s are answered", n, title=title),
        "reply", always=True, family="me"),
    Kind("meeting-stand-in", lambda n, title: ngettext(
        "The titular cannot come to the meeting %(title)s: you are asked to stand in",
        "The titular cannot come to the meeting %(title)s: you are asked to stand in", n, title=title),
        "users", always=True, family="me"),
)


@inside(PointOffered)
def tell_organisers(event: PointOffered) -> None:
    """Whoever puts the agenda in order hears of it."""
    tell(sorted(organiser_ids(event.group_id)), "point-offered", actor_id=event.actor_id,
         subject=("meeting", event.meeting_id), group_id=event.group_id, dedup_key=f"point-offered:{event.offer_id}")


@inside(PointAnswered)
def tell_author(event: PointAnswered) -> None:
    """Whoever proposed it hears what became of it."""
    tell([event.author_id], "point-answered", actor_id=event.actor_id, subject=("meeting", event.meeting_id),
         group_id=event.group_id, dedup_key=f"point-answered:{event.offer_id}")


@inside(RsvpGiven)
def ask_stand_in(event: RsvpGiven) -> None:
    """A titular said that they cannot come: the alternates of their organisation are asked, once each."""
    if event.answer != "no":
        return
    for person_id in list_stand_ins(get_meeting(event.meeting_id), event.person_id):
        tell([person_id], "meeting-stand-in", actor_id=event.person_id, subject=("meeting", event.meeting_id),
             group_id=event.group_id, dedup_key=f"meeting:{event.meeting_id}:stand-in:{event.person_id}:{person_id}")

"""What meetings hear in the same transaction: an agenda leads where a merged discussion is, a vote of the room ends
in its log, a meeting that begins takes up the open actions of those before it, and what was noted in a room follows
what is corrected afterwards.
"""

from sqlalchemy import update

from goforum.conclusions.commands import bring_back
from goforum.conclusions.events import ActionChanged, PointNoted
from goforum.core.db import db
from goforum.core.events import inside
from goforum.meetings.commands.following import follow_action, follow_point
from goforum.meetings.commands.guests import tell_guests
from goforum.meetings.commands.polls import note_end_of_poll
from goforum.meetings.events import MeetingCancelled, MeetingChanged, MeetingStarted
from goforum.meetings.models import AgendaItem
from goforum.threads.events import ThreadsMerged
from goforum.voting.events import PollCancelled, PollClosed


@inside(ThreadsMerged)
def follow_merged_thread(event: ThreadsMerged) -> None:
    """A point of an agenda about a thread that was merged is about the thread it is part of now."""
    db.session.execute(update(AgendaItem).where(AgendaItem.thread_id == event.thread_id)
                       .values(thread_id=event.target_id).execution_options(synchronize_session=False))


@inside(PollClosed)
def tell_of_end(event: PollClosed) -> None:
    """A poll opened in a room is counted: a line of its log says so."""
    note_end_of_poll(event.poll_id, event.actor_id, "closed")


@inside(PollCancelled)
def tell_of_cancelling(event: PollCancelled) -> None:
    """A poll opened in a room was cancelled: a line of its log says so."""
    note_end_of_poll(event.poll_id, event.actor_id, "cancelled")


@inside(MeetingStarted)
def take_up_open_actions(event: MeetingStarted) -> None:
    """What earlier meetings decided and nobody has done yet is before this one: its history says so."""
    if event.actor_id is not None:
        bring_back(event.actor_id, event.group_id, event.meeting_id)


@inside(PointNoted)
def follow_corrected_point(event: PointNoted) -> None:
    """A point that was noted in a room is corrected on a page: the room's log says so."""
    if event.actor_id is not None:
        follow_point(event.actor_id, event.point_id)


@inside(ActionChanged)
def follow_corrected_action(event: ActionChanged) -> None:
    """An action that was noted in a room is corrected on a page: the room's log says so."""
    if event.actor_id is not None:
        follow_action(event.actor_id, event.action_id)


@inside(MeetingChanged)
@inside(MeetingCancelled)
def tell_guests_of_change(event: MeetingChanged | MeetingCancelled) -> None:
    """Guests are mailed of another time or place, and that it is not held; members are told as they wish."""
    tell_guests(event.meeting_id)

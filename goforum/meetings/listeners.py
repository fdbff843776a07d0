"""What meetings hear of threads and polls, in the same transaction."""

from sqlalchemy import update

from goforum.core.db import db
from goforum.core.events import inside
from goforum.meetings.commands.polls import note_end_of_poll
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

"""What meetings hear of threads, in the same transaction: an agenda leads where the discussion is."""

from sqlalchemy import update

from goforum.core.db import db
from goforum.core.events import inside
from goforum.meetings.models import AgendaItem
from goforum.threads.events import ThreadsMerged


@inside(ThreadsMerged)
def follow_merged_thread(event: ThreadsMerged) -> None:
    """A point of an agenda about a thread that was merged is about the thread it is part of now."""
    db.session.execute(update(AgendaItem).where(AgendaItem.thread_id == event.thread_id)
                       .values(thread_id=event.target_id).execution_options(synchronize_session=False))

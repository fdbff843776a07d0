"""What voting hears of threads, in the same transaction: a poll stays with the discussion it was opened from."""

from sqlalchemy import update

from goforum.core.db import db
from goforum.core.events import inside
from goforum.threads.events import ThreadsMerged
from goforum.voting.models import PollThread


@inside(ThreadsMerged)
def follow_merged_thread(event: ThreadsMerged) -> None:
    """The discussion goes on in another thread, and its polls with it."""
    db.session.execute(update(PollThread).where(PollThread.thread_id == event.thread_id)
                       .values(thread_id=event.target_id).execution_options(synchronize_session=False))

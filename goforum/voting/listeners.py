"""What voting hears: of threads, in the same transaction, that a discussion goes on elsewhere; of its secret boxes."""

from sqlalchemy import update

from goforum.core.db import db, forget_history
from goforum.core.events import Event, after, inside
from goforum.threads.events import ThreadsMerged
from goforum.voting.events import PollClosed, SecretBoxGrew
from goforum.voting.models import PollThread


@after(SecretBoxGrew)
@after(PollClosed)
def forget_how_the_box_grew(_event: Event) -> None:
    """The database's log would show which ballot came with which mark on the roll."""
    forget_history()


@inside(ThreadsMerged)
def follow_merged_thread(event: ThreadsMerged) -> None:
    """The discussion goes on in another thread, and its polls with it."""
    db.session.execute(update(PollThread).where(PollThread.thread_id == event.thread_id)
                       .values(thread_id=event.target_id).execution_options(synchronize_session=False))

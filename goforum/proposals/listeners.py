"""What proposals hear, in the same transaction: a counted poll beside an undecided proposal would be a lie."""

from goforum.core.events import inside
from goforum.proposals.commands import follow_merged_thread, reopen_after_cancelled_poll, settle_by_poll
from goforum.threads.events import ThreadsMerged
from goforum.voting.events import PollCancelled, PollClosed


@inside(PollClosed)
def settle(event: PollClosed) -> None:
    """The count decides the proposal."""
    settle_by_poll(event.poll_id, event.outcome, event.actor_id)


@inside(PollCancelled)
def reopen(event: PollCancelled) -> None:
    """No count, no decision."""
    reopen_after_cancelled_poll(event.poll_id, event.actor_id)


@inside(ThreadsMerged)
def follow_source(event: ThreadsMerged) -> None:
    """A proposal that came out of a discussion goes on saying where it is."""
    follow_merged_thread(event.thread_id, event.target_id)

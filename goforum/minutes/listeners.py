"""What minutes hear: a vote about them is counted."""

from goforum.core.events import inside
from goforum.minutes.commands import settle_by_poll
from goforum.voting.events import PollClosed


@inside(PollClosed)
def settle(event: PollClosed) -> None:
    """The count adopts them, or not."""
    settle_by_poll(event.poll_id, event.outcome, event.actor_id)

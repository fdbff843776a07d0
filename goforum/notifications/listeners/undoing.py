"""Told of nothing: a post its author took back within seconds."""

from goforum.core.events import inside
from goforum.notifications.commands.undoing import forget_post
from goforum.threads.events import PostUndone


@inside(PostUndone)
def take_back(event: PostUndone) -> None:
    """Mail waits a minute before it leaves, so that there is none to call back."""
    forget_post(event.post_id, event.thread_id, alone=event.alone)

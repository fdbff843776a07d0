"""Who may open a file that a post carries: whoever may read the post itself now. Pure."""

from datetime import datetime

from goforum.core.rules import YES, No, Verdict
from goforum.groups.rules import Standing, may_facilitate
from goforum.threads.rules.threads import PostFacts, ThreadFacts, may_read_thread

_HIDDEN = No("hidden", hidden=True)


def may_open_file(standing: Standing, thread: ThreadFacts, post: PostFacts, held_at: datetime | None,
                  now: datetime) -> Verdict:
    """Open it: readers of the thread. Of a post held back or hidden, its author and the facilitators; of one that
    its author deleted, the author alone, who may restore it; of one that moderators removed, the facilitators.
    """
    if not may_read_thread(standing, thread, now):
        return _HIDDEN
    author = standing.person_id is not None and standing.person_id == post.author_id
    moderates = bool(may_facilitate(standing, now))
    if post.deleted_at is not None:
        by_author = post.deleted_by_id == post.author_id
        return YES if (author if by_author else moderates) else _HIDDEN
    if post.hidden_at is not None or held_at is not None:
        return YES if author or moderates else _HIDDEN
    return YES

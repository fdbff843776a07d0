"""Who may react to a post and keep it; pure."""

from datetime import datetime

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict
from goforum.groups.rules import Standing
from goforum.threads.rules.threads import PostFacts, ThreadFacts, may_read_thread, may_reply

# What a reaction can say. Each is something one would else write a whole post for.
REACTIONS = ("agree", "thanks", "insight", "unclear", "source")
MAX_NOTE = 500


def _there(post: PostFacts) -> Verdict:
    if post.deleted_at is not None or post.hidden_at is not None:
        return No("deleted", _l("This post is deleted."))
    return YES


def may_react(standing: Standing, thread: ThreadFacts, post: PostFacts, now: datetime) -> Verdict:
    """React to somebody else's post: whoever could answer it. A closed thread keeps the reactions it has."""
    verdict = may_reply(standing, thread, now)
    if not verdict:
        return verdict
    if post.author_id == standing.person_id:
        return No("own", _l("Reactions are for the posts of others."))
    return _there(post)


def may_bookmark(standing: Standing, thread: ThreadFacts, post: PostFacts, now: datetime) -> Verdict:
    """Keep a post for oneself: whoever has an account and reads it. Nobody else learns of it."""
    verdict = may_read_thread(standing, thread, now)
    if not verdict:
        return verdict
    if standing.person_id is None:
        return No("visitor", _l("Sign in to keep posts in your bookmarks."), help="log-in")
    return _there(post)


def may_mark_read(standing: Standing, thread: ThreadFacts, now: datetime) -> Verdict:
    """Say how far one has read: whoever has an account and reads it."""
    verdict = may_read_thread(standing, thread, now)
    if verdict and standing.person_id is None:
        return No("visitor", _l("Sign in first: what you have read is kept with your account."), help="log-in")
    return verdict

"""Who may do what in a thread. Pure; the group's own rules come first and give their own reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict
from goforum.groups.rules import Standing, may_facilitate, may_read, may_write


@dataclass(frozen=True)
class ThreadFacts:
    """What the rules need to know of a thread."""

    author_id: int
    closed_at: datetime | None = None
    hidden_at: datetime | None = None
    slow_seconds: int = 0
    kind: str = "discussion"
    pinned: bool = False
    archived_at: datetime | None = None
    merged: bool = False

    @property
    def ended(self) -> No | None:
        """Why nothing more is written here, if so."""
        if self.merged:
            return No("closed", _l("This thread was merged into another one: the discussion goes on there."))
        if self.archived_at is not None:
            return No("closed", _l("This thread is archived: it can be read, not written in."))
        if self.closed_at is not None:
            return No("closed", _l("This thread is closed. It stays readable."))
        return None


@dataclass(frozen=True)
class PostFacts:
    """What the rules need to know of a post."""

    author_id: int
    deleted_at: datetime | None = None
    deleted_by_id: int | None = None
    hidden_at: datetime | None = None
    # Its present words are a moderator's.
    moderated: bool = False


def may_read_thread(standing: Standing, thread: ThreadFacts, now: datetime) -> Verdict:
    """Read it: whoever reads the group; a thread taken out by moderators only its facilitators see."""
    verdict = may_read(standing, now)
    if verdict and thread.hidden_at is not None and not may_facilitate(standing, now):
        return No("hidden", hidden=True)
    return verdict


def may_open(standing: Standing, now: datetime) -> Verdict:
    """Open a thread in the group."""
    return may_write(standing, now)


def _may_touch(standing: Standing, thread: ThreadFacts, now: datetime) -> Verdict:
    readable = may_read_thread(standing, thread, now)
    if not readable:
        return readable
    return may_write(standing, now)


def may_reply(standing: Standing, thread: ThreadFacts, now: datetime,
              last_own: datetime | None = None) -> Verdict:
    """Answer in it: open threads, at the pace the thread allows (``last_own``: one's latest post here)."""
    readable = may_read_thread(standing, thread, now)
    if not readable:
        return readable
    # Before who may write: to whoever reads, "closed" says more than "sign in".
    if thread.ended is not None:
        return thread.ended
    verdict = may_write(standing, now)
    if not verdict:
        return verdict
    pause = timedelta(seconds=thread.slow_seconds)
    if pause and last_own is not None and now < last_own + pause and not may_facilitate(standing, now):
        return No("slow", _l("This thread is in slow mode: wait a little between two posts."))
    return YES


def _own(standing: Standing, thread: ThreadFacts, post: PostFacts, now: datetime) -> Verdict:
    """Every act on one's own post: still a writer here, and the thread still open."""
    verdict = _may_touch(standing, thread, now)
    if not verdict:
        return verdict
    if post.author_id != standing.person_id:
        return No("not-author", _l("Only its author may change this post."))
    if thread.ended is not None:
        return No("closed", _l("This thread is closed: its posts stay as they are."))
    if post.hidden_at is not None:
        return No("hidden-post", _l("Moderators have hidden this post."))
    return YES


def may_edit(standing: Standing, thread: ThreadFacts, post: PostFacts, now: datetime) -> Verdict:
    """Change one's own words; what they were stays readable in the history."""
    verdict = _own(standing, thread, post, now)
    if verdict and post.deleted_at is not None:
        return No("deleted", _l("This post is deleted. Restore it first."))
    if verdict and post.moderated:
        return No("moderated", _l("Moderators have edited this post: it stays so, or you appeal."))
    return verdict


def may_bring_back(standing: Standing, thread: ThreadFacts, post: PostFacts, now: datetime) -> Verdict:
    """Give a post an earlier text of its own again: its author, and facilitators, who leave their name on it."""
    if may_facilitate(standing, now) and may_see_history(standing, thread, post, now):
        return YES
    return may_edit(standing, thread, post, now)


def may_delete(standing: Standing, thread: ThreadFacts, post: PostFacts, now: datetime) -> Verdict:
    """Take back one's own post; its place stays, without its words."""
    verdict = _own(standing, thread, post, now)
    if verdict and post.deleted_at is not None:
        return No("deleted", _l("This post is deleted already."))
    return verdict


def may_restore(standing: Standing, thread: ThreadFacts, post: PostFacts, now: datetime) -> Verdict:
    """Bring back what one deleted oneself; what a moderator removed, only a moderator brings back."""
    verdict = _own(standing, thread, post, now)
    if not verdict:
        return verdict
    if post.deleted_at is None:
        return No("not-deleted", _l("This post is not deleted."))
    if post.deleted_by_id != standing.person_id:
        return No("moderated", _l("A moderator removed this post."))
    return YES


def may_undo(standing: Standing, thread: ThreadFacts, post: PostFacts, now: datetime) -> Verdict:
    """Take back what one has just posted: its author, while deleting it would be allowed."""
    return may_delete(standing, thread, post, now)


def may_see_history(standing: Standing, thread: ThreadFacts, post: PostFacts, now: datetime) -> Verdict:
    """Read what a post said before: whoever reads it now. A deleted post shows no words, old ones neither."""
    verdict = may_read_thread(standing, thread, now)
    if verdict and (post.deleted_at is not None or post.hidden_at is not None):
        return No("deleted", _l("This post is deleted, and its history with it."))
    return verdict


def told_of_history(standing: Standing, post: PostFacts, replaced_by: Sequence[int | None], now: datetime) -> int:
    """How many of a post's earlier texts (newest first, with who replaced each) this reader is shown.

    What a moderator took out, personal data above all, is not taken out while the history still tells it: as long as
    the moderators' text stands, everybody sees the texts since, the author and the facilitators all of them.
    """
    author = standing.person_id is not None and standing.person_id == post.author_id
    if not post.moderated or author or may_facilitate(standing, now):
        return len(replaced_by)
    return next((at for at, who in enumerate(replaced_by) if who != post.author_id), len(replaced_by))


def may_close(standing: Standing, thread: ThreadFacts, now: datetime) -> Verdict:
    """Close the discussion: facilitators and the secretary."""
    verdict = may_facilitate(standing, now)
    if verdict and thread.closed_at is not None:
        return No("closed", _l("This thread is closed already."))
    if verdict and thread.ended is not None:
        return thread.ended
    return verdict


def may_reopen(standing: Standing, thread: ThreadFacts, now: datetime) -> Verdict:
    """Open a closed discussion again: facilitators and the secretary."""
    verdict = may_facilitate(standing, now)
    if verdict and thread.closed_at is None:
        return No("open", _l("This thread is open."))
    if verdict and thread.ended is not None and (thread.merged or thread.archived_at is not None):
        return thread.ended
    return verdict


def may_shape(standing: Standing, thread: ThreadFacts, now: datetime) -> Verdict:
    """Change its title and what it is about: whoever opened it while it is open, and facilitators."""
    if may_facilitate(standing, now):
        return YES
    verdict = may_reply(standing, thread, now)
    if verdict and thread.author_id != standing.person_id:
        return No("not-author", _l("Only its author or a facilitator may change a thread."))
    return verdict

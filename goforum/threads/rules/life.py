"""Who may organise a thread: pin, archive, slow down, move, split, merge, sum up. Pure.

All of it is a facilitator's. A proposal's discussion stays with its proposal, and a thread that was merged away is
organised where it went.
"""

from datetime import datetime, timedelta

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict
from goforum.groups.rules import Standing, may_facilitate, widens
from goforum.threads.rules.threads import ThreadFacts, may_read_thread, may_reply

# How long a move of posts can be taken back.
UNDO = timedelta(days=7)
# What slow mode offers, in seconds.
PACES = (0, 30, 60, 300, 900, 3600, 21600, 86400)
# More posts than this are a merge, not a split.
MOST_PICKS = 500


def _may_organise(standing: Standing, thread: ThreadFacts, now: datetime) -> Verdict:
    readable = may_read_thread(standing, thread, now)
    if not readable:
        return readable
    verdict = may_facilitate(standing, now)
    if verdict and thread.merged and thread.ended is not None:
        return thread.ended
    return verdict


def _may_reshape(standing: Standing, thread: ThreadFacts, now: datetime) -> Verdict:
    verdict = _may_organise(standing, thread, now)
    if verdict and thread.kind != "discussion":
        return No("proposal", _l("The discussion of a proposal stays with its proposal."))
    return verdict


def may_pin(standing: Standing, thread: ThreadFacts, now: datetime) -> Verdict:
    """Put it on top of the group's list, or let it down again."""
    verdict = _may_reshape(standing, thread, now)
    if verdict and thread.archived_at is not None and thread.ended is not None:
        return thread.ended
    return verdict


def may_archive(standing: Standing, thread: ThreadFacts, now: datetime) -> Verdict:
    """Take it out of the default list, or bring it back."""
    return _may_reshape(standing, thread, now)


def may_slow(standing: Standing, thread: ThreadFacts, now: datetime) -> Verdict:
    """Choose how long each person waits between two posts."""
    return _may_organise(standing, thread, now)


def may_summarise(standing: Standing, thread: ThreadFacts, now: datetime) -> Verdict:
    """Write where the discussion stands; a closed one can be summed up too."""
    return _may_organise(standing, thread, now)


def may_split(standing: Standing, thread: ThreadFacts, now: datetime) -> Verdict:
    """Take posts out of it into another thread."""
    return _may_reshape(standing, thread, now)


def may_merge(standing: Standing, thread: ThreadFacts, now: datetime) -> Verdict:
    """Put the whole of it into another thread."""
    return _may_reshape(standing, thread, now)


def may_move(standing: Standing, thread: ThreadFacts, now: datetime) -> Verdict:
    """Carry it to another group."""
    return _may_reshape(standing, thread, now)


def may_pick(standing: Standing, thread: ThreadFacts, now: datetime) -> Verdict:
    """Choose posts to make a proposal of: whoever writes in the group, closed thread or not."""
    verdict = may_read_thread(standing, thread, now)
    if not verdict:
        return verdict
    return may_reply(standing, ThreadFacts(thread.author_id), now)


def may_carry(source: Standing, target: Standing, now: datetime) -> Verdict:
    """Carry what was said in one group into another: facilitated both, and never to more readers by openness."""
    for place in (source, target):
        verdict = may_facilitate(place, now)
        if not verdict:
            return verdict
    if source.group_id != target.group_id and widens(source.visibility, target.visibility):
        return No("widens", _l("What was said among fewer people stays among them: that group is more open."))
    return YES


def other_readers(source: Standing, target: Standing) -> bool:
    """Whether other people than before will read what is carried, so that it must be confirmed."""
    return source.group_id != target.group_id and target.visibility != "public"


def may_take_in(standing: Standing, thread: ThreadFacts, now: datetime) -> Verdict:
    """Receive posts of another thread: a discussion that is not put away."""
    verdict = _may_reshape(standing, thread, now)
    if verdict and thread.archived_at is not None and thread.ended is not None:
        return thread.ended
    return verdict


def may_return(standing: Standing, at: datetime, undone_at: datetime | None, now: datetime) -> Verdict:
    """Take back a split or a merge, for a week."""
    verdict = may_facilitate(standing, now)
    if not verdict:
        return verdict
    if undone_at is not None:
        return No("undone", _l("This was undone already."))
    if now - at > UNDO:
        return No("late", _l("This can no longer be undone: more than a week has passed."))
    return YES

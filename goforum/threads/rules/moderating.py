"""What a moderator may do to a thread and its posts. Pure."""

from datetime import datetime

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict
from goforum.groups.rules import Standing, may_moderate, may_read


def may_judge(standing: Standing, author_id: int | None, now: datetime) -> Verdict:
    """Hide, take out, bring back, edit somebody's words here: whoever moderates, but never on their own."""
    verdict = may_moderate(standing, now)
    if verdict and author_id == standing.person_id:
        return No("own", _l("Nobody decides about themselves."))
    return verdict


def may_see_waiting(standing: Standing, author_id: int, now: datetime) -> Verdict:
    """See a text that waits: its author, and whoever moderates here. To everybody else it does not exist."""
    if standing.person_id is not None and standing.person_id == author_id and may_read(standing, now):
        return YES
    return YES if may_moderate(standing, now) else No("hidden", hidden=True)


def may_withdraw_waiting(standing: Standing, author_id: int, state: str, now: datetime) -> Verdict:
    """Take back one's own text while it waits."""
    seen = may_see_waiting(standing, author_id, now)
    if not seen:
        return seen
    if standing.person_id != author_id:
        return No("not-author", _l("Only its author may take it back."))
    if state != "waiting":
        return No("decided", _l("It does not wait any more."))
    return YES

"""The end of a poll: counted once and for good when its deadline has passed, or cancelled with a reason."""

import structlog

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, lock_row
from goforum.core.i18n import _l, datetime_full
from goforum.core.rules import Conflict, Invalid, require
from goforum.core.text import clean_source
from goforum.groups import queries as groups
from goforum.groups.rules import may_read
from goforum.voting import queries
from goforum.voting.commands.ledger import cancel_box, seal
from goforum.voting.commands.secrecy import empty_waiting
from goforum.voting.events import PollCancelled, PollClosed
from goforum.voting.models import Level, Poll
from goforum.voting.rules import may_cancel, phase

log = structlog.get_logger(__name__)


@command
def close_poll(actor_id: int | None, poll_id: int) -> None:
    """Count a poll whose deadline has passed, once and for good; counted or cancelled already, do nothing.

    Nobody may close before the deadline, whoever asks: voters were told they can change until then.
    """
    poll = lock_row(Poll, poll_id)
    now = clock.now()
    current = phase(poll, now)
    if current in {"closed", "cancelled"}:
        return
    if current == "open":
        raise Conflict(_l("This vote is open until %(when)s.", when=datetime_full(poll.closes_at)), code="open")
    if poll.level == Level.SECRET:
        empty_waiting(poll_id)
    found = queries.count_now(poll)
    poll.closed_at, poll.outcome, poll.result = now, found.outcome.value, found.as_result()
    db.session.flush()  # listeners read the row
    seal(poll)
    record(PollClosed(actor_id=actor_id, poll_id=poll_id, group_id=poll.group_id, outcome=found.outcome.value))


def close_due_polls() -> int:
    """Close every poll past its deadline, each in a transaction of its own; how many were."""
    closed = 0
    for poll_id in queries.list_due():
        try:
            close_poll(None, poll_id)
            closed += 1
        except Conflict:  # the clock stepped back between the list and the lock: it will be due again
            continue
        except Exception:  # one poll that cannot be settled must not keep the others open
            log.exception("poll_not_closed", poll_id=poll_id)
    return closed


@command
def cancel_poll(actor_id: int, poll_id: int, *, reason: str) -> None:
    """End a poll without a result; its ballots are kept and never counted."""
    poll = lock_row(Poll, poll_id)
    now = clock.now()
    standing = groups.standing(actor_id, poll.group_id)
    require(may_read(standing, now))
    if phase(poll, now) in {"closed", "cancelled"}:
        raise Conflict(_l("This vote is closed."), code="closed")
    require(may_cancel(standing, poll, queries.count_ballots(poll_id), now))
    reason = clean_source(reason).strip()
    if not reason:
        raise Invalid({"reason": _l("Say why: the voters will read it.")})
    poll.cancelled_at, poll.cancelled_by_id, poll.cancel_reason = now, actor_id, reason
    db.session.flush()  # listeners read the row
    cancel_box(poll_id)
    record(PollCancelled(actor_id=actor_id, poll_id=poll_id, group_id=poll.group_id))

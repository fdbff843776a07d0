"""What the clock does to a planned vote, and putting off a deadline before anybody has voted."""

from datetime import UTC, datetime

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
from goforum.voting.beside_models import PollExtension
from goforum.voting.commands.ledger import append
from goforum.voting.commands.opening import start
from goforum.voting.events import PollCancelled, PollExtended
from goforum.voting.models import MAX_REASON, Poll
from goforum.voting.queries.ledger import ever_voted, find_box
from goforum.voting.rules import (
    Electorate,
    canonical_hash,
    college_thresholds,
    deadline_fault,
    electorate_fault,
    manifest,
    may_extend,
    may_open_poll,
    phase,
)

log = structlog.get_logger(__name__)


@command
def open_planned(poll_id: int) -> None:
    """Open a planned vote whose time has come, once: its roll is who may vote at this instant.

    Whether it may be opened is asked again now: whoever planned it may have left, or the group may have changed.
    """
    poll = lock_row(Poll, poll_id)
    now = clock.now()
    if phase(poll, now) != "planned" or now < poll.opens_at:
        return
    roll = queries.build_roll(poll.group_id, poll.electorate, weighted=poll.roll_weight is not None)
    holders = Electorate(poll.electorate, college_thresholds(poll.college_rules),
                         weighted=poll.roll_weight is not None, delegation=poll.delegation)
    if now >= poll.closes_at:
        _give_up(poll, now, "site:late")
    elif not may_open_poll(groups.standing(poll.opened_by_id, poll.group_id), now):
        _give_up(poll, now, "site:opener")
    elif electorate_fault(holders, poll.method, roll):
        _give_up(poll, now, "site:roll")
    else:
        start(None, poll, roll, now)


def _give_up(poll: Poll, now: datetime, why: str) -> None:
    poll.cancelled_at, poll.cancel_reason = now, why
    db.session.flush()  # listeners read the row
    record(PollCancelled(actor_id=None, poll_id=poll.id, group_id=poll.group_id))


def open_due_polls() -> int:
    """Open every planned vote whose time has come, each in a transaction of its own; how many were looked at."""
    due = queries.list_to_open()
    for poll_id in due:
        try:
            open_planned(poll_id)
        except Exception:  # one poll that cannot be opened must not keep the others waiting
            log.exception("poll_not_opened", poll_id=poll_id)
    return len(due)


@command
def extend_poll(actor_id: int, poll_id: int, *, closes_at: datetime, reason: str) -> None:
    """Put off the deadline while nobody has voted; said on the page, in the log, and to the voters.

    What the published box begins with cannot be changed: an entry of its own says the new deadline, and the head
    that is mailed from now on covers it.
    """
    poll = lock_row(Poll, poll_id)
    now = clock.now()
    standing = groups.standing(actor_id, poll.group_id)
    require(may_read(standing, now))
    if phase(poll, now) not in {"open", "planned"}:
        raise Conflict(_l("This vote is closed."), code="closed")
    require(may_extend(standing, poll, queries.count_ballots(poll_id) or ever_voted(poll_id), now))
    reason = clean_source(reason).strip()
    errors = {}
    if not reason:
        errors["reason"] = _l("Say why: the voters will read it.")
    elif len(reason) > MAX_REASON:
        errors["reason"] = _l("At most %(max)d characters.", max=MAX_REASON)
    if closes_at <= poll.closes_at:
        errors["closes_at"] = _l("A deadline is only put off: choose a time after %(when)s.",
                                 when=datetime_full(poll.closes_at))
    elif fault := deadline_fault(closes_at, now):
        errors["closes_at"] = fault
    if errors:
        raise Invalid(errors)
    line = PollExtension(poll_id=poll_id, from_at=poll.closes_at, to_at=closes_at, person_id=actor_id, reason=reason,
                         at=now)
    db.session.add(line)
    poll.closes_at = closes_at
    db.session.flush()
    if poll.opened_at is None:
        pass  # its box is not begun: the manifest will say this deadline
    elif find_box(poll_id) is not None:
        append(poll_id, [("open", {"closes": closes_at.astimezone(UTC).isoformat()})])
    else:
        poll.fingerprint = canonical_hash(manifest(*queries.get_manifest_facts(poll_id)))
        db.session.flush()
    record(PollExtended(actor_id=actor_id, poll_id=poll_id, group_id=poll.group_id, extension_id=line.id))

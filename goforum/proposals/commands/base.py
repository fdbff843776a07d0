"""What every write about a proposal begins with, and the step from one state to the next."""

from datetime import datetime

from goforum.core import clock
from goforum.core.commands import record
from goforum.core.db import db, lock_row
from goforum.core.i18n import _l
from goforum.core.rules import Conflict, Invalid, No, Verdict, require
from goforum.core.text import clean_source
from goforum.groups import queries as groups
from goforum.groups.rules import Standing
from goforum.proposals import events, rules
from goforum.proposals.models import Proposal, ProposalTransition, State
from goforum.proposals.queries import part_of


def locked(proposal_id: int, actor_id: int) -> tuple[Proposal, Standing, datetime]:
    """The row, locked; what the actor is to its group; and the time, read after the lock."""
    proposal = lock_row(Proposal, proposal_id)
    standing, now = groups.standing(actor_id, proposal.group_id), clock.now()
    require(rules.may_see(standing, proposal, now, part_of(proposal, actor_id)))
    return proposal, standing, now


def allow(verdict: Verdict) -> None:
    """A rule that says the state has moved on is a conflict, not a refusal of the person."""
    if isinstance(verdict, No) and verdict.code in rules.MOVED_ON:
        raise Conflict(verdict.reason, code=verdict.code)
    require(verdict)


def given_reason(words: str) -> str:
    """A reason as it is stored; Invalid when there is none."""
    words = clean_source(words).strip()
    if faults := rules.reason_fault(words):
        raise Invalid(faults)
    return words


def note(proposal: Proposal, from_state: State | None, to_state: State, actor_id: int | None, now: datetime,
         reason: str = "", poll_id: int | None = None) -> None:
    """Keep a step of the way."""
    db.session.add(ProposalTransition(
        proposal_id=proposal.id, from_state=from_state, to_state=to_state.value, actor_id=actor_id,
        reason=reason, poll_id=poll_id, at=now))
    db.session.flush()


def move(proposal: Proposal, to_state: State, actor_id: int | None, now: datetime, *, reason: str = "",
         poll_id: int | None = None, told: bool = False) -> None:
    """Go from one state to the next, note it, and say so; ``told``: another event of the same act tells people."""
    before = State(proposal.state)
    if not rules.can_move(before, to_state):
        raise Conflict(_l("This proposal has moved on since you opened the page."), code="moved")
    proposal.state, proposal.state_changed_at = to_state.value, now
    note(proposal, before, to_state, actor_id, now, reason, poll_id)
    record(events.ProposalMoved(actor_id=actor_id, proposal_id=proposal.id, group_id=proposal.group_id,
                                from_state=before.value, to_state=to_state.value, told=told))

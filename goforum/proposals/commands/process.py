"""A group's process: begun, moved by the clock, ended.

Each proposal is moved in a transaction of its own, and the phase is noted when all are done: a worker that dies
half-way goes on where it was, and what was moved already is moved no second time.
"""

from collections.abc import Mapping
from datetime import datetime

import structlog
from sqlalchemy import text

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import _l
from goforum.core.rules import Conflict, Invalid, NotFound, Refusal, require
from goforum.groups import queries as groups
from goforum.proposals import events, rules
from goforum.proposals.commands.base import move
from goforum.proposals.commands.moving import put_to_vote
from goforum.proposals.models import Phase, Proposal, ProposalProcess, State
from goforum.proposals.queries import running_process, supports_needed
from goforum.proposals.queries.process import list_due_processes, list_in_state
from goforum.proposals.rules import process as phases

log = structlog.get_logger(__name__)


@command
def start_process(actor_id: int, group_id: int, *, dates: Mapping[str, datetime], automatic: bool,
                  quorum_percent: int = 50) -> int:
    """Give a group's proposals phases with dates. Returns the number of the process."""
    now = clock.now()
    require(rules.may_set_proposals(groups.standing(actor_id, group_id), now))
    faults = phases.date_faults(dates, now)
    if not 0 <= quorum_percent <= 100:
        faults["quorum_percent"] = _l("Write a whole number from 0 to 100.")
    if faults:
        raise Invalid(faults)
    made = insert_or_ignore(ProposalProcess, {
        "group_id": group_id, **dates, "automatic": automatic, "quorum_percent": quorum_percent,
        "started_by_id": actor_id, "started_at": now, "moved_to": Phase.BEFORE.value}, ["group_id"],
        text("ended_at IS NULL"))
    if not made:
        raise Conflict(_l("A process runs in this group already: end it first."), code="running")
    found = running_process(group_id)
    assert found is not None
    record(events.ProcessStarted(actor_id=actor_id, process_id=found.id, group_id=group_id))
    return found.id


@command
def end_process(actor_id: int, group_id: int) -> None:
    """End the process of a group now; its proposals stay where they are."""
    now = clock.now()
    require(rules.may_set_proposals(groups.standing(actor_id, group_id), now))
    found = running_process(group_id)
    if found is None:
        raise NotFound()
    lock_row(ProposalProcess, found.id).ended_at = now
    record(events.ProcessEnded(actor_id=actor_id, process_id=found.id, group_id=group_id))


@command
def freeze_by_clock(proposal_id: int) -> None:
    """The time for discussion is over: the text stays as it is."""
    proposal = lock_row(Proposal, proposal_id)
    if proposal.state == State.OPEN and proposal.hidden_at is None:
        move(proposal, State.REVIEW, None, clock.now())


@command
def _note_phase(process_id: int, phase: Phase) -> None:
    process = lock_row(ProposalProcess, process_id)
    now = clock.now()
    if process.ended_at is not None or phase not in phases.due_phases(process, process.moved_to, now):
        return
    process.moved_to = phase.value
    if phase is Phase.OVER:
        process.ended_at = now
    db.session.flush()
    record(events.PhaseBegun(actor_id=None, process_id=process_id, group_id=process.group_id, phase=phase.value))


def _begin(process: ProposalProcess, phase: Phase) -> None:
    """Move the proposals of a group as this phase asks; what cannot be moved is left to the facilitators."""
    if phase is Phase.FREEZE:
        for one in list_in_state(process.group_id, State.OPEN):
            freeze_by_clock(one)
    if phase is Phase.VOTE and clock.now() + phases.SHORTEST <= process.answer_at:
        started_by, closes_at, quorum = process.started_by_id, process.answer_at, process.quorum_percent
        needed, waiting = supports_needed(process.group_id), list_in_state(process.group_id, State.REVIEW)
        for one in waiting:
            proposal = db.session.get(Proposal, one)
            if needed and proposal is not None and proposal.supported_at is None:
                continue
            try:
                put_to_vote(started_by, one, closes_at=closes_at, quorum_percent=quorum)
            except Refusal as refusal:
                log.warning("vote_not_opened", proposal_id=one, reason=str(refusal.code))


def move_processes() -> int:
    """Begin the phases that are due, in every group; how many began."""
    begun = 0
    for process_id in list_due_processes():
        process = db.session.get(ProposalProcess, process_id)
        assert process is not None
        for phase in phases.due_phases(process, process.moved_to, clock.now()):
            if process.automatic:
                _begin(process, phase)
            _note_phase(process_id, phase)
            begun += 1
            process = db.session.get(ProposalProcess, process_id)
            assert process is not None
    return begun

"""The way of a proposal: to the vote and out of it, taken back, refused, taken out of sight."""

from datetime import datetime

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import lock_row
from goforum.proposals import events, rules
from goforum.proposals.commands.base import allow, given_reason, locked, move
from goforum.proposals.models import Proposal, State
from goforum.proposals.queries import find_by_poll, part_of
from goforum.threads import commands as threads
from goforum.threads.commands.passing import passed_text
from goforum.voting import commands as voting
from goforum.voting.models import Outcome, Results
from goforum.voting.queries import cancel_reason
from goforum.voting.rules import Electorate, Terms


@command
def put_to_vote(actor_id: int, proposal_id: int, *, closes_at: datetime, quorum_percent: int = 50,
                results: str = Results.OPEN, electorate: str = "person", secret: bool = False) -> int:
    """Open the vote: the text freezes, the roll is fixed; one vote a person, or one an organisation by mandate.

    A secret one shows no count before its close, and has no reasons. Returns the poll's number."""
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_put_to_vote(standing, proposal, now, part_of(proposal, actor_id)))
    poll_id = voting.open_poll(
        actor_id, proposal.group_id, question=proposal.title, language=proposal.language, closes_at=closes_at,
        quorum_percent=quorum_percent, results=results, electorate=Electorate(electorate), terms=Terms(secret=secret))
    proposal.poll_id = poll_id
    move(proposal, State.VOTING, actor_id, now, poll_id=poll_id)
    return poll_id


@command
def withdraw_proposal(actor_id: int, proposal_id: int, *, reason: str) -> None:
    """Its author takes it back, saying why; it stays readable where it was published."""
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_withdraw(standing, proposal, now))
    reason = given_reason(reason)
    if proposal.published_at is not None:
        reason = passed_text(standing, reason, field="reason")
    move(proposal, State.WITHDRAWN, actor_id, now, reason=reason)


@command
def refuse_proposal(actor_id: int, proposal_id: int, *, reason: str) -> None:
    """A facilitator rejects it without a vote, saying why."""
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_refuse(standing, proposal, now))
    move(proposal, State.REJECTED, actor_id, now, reason=given_reason(reason))


@command
def settle_by_poll(poll_id: int, outcome: str, actor_id: int | None) -> None:
    """The poll that decides a proposal is counted: accepted or rejected, by its rule."""
    proposal_id = find_by_poll(poll_id)
    if proposal_id is None:
        return
    proposal = lock_row(Proposal, proposal_id)
    to_state = State.ACCEPTED if outcome == Outcome.ACCEPTED else State.REJECTED
    move(proposal, to_state, actor_id, clock.now(), poll_id=poll_id)


@command
def reopen_after_cancelled_poll(poll_id: int, actor_id: int | None) -> None:
    """The poll was cancelled: the proposal is open again, for another text or another vote."""
    proposal_id = find_by_poll(poll_id)
    if proposal_id is None:
        return
    proposal = lock_row(Proposal, proposal_id)
    # The reason is kept with the step too: the page soon shows another poll, the history still this one.
    move(proposal, State.OPEN, actor_id, clock.now(), reason=cancel_reason(poll_id), poll_id=poll_id)


@command
def hide_proposal(actor_id: int, proposal_id: int) -> None:
    """Take a proposal and its discussion out of sight of everybody but those who moderate."""
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_hide(standing, proposal, now))
    if proposal.hidden_at is not None:
        return
    proposal.hidden_at = now
    if proposal.thread_id is not None:
        threads.hide_thread(actor_id, proposal.thread_id)
    record(events.ProposalHidden(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id))


@command
def show_proposal(actor_id: int, proposal_id: int) -> None:
    """Make a hidden proposal and its discussion readable again."""
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_hide(standing, proposal, now))
    if proposal.hidden_at is None:
        return
    proposal.hidden_at = None
    if proposal.thread_id is not None:
        threads.show_thread(actor_id, proposal.thread_id)
    record(events.ProposalShown(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id))

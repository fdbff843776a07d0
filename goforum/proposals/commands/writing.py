"""Every write about proposals. Each locks the proposal's row first: its state is judged and moved under the lock."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select, update

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import _l
from goforum.core.rules import Conflict, Invalid, NotFound, Verdict, require
from goforum.core.text import clean_line, clean_source
from goforum.groups import queries as groups
from goforum.groups.rules import Standing
from goforum.proposals import events, rules
from goforum.proposals.models import (
    Proposal,
    ProposalCommitment,
    ProposalPost,
    ProposalTransition,
    ProposalVersion,
    State,
)
from goforum.proposals.queries import find_by_client_key, find_by_poll
from goforum.proposals.spots import edit_place, new_place
from goforum.threads import commands as threads
from goforum.threads.commands.drafts import settle_draft
from goforum.threads.commands.writing import Written, check_commitments, one_try, write
from goforum.threads.queries import open_thread, post_cards
from goforum.voting import commands as voting
from goforum.voting.models import Outcome, Results
from goforum.voting.queries import cancel_reason

MOST_POSTS = 10


def _locked(proposal_id: int, actor_id: int) -> tuple[Proposal, Standing, datetime]:
    """The row, locked; what the actor is to its group; and the time, read after the lock."""
    proposal = lock_row(Proposal, proposal_id)
    standing, now = groups.standing(actor_id, proposal.group_id), clock.now()
    require(rules.may_see(standing, proposal, now))
    return proposal, standing, now


def _checked(title: str, body: str) -> tuple[str, Written]:
    """Title and text as they are stored; Invalid with every fault at once."""
    title = clean_line(title)
    if faults := rules.text_faults(title, clean_source(body)):
        raise Invalid(faults)
    return title, write(body)


def _allow(verdict: Verdict) -> None:
    """A rule that says the state has moved on is a conflict, not a refusal of the person."""
    code = getattr(verdict, "code", "")
    if code in {"voting", "ended", "published"}:
        raise Conflict(getattr(verdict, "reason", ""), code=code)
    require(verdict)


@command
def create_proposal(
    actor_id: int, group_id: int, *, title: str, body: str, commitment_ids: Iterable[int] = (),
    source_thread_id: int | None = None, post_ids: Iterable[int] = (), publish: bool = False,
    client_key: str | None = None,
) -> int:
    """Write a proposal, as a draft its author alone sees or published at once. Returns its number.

    ``post_ids`` are the posts of the source thread it came out of; both pages say so.
    The same text sent again under the same ``client_key`` is the same proposal.
    """
    standing, now = groups.standing(actor_id, group_id), clock.now()
    require(rules.may_propose(standing, now))
    if source_thread_id is not None:
        head, _place = open_thread(source_thread_id, actor_id)
        if head.group_id != group_id:
            raise NotFound()
    title, written = _checked(title, body)
    linked = check_commitments((*commitment_ids, *written.rendered.references))
    key = one_try(client_key, "proposal", group_id, title, written.source)
    made = insert_or_ignore(Proposal, {
        "group_id": group_id, "author_id": actor_id, "source_thread_id": source_thread_id, "title": title,
        "body_source": written.source, "body_html": written.rendered.html,
        "pipeline_version": written.rendered.version, "language": written.language, "version_number": 1,
        "state": State.DRAFT.value, "state_changed_at": now, "created_at": now, "client_key": key,
    }, ["author_id", "client_key"])
    proposal_id = find_by_client_key(actor_id, key)
    assert proposal_id is not None
    if made:
        proposal = lock_row(Proposal, proposal_id)
        _add_version(proposal, actor_id, now)
        _link(proposal, linked)
        if source_thread_id is not None:
            _remember(proposal_id, source_thread_id, actor_id, post_ids)
        _note(proposal, None, State.DRAFT, actor_id, now)
        record(events.ProposalDrafted(actor_id=actor_id, proposal_id=proposal_id, group_id=group_id))
    settle_draft(actor_id, new_place(group_id), title=title, body=written.source, became=proposal_id)
    if publish and made:
        publish_proposal(actor_id, proposal_id)
    return proposal_id


def _remember(proposal_id: int, thread_id: int, actor_id: int, post_ids: Iterable[int]) -> None:
    """The posts it came out of, in the order in which they were picked; what is not of that thread is left out."""
    wanted = list(dict.fromkeys(post_ids))[:MOST_POSTS]
    readable = post_cards(wanted, actor_id)
    for position, one in enumerate(one for one in wanted if one in readable and readable[one].thread_id == thread_id):
        db.session.add(ProposalPost(proposal_id=proposal_id, post_id=one, position=position))


@command
def follow_merged_thread(thread_id: int, target_id: int) -> None:
    """The discussion they came out of is part of another one now."""
    db.session.execute(update(Proposal).where(Proposal.source_thread_id == thread_id)
                       .values(source_thread_id=target_id).execution_options(synchronize_session=False))


def _add_version(proposal: Proposal, actor_id: int, now: datetime) -> None:
    db.session.add(ProposalVersion(
        proposal_id=proposal.id, number=proposal.version_number, title=proposal.title,
        body_source=proposal.body_source, body_html=proposal.body_html,
        pipeline_version=proposal.pipeline_version, language=proposal.language, author_id=actor_id,
        created_at=now))


def _link(proposal: Proposal, wanted: list[int]) -> bool:
    """Make the proposal be about exactly these commitments; True when that changed anything."""
    present = set(db.session.scalars(select(ProposalCommitment.commitment_id).where(
        ProposalCommitment.proposal_id == proposal.id)))
    if gone := present - set(wanted):
        db.session.execute(delete(ProposalCommitment).where(
            ProposalCommitment.proposal_id == proposal.id, ProposalCommitment.commitment_id.in_(gone)))
    for one in wanted:
        insert_or_ignore(ProposalCommitment, {"proposal_id": proposal.id, "commitment_id": one},
                         ["proposal_id", "commitment_id"])
    return present != set(wanted)


def _note(proposal: Proposal, from_state: State | None, to_state: State, actor_id: int | None, now: datetime,
          reason: str = "", poll_id: int | None = None) -> None:
    db.session.add(ProposalTransition(
        proposal_id=proposal.id, from_state=from_state, to_state=to_state.value, actor_id=actor_id,
        reason=reason, poll_id=poll_id, at=now))
    db.session.flush()


def _move(proposal: Proposal, to_state: State, actor_id: int | None, now: datetime, *, reason: str = "",
          poll_id: int | None = None) -> None:
    """Go from one state to the next, note it, and say so."""
    before = State(proposal.state)
    if not rules.can_move(before, to_state):
        raise Conflict(_l("This proposal has moved on since you opened the page."), code="moved")
    proposal.state, proposal.state_changed_at = to_state.value, now
    _note(proposal, before, to_state, actor_id, now, reason, poll_id)
    record(events.ProposalMoved(actor_id=actor_id, proposal_id=proposal.id, group_id=proposal.group_id,
                                from_state=before.value, to_state=to_state.value))


@command
def publish_proposal(actor_id: int, proposal_id: int) -> None:
    """Show a draft to the readers of its group and open its discussion."""
    proposal, standing, now = _locked(proposal_id, actor_id)
    _allow(rules.may_publish(standing, proposal, now))
    linked = list(db.session.scalars(select(ProposalCommitment.commitment_id).where(
        ProposalCommitment.proposal_id == proposal_id).order_by(ProposalCommitment.id)))
    proposal.published_at = now
    proposal.thread_id = threads.create_thread(
        actor_id, proposal.group_id, title=proposal.title, commitment_ids=linked, kind="proposal",
        client_key=f"proposal-{proposal_id}")
    if proposal.source_thread_id is not None:
        threads.note_proposal(actor_id, proposal.source_thread_id, proposal_id)
    record(events.ProposalPublished(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id))
    _move(proposal, State.OPEN, actor_id, now)


@command
def edit_proposal(actor_id: int, proposal_id: int, *, title: str, body: str, commitment_ids: Iterable[int],
                  version: int | None = None) -> None:
    """Change the text or its links before a vote opens; the earlier text stays as a version.

    ``version`` is what the editor had before them: when the text has changed since, nothing is overwritten.
    """
    proposal, standing, now = _locked(proposal_id, actor_id)
    _allow(rules.may_edit(standing, proposal, now))
    if version is not None and version != proposal.version_number:
        raise Conflict(_l("This proposal was changed in another window meanwhile."), code="stale")
    title, written = _checked(title, body)
    settle_draft(actor_id, edit_place(proposal_id), title=title, body=written.source, became=proposal_id)
    wanted = check_commitments((*commitment_ids, *written.rendered.references))
    linked = _link(proposal, wanted)
    changed = (title, written.source) != (proposal.title, proposal.body_source)
    if changed:
        proposal.title, proposal.language = title, written.language
        proposal.body_source, proposal.body_html = written.source, written.rendered.html
        proposal.pipeline_version = written.rendered.version
        proposal.version_number += 1
        _add_version(proposal, actor_id, now)
    if proposal.thread_id is not None and (changed or linked):
        threads.change_thread(actor_id, proposal.thread_id, title=title, commitment_ids=wanted)
    if changed or linked:
        db.session.flush()
        record(events.ProposalEdited(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id,
                                     version=proposal.version_number))


@command
def put_to_vote(actor_id: int, proposal_id: int, *, closes_at: datetime, quorum_percent: int = 50,
                results: str = Results.OPEN) -> int:
    """Open the vote: the text freezes, the roll is fixed. Returns the poll's number."""
    proposal, standing, now = _locked(proposal_id, actor_id)
    _allow(rules.may_put_to_vote(standing, proposal, now))
    poll_id = voting.open_poll(
        actor_id, proposal.group_id, question=proposal.title, language=proposal.language, closes_at=closes_at,
        quorum_percent=quorum_percent, results=results)
    proposal.poll_id = poll_id
    _move(proposal, State.VOTING, actor_id, now, poll_id=poll_id)
    return poll_id


def _reason(words: str) -> str:
    words = clean_source(words).strip()
    if faults := rules.reason_fault(words):
        raise Invalid(faults)
    return words


@command
def withdraw_proposal(actor_id: int, proposal_id: int, *, reason: str) -> None:
    """Its author takes it back, saying why; it stays readable where it was published."""
    proposal, standing, now = _locked(proposal_id, actor_id)
    _allow(rules.may_withdraw(standing, proposal, now))
    _move(proposal, State.WITHDRAWN, actor_id, now, reason=_reason(reason))


@command
def refuse_proposal(actor_id: int, proposal_id: int, *, reason: str) -> None:
    """A facilitator rejects it without a vote, saying why."""
    proposal, standing, now = _locked(proposal_id, actor_id)
    _allow(rules.may_refuse(standing, proposal, now))
    _move(proposal, State.REJECTED, actor_id, now, reason=_reason(reason))


@command
def settle_by_poll(poll_id: int, outcome: str, actor_id: int | None) -> None:
    """The poll that decides a proposal is counted: accepted or rejected, by its rule."""
    proposal_id = find_by_poll(poll_id)
    if proposal_id is None:
        return
    proposal = lock_row(Proposal, proposal_id)
    to_state = State.ACCEPTED if outcome == Outcome.ACCEPTED else State.REJECTED
    _move(proposal, to_state, actor_id, clock.now(), poll_id=poll_id)


@command
def reopen_after_cancelled_poll(poll_id: int, actor_id: int | None) -> None:
    """The poll was cancelled: the proposal is open again, for another text or another vote."""
    proposal_id = find_by_poll(poll_id)
    if proposal_id is None:
        return
    proposal = lock_row(Proposal, proposal_id)
    # The reason is kept with the step too: the page soon shows another poll, the history still this one.
    _move(proposal, State.OPEN, actor_id, clock.now(), reason=cancel_reason(poll_id), poll_id=poll_id)


@command
def hide_proposal(actor_id: int, proposal_id: int) -> None:
    """Take a proposal and its discussion out of sight of everybody but those who moderate."""
    proposal, standing, now = _locked(proposal_id, actor_id)
    _allow(rules.may_hide(standing, proposal, now))
    if proposal.hidden_at is not None:
        return
    proposal.hidden_at = now
    if proposal.thread_id is not None:
        threads.hide_thread(actor_id, proposal.thread_id)
    record(events.ProposalHidden(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id))


@command
def show_proposal(actor_id: int, proposal_id: int) -> None:
    """Make a hidden proposal and its discussion readable again."""
    proposal, standing, now = _locked(proposal_id, actor_id)
    _allow(rules.may_hide(standing, proposal, now))
    if proposal.hidden_at is None:
        return
    proposal.hidden_at = None
    if proposal.thread_id is not None:
        threads.show_thread(actor_id, proposal.thread_id)
    record(events.ProposalShown(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id))

"""Duplicates become one proposal, and are taken apart again; a part becomes a proposal of its own.

Nothing is lost by a merge: the source keeps its page, text, supports and history. What is carried over to the other
(supports, arguments, invitations to its authors) is written down row by row, so that undoing it carries exactly that
back.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select, update

from goforum.core.commands import command, record
from goforum.core.db import db, insert_many_or_ignore, insert_or_ignore, lock_row
from goforum.core.i18n import _l
from goforum.core.rules import Conflict, Invalid
from goforum.proposals import events, rules
from goforum.proposals.commands.base import allow, given_reason, locked, move
from goforum.proposals.commands.together import note_supports
from goforum.proposals.commands.writing import create_proposal
from goforum.proposals.models import (
    MergeRow,
    Moved,
    Proposal,
    ProposalArgument,
    ProposalAuthor,
    ProposalMerge,
    ProposalSplit,
    ProposalSupport,
    Signing,
    State,
)
from goforum.proposals.queries import author_ids, carried, commitment_ids, get_merge
from goforum.threads import commands as threads
from goforum.threads.queries import get_head


@command
def merge_proposals(actor_id: int, source_id: int, *, target_id: int, reason: str) -> int:
    """Let a duplicate go on in another proposal of the same group. Returns the number of the merge.

    Supporters of the one support the other, and may take that back; arguments stand under it; the authors are asked to
    sign it: nobody signs without saying yes.
    """
    if source_id == target_id:
        raise Invalid({"target": _l("Choose another proposal: this is the same one.")})
    # In the order of their numbers, so that two merges the other way round do not wait for each other.
    rows = {one: lock_row(Proposal, one) for one in sorted((source_id, target_id))}
    source, standing, now = locked(source_id, actor_id)
    target = rows[target_id]
    if target.group_id != source.group_id or target.hidden_at is not None:
        raise Invalid({"target": _l("Choose a proposal of the same group.")})
    allow(rules.may_merge(standing, source, target, now))
    merge = ProposalMerge(source_id=source_id, target_id=target_id, actor_id=actor_id, reason=given_reason(reason),
                          at=now)
    db.session.add(merge)
    db.session.flush()  # its rows need the number
    _carry(merge.id, source, target, actor_id, now, merge.reason)
    move(source, State.MERGED, actor_id, now, reason=merge.reason)
    record(events.ProposalsMerged(actor_id=actor_id, proposal_id=source_id, group_id=source.group_id,
                                  target_id=target_id, merge_id=merge.id))
    note_supports(target, now)
    return merge.id


def _carry(merge_id: int, source: Proposal, target: Proposal, actor_id: int, now: datetime, reason: str) -> None:
    authors = set(author_ids(target))
    supporters = set(db.session.scalars(select(ProposalSupport.person_id).where(
        ProposalSupport.proposal_id == source.id)))
    present = set(db.session.scalars(select(ProposalSupport.person_id).where(
        ProposalSupport.proposal_id == target.id)))
    new = sorted(supporters - authors - present)
    insert_many_or_ignore(ProposalSupport, [{"proposal_id": target.id, "person_id": one, "at": now} for one in new],
                          ["proposal_id", "person_id"])
    asked = [one for one in author_ids(source) if one not in authors and insert_or_ignore(
        ProposalAuthor, {"proposal_id": target.id, "person_id": one, "state": Signing.INVITED.value,
                         "invited_by_id": actor_id, "round": 1, "invited_at": now}, ["proposal_id", "person_id"])]
    arguments = list(db.session.scalars(
        update(ProposalArgument).where(ProposalArgument.proposal_id == source.id).values(proposal_id=target.id)
        .returning(ProposalArgument.id).execution_options(synchronize_session=False)))
    closed = _close(source, actor_id, reason)
    _write_down(merge_id, {Moved.SUPPORT: new, Moved.AUTHOR: asked, Moved.ARGUMENT: arguments, Moved.THREAD: closed})


def _close(source: Proposal, actor_id: int, reason: str) -> list[int]:
    """The discussion goes on at the other proposal; answers with the thread that this closed."""
    if source.thread_id is None or get_head(source.thread_id, None).facts.ended is not None:
        return []
    threads.close_thread(actor_id, source.thread_id, reason=reason)
    return [source.thread_id]


def _write_down(merge_id: int, kinds: dict[Moved, Iterable[int]]) -> None:
    db.session.add_all(MergeRow(merge_id=merge_id, kind=kind.value, number=number)
                       for kind, numbers in kinds.items() for number in numbers)
    db.session.flush()


@command
def undo_merge(actor_id: int, merge_id: int) -> None:
    """Take a merged proposal out again, for a week; what was carried over goes back, what was done since stays."""
    found = get_merge(merge_id)
    for one in sorted((found.source_id, found.target_id)):
        lock_row(Proposal, one)
    source, _standing, _now = locked(found.source_id, actor_id)
    target, standing, now = locked(found.target_id, actor_id)
    merge = lock_row(ProposalMerge, merge_id)
    allow(rules.may_undo_merge(standing, target, merge, now))
    if source.state != State.MERGED:
        raise Conflict(_l("This proposal has moved on since you opened the page."), code="moved")
    merge.undone_at, merge.undone_by_id = now, actor_id
    _carry_back(merge, source, target, actor_id)
    move(source, State.OPEN, actor_id, now)
    record(events.MergeUndone(actor_id=actor_id, proposal_id=source.id, group_id=source.group_id,
                              target_id=target.id, merge_id=merge_id))


def _carry_back(merge: ProposalMerge, source: Proposal, target: Proposal, actor_id: int) -> None:
    rows = carried(merge.id)
    # Who took the support back and gave it again by themselves means this one.
    db.session.execute(delete(ProposalSupport).where(
        ProposalSupport.proposal_id == target.id, ProposalSupport.at == merge.at,
        ProposalSupport.person_id.in_(rows.get(Moved.SUPPORT, []))))
    # Who signed the other one meanwhile stays its author.
    db.session.execute(delete(ProposalAuthor).where(
        ProposalAuthor.proposal_id == target.id, ProposalAuthor.state == Signing.INVITED,
        ProposalAuthor.person_id.in_(rows.get(Moved.AUTHOR, []))))
    db.session.execute(
        update(ProposalArgument).where(ProposalArgument.id.in_(rows.get(Moved.ARGUMENT, [])))
        .values(proposal_id=source.id).execution_options(synchronize_session=False))
    for thread_id in rows.get(Moved.THREAD, []):
        if get_head(thread_id, None).closed_at is not None:
            threads.reopen_thread(actor_id, thread_id)


@command
def split_proposal(actor_id: int, proposal_id: int, *, title: str, body: str, client_key: str | None = None) -> int:
    """Take a part out as a proposal of its own; the authors of the first are asked to sign it. Returns its number."""
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_split(standing, proposal, now))
    made = create_proposal(
        actor_id, proposal.group_id, title=title, body=body, publish=True, client_key=client_key,
        commitment_ids=commitment_ids([proposal_id]).get(proposal_id, []))
    if not insert_or_ignore(ProposalSplit, {"proposal_id": made, "from_id": proposal_id, "actor_id": actor_id,
                                            "at": now}, ["proposal_id"]):
        return made
    for one in author_ids(proposal):
        if one != actor_id:
            insert_or_ignore(ProposalAuthor, {
                "proposal_id": made, "person_id": one, "state": Signing.INVITED.value, "invited_by_id": actor_id,
                "round": 1, "invited_at": now}, ["proposal_id", "person_id"])
    record(events.ProposalSplitOut(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id,
                                   made_id=made))
    return made

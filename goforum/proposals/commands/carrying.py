"""What a merge carries from one proposal to the other, row by row, each written down; and back, exactly that."""

from collections.abc import Iterable, Mapping

from sqlalchemy import case, delete, func, select, update

from goforum.core.db import db, insert_many_or_ignore, insert_or_ignore
from goforum.proposals.models import (
    Amendment,
    AmendmentState,
    MergeRow,
    Moved,
    Proposal,
    ProposalArgument,
    ProposalAuthor,
    ProposalCommitment,
    ProposalMerge,
    ProposalSupport,
    Signing,
)
from goforum.proposals.queries import author_ids, carried, commitment_ids
from goforum.threads import commands as threads
from goforum.threads.commands.writing import check_commitments
from goforum.threads.queries import get_head

_AS_THEY_ARE = {"synchronize_session": False}


def carry(merge: ProposalMerge, source: Proposal, target: Proposal) -> None:
    """Give the target what the source gathered: supports, arguments, open amendments, links, invitations to sign."""
    kinds = {
        Moved.SUPPORT: _supports(merge, source, target), Moved.AUTHOR: _authors(merge, source, target),
        Moved.ARGUMENT: _move_arguments(source, target), Moved.AMENDMENT: _move_amendments(source, target),
        Moved.COMMITMENT: _link(merge.actor_id, source, target), Moved.THREAD: _close(merge, source)}
    _write_down(merge.id, kinds)


def _supports(merge: ProposalMerge, source: Proposal, target: Proposal) -> list[int]:
    supporters = set(db.session.scalars(select(ProposalSupport.person_id).where(
        ProposalSupport.proposal_id == source.id)))
    present = set(db.session.scalars(select(ProposalSupport.person_id).where(
        ProposalSupport.proposal_id == target.id)))
    new = sorted(supporters - set(author_ids(target)) - present)
    insert_many_or_ignore(ProposalSupport, [{"proposal_id": target.id, "person_id": one, "at": merge.at}
                                            for one in new], ["proposal_id", "person_id"])
    return new


def _authors(merge: ProposalMerge, source: Proposal, target: Proposal) -> list[int]:
    authors = set(author_ids(target))
    return [one for one in author_ids(source) if one not in authors and insert_or_ignore(
        ProposalAuthor, {"proposal_id": target.id, "person_id": one, "state": Signing.INVITED.value,
                         "invited_by_id": merge.actor_id, "round": 1, "invited_at": merge.at},
        ["proposal_id", "person_id"])]


def _move_arguments(source: Proposal, target: Proposal) -> list[int]:
    return list(db.session.scalars(
        update(ProposalArgument).where(ProposalArgument.proposal_id == source.id).values(proposal_id=target.id)
        .returning(ProposalArgument.id).execution_options(**_AS_THEY_ARE)))


def _move_amendments(source: Proposal, target: Proposal) -> list[int]:
    """Those that wait for an answer, which the other authors give now; answered ones are history of the source's text.
    Each keeps the name of the proposal it was written against, the first one along a chain of merges."""
    return list(db.session.scalars(
        update(Amendment).where(Amendment.proposal_id == source.id, Amendment.state == AmendmentState.OPEN)
        .values(proposal_id=target.id, written_for_id=func.coalesce(Amendment.written_for_id, source.id))
        .returning(Amendment.id).execution_options(**_AS_THEY_ARE)))


def _link(actor_id: int, source: Proposal, target: Proposal) -> list[int]:
    linked = commitment_ids([source.id, target.id])
    new = [one for one in linked.get(source.id, []) if insert_or_ignore(
        ProposalCommitment, {"proposal_id": target.id, "commitment_id": one}, ["proposal_id", "commitment_id"])]
    if new:
        _thread_follows(actor_id, target)
    return new


def _thread_follows(actor_id: int, target: Proposal) -> None:
    """The discussion of the target is about what the target is about."""
    if target.thread_id is not None:
        threads.follow_home(actor_id, target.thread_id, title=target.title, commitment_ids=check_commitments(
            commitment_ids([target.id]).get(target.id, [])))


def _close(merge: ProposalMerge, source: Proposal) -> list[int]:
    """The discussion goes on at the other proposal; answers with the thread that this closed."""
    if source.thread_id is None or get_head(source.thread_id, None).facts.ended is not None:
        return []
    threads.close_thread(merge.actor_id, source.thread_id, reason=merge.reason)
    return [source.thread_id]


def _write_down(merge_id: int, kinds: Mapping[Moved, Iterable[int]]) -> None:
    db.session.add_all(MergeRow(merge_id=merge_id, kind=kind.value, number=number)
                       for kind, numbers in kinds.items() for number in numbers)
    db.session.flush()


def carry_back(merge: ProposalMerge, source: Proposal, target: Proposal, actor_id: int) -> None:
    """Take out of the target what this merge brought, and nothing that was done since."""
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
        .values(proposal_id=source.id).execution_options(**_AS_THEY_ARE))
    # An amendment answered meanwhile was answered by the authors of the target, about their text: it stays there.
    db.session.execute(
        update(Amendment).where(Amendment.id.in_(rows.get(Moved.AMENDMENT, [])), Amendment.proposal_id == target.id,
                                Amendment.state == AmendmentState.OPEN)
        .values(proposal_id=source.id, written_for_id=case(
            (Amendment.written_for_id == source.id, None), else_=Amendment.written_for_id))
        .execution_options(**_AS_THEY_ARE))
    _unlink(actor_id, target, rows.get(Moved.COMMITMENT, []))
    for thread_id in rows.get(Moved.THREAD, []):
        if get_head(thread_id, None).closed_at is not None:
            threads.reopen_thread(actor_id, thread_id)


def _unlink(actor_id: int, target: Proposal, brought: list[int]) -> None:
    if not brought:
        return
    db.session.execute(delete(ProposalCommitment).where(
        ProposalCommitment.proposal_id == target.id, ProposalCommitment.commitment_id.in_(brought)))
    _thread_follows(actor_id, target)

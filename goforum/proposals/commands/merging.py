"""Duplicates become one proposal, and are taken apart again; a part becomes a proposal of its own.

Nothing is lost by a merge: the source keeps its page, text, supports and history. What is carried over to the other
(``carrying``) is written down row by row, so that undoing it carries exactly that back.
"""

from goforum.core.commands import command, record
from goforum.core.db import db, insert_many_or_ignore, insert_or_ignore, lock_row
from goforum.core.i18n import _l
from goforum.core.rules import Conflict, Invalid
from goforum.proposals import events, rules
from goforum.proposals.commands.base import allow, given_reason, locked, move
from goforum.proposals.commands.carrying import carry, carry_back
from goforum.proposals.commands.together import note_supports
from goforum.proposals.commands.writing import create_proposal
from goforum.proposals.models import Proposal, ProposalAuthor, ProposalMerge, ProposalSplit, Signing, State
from goforum.proposals.queries import author_ids, commitment_ids, get_merge
from goforum.threads.commands.writing import one_try


@command
def merge_proposals(actor_id: int, source_id: int, *, target_id: int, reason: str) -> int:
    """Let a duplicate go on in another proposal of the same group. Returns the number of the merge.

    Supporters of the one support the other, and may take that back; arguments and amendments without an answer stand
    under it; it is about the same commitments too; the authors are asked to sign it: nobody signs without saying yes.
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
    carry(merge, source, target)
    move(source, State.MERGED, actor_id, now, reason=merge.reason)
    record(events.ProposalsMerged(actor_id=actor_id, proposal_id=source_id, group_id=source.group_id,
                                  target_id=target_id, merge_id=merge.id))
    note_supports(target, now)
    return merge.id


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
    carry_back(merge, source, target, actor_id)
    move(source, State.OPEN, actor_id, now)
    record(events.MergeUndone(actor_id=actor_id, proposal_id=source.id, group_id=source.group_id,
                              target_id=target.id, merge_id=merge_id))


@command
def split_proposal(actor_id: int, proposal_id: int, *, title: str, body: str, client_key: str | None = None) -> int:
    """Take a part out as a proposal of its own, by the authors of the first. Returns its number.

    They stay the authors of what they wrote, and may take their names off; who split it is written down beside it, and
    its first version is theirs.
    """
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_split(standing, proposal, now))
    made = create_proposal(
        actor_id, proposal.group_id, title=title, body=body, publish=True, author_id=proposal.author_id,
        client_key=one_try(client_key, "split", proposal_id, title, body),
        commitment_ids=commitment_ids([proposal_id]).get(proposal_id, []))
    if not insert_or_ignore(ProposalSplit, {"proposal_id": made, "from_id": proposal_id, "actor_id": actor_id,
                                            "at": now}, ["proposal_id"]):
        return made
    signed = [one for one in author_ids(proposal) if one != proposal.author_id]
    insert_many_or_ignore(ProposalAuthor, [{
        "proposal_id": made, "person_id": one, "state": Signing.SIGNED.value, "invited_by_id": actor_id, "round": 1,
        "invited_at": now, "answered_at": now} for one in signed], ["proposal_id", "person_id"])
    record(events.ProposalSplitOut(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id,
                                   made_id=made))
    return made

"""Told of what facilitators do with proposals: questions, answers, merges, splits; each once, to whom it concerns."""

from collections.abc import Collection
from typing import Any

from flask_babel import ngettext
from sqlalchemy import Select, select

from goforum.core.db import db
from goforum.core.events import inside
from goforum.groups.queries import organiser_ids
from goforum.notifications.commands import note_writer, tell, tell_audience
from goforum.notifications.kinds import Kind, add_audience, add_kinds
from goforum.notifications.queries.audience import of_thread
from goforum.proposals.events import (
    AnswerPublished,
    AskAnswered,
    ChangePublished,
    MergeUndone,
    MoreAsked,
    ProposalsMerged,
    ProposalSplitOut,
)
from goforum.proposals.models import (
    Amendment,
    AmendmentState,
    Moved,
    Proposal,
    ProposalAuthor,
    ProposalSupport,
    Signing,
)
from goforum.proposals.queries import author_ids, carried


def _of_proposal(proposal_id: Any) -> list[Select[Any]]:
    """Its authors, its supporters, whose amendment waits for an answer, and who hears its discussion."""
    thread = select(Proposal.thread_id).where(Proposal.id == proposal_id).scalar_subquery()
    return [
        select(Proposal.author_id).where(Proposal.id == proposal_id),
        select(ProposalAuthor.person_id).where(ProposalAuthor.proposal_id == proposal_id,
                                               ProposalAuthor.state == Signing.SIGNED),
        select(ProposalSupport.person_id).where(ProposalSupport.proposal_id == proposal_id),
        select(Amendment.author_id).where(Amendment.proposal_id == proposal_id,
                                          Amendment.state == AmendmentState.OPEN),
        *of_thread(thread)]


add_audience("proposal", _of_proposal)
add_kinds(
    Kind("more-asked", lambda n, title: ngettext(
        "The facilitators ask for more about your proposal %(title)s",
        "The facilitators asked %(num)s times for more about your proposal %(title)s", n, title=title),
        "circle-question-mark", always=True, family="decisions"),
    Kind("ask-answered", lambda n, title: ngettext(
        "What you asked about the proposal %(title)s is answered",
        "%(num)s questions about the proposal %(title)s are answered", n, title=title),
        "message-square-text", family="decisions"),
    Kind("proposal-answered", lambda n, title: ngettext(
        "The official answer to the proposal %(title)s is published",
        "The official answer to the proposal %(title)s is published", n, title=title), "landmark", family="decisions"),
    Kind("proposal-merged", lambda n, title: ngettext(
        "The proposal %(title)s goes on in another one, with your support and your arguments",
        "The proposal %(title)s goes on in another one, with your support and your arguments", n, title=title),
        "arrow-right", always=True, family="decisions"),
    Kind("proposal-took-in", lambda n, title: ngettext(
        "Another proposal goes on in yours, %(title)s", "%(num)s other proposals go on in yours, %(title)s",
        n, title=title), "plus", always=True, family="decisions"),
    Kind("proposal-unmerged", lambda n, title: ngettext(
        "The proposal %(title)s stands by itself again", "The proposal %(title)s stands by itself again",
        n, title=title), "history", always=True, family="decisions"),
    Kind("amendment-carried", lambda n, title: ngettext(
        "The proposal %(title)s goes on in another one, and your amendment with it",
        "The proposal %(title)s goes on in another one, and your amendments with it", n, title=title), "arrow-right",
        always=True, family="decisions"),
    Kind("change-published", lambda n, title: ngettext(
        "What the proposal %(title)s changes is part of the action plan now",
        "What the proposal %(title)s changes is part of the action plan now", n, title=title), "target",
        family="decisions"),
    Kind("proposal-split", lambda n, title: ngettext(
        "A part of the proposal %(title)s is a proposal of its own now",
        "%(num)s parts of the proposal %(title)s are proposals of their own now", n, title=title), "list",
        family="decisions"),
)


def _proposal(proposal_id: int) -> Proposal:
    found: Proposal = db.session.execute(select(Proposal).where(Proposal.id == proposal_id)).scalar_one()
    return found


def _tell_all(event: Any, kind: str, key: str, named: dict[str, Collection[int]] | None = None) -> None:
    tell_audience(("proposal", event.proposal_id), kind, actor_id=event.actor_id,
                  subject=("proposal", event.proposal_id), group_id=event.group_id,
                  thread_id=_proposal(event.proposal_id).thread_id, dedup_key=key, named=named)


@inside(MoreAsked)
def tell_of_question(event: MoreAsked) -> None:
    """The authors."""
    proposal = _proposal(event.proposal_id)
    tell(author_ids(proposal), "more-asked", actor_id=event.actor_id, subject=("proposal", event.proposal_id),
         group_id=event.group_id, thread_id=proposal.thread_id, dedup_key=f"ask:{event.ask_id}:asked")


@inside(AskAnswered)
def tell_of_reply(event: AskAnswered) -> None:
    """Those who facilitate."""
    tell(sorted(organiser_ids(event.group_id)), "ask-answered", actor_id=event.actor_id,
         subject=("proposal", event.proposal_id), group_id=event.group_id, dedup_key=f"ask:{event.ask_id}:answered")


@inside(AnswerPublished)
def tell_of_answer(event: AnswerPublished) -> None:
    """Everybody whom the proposal concerns."""
    _tell_all(event, "proposal-answered", f"proposal:{event.proposal_id}:answered")


@inside(ProposalsMerged)
def tell_of_merge(event: ProposalsMerged) -> None:
    """Everybody whom the one concerned, and the authors of the other; whose amendment went with it learns that too."""
    amenders = db.session.scalars(select(Amendment.author_id).where(
        Amendment.id.in_(carried(event.merge_id).get(Moved.AMENDMENT, []))).distinct())
    _tell_all(event, "proposal-merged", f"proposal-merge:{event.merge_id}", {"amendment-carried": list(amenders)})
    target = _proposal(event.target_id)
    tell(author_ids(target), "proposal-took-in", actor_id=event.actor_id, subject=("proposal", event.target_id),
         group_id=event.group_id, thread_id=target.thread_id, dedup_key=f"proposal-merge:{event.merge_id}:target")


@inside(MergeUndone)
def tell_of_undoing(event: MergeUndone) -> None:
    """The same people, again."""
    _tell_all(event, "proposal-unmerged", f"proposal-merge:{event.merge_id}:undone")


@inside(ProposalSplitOut)
def tell_of_split(event: ProposalSplitOut) -> None:
    """Everybody whom it concerns; the authors of the part hear its discussion, which somebody else opened."""
    made = _proposal(event.made_id)
    if made.thread_id is not None:
        for one in author_ids(made):
            note_writer(one, made.thread_id)
    _tell_all(event, "proposal-split", f"proposal-split:{event.made_id}")


@inside(ChangePublished)
def tell_of_change_of_plan(event: ChangePublished) -> None:
    """Everybody whom it concerns."""
    _tell_all(event, "change-published", f"proposal-change:{event.proposal_id}")

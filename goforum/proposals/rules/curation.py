"""What facilitators may do with proposals, and until when. Pure."""

from datetime import datetime, timedelta
from typing import Protocol

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict, Words
from goforum.groups.rules import Standing, may_facilitate
from goforum.proposals.models import MAX_THEME, Decision, State
from goforum.proposals.rules.proposals import (
    DISCUSSED,
    Part,
    ProposalFacts,
    alive,
    may_propose,
    may_see,
    may_touch,
    wrote,
)

UNDO = timedelta(days=7)


class MergeFacts(Protocol):
    """What the rules ask of a merge."""

    @property
    def at(self) -> datetime: ...
    @property
    def undone_at(self) -> datetime | None: ...


def may_curate(standing: Standing, proposal: ProposalFacts, now: datetime) -> Verdict:
    """Anything a facilitator does with a published proposal: note, theme, ask, answer."""
    seen = may_see(standing, proposal, now)
    verdict = may_facilitate(standing, now) if seen else seen
    if verdict and proposal.published_at is None:
        return No("draft", _l("This proposal is not published."))
    return verdict


def _discussed(proposal: ProposalFacts) -> Verdict:
    going = alive(proposal)
    if going and proposal.state not in DISCUSSED:
        return No("draft", _l("This proposal is not published."))
    return going


def may_review(standing: Standing, proposal: ProposalFacts, now: datetime) -> Verdict:
    """Take it under review: its text is frozen meanwhile."""
    verdict = may_curate(standing, proposal, now)
    if verdict and proposal.state == State.REVIEW:
        return No("moved", _l("This proposal is under review already."))
    return _discussed(proposal) if verdict else verdict


def may_give_back(standing: Standing, proposal: ProposalFacts, now: datetime) -> Verdict:
    """Give a proposal under review back to discussion."""
    verdict = may_curate(standing, proposal, now)
    if verdict and proposal.state != State.REVIEW:
        return No("moved", _l("This proposal is not under review."))
    return verdict


def may_ask_more(standing: Standing, proposal: ProposalFacts, now: datetime) -> Verdict:
    """Ask the authors for more, while it is discussed or under review."""
    verdict = may_curate(standing, proposal, now)
    return _discussed(proposal) if verdict else verdict


def may_answer_ask(standing: Standing, proposal: ProposalFacts, now: datetime, part: Part) -> Verdict:
    """Answer what facilitators asked: its authors."""
    verdict = may_touch(standing, proposal, now, part)
    if verdict and not wrote(standing, proposal, part):
        return No("not-author", _l("Only the authors answer what is asked of their proposal."))
    return verdict


def may_merge(standing: Standing, source: ProposalFacts, target: ProposalFacts, now: datetime) -> Verdict:
    """Let a duplicate go on in another proposal of the same group, both discussed."""
    for one in (source, target):
        verdict = may_ask_more(standing, one, now)
        if not verdict:
            return verdict
    return YES


def may_undo_merge(standing: Standing, target: ProposalFacts, merge: MergeFacts, now: datetime) -> Verdict:
    """Take a merged proposal out again: facilitators, for a week, while the other is discussed."""
    verdict = may_curate(standing, target, now)
    if not verdict:
        return verdict
    if merge.undone_at is not None:
        return No("moved", _l("This merge is undone already."))
    if now >= merge.at + UNDO:
        return No("moved", _l("A merge can be undone for a week; that week is over."))
    return _discussed(target)


def may_split(standing: Standing, proposal: ProposalFacts, now: datetime) -> Verdict:
    """Take a part of it out as a proposal of its own: facilitators who may propose in the group."""
    verdict = may_ask_more(standing, proposal, now)
    return may_propose(standing, now) if verdict else verdict


def may_prepare_answer(standing: Standing, proposal: ProposalFacts, published: bool, now: datetime) -> Verdict:
    """Write the official answer, until it is published."""
    verdict = may_curate(standing, proposal, now)
    if verdict and published:
        return No("answered", _l("The official answer is published: it stays as it is."))
    return verdict


def may_publish_answer(standing: Standing, proposal: ProposalFacts, prepared: bool, published: bool,
                       now: datetime) -> Verdict:
    """Publish the answer that was prepared; never from under a vote."""
    verdict = may_prepare_answer(standing, proposal, published, now)
    if not verdict:
        return verdict
    if not prepared:
        return No("answered", _l("No answer is prepared."))
    if proposal.state == State.VOTING:
        return No("voting", _l("People are voting on it: the answer comes after the vote."))
    if proposal.state in {State.WITHDRAWN, State.MERGED}:
        return No("ended", _l("This proposal has come to its end without a decision: there is nothing to answer."))
    return YES


def may_integrate(standing: Standing, proposal: ProposalFacts, now: datetime) -> Verdict:
    """Say which commitment an accepted proposal became part of."""
    verdict = may_curate(standing, proposal, now)
    if verdict and proposal.state != State.ACCEPTED:
        return No("moved", _l("Only an accepted proposal becomes part of a commitment."))
    return verdict


def next_state(state: str, decision: str) -> State | None:
    """Where an answer moves a proposal; None where a vote decided already, or it is only taken note of."""
    if decision == Decision.NOTED or state not in DISCUSSED:
        return None
    return State(decision)


def theme_fault(name: str) -> dict[str, Words]:
    """What is wrong with the name of a theme; none takes the theme away."""
    return {"theme": _l("At most %(max)d characters.", max=MAX_THEME)} if len(name) > MAX_THEME else {}

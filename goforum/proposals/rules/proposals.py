"""Pure rules of proposals: which state follows which, and who may move, change or see one."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict, Words
from goforum.groups.rules import Standing, may_facilitate, may_moderate, may_read, may_write
from goforum.proposals.models import MAX_REASON, MAX_TITLE, State

# From a state, the states it may go to. What leads nowhere is an end.
MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.OPEN, State.WITHDRAWN}),
    State.OPEN: frozenset({State.REVIEW, State.VOTING, State.ACCEPTED, State.REJECTED, State.WITHDRAWN, State.MERGED}),
    State.REVIEW: frozenset({State.OPEN, State.VOTING, State.ACCEPTED, State.REJECTED, State.WITHDRAWN, State.MERGED}),
    State.VOTING: frozenset({State.ACCEPTED, State.REJECTED, State.OPEN}),
    State.ACCEPTED: frozenset({State.INTEGRATED}),
    State.REJECTED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.MERGED: frozenset({State.OPEN}),
    State.INTEGRATED: frozenset(),
}
DISCUSSED = frozenset({State.OPEN, State.REVIEW})

# Refusals that say the proposal has moved on, not that the person may not.
MOVED_ON = frozenset({"voting", "ended", "published", "answered", "review", "moved", "phase"})


class Part(StrEnum):
    """What a person is to a proposal beside its first author: somebody who signed it, or is asked to."""

    NONE = ""
    SIGNED = "signed"
    INVITED = "invited"


class ProposalFacts(Protocol):
    """What the rules ask of a proposal: its row or its card."""

    @property
    def author_id(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def published_at(self) -> datetime | None: ...
    @property
    def hidden_at(self) -> datetime | None: ...


def can_move(from_state: str, to_state: str) -> bool:
    """Whether one state may follow the other, whoever asks."""
    return State(to_state) in MOVES[State(from_state)]


def may_see(standing: Standing, proposal: ProposalFacts, now: datetime, part: Part = Part.NONE) -> Verdict:
    """Read it: readers of the group; before it is published, its authors and who is asked to sign it."""
    verdict = may_read(standing, now)
    if verdict and proposal.published_at is None and standing.person_id != proposal.author_id and not part:
        return No("hidden", hidden=True)
    if verdict and proposal.hidden_at is not None and not may_moderate(standing, now):
        return No("hidden", hidden=True)
    return verdict


def may_propose(standing: Standing, now: datetime) -> Verdict:
    """Write a proposal: whoever may write in the group."""
    return may_write(standing, now)


def wrote(standing: Standing, proposal: ProposalFacts, part: Part) -> bool:
    """Whether the person is one of its authors."""
    return standing.person_id is not None and (standing.person_id == proposal.author_id or part is Part.SIGNED)


def may_touch(standing: Standing, proposal: ProposalFacts, now: datetime, part: Part = Part.NONE) -> Verdict:
    """Do anything with it: see it, and be able to write in its group."""
    seen = may_see(standing, proposal, now, part)
    return may_write(standing, now) if seen else seen


def _author(standing: Standing, proposal: ProposalFacts, now: datetime, words: Words) -> Verdict:
    verdict = may_touch(standing, proposal, now)
    if verdict and standing.person_id != proposal.author_id:
        return No("not-author", words)
    return verdict


def alive(proposal: ProposalFacts) -> Verdict:
    """It is still on its way: no vote is open on it, and it has not come to its end."""
    if proposal.state == State.VOTING:
        return No("voting", _l("People are voting on this text: it stays as it is until the vote is over."))
    if proposal.state not in {State.DRAFT, *DISCUSSED}:
        return No("ended", _l("This proposal has come to its end: it stays as it is."))
    return YES


def unfinished(proposal: ProposalFacts) -> Verdict:
    """Its text may still change: alive, and not under review."""
    if proposal.state == State.REVIEW:
        return No("review", _l("This proposal is under review: its text stays as it is until the facilitators give it "
                               "back or open the vote."))
    return alive(proposal)


def may_edit(standing: Standing, proposal: ProposalFacts, now: datetime, part: Part = Part.NONE) -> Verdict:
    """Change the text: its authors, until a vote opens on it."""
    verdict = may_touch(standing, proposal, now, part)
    if verdict and not wrote(standing, proposal, part):
        return No("not-author", _l("Only its authors may change this proposal."))
    return unfinished(proposal) if verdict else verdict


def may_publish(standing: Standing, proposal: ProposalFacts, now: datetime) -> Verdict:
    """Show a draft to the group and open its discussion."""
    verdict = _author(standing, proposal, now, _l("Only its author may publish this proposal."))
    if verdict and proposal.state != State.DRAFT:
        return No("published", _l("This proposal is published already."))
    return verdict


def may_put_to_vote(standing: Standing, proposal: ProposalFacts, now: datetime, part: Part = Part.NONE) -> Verdict:
    """Open the vote on an open proposal: its authors, or a facilitator of the group."""
    verdict = may_touch(standing, proposal, now, part)
    if not verdict:
        return verdict
    if not wrote(standing, proposal, part) and not may_facilitate(standing, now):
        return No("not-author", _l("Only its authors or a facilitator may open the vote."))
    if proposal.state == State.DRAFT:
        return No("draft", _l("Publish the proposal first: people discuss a text before they vote on it."))
    return alive(proposal)


def may_withdraw(standing: Standing, proposal: ProposalFacts, now: datetime) -> Verdict:
    """Take it back: its author, until a vote opens on it. Nobody withdraws from under a vote."""
    verdict = _author(standing, proposal, now, _l("Only its author may withdraw this proposal."))
    return alive(proposal) if verdict else verdict


def may_refuse(standing: Standing, proposal: ProposalFacts, now: datetime) -> Verdict:
    """Refuse it without a vote (out of scope, decided already): a facilitator, always with a reason."""
    seen = may_see(standing, proposal, now)
    verdict = may_facilitate(standing, now) if seen else seen
    if verdict and proposal.state == State.DRAFT:
        return No("draft", _l("This proposal is not published."))
    return alive(proposal) if verdict else verdict


def may_hide(standing: Standing, proposal: ProposalFacts, now: datetime) -> Verdict:
    """Take it out of sight: whoever moderates, never on their own, and not from under a vote."""
    verdict = may_moderate(standing, now)
    if not verdict:
        return verdict
    if proposal.author_id == standing.person_id:
        return No("own", _l("Nobody decides about themselves."))
    if proposal.state == State.VOTING:
        return No("voting", _l("People are voting on it: cancel the vote first, then hide the proposal."))
    return YES


def text_faults(title: str, body: str) -> dict[str, Words]:
    """What is wrong with a proposal's text, field by field."""
    faults: dict[str, Words] = {}
    if not title:
        faults["title"] = _l("Fill in this field.")
    elif len(title) > MAX_TITLE:
        faults["title"] = _l("At most %(max)d characters.", max=MAX_TITLE)
    if not body.strip():
        faults["body"] = _l("Fill in this field.")
    return faults


def reason_fault(reason: str) -> dict[str, Words]:
    """A decision about a proposal says why."""
    if not reason.strip():
        return {"reason": _l("Say why: everyone who reads the proposal will read it.")}
    if len(reason) > MAX_REASON:
        return {"reason": _l("At most %(max)d characters.", max=MAX_REASON)}
    return {}

"""Signing, supporting and arguing: who may, and until when. Pure."""

from datetime import datetime
from typing import Protocol

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict, Words
from goforum.groups.rules import Standing, may_facilitate, may_moderate, may_vote
from goforum.proposals.models import MAX_ARGUMENT, Side, Signing, State
from goforum.proposals.rules.proposals import Part, ProposalFacts, alive, may_see, may_touch, unfinished


class WrittenFacts(Protocol):
    """What the rules ask of anybody's words beside a proposal."""

    @property
    def author_id(self) -> int: ...
    @property
    def hidden_at(self) -> datetime | None: ...


class ArgumentFacts(WrittenFacts, Protocol):
    """What the rules ask of an argument."""

    @property
    def deleted_at(self) -> datetime | None: ...


def may_invite_author(standing: Standing, proposal: ProposalFacts, now: datetime) -> Verdict:
    """Ask somebody to sign: the first author, as long as the text may change."""
    verdict = may_touch(standing, proposal, now)
    if verdict and standing.person_id != proposal.author_id:
        return No("not-author", _l("Only its first author invites other authors."))
    return unfinished(proposal) if verdict else verdict


def may_sign(standing: Standing, proposal: ProposalFacts, now: datetime, part: Part) -> Verdict:
    """Answer an invitation to sign."""
    verdict = may_touch(standing, proposal, now, part)
    if verdict and part is not Part.INVITED:
        return No("answered", _l("No invitation to sign this proposal waits for you."))
    return unfinished(proposal) if verdict else verdict


def may_leave_authors(standing: Standing, proposal: ProposalFacts, now: datetime, part: Part) -> Verdict:
    """Take one's name off a text that may still change; the first author withdraws the proposal instead."""
    seen = may_see(standing, proposal, now, part)
    if seen and part is not Part.SIGNED:
        return No("not-author", _l("You are not one of those who signed it."))
    return alive(proposal) if seen else seen


def may_support(standing: Standing, proposal: ProposalFacts, now: datetime, part: Part = Part.NONE) -> Verdict:
    """Say that one wants it to go on: who may vote in the group, but its authors, until a vote opens."""
    seen = may_see(standing, proposal, now, part)
    verdict = may_vote(standing, now) if seen else seen
    if not verdict:
        return verdict
    if standing.person_id == proposal.author_id or part is Part.SIGNED:
        return No("own", _l("Its authors support it already."))
    if proposal.state == State.DRAFT:
        return No("draft", _l("This proposal is not published."))
    return alive(proposal)


def may_argue(standing: Standing, proposal: ProposalFacts, now: datetime, part: Part = Part.NONE) -> Verdict:
    """Give a reason for or against, until the proposal has come to its end: during the vote too."""
    verdict = may_touch(standing, proposal, now, part)
    if not verdict:
        return verdict
    if proposal.state == State.DRAFT:
        return No("draft", _l("This proposal is not published."))
    return YES if proposal.state == State.VOTING else alive(proposal)


def may_back_argument(standing: Standing, proposal: ProposalFacts, argument: ArgumentFacts, now: datetime) -> Verdict:
    """Say that an argument convinces: who may vote, but its author."""
    seen = may_see(standing, proposal, now)
    verdict = may_vote(standing, now) if seen else seen
    if not verdict:
        return verdict
    if argument.deleted_at is not None or argument.hidden_at is not None:
        return No("hidden", hidden=True)
    if argument.author_id == standing.person_id:
        return No("own", _l("It is your own argument."))
    return YES if proposal.state == State.VOTING else alive(proposal)


def may_take_back_argument(standing: Standing, argument: ArgumentFacts, now: datetime) -> Verdict:
    """Delete an argument of one's own."""
    verdict = may_vote(standing, now)
    if verdict and argument.author_id != standing.person_id:
        return No("not-author", _l("Only its author takes an argument back."))
    return verdict


def may_hide_words(standing: Standing, words: WrittenFacts, now: datetime) -> Verdict:
    """Take an argument or an amendment out of sight: whoever moderates, never on their own."""
    verdict = may_moderate(standing, now)
    if verdict and words.author_id == standing.person_id:
        return No("own", _l("Nobody decides about themselves."))
    return verdict


def may_set_proposals(standing: Standing, now: datetime) -> Verdict:
    """Say what the group asks of its proposals."""
    return may_facilitate(standing, now)


def argument_faults(side: str, body: str) -> dict[str, Words]:
    """What is wrong with an argument."""
    faults: dict[str, Words] = {}
    if side not in set(Side):
        faults["side"] = _l("Choose one.")
    if not body.strip():
        faults["body"] = _l("Fill in this field.")
    elif len(body) > MAX_ARGUMENT:
        faults["body"] = _l("At most %(max)d characters.", max=MAX_ARGUMENT)
    return faults


def part_for(state: str | None) -> Part:
    """What an invitation makes of a person."""
    return {Signing.SIGNED: Part.SIGNED, Signing.INVITED: Part.INVITED}.get(Signing(state or "left"), Part.NONE)

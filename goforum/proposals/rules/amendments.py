"""Amendments: who proposes one, who answers, what becomes of one refused. Pure."""

from datetime import datetime
from typing import Protocol

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict
from goforum.groups.rules import Standing, may_moderate
from goforum.proposals.models import AmendmentState, State
from goforum.proposals.rules.proposals import Part, ProposalFacts, may_propose, may_touch, unfinished, wrote


class AmendmentFacts(Protocol):
    """What the rules ask of an amendment."""

    @property
    def author_id(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def promoted_id(self) -> int | None: ...
    @property
    def hidden_at(self) -> datetime | None: ...


class SeenFacts(Protocol):
    """What the rules ask to show one: its row, or its line in a list."""

    @property
    def author_id(self) -> int: ...
    @property
    def hidden_at(self) -> datetime | None: ...


def may_see_amendment(standing: Standing, amendment: SeenFacts, now: datetime) -> Verdict:
    """Read it beside a proposal one reads: everybody; out of sight, its author and whoever moderates."""
    if amendment.hidden_at is None or amendment.author_id == standing.person_id or may_moderate(standing, now):
        return YES
    return No("hidden", hidden=True)


def may_amend(standing: Standing, proposal: ProposalFacts, now: datetime, part: Part = Part.NONE) -> Verdict:
    """Put another text beside it: any member, while it is discussed; its authors change it themselves."""
    verdict = may_touch(standing, proposal, now, part)
    if not verdict:
        return verdict
    if wrote(standing, proposal, part):
        return No("own", _l("It is your own text: change it directly."))
    if proposal.state == State.DRAFT:
        return No("draft", _l("This proposal is not published."))
    return unfinished(proposal)


def _open(amendment: AmendmentFacts) -> Verdict:
    if amendment.hidden_at is not None:
        return No("out-of-sight", _l("Moderators took this amendment out of sight: nobody answers it meanwhile."))
    if amendment.state != AmendmentState.OPEN:
        return No("answered", _l("This amendment has its answer already."))
    return YES


def may_answer_amendment(standing: Standing, proposal: ProposalFacts, amendment: AmendmentFacts, now: datetime,
                         part: Part = Part.NONE) -> Verdict:
    """Accept or reject it: the authors of the proposal, while its text may change."""
    verdict = may_touch(standing, proposal, now, part)
    if not verdict:
        return verdict
    if not wrote(standing, proposal, part):
        return No("not-author", _l("Only the authors of the proposal answer its amendments."))
    alive = unfinished(proposal)
    return _open(amendment) if alive else alive


def may_withdraw_amendment(standing: Standing, proposal: ProposalFacts, amendment: AmendmentFacts,
                           now: datetime) -> Verdict:
    """Take one's amendment back before it is answered."""
    verdict = may_touch(standing, proposal, now)
    if verdict and amendment.author_id != standing.person_id:
        return No("not-author", _l("Only its author withdraws an amendment."))
    if verdict and amendment.state != AmendmentState.OPEN:
        return No("answered", _l("This amendment has its answer already."))
    return verdict


def may_promote_amendment(standing: Standing, proposal: ProposalFacts, amendment: AmendmentFacts,
                          now: datetime) -> Verdict:
    """Make a proposal of one's own of an amendment that was rejected, once."""
    verdict = may_touch(standing, proposal, now)
    verdict = may_propose(standing, now) if verdict else verdict
    if not verdict:
        return verdict
    if amendment.author_id != standing.person_id:
        return No("not-author", _l("Only its author makes a proposal of an amendment."))
    if amendment.state != AmendmentState.REJECTED:
        return No("not-rejected", _l("Only an amendment that was rejected becomes a proposal of its own."))
    if amendment.hidden_at is not None:
        return No("out-of-sight", _l("Moderators took this amendment out of sight: it becomes nothing meanwhile."))
    if amendment.promoted_id is not None:
        return No("answered", _l("It is a proposal of its own already."))
    return YES


def is_stale(base_version: int, version_number: int, state: str, written_for_id: int | None = None) -> bool:
    """An open amendment written against a text that has changed since, or against another proposal merged into this."""
    return state == AmendmentState.OPEN and (written_for_id is not None or base_version != version_number)

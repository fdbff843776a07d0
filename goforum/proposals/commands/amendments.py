"""Amendments: proposed by a member, answered by the authors, each step once."""

from datetime import datetime

from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import _l
from goforum.core.rules import Invalid, NotFound, require
from goforum.core.text import clean_source
from goforum.groups.rules import Standing
from goforum.proposals import events, rules
from goforum.proposals.commands.base import allow, given_reason, locked
from goforum.proposals.commands.screening import passed
from goforum.proposals.commands.writing import checked, create_proposal, require_version, set_text
from goforum.proposals.models import Amendment, AmendmentState, Proposal
from goforum.proposals.queries import commitment_ids, find_amendment_by_key, get_amendment, home_of_amendment, part_of
from goforum.proposals.spots import amend_place
from goforum.threads import commands as threads
from goforum.threads.commands.drafts import settle_draft
from goforum.threads.commands.passing import passed_text
from goforum.threads.commands.writing import check_commitments, one_try, write


@command
def amend(actor_id: int, proposal_id: int, *, title: str, body: str, why: str, version: int,
          client_key: str | None = None) -> int:
    """Put a full text beside the original, written against this version of it. Returns the amendment's number."""
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_amend(standing, proposal, now, part_of(proposal, actor_id)))
    unsaid = rules.reason_fault(clean_source(why))
    faults = {"why": unsaid["reason"]} if unsaid else {}
    try:
        title, written = checked(title, body)
    except Invalid as invalid:
        raise Invalid({**invalid.errors, **faults}) from None
    if (title, written.source) == (proposal.title, proposal.body_source):
        faults["body"] = _l("It says what the proposal says: change something.")
    if faults:
        raise Invalid(faults)
    title, written = passed(standing, title, written, before=proposal.body_source)
    why = passed_text(standing, given_reason(why), field="why")
    key = one_try(client_key, "amendment", proposal_id, title, written.source)
    made = insert_or_ignore(Amendment, {
        "proposal_id": proposal_id, "author_id": actor_id,
        "base_version": version if 0 < version <= proposal.version_number else proposal.version_number,
        "title": title, "body_source": written.source, "body_html": written.rendered.html,
        "pipeline_version": written.rendered.version, "language": written.language, "why": why,
        "state": AmendmentState.OPEN.value, "client_key": key, "created_at": now, "answer": "",
    }, ["author_id", "client_key"])
    amendment_id = find_amendment_by_key(actor_id, key)
    assert amendment_id is not None
    settle_draft(actor_id, amend_place(proposal_id), title=title, body=written.source, became=amendment_id)
    if made:
        record(events.AmendmentProposed(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id,
                                        amendment_id=amendment_id))
    return amendment_id


def _both(actor_id: int, proposal_id: int, amendment_id: int) -> tuple[Proposal, Amendment, Standing, datetime]:
    """The proposal's row first, as everywhere, then the amendment's, which must be of it."""
    proposal, standing, now = locked(proposal_id, actor_id)
    get_amendment(proposal_id, amendment_id)
    amendment = lock_row(Amendment, amendment_id)
    require(rules.may_see_amendment(standing, amendment, now))
    return proposal, amendment, standing, now


def _end(amendment: Amendment, state: AmendmentState, actor_id: int, now: datetime) -> None:
    amendment.state, amendment.answered_by_id, amendment.answered_at = state.value, actor_id, now


@command
def accept_amendment(actor_id: int, proposal_id: int, amendment_id: int, *, version: int) -> int:
    """Take its text as the next version, credited to who wrote it. Returns that version's number.

    ``version`` is the text the authors compared it with: when that has changed since, nothing is taken over.
    """
    proposal, amendment, standing, now = _both(actor_id, proposal_id, amendment_id)
    allow(rules.may_answer_amendment(standing, proposal, amendment, now, part_of(proposal, actor_id)))
    require_version(proposal, version)
    written = write(amendment.body_source)
    if not set_text(proposal, amendment.title, written, amendment.author_id, now):
        raise Invalid({"": _l("The proposal says this already: there is nothing to take over.")})
    _end(amendment, AmendmentState.ACCEPTED, actor_id, now)
    amendment.version_number = proposal.version_number
    linked = commitment_ids([proposal_id]).get(proposal_id, [])
    if proposal.thread_id is not None:
        threads.follow_home(actor_id, proposal.thread_id, title=proposal.title,
                            commitment_ids=check_commitments(linked))
    db.session.flush()
    record(events.AmendmentAccepted(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id,
                                    amendment_id=amendment_id))
    record(events.ProposalEdited(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id,
                                 version=proposal.version_number, amendment_id=amendment_id))
    return proposal.version_number


@command
def reject_amendment(actor_id: int, proposal_id: int, amendment_id: int, *, reason: str) -> None:
    """Leave the text as it is, and say why."""
    proposal, amendment, standing, now = _both(actor_id, proposal_id, amendment_id)
    allow(rules.may_answer_amendment(standing, proposal, amendment, now, part_of(proposal, actor_id)))
    amendment.answer = passed_text(standing, given_reason(reason), field="reason")
    _end(amendment, AmendmentState.REJECTED, actor_id, now)
    db.session.flush()
    record(events.AmendmentRejected(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id,
                                    amendment_id=amendment_id))


@command
def withdraw_amendment(actor_id: int, proposal_id: int, amendment_id: int) -> None:
    """Its author takes it back; it stays readable."""
    proposal, amendment, standing, now = _both(actor_id, proposal_id, amendment_id)
    allow(rules.may_withdraw_amendment(standing, proposal, amendment, now))
    _end(amendment, AmendmentState.WITHDRAWN, actor_id, now)
    db.session.flush()
    record(events.AmendmentWithdrawn(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id,
                                     amendment_id=amendment_id))


@command
def promote_amendment(actor_id: int, proposal_id: int, amendment_id: int) -> int:
    """Make a published proposal of one's own of a rejected amendment. Returns its number."""
    proposal, amendment, standing, now = _both(actor_id, proposal_id, amendment_id)
    allow(rules.may_promote_amendment(standing, proposal, amendment, now))
    made = create_proposal(
        actor_id, proposal.group_id, title=amendment.title, body=amendment.body_source, publish=True,
        commitment_ids=commitment_ids([proposal_id]).get(proposal_id, []), client_key=f"amendment-{amendment_id}")
    amendment.promoted_id = made
    db.session.flush()
    record(events.AmendmentPromoted(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id,
                                    amendment_id=amendment_id, promoted_id=made))
    return made


@command
def hide_amendment(actor_id: int, amendment_id: int, *, on: bool) -> None:
    """Take an amendment out of sight of everybody but its author and those who moderate, or show it again."""
    home = home_of_amendment(amendment_id)
    if home is None:
        raise NotFound()
    proposal, amendment, standing, now = _both(actor_id, home, amendment_id)
    require(rules.may_hide_words(standing, amendment, now))
    amendment.hidden_at = (amendment.hidden_at or now) if on else None
    record(events.AmendmentHidden(actor_id=actor_id, proposal_id=home, group_id=proposal.group_id,
                                  amendment_id=amendment_id, shown=not on))

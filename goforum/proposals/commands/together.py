"""Signing a proposal together, supporting it; and what a group asks of its proposals."""

from datetime import datetime

from sqlalchemy import delete, func, select

from goforum.accounts.queries import resolve_handles
from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, upsert, upsert_if
from goforum.core.i18n import _l
from goforum.core.rules import Invalid, require
from goforum.groups import queries as groups
from goforum.proposals import events, rules
from goforum.proposals.commands.base import allow, locked
from goforum.proposals.models import (
    MOST_AUTHORS,
    Proposal,
    ProposalAuthor,
    ProposalSettings,
    ProposalSupport,
    Signing,
)
from goforum.proposals.queries import list_authors, part_of, supports_needed

MOST_SUPPORTS = 10_000


@command
def invite_author(actor_id: int, proposal_id: int, *, handle: str) -> None:
    """Ask a member of the group to sign the proposal; an author only when they say yes."""
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_invite_author(standing, proposal, now))
    person_id = _invited(handle, proposal)
    if len(list_authors(proposal_id)) >= MOST_AUTHORS - 1:
        raise Invalid({"handle": _l("At most %(num)d people sign a proposal.", num=MOST_AUTHORS)})
    asked = upsert_if(
        ProposalAuthor, {"proposal_id": proposal_id, "person_id": person_id, "state": Signing.INVITED.value,
                         "invited_by_id": actor_id, "round": 1, "invited_at": now},
        ["proposal_id", "person_id"],
        {"state": None, "invited_by_id": None, "invited_at": None, "round": ProposalAuthor.round + 1,
         "answered_at": None},
        returning=ProposalAuthor.round, where=ProposalAuthor.state.in_((Signing.DECLINED, Signing.LEFT)))
    if asked is None:
        raise Invalid({"handle": _l("This person has signed it, or is asked to, already.")})
    record(events.AuthorInvited(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id,
                                person_id=person_id, round=asked))


def _invited(handle: str, proposal: Proposal) -> int:
    typed = handle.strip().removeprefix("@")
    card = resolve_handles([typed]).get(typed) if typed else None
    if card is None:
        raise Invalid({"handle": _l("Nobody has this name here. Type it as it stands after the @ on their page.")})
    if card.id == proposal.author_id:
        raise Invalid({"handle": _l("Its first author has signed it already.")})
    if not rules.may_propose(groups.standing(card.id, proposal.group_id), clock.now()):
        raise Invalid({"handle": _l("This person cannot write in the group, and so cannot sign its proposals.")})
    return card.id


def _answer(proposal: Proposal, person_id: int, state: Signing, now: datetime) -> None:
    row = db.session.execute(select(ProposalAuthor).where(
        ProposalAuthor.proposal_id == proposal.id, ProposalAuthor.person_id == person_id)).scalar_one()
    row.state, row.answered_at = state.value, now
    if state is Signing.SIGNED:  # an author's support goes without saying
        db.session.execute(delete(ProposalSupport).where(
            ProposalSupport.proposal_id == proposal.id, ProposalSupport.person_id == person_id))
    db.session.flush()
    record(events.AuthorAnswered(actor_id=person_id, proposal_id=proposal.id, group_id=proposal.group_id,
                                 answer=state.value, round=row.round))


@command
def sign(actor_id: int, proposal_id: int, *, yes: bool) -> None:
    """Answer an invitation to sign: yes makes an author, no leaves the text to others."""
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_sign(standing, proposal, now, part_of(proposal, actor_id)))
    _answer(proposal, actor_id, Signing.SIGNED if yes else Signing.DECLINED, now)


@command
def leave_authors(actor_id: int, proposal_id: int) -> None:
    """Take one's name off a proposal."""
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_leave_authors(standing, proposal, now, part_of(proposal, actor_id)))
    _answer(proposal, actor_id, Signing.LEFT, now)


@command
def support(actor_id: int, proposal_id: int, *, on: bool) -> None:
    """Support a proposal, or take one's support back; said twice it counts once.

    The support that completes what the group asks for is told once, whatever is taken back and given again later.
    """
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_support(standing, proposal, now, part_of(proposal, actor_id)))
    if not on:
        db.session.execute(delete(ProposalSupport).where(
            ProposalSupport.proposal_id == proposal_id, ProposalSupport.person_id == actor_id))
        return
    if insert_or_ignore(ProposalSupport, {"proposal_id": proposal_id, "person_id": actor_id, "at": now},
                        ["proposal_id", "person_id"]):
        record(events.ProposalSupported(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id))
    note_supports(proposal, now)


def note_supports(proposal: Proposal, now: datetime) -> None:
    """Say that a proposal has the supports its group asks for, the first time that it has them."""
    needed = supports_needed(proposal.group_id)
    if not needed or proposal.supported_at is not None:
        return
    count = db.session.scalar(select(func.count()).select_from(ProposalSupport).where(
        ProposalSupport.proposal_id == proposal.id)) or 0
    if count >= needed:
        proposal.supported_at = now
        db.session.flush()
        record(events.SupportsReached(actor_id=None, proposal_id=proposal.id, group_id=proposal.group_id,
                                      supports=count))


@command
def set_proposals(actor_id: int, group_id: int, *, supports_needed: int) -> None:
    """Say what the group asks of its proposals."""
    now = clock.now()
    require(rules.may_set_proposals(groups.standing(actor_id, group_id), now))
    if not 0 <= supports_needed <= MOST_SUPPORTS:
        raise Invalid({"supports_needed": _l("Write a whole number from 0 to %(max)d.", max=MOST_SUPPORTS)})
    upsert(ProposalSettings, {"group_id": group_id, "supports_needed": supports_needed, "changed_by_id": actor_id,
                              "changed_at": now}, ["group_id"], ["supports_needed", "changed_by_id", "changed_at"])
    record(events.ProposalRulesSet(actor_id=actor_id, group_id=group_id, supports_needed=supports_needed))

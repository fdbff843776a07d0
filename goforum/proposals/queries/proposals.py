"""Every read about proposals. ``visible_to`` is the one filter of every list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from goforum.accounts.queries import PersonCard, people_by_ids
from goforum.commitments import queries as commitments
from goforum.commitments.queries import CommitmentCard
from goforum.core import clock
from goforum.core.db import db
from goforum.core.paging import PAGE_SIZE, Page, cut
from goforum.core.rules import NotFound, require
from goforum.groups import queries as groups
from goforum.groups.models import Membership
from goforum.groups.queries import GroupCard
from goforum.groups.rules import Standing
from goforum.proposals.models import (
    Proposal,
    ProposalCommitment,
    ProposalPost,
    ProposalTheming,
    State,
)
from goforum.proposals.queries.together import part_of, signs
from goforum.proposals.rules import Part, may_see
from goforum.voting import queries as voting
from goforum.voting.models import Poll
from goforum.voting.queries import PollCard


@dataclass(frozen=True)
class ProposalCard:
    """What a list shows of a proposal."""

    id: int
    group_id: int
    author_id: int
    title: str
    language: str
    state: str
    state_changed_at: datetime
    created_at: datetime
    published_at: datetime | None
    thread_id: int | None
    poll_id: int | None
    hidden_at: datetime | None = None


_CARD = (Proposal.id, Proposal.group_id, Proposal.author_id, Proposal.title, Proposal.language, Proposal.state,
         Proposal.state_changed_at, Proposal.created_at, Proposal.published_at, Proposal.thread_id,
         Proposal.poll_id, Proposal.hidden_at)


def visible_to(person_id: int | None) -> ColumnElement[bool]:
    """SQL twin of ``rules.may_see``: published ones in groups the person reads; drafts of theirs, or to sign, there."""
    published: ColumnElement[bool] = Proposal.published_at.is_not(None)
    if person_id is not None:
        published = or_(published, Proposal.author_id == person_id, signs(person_id))
    return and_(published, Proposal.hidden_at.is_(None), Proposal.group_id.in_(groups.readable_groups(person_id)))


def _list(statement: Any) -> list[ProposalCard]:
    return [ProposalCard(*row) for row in db.session.execute(statement)]


def get_proposal(proposal_id: int, person_id: int | None) -> tuple[Proposal, Standing]:
    """A proposal this person may see, with what they are to its group."""
    proposal = db.session.get(Proposal, proposal_id)
    if proposal is None:
        raise NotFound()
    standing = groups.standing(person_id, proposal.group_id)
    # A published one is seen alike by all who read its group: only a draft asks who signs it.
    part = Part.NONE if proposal.published_at is not None else part_of(proposal, person_id)
    require(may_see(standing, proposal, clock.now(), part))
    return proposal, standing


def find_by_client_key(author_id: int, client_key: str) -> int | None:
    """The proposal this person's form has made already."""
    return db.session.scalar(select(Proposal.id).where(Proposal.author_id == author_id,
                                                       Proposal.client_key == client_key))


def find_by_poll(poll_id: int) -> int | None:
    """The proposal this poll decides, if it decides one."""
    return db.session.scalar(select(Proposal.id).where(Proposal.poll_id == poll_id))


def find_by_thread(thread_id: int) -> int | None:
    """The proposal whose discussion this thread is."""
    return db.session.scalar(select(Proposal.id).where(Proposal.thread_id == thread_id))


def list_source_posts(proposal_id: int) -> list[int]:
    """The posts a proposal came out of, in the order in which they were picked."""
    return list(db.session.scalars(select(ProposalPost.post_id).where(ProposalPost.proposal_id == proposal_id)
                                   .order_by(ProposalPost.position)))


def find_ids_by_threads(thread_ids: Iterable[int]) -> dict[int, int]:
    """Thread to proposal, for those of these threads that are the discussion of one."""
    rows = db.session.execute(select(Proposal.thread_id, Proposal.id).where(
        Proposal.thread_id.in_(list(thread_ids))))
    return {row[0]: row[1] for row in rows}


def page_proposals(person_id: int | None, *, group_id: int | None = None, state: str | None = None,
                   theme_id: int | None = None, before: int | None = None, after: int | None = None,
                   size: int = PAGE_SIZE) -> Page[ProposalCard]:
    """Proposals the person may see, newest first; cursors are proposal numbers."""
    where = [visible_to(person_id)]
    if group_id is not None:
        where.append(Proposal.group_id == group_id)
    if state is not None:
        where.append(Proposal.state == state)
    if theme_id is not None:
        where.append(Proposal.id.in_(select(ProposalTheming.proposal_id).where(ProposalTheming.theme_id == theme_id)))
    if after is not None:
        found = _list(select(*_CARD).where(*where, Proposal.id > after).order_by(Proposal.id).limit(size + 1))
        items, more = cut(found, size)
        items.reverse()
        newer, older = more, True
    else:
        if before is not None:
            where.append(Proposal.id < before)
        found = _list(select(*_CARD).where(*where).order_by(Proposal.id.desc()).limit(size + 1))
        items, older = cut(found, size)
        newer = before is not None
    if not items:
        return Page([])
    return Page(items, next_cursor=str(items[-1].id) if older else None,
                prev_cursor=str(items[0].id) if newer else None)


def cards(ids: Iterable[int], person_id: int | None) -> dict[int, ProposalCard]:
    """Cards of those of these proposals that the person may see, in one statement."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {one.id: one for one in _list(select(*_CARD).where(Proposal.id.in_(wanted), visible_to(person_id)))}


def list_proposals_of_commitment(commitment_id: int, person_id: int | None,
                                 limit: int = 50) -> list[ProposalCard]:
    """Proposals about a commitment that the person may see, newest first."""
    return _list(select(*_CARD)
                 .join(ProposalCommitment, ProposalCommitment.proposal_id == Proposal.id)
                 .where(ProposalCommitment.commitment_id == commitment_id, visible_to(person_id))
                 .order_by(Proposal.id.desc()).limit(limit))


def list_titles(person_id: int | None, group_id: int, limit: int) -> list[tuple[int, str, str]]:
    """Number, title and language of proposals the person may see: those of this group first, then the newest."""
    rows = db.session.execute(select(Proposal.id, Proposal.title, Proposal.language).where(visible_to(person_id))
                              .order_by(Proposal.group_id != group_id, Proposal.id.desc()).limit(limit))
    return [(row.id, row.title, row.language) for row in rows]


def list_of_group(group_id: int, person_id: int | None, limit: int = 5) -> list[ProposalCard]:
    """A group's newest proposals that the person may see."""
    return _list(select(*_CARD).where(Proposal.group_id == group_id, visible_to(person_id))
                 .order_by(Proposal.id.desc()).limit(limit))


def list_of_thread(thread_id: int, person_id: int | None, limit: int = 20) -> list[ProposalCard]:
    """Proposals that came out of a discussion."""
    return _list(select(*_CARD).where(Proposal.source_thread_id == thread_id, visible_to(person_id))
                 .order_by(Proposal.id).limit(limit))


def list_writable_groups(person_id: int) -> list[GroupCard]:
    """The groups in which the person may propose, as far as their role says."""
    writes = set(db.session.scalars(select(Membership.group_id).where(
        Membership.person_id == person_id, Membership.ended_at.is_(None), Membership.role.in_(groups.VOTERS))))
    return [card for card in groups.list_groups(person_id, mine=True) if card.id in writes]


def list_recent(person_id: int | None, limit: int = 10) -> list[ProposalCard]:
    """The newest published proposals the person may see."""
    return _list(select(*_CARD).where(visible_to(person_id), Proposal.published_at.is_not(None))
                 .order_by(Proposal.id.desc()).limit(limit))


@dataclass(frozen=True)
class OpenVote:
    """A proposal under vote, for the list of what waits for a person."""

    proposal: ProposalCard
    closes_at: datetime
    voted: bool


def list_open_for(person_id: int, limit: int = 20) -> list[OpenVote]:
    """Proposals under vote in which the person may vote: not voted first, then the nearest deadline."""
    rows = db.session.execute(
        select(*_CARD, Poll.closes_at, voting.has_to_vote(person_id).label("waits"))
        .join(Poll, Poll.id == Proposal.poll_id)
        .where(Proposal.state == State.VOTING, voting.waits_for(person_id), voting.is_voter(person_id))
        .order_by(voting.has_to_vote(person_id).desc(), Poll.closes_at, Proposal.id).limit(limit)).all()
    return [OpenVote(ProposalCard(*tuple(row)[:-2]), row[-2], not row.waits) for row in rows]


def list_other_polls_for(person_id: int) -> list[PollCard]:
    """Open polls that wait for a person and decide no proposal: questions put to a group by themselves."""
    found = voting.list_open_polls_for(person_id)
    deciding = set(db.session.scalars(select(Proposal.poll_id).where(
        Proposal.poll_id.in_([card.id for card in found])))) if found else set()
    return [card for card in found if card.id not in deciding]


@dataclass(frozen=True)
class CardExtras:
    """What a list of cards needs beside the cards, whatever their number: four statements."""

    groups: Mapping[int, GroupCard]
    authors: Mapping[int, PersonCard]
    polls: Mapping[int, PollCard]
    commitments: Mapping[int, list[CommitmentCard]]


def extras(found: Iterable[ProposalCard]) -> CardExtras:
    """Groups, authors, polls and linked commitments of these cards."""
    listed = list(found)
    return CardExtras(
        groups=groups.cards({one.group_id for one in listed}),
        authors=people_by_ids({one.author_id for one in listed}),
        polls=voting.cards({one.poll_id for one in listed if one.poll_id}),
        commitments=commitments_of([one.id for one in listed]))


def commitment_ids(proposal_ids: Iterable[int]) -> dict[int, list[int]]:
    """Proposal to the commitments it is about."""
    wanted = list(proposal_ids)
    linked: dict[int, list[int]] = {}
    if wanted:
        for proposal_id, commitment_id in db.session.execute(
                select(ProposalCommitment.proposal_id, ProposalCommitment.commitment_id)
                .where(ProposalCommitment.proposal_id.in_(wanted)).order_by(ProposalCommitment.id)):
            linked.setdefault(proposal_id, []).append(commitment_id)
    return linked


def commitments_of(proposal_ids: Iterable[int]) -> dict[int, list[CommitmentCard]]:
    """Proposal to the cards of the commitments it is about."""
    linked = commitment_ids(proposal_ids)
    known = commitments.cards({one for ids in linked.values() for one in ids}) if linked else {}
    return {key: [known[one] for one in ids if one in known] for key, ids in linked.items()}

"""The board of a group's proposals, for its facilitators: what stands where, and what waits for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select

from goforum.accounts.queries import PersonCard, people_by_ids
from goforum.core.db import db
from goforum.proposals.models import (
    Amendment,
    AmendmentState,
    Proposal,
    ProposalAnswer,
    ProposalAsk,
    ProposalTheme,
    ProposalTheming,
    State,
)
from goforum.proposals.queries.proposals import ProposalCard, cards
from goforum.proposals.queries.together import count_supports

SIZE = 50
# What a row of the board may wait for.
WAITS = ("answer", "publication", "authors", "amendments", "vote")


@dataclass(frozen=True)
class Sought:
    """What the board is asked for."""

    state: str = ""
    theme_id: int | None = None
    waits: str = ""
    words: str = ""


@dataclass(frozen=True)
class Row:
    """A proposal on the board."""

    id: int
    title: str
    language: str
    state: str
    state_changed_at: datetime
    author: PersonCard
    theme: str
    supports: int
    supported_at: datetime | None
    prepared: bool
    answered: bool
    asked: bool
    amendments: int


_PREPARED = exists().where(ProposalAnswer.proposal_id == Proposal.id, ProposalAnswer.published_at.is_(None))
_ANSWERED = exists().where(ProposalAnswer.proposal_id == Proposal.id, ProposalAnswer.published_at.is_not(None))
_ASKED = exists().where(ProposalAsk.proposal_id == Proposal.id, ProposalAsk.answered_at.is_(None))
_WAITING = (Amendment.proposal_id == Proposal.id, Amendment.state == AmendmentState.OPEN, Amendment.hidden_at.is_(None))
_AMENDED = exists().where(*_WAITING)
_OURS = (Proposal.published_at.is_not(None), Proposal.hidden_at.is_(None))
_WAITS: dict[str, tuple[ColumnElement[bool], ...]] = {
    "answer": (Proposal.state.in_((State.OPEN, State.REVIEW, State.ACCEPTED, State.REJECTED)), ~_PREPARED, ~_ANSWERED),
    "publication": (_PREPARED,),
    "authors": (_ASKED,),
    "amendments": (_AMENDED, Proposal.state == State.OPEN),
    "vote": (Proposal.supported_at.is_not(None), Proposal.state.in_((State.OPEN, State.REVIEW))),
}


def count_states(group_id: int) -> dict[str, int]:
    """How many published proposals of the group stand in each state."""
    rows = db.session.execute(select(Proposal.state, func.count()).where(
        Proposal.group_id == group_id, *_OURS).group_by(Proposal.state))
    return {row[0]: row[1] for row in rows}


def list_themes(group_id: int) -> list[tuple[int, str]]:
    """The themes of a group that some proposal has, by name."""
    rows = db.session.execute(
        select(ProposalTheme.id, ProposalTheme.name).where(
            ProposalTheme.group_id == group_id,
            exists().where(ProposalTheming.theme_id == ProposalTheme.id)).order_by(ProposalTheme.name))
    return [(row[0], row[1]) for row in rows]


def _where(group_id: int, sought: Sought) -> list[Any]:
    where: list[Any] = [Proposal.group_id == group_id, *_OURS]
    if sought.state:
        where.append(Proposal.state == sought.state)
    if sought.theme_id is not None:
        where.append(Proposal.id.in_(select(ProposalTheming.proposal_id).where(
            ProposalTheming.theme_id == sought.theme_id)))
    where += _WAITS.get(sought.waits, ())
    for word in sought.words.split()[:6]:
        where.append(Proposal.title.icontains(word, autoescape=True))
    return where


def page_board(group_id: int, sought: Sought, before: int | None = None) -> tuple[list[Row], int | None]:
    """A page of the board, newest first, and where the next one begins; for facilitators alone."""
    where = _where(group_id, sought)
    if before is not None:
        where.append(Proposal.id < before)
    open_ones = select(func.count()).select_from(Amendment).where(*_WAITING).scalar_subquery()
    rows = db.session.execute(
        select(Proposal.id, Proposal.title, Proposal.language, Proposal.state, Proposal.state_changed_at,
               Proposal.author_id, ProposalTheme.name, Proposal.supported_at, _PREPARED, _ANSWERED, _ASKED, open_ones)
        .outerjoin(ProposalTheming, ProposalTheming.proposal_id == Proposal.id)
        .outerjoin(ProposalTheme, ProposalTheme.id == ProposalTheming.theme_id)
        .where(*where).order_by(Proposal.id.desc()).limit(SIZE + 1)).all()
    shown, more = rows[:SIZE], len(rows) > SIZE
    people = people_by_ids({row[5] for row in shown}) if shown else {}
    supports = count_supports([row[0] for row in shown])
    return [Row(row[0], row[1], row[2], row[3], row[4], people[row[5]], row[6] or "", supports.get(row[0], 0),
                *row[7:]) for row in shown], shown[-1][0] if more else None


def of_group(ids: Iterable[int], group_id: int) -> list[int]:
    """Those of these numbers that are proposals of this group."""
    return list(db.session.scalars(select(Proposal.id).where(
        Proposal.id.in_(list(ids)), Proposal.group_id == group_id)))


def list_discussed(group_id: int, person_id: int | None, limit: int = 100) -> list[ProposalCard]:
    """Proposals of a group that are discussed or under review, newest first."""
    ids = db.session.scalars(select(Proposal.id).where(
        Proposal.group_id == group_id, Proposal.state.in_((State.OPEN, State.REVIEW)), *_OURS)
        .order_by(Proposal.id.desc()).limit(limit)).all()
    found = cards(ids, person_id)
    return [found[one] for one in ids if one in found]

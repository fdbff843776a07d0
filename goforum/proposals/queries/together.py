"""Who signed a proposal, who supports it, what is said for and against it, and what its group asks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import and_, func, select
from sqlalchemy.sql.elements import ColumnElement

from goforum.accounts.queries import PersonCard
from goforum.core.db import db
from goforum.core.rules import NotFound
from goforum.proposals.models import (
    ArgumentSupport,
    Proposal,
    ProposalArgument,
    ProposalAuthor,
    ProposalSettings,
    ProposalSupport,
    Side,
    Signing,
)
from goforum.proposals.queries.people import People
from goforum.proposals.rules import Part, part_for

MOST_ARGUMENTS = 200
MOST_NAMES = 12


def part_of(proposal: Proposal, person_id: int | None) -> Part:
    """What a person is to a proposal beside its first author."""
    if person_id is None or person_id == proposal.author_id:
        return Part.NONE
    return part_for(db.session.scalar(select(ProposalAuthor.state).where(
        ProposalAuthor.proposal_id == proposal.id, ProposalAuthor.person_id == person_id)))


def signs(person_id: int) -> ColumnElement[bool]:
    """SQL twin of ``part_of``: proposals the person signed, or is asked to sign."""
    return Proposal.id.in_(select(ProposalAuthor.proposal_id).where(
        ProposalAuthor.person_id == person_id, ProposalAuthor.state.in_((Signing.INVITED, Signing.SIGNED))))


@dataclass(frozen=True)
class Author:
    """A person beside the first author, and where their invitation stands."""

    person_id: int
    state: str
    people: People = field(repr=False)

    @property
    def person(self) -> PersonCard:
        """Who it is."""
        return self.people[self.person_id]


def list_authors(proposal_id: int, people: People | None = None) -> list[Author]:
    """Who signed and who is asked to, in the order in which they were invited; names are read with ``people``."""
    people = people or People()
    rows = db.session.execute(
        select(ProposalAuthor.person_id, ProposalAuthor.state)
        .where(ProposalAuthor.proposal_id == proposal_id,
               ProposalAuthor.state.in_((Signing.INVITED, Signing.SIGNED))).order_by(ProposalAuthor.id)).all()
    people.want(row.person_id for row in rows)
    return [Author(row.person_id, row.state, people) for row in rows]


def author_ids(proposal: Proposal) -> list[int]:
    """The first author and who signed."""
    return [proposal.author_id, *db.session.scalars(select(ProposalAuthor.person_id).where(
        ProposalAuthor.proposal_id == proposal.id, ProposalAuthor.state == Signing.SIGNED))]


def list_invitations(person_id: int) -> list[int]:
    """The proposals a person is asked to sign."""
    return list(db.session.scalars(select(ProposalAuthor.proposal_id).where(
        ProposalAuthor.person_id == person_id, ProposalAuthor.state == Signing.INVITED).order_by(ProposalAuthor.id)))


def supports_needed(group_id: int) -> int:
    """How many supports the group asks for; 0 for none."""
    return db.session.scalar(select(ProposalSettings.supports_needed).where(
        ProposalSettings.group_id == group_id)) or 0


def count_supports(proposal_ids: Iterable[int]) -> dict[int, int]:
    """Proposal to the number of people who support it."""
    wanted = list(proposal_ids)
    if not wanted:
        return {}
    rows = db.session.execute(select(ProposalSupport.proposal_id, func.count()).where(
        ProposalSupport.proposal_id.in_(wanted)).group_by(ProposalSupport.proposal_id))
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True)
class Supports:
    """How a proposal is supported: how many, how many are asked for, the latest names, whether by who looks."""

    count: int
    needed: int
    own: bool
    latest_ids: list[int]
    reached_at: datetime | None
    people: People = field(repr=False)

    @property
    def names(self) -> list[PersonCard]:
        """The latest who support it, oneself first."""
        return [self.people[one] for one in self.latest_ids]

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.count)


def supports_of(proposal: Proposal, person_id: int | None, needed: int | None = None,
                people: People | None = None) -> Supports:
    """The supports of one proposal, in a fixed number of statements; ``needed`` where the caller knows it."""
    people = people or People()
    rows = db.session.execute(
        select(ProposalSupport.person_id, func.count().over()).where(ProposalSupport.proposal_id == proposal.id)
        .order_by(ProposalSupport.person_id != (person_id or 0), ProposalSupport.at.desc(), ProposalSupport.person_id)
        .limit(MOST_NAMES)).all()
    people.want(row[0] for row in rows)
    return Supports(rows[0][1] if rows else 0, supports_needed(proposal.group_id) if needed is None else needed,
                    bool(rows) and rows[0][0] == person_id, [row[0] for row in rows], proposal.supported_at, people)


@dataclass(frozen=True)
class Argument:
    """One argument as the page shows it."""

    id: int
    author_id: int
    side: str
    body_html: str
    language: str
    created_at: datetime
    deleted_at: datetime | None
    hidden_at: datetime | None
    supports: int
    own: bool

    @property
    def markup(self) -> Markup:
        """Its stored HTML, ready for a page."""
        return Markup(self.body_html)  # noqa: S704 - cleaned when it was stored


def list_arguments(proposal_id: int, person_id: int | None) -> dict[str, list[Argument]]:
    """What is said for and against, the most convincing first; hidden ones are there for who may see them."""
    counts = (select(ArgumentSupport.argument_id, func.count().label("n"))
              .join(ProposalArgument, ProposalArgument.id == ArgumentSupport.argument_id)
              .where(ProposalArgument.proposal_id == proposal_id).group_by(ArgumentSupport.argument_id).subquery())
    number = func.coalesce(counts.c.n, 0)
    rows = db.session.execute(
        select(ProposalArgument.id, ProposalArgument.author_id, ProposalArgument.side, ProposalArgument.body_html,
               ProposalArgument.language, ProposalArgument.created_at, ProposalArgument.deleted_at,
               ProposalArgument.hidden_at, number, ArgumentSupport.person_id.is_not(None))
        .outerjoin(counts, counts.c.argument_id == ProposalArgument.id)
        .outerjoin(ArgumentSupport, and_(ArgumentSupport.argument_id == ProposalArgument.id,
                                         ArgumentSupport.person_id == (person_id or 0)))
        .where(ProposalArgument.proposal_id == proposal_id, ProposalArgument.deleted_at.is_(None))
        .order_by(number.desc(), ProposalArgument.id).limit(MOST_ARGUMENTS))
    found: dict[str, list[Argument]] = {side.value: [] for side in Side}
    for row in rows:
        found[row.side].append(Argument(*row))
    return found


def get_argument(argument_id: int) -> ProposalArgument:
    """One argument, whoever asks; the caller asks the rule."""
    found = db.session.get(ProposalArgument, argument_id)
    if found is None:
        raise NotFound()
    return found


def find_argument_by_key(author_id: int, client_key: str) -> int | None:
    """The argument this person's form has made already."""
    return db.session.scalar(select(ProposalArgument.id).where(
        ProposalArgument.author_id == author_id, ProposalArgument.client_key == client_key))

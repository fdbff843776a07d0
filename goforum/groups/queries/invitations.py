"""Invitations: what a group has sent out, and the one behind a link."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from goforum.accounts.models import Person
from goforum.core import clock
from goforum.core.db import db
from goforum.groups.models import Invitation, InvitationUse, MembershipStep, Step

PAGE = 20


@dataclass(frozen=True)
class Offer:
    """What an invitation gives, to whom it may be handed, and for how long."""

    role: str = "member"
    language: str = "ar"
    words: str = ""
    max_uses: int = 1
    days: int = 14
    organisation_id: int | None = None
    capacity: str | None = None
    college: str | None = None


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation that lets people in now."""

    id: int
    group_id: int
    made_by: int
    maker: str
    role: str
    words: str
    organisation_id: int | None
    capacity: str | None
    college: str | None
    created_at: datetime
    expires_at: datetime


def find_open_invitation(invitation_id: int) -> OpenInvitation | None:
    """The invitation of this number if it works now; None for every other, whatever the reason."""
    row = db.session.execute(
        select(Invitation.id, Invitation.group_id, Invitation.made_by, Person.name, Invitation.role, Invitation.words,
               Invitation.organisation_id, Invitation.capacity, Invitation.college, Invitation.created_at,
               Invitation.expires_at)
        .join(Person, Person.id == Invitation.made_by)
        .where(Invitation.id == invitation_id, Invitation.revoked_at.is_(None), Invitation.expires_at > clock.now(),
               Invitation.uses < Invitation.max_uses)).one_or_none()
    return None if row is None else OpenInvitation(*row)


def find_invitation_id(made_by: int, client_key: str) -> int:
    """The invitation that this try made, now or before."""
    return db.session.scalars(select(Invitation.id).where(
        Invitation.made_by == made_by, Invitation.client_key == client_key)).one()


def find_group_entered_by(person_id: int, invitation_id: int) -> int | None:
    """The group a person has come into by this invitation."""
    return db.session.scalar(select(Invitation.group_id).join(
        InvitationUse, InvitationUse.invitation_id == Invitation.id).where(
        Invitation.id == invitation_id, InvitationUse.person_id == person_id))


def was_removed_since(person_id: int, group_id: int, since: datetime) -> bool:
    """Whether organisers have taken the person out since then: no older invitation lets them back in."""
    return db.session.scalar(select(MembershipStep.id).where(
        MembershipStep.group_id == group_id, MembershipStep.person_id == person_id,
        MembershipStep.kind == Step.REMOVED.value, MembershipStep.at >= since).limit(1)) is not None


def count_mailed_invitations(since: datetime, **by: int) -> int:
    """How many invitations a group (``group_id``) or a person (``made_by``) has mailed since then."""
    return db.session.scalar(select(func.count()).select_from(Invitation).filter_by(**by).where(
        Invitation.address.is_not(None), Invitation.created_at > since)) or 0


def most_mailed(since: datetime, addresses: Iterable[str]) -> int:
    """How many invitations the one of these addresses has had since then that has had most."""
    counts = select(func.count().label("n")).where(
        Invitation.address.in_(list(addresses)), Invitation.created_at > since).group_by(Invitation.address).subquery()
    return db.session.scalar(select(func.max(counts.c.n))) or 0


def addresses_invited(group_id: int, addresses: Iterable[str], *, but_for: str) -> set[str]:
    """Those of the addresses that hold a working invitation to the group, made by another try than this one."""
    rows = db.session.scalars(select(Invitation.address).where(
        Invitation.group_id == group_id, Invitation.address.in_(list(addresses)),
        ~Invitation.client_key.startswith(f"{but_for}:", autoescape=True), Invitation.revoked_at.is_(None),
        Invitation.expires_at > clock.now(), Invitation.uses < Invitation.max_uses))
    return {row for row in rows if row is not None}


@dataclass(frozen=True)
class InvitationLine:
    """An invitation as organisers see it."""

    id: int
    maker: str
    role: str
    address: str | None
    organisation_id: int | None
    max_uses: int
    uses: int
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


def page_invitations(group_id: int, before: int | None = None, size: int = PAGE) -> list[InvitationLine]:
    """A page of a group's invitations, newest first, one more than fits."""
    statement = select(
        Invitation.id, Person.name, Invitation.role, Invitation.address, Invitation.organisation_id,
        Invitation.max_uses, Invitation.uses, Invitation.created_at, Invitation.expires_at, Invitation.revoked_at,
    ).join(Person, Person.id == Invitation.made_by).where(Invitation.group_id == group_id)
    if before is not None:
        statement = statement.where(Invitation.id < before)
    return [InvitationLine(*row) for row in db.session.execute(
        statement.order_by(Invitation.id.desc()).limit(size + 1))]


def users_of(invitation_ids: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    """Who came in by each of these invitations, in one statement."""
    rows = db.session.execute(
        select(InvitationUse.invitation_id, Person.id, Person.name).join(Person, Person.id == InvitationUse.person_id)
        .where(InvitationUse.invitation_id.in_(list(invitation_ids))).order_by(InvitationUse.id))
    found: dict[int, list[tuple[int, str]]] = {}
    for number, person_id, name in rows:
        found.setdefault(number, []).append((person_id, name))
    return found


@dataclass(frozen=True)
class Letter:
    """What the mail of an invitation says."""

    id: int
    group_id: int
    maker: str
    words: str
    expires_at: datetime


def get_letter(invitation_id: int) -> Letter:
    """The invitation that a mail is drawn from."""
    return Letter(*db.session.execute(
        select(Invitation.id, Invitation.group_id, Person.name, Invitation.words, Invitation.expires_at)
        .join(Person, Person.id == Invitation.made_by).where(Invitation.id == invitation_id)).one())

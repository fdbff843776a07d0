"""Invitations: made, taken back, used. No secret is stored: the link is signed from the number when it is shown."""

from datetime import timedelta

from sqlalchemy import update

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import _l
from goforum.core.outbox import call_off, queue_mail
from goforum.core.rules import Gone, Invalid, NotFound, require
from goforum.core.viewer import ZONE
from goforum.groups import events, queries, rules
from goforum.groups.commands.members import bring_in, give_mandate_to
from goforum.groups.models import Group, Invitation, InvitationUse, Role
from goforum.groups.queries import Offer, OpenInvitation
from goforum.organisations.queries import get_organisation

MAILS_A_DAY = 60
MAILS_TO_ONE = 4


def not_working() -> Gone:
    """The one thing said of a link that is made up, expired, used up or taken back."""
    return Gone(_l("This invitation does not work, or no longer does. Ask whoever sent it for a new one."))


@command
def invite(actor_id: int, group_id: int, *, offer: Offer, client_key: str,
           addresses: tuple[str, ...] = ()) -> list[int]:
    """Make a link, or mail one to each address. The same try again is the same invitations. Returns their ids."""
    require(rules.may_facilitate(queries.standing(actor_id, group_id), clock.now()))
    fault = rules.invitation_fault(role=offer.role, max_uses=offer.max_uses, by_mail=bool(addresses))
    if fault is not None:
        raise Invalid({fault[0]: fault[1]})
    if offer.organisation_id is not None:
        get_organisation(offer.organisation_id)
    if addresses:
        since = clock.now() - timedelta(days=1)
        # Locked: two tries at once must not both find room for the day's last mails.
        lock_row(Group, group_id)
        # Whoever organises can make subgroups without end, and take back one invitation to send the next: the day's
        # mails are counted for the person too, and what one mailbox gets is counted over the whole site.
        if (max(queries.count_mailed_invitations(since, group_id=group_id),
                queries.count_mailed_invitations(since, made_by=actor_id)) + len(addresses) > MAILS_A_DAY
                or queries.most_mailed(since, addresses) >= MAILS_TO_ONE):
            raise Invalid({"addresses": _l("Too many invitations by e-mail today. Make a link, or go on tomorrow.")})
        if queries.addresses_invited(group_id, addresses, but_for=client_key):
            raise Invalid({"addresses": _l("One of them has an invitation already: take it back to send another.")})
    return [_make(actor_id, group_id, offer, client_key if address is None else f"{client_key}:{number}", address)
            for number, address in enumerate(addresses or (None,))]


def _make(actor_id: int, group_id: int, offer: Offer, key: str, address: str | None) -> int:
    now = clock.now()
    fresh = insert_or_ignore(Invitation, {
        "group_id": group_id, "made_by": actor_id, "client_key": key, "role": Role(offer.role).value,
        "language": offer.language, "address": address, "words": offer.words,
        "organisation_id": offer.organisation_id, "capacity": offer.capacity, "college": offer.college,
        "max_uses": 1 if address else offer.max_uses, "uses": 0, "created_at": now,
        "expires_at": now + timedelta(days=offer.days),
    }, ["made_by", "client_key"])
    number = queries.find_invitation_id(actor_id, key)
    if fresh:
        record(events.InvitationMade(actor_id=actor_id, group_id=group_id, invitation_id=number))
        if address:
            queue_mail(address, name="", template="groups/invitation", lang=offer.language,
                       data={"invitation_id": number}, dedup_key=f"invitation:{number}")
    return number


@command
def revoke_invitation(actor_id: int, group_id: int, invitation_id: int) -> None:
    """Take an invitation back: its link stops working now; who came in by it stays."""
    require(rules.may_facilitate(queries.standing(actor_id, group_id), clock.now()))
    invitation = lock_row(Invitation, invitation_id)
    if invitation.group_id != group_id:
        raise NotFound()
    if invitation.revoked_at is None:
        invitation.revoked_at = clock.now()
        call_off(f"invitation:{invitation_id}")
        record(events.InvitationRevoked(actor_id=actor_id, group_id=group_id, invitation_id=invitation_id))


def find_standing_invitation(invitation_id: int) -> OpenInvitation | None:
    """The invitation of this number if it works now.

    One that gives more than a place among the members (a role that organises, the voice of an organisation) works
    as long as whoever made it could still give that: nobody keeps a way back to a role that was taken from them.
    """
    found = queries.find_open_invitation(invitation_id)
    if found is None or not (found.role in rules.ORGANISERS or found.organisation_id):
        return found
    return found if rules.may_facilitate(queries.standing(found.made_by, found.group_id), clock.now()) else None


@command
def accept_invitation(actor_id: int, invitation_id: int) -> int:
    """Come in by an invitation; whoever belongs already uses none up. Returns the group's id."""
    found = find_standing_invitation(invitation_id)
    if found is None:
        return _came_in_by(actor_id, invitation_id)
    standing = queries.standing(actor_id, found.group_id)
    if standing.belongs:
        return found.group_id
    require(rules.may_accept(standing, clock.now()))
    # Once each: whoever left or was taken out does not come back by the link they came with, or had at hand.
    once = insert_or_ignore(InvitationUse, {"invitation_id": invitation_id, "person_id": actor_id,
                                            "used_at": clock.now()}, ["invitation_id", "person_id"])
    if not once:
        return _came_in_by(actor_id, invitation_id)
    if queries.was_removed_since(actor_id, found.group_id, found.created_at) or not _count_use(invitation_id):
        raise not_working()
    bring_in(actor_id, found.group_id, actor_id, Role(found.role))
    if found.organisation_id and found.capacity and found.college:
        give_mandate_to(found.made_by, found.group_id, person_id=actor_id, organisation_id=found.organisation_id,
                        capacity=found.capacity, college=found.college, starts_on=clock.today(ZONE))
    record(events.InvitationUsed(actor_id=actor_id, group_id=found.group_id, invitation_id=invitation_id,
                                 person_id=actor_id))
    return found.group_id


def _came_in_by(actor_id: int, invitation_id: int) -> int:
    """The group of a link that works no more, for whoever belongs there by it: a second press of theirs."""
    group_id = queries.find_group_entered_by(actor_id, invitation_id)
    if group_id is None or not queries.standing(actor_id, group_id).belongs:
        raise not_working()
    return group_id


def _count_use(invitation_id: int) -> bool:
    """Take one of the uses that are left, unless there is none: decided by the row itself, not by a look before."""
    counted = db.session.execute(update(Invitation).where(
        Invitation.id == invitation_id, Invitation.revoked_at.is_(None), Invitation.expires_at > clock.now(),
        Invitation.uses < Invitation.max_uses,
    ).values(uses=Invitation.uses + 1).returning(Invitation.id).execution_options(synchronize_session=False))
    return counted.first() is not None

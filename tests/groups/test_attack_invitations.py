"""Invitations in wrong hands: a way back to a role that was taken, and a group's paper for anybody's mailbox."""

import pytest

from goforum.core.rules import Gone, Invalid
from goforum.groups import commands, queries
from goforum.groups.queries import Offer
from tests.factories import make_group, make_organisation, make_person


def link(maker, group_id, **offer):
    return commands.invite(maker, group_id, offer=Offer(**offer), client_key=f"k{offer}")[0]


@pytest.fixture
def place(ctx):
    facilitator = make_person("Nour")
    return make_group(visibility="reserved", join_policy="closed", facilitator=facilitator), facilitator


def test_nobody_keeps_a_way_back_to_a_role_that_was_taken_from_them(place, as_person, app):
    group_id, facilitator = place
    rogue = make_person("Rogue")
    commands.set_member(facilitator, group_id, rogue, "facilitator")
    kept = [link(rogue, group_id, role="facilitator"), link(rogue, group_id, role="secretary"),
            link(rogue, group_id, organisation_id=make_organisation(), capacity="titular", college="civil_society")]
    plain = link(rogue, group_id, max_uses=5)
    commands.set_member(facilitator, group_id, rogue, "member")
    commands.leave(rogue, group_id)
    for number in kept:
        for person in (rogue, make_person("A friend of theirs")):
            with pytest.raises(Gone):
                commands.accept_invitation(person, number)
            assert queries.standing(person, group_id).role is None
    # A place among the members stays what it was: others are not punished.
    guest = make_person("Guest")
    assert commands.accept_invitation(guest, plain) == group_id
    assert queries.standing(guest, group_id).role == "member"


def test_a_dead_link_of_this_kind_looks_like_any_other(place, as_person, app):
    from goforum.accounts.sessions import sign_token

    group_id, facilitator = place
    rogue = make_person("Rogue")
    commands.set_member(facilitator, group_id, rogue, "facilitator")
    number = link(rogue, group_id, role="facilitator")
    with app.test_request_context():
        address = f"/invitations/{sign_token(number, 'invitation')}"
    visitor = as_person(make_person("Visitor"))
    assert visitor.get(address).status_code == 200
    commands.set_member(facilitator, group_id, rogue, "member")
    assert visitor.get(address).status_code == 410
    assert visitor.post(address).status_code == 410


def test_subgroups_make_no_more_mails(ctx):
    facilitator = make_person("Nour")
    groups = [make_group(facilitator=facilitator, name=f"Group {n}") for n in range(4)]
    for group_id in groups[:3]:
        commands.invite(facilitator, group_id, offer=Offer(), client_key=f"k{group_id}",
                        addresses=tuple(f"a{group_id}-{n}@example.org" for n in range(20)))
    with pytest.raises(Invalid):
        commands.invite(facilitator, groups[3], offer=Offer(), client_key="k", addresses=("b@example.org",))


def test_one_mailbox_is_not_filled_by_inviting_and_taking_back(ctx):
    organisers = [make_person(f"Organiser {n}") for n in range(5)]
    for number, one in enumerate(organisers[:4]):
        group_id = make_group(facilitator=one, name=f"Group {number}")
        made, = commands.invite(one, group_id, offer=Offer(), client_key="k", addresses=("victim@example.org",))
        commands.revoke_invitation(one, group_id, made)
    last = make_group(facilitator=organisers[4], name="Last")
    with pytest.raises(Invalid):
        commands.invite(organisers[4], last, offer=Offer(), client_key="k", addresses=("victim@example.org",))

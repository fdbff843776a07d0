"""Invitations: rules as tables, one answer for every dead link, uses that are never exceeded, no secret stored."""

import re
import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from goforum.accounts.sessions import sign_token
from goforum.core import clock
from goforum.core.db import db
from goforum.core.outbox import MailOutbox, draw_mail, lease_mail
from goforum.core.rules import Gone, Invalid, Refused
from goforum.groups import commands, queries, rules
from goforum.groups.models import Invitation, InvitationUse, Membership
from goforum.groups.queries import Offer
from tests.factories import make_group, make_member, make_organisation, make_person

NOW = clock.now()
DAY = timedelta(days=1)


@pytest.mark.parametrize(("revoked", "uses", "most", "expires", "state"), [
    (None, 0, 1, NOW + DAY, "open"), (None, 2, 3, NOW + DAY, "open"), (None, 3, 3, NOW + DAY, "used"),
    (None, 0, 1, NOW, "expired"), (NOW, 0, 1, NOW + DAY, "revoked"), (NOW, 1, 1, NOW - DAY, "revoked"),
    (None, 1, 1, NOW - DAY, "used")])
def test_the_state_of_an_invitation(revoked, uses, most, expires, state):
    assert rules.invitation_state(expires_at=expires, revoked_at=revoked, uses=uses, max_uses=most, now=NOW) == state


@pytest.mark.parametrize(("role", "most", "by_mail", "fine"), [
    ("member", 100, False, True), ("observer", 5, False, True), ("facilitator", 1, False, True),
    ("facilitator", 2, False, False), ("secretary", 2, False, False), ("secretary", 2, True, True)])
def test_a_link_that_makes_organisers_works_once(role, most, by_mail, fine):
    assert (rules.invitation_fault(role=role, max_uses=most, by_mail=by_mail) is None) is fine


@pytest.fixture
def place(ctx):
    facilitator = make_person("Nour")
    return make_group(visibility="reserved", join_policy="closed", facilitator=facilitator, name="Zanzibar cell",
                      purpose_en="Zanzibar purpose"), facilitator


def slug(group_id):
    return queries.cards([group_id])[group_id].slug


def link(app, number):
    with app.test_request_context():
        return f"/invitations/{sign_token(number, 'invitation')}"


def made(facilitator, group_id, **offer):
    return commands.invite(facilitator, group_id, offer=Offer(**offer), client_key=f"k{len(offer)}{clock.now()}")[0]


def test_a_holder_sees_name_and_purpose_and_comes_in(app, place, as_person, client):
    group_id, facilitator = place
    number = made(facilitator, group_id, words="Soyez des nôtres")
    path = link(app, number)
    newcomer = as_person(make_person())
    for browser in (client, newcomer):
        seen = browser.get(path)
        assert seen.status_code == 200
        assert "Zanzibar cell" in seen.text
        assert "Zanzibar purpose" in seen.text
        assert "Soyez des nôtres" in seen.text
        assert "no-store" in seen.headers["Cache-Control"]
        assert seen.headers["Referrer-Policy"] == "strict-origin"
    assert client.post(path).status_code == 403
    assert newcomer.post(path).headers["Location"] == f"/groups/{slug(group_id)}"
    assert newcomer.get(f"/groups/{slug(group_id)}").status_code == 200
    assert newcomer.post(path).status_code == 303  # a second press of the same person
    assert db.session.get(Invitation, number).uses == 1


@pytest.mark.parametrize("how", ["made-up", "other purpose", "expired", "used", "revoked", "absent"])
def test_every_dead_link_says_the_same_and_costs_the_same(app, place, as_person, count_statements, how):
    group_id, facilitator = place
    number = made(facilitator, group_id, days=7)
    path, moment = link(app, number), clock.now()
    with app.test_request_context():
        other = {"made-up": "x.y", "other purpose": sign_token(number, "confirm"),
                 "absent": sign_token(99999, "invitation")}
    if how in other:
        path = f"/invitations/{other[how]}"
    elif how == "expired":
        moment += timedelta(days=8)
    elif how == "used":
        commands.accept_invitation(make_person(), number)
    else:
        commands.revoke_invitation(facilitator, group_id, number)
    browser = as_person(make_person())
    with clock.frozen(moment):
        browser.get("/invitations/zzz")  # the first look also notes that the browser is alive
        with count_statements() as expected_cost:
            expected = browser.get("/invitations/zzz")
        with count_statements() as cost:
            seen = browser.get(path)
        assert (seen.status_code, expected.status_code) == (410, 410)
        plain = [re.sub(r'name="csrf_token" value="[^"]*"|[0-9a-f]{16}|/invitations/[\w.-]+|%2Finvitations%2F[\w.-]+', "", page.text)
                 for page in (seen, expected)]
        assert plain[0] == plain[1]
        assert len(cost) == len(expected_cost)
        assert browser.post(path).status_code == 410


@pytest.mark.parametrize(("person", "status"), [({"confirmed": False}, 403), ({"suspended": True}, 403), ({}, 303)])
def test_whoever_may_not_act_does_not_come_in(app, place, as_person, person, status):
    group_id, facilitator = place
    number, newcomer = made(facilitator, group_id), make_person(**person)
    assert as_person(newcomer).post(link(app, number)).status_code == status
    assert queries.standing(newcomer, group_id).belongs is (status == 303)
    assert db.session.get(Invitation, number).uses == (status == 303)


def test_who_was_taken_out_does_not_come_back_by_a_link(app, place):
    group_id, facilitator = place
    first, second = made(facilitator, group_id, max_uses=5), made(facilitator, group_id, max_uses=5, days=7)
    person_id = make_person()
    commands.accept_invitation(person_id, first)
    commands.remove_member(facilitator, group_id, person_id)
    for number in (first, second):
        with pytest.raises(Gone):
            commands.accept_invitation(person_id, number)
    later = made(facilitator, group_id, max_uses=5, days=8)
    assert commands.accept_invitation(person_id, later) == group_id


def test_an_invitation_carries_a_role_and_a_mandate(place):
    group_id, facilitator = place
    organisation = make_organisation()
    number = made(facilitator, group_id, role="observer", organisation_id=organisation, capacity="alternate",
                  college="civil_society")
    person_id = make_person()
    commands.accept_invitation(person_id, number)
    standing = queries.standing(person_id, group_id)
    assert (standing.role, standing.organisation_id, standing.college) == ("observer", organisation, "civil_society")


def test_a_link_of_one_group_gives_nothing_in_another(place):
    group_id, facilitator = place
    elsewhere = make_group(visibility="reserved")
    person_id = make_person()
    commands.accept_invitation(person_id, made(facilitator, group_id))
    assert queries.standing(person_id, group_id).role == "member"
    assert not queries.standing(person_id, elsewhere).belongs


@pytest.mark.parametrize(("lang", "word"), [("ar", "دعوة"), ("fr", "Invitation"), ("en", "Invitation")])
def test_mailed_in_the_chosen_language_and_no_secret_is_stored(app, place, as_person, lang, word):
    group_id, facilitator = place
    sent = as_person(facilitator).post(f"/groups/{slug(group_id)}/invitations", data={
        "client_key": "one-try", "addresses": "Guest@Example.org\nother@example.org", "role": "member",
        "max_uses": "1", "days": "7", "language": lang, "words": "Venez", "organisation_id": "0",
        "capacity": "titular", "college": "civil_society"})
    assert sent.status_code == 303
    rows = list(db.session.scalars(select(MailOutbox).order_by(MailOutbox.id)))
    assert [row.to_address for row in rows] == ["guest@example.org", "other@example.org"]
    assert all(set(row.data) == {"invitation_id"} for row in rows)
    mail = draw_mail(lease_mail(9)[0], "goforum <x@localhost>", "http://localhost")
    assert word in mail["Subject"]
    assert "Venez" in mail.get_content()
    path = re.search(r"http://localhost(/invitations/\S+)", mail.get_content()).group(1)
    token = path.removeprefix("/invitations/")
    assert as_person(make_person()).get(path).status_code == 200
    for table in (Invitation, MailOutbox):
        assert token not in str(db.session.execute(select(table.__table__)).all())


def test_a_repeated_try_mails_once_and_taking_back_stops_the_mail(app, place, as_person):
    group_id, facilitator = place
    browser = as_person(facilitator)
    form = {"client_key": "same", "addresses": "guest@example.org", "role": "member", "max_uses": "1", "days": "7",
            "language": "fr", "organisation_id": "0", "capacity": "titular", "college": "civil_society"}
    path = f"/groups/{slug(group_id)}/invitations"
    assert [browser.post(path, data=form).status_code for _ in range(3)] == [303] * 3
    number = db.session.scalars(select(Invitation.id)).one()
    again = browser.post(path, data={**form, "client_key": "another"})
    assert again.status_code == 422
    assert "guest@example.org" in again.text
    assert browser.post(f"{path}/{number}/revoke").status_code == 303
    assert lease_mail(9) == []
    assert browser.post(path, data={**form, "client_key": "third"}).status_code == 303


@pytest.mark.parametrize("change", [{"addresses": "not an address"}, {"max_uses": "0"}, {"max_uses": "201"},
                                    {"role": "king"}, {"days": "999"}, {"language": "xx"},
                                    {"role": "facilitator", "max_uses": "5"},
                                    {"addresses": "\n".join(f"a{n}@example.org" for n in range(21))}])
def test_what_cannot_be_accepted_is_refused_beside_the_field_with_nothing_lost(place, as_person, change):
    group_id, facilitator = place
    form = {"client_key": "k", "role": "member", "max_uses": "1", "days": "7", "language": "fr", "words": "Des mots à moi",
            "organisation_id": "0", "capacity": "titular", "college": "civil_society", **change}
    refused = as_person(facilitator).post(f"/groups/{slug(group_id)}/invitations", data=form)
    assert refused.status_code == 422
    assert "Des mots à moi" in refused.text
    assert db.session.scalar(select(func.count()).select_from(Invitation)) == 0


def test_sixty_mails_a_day_and_no_more(place):
    group_id, facilitator = place
    for number in range(3):
        commands.invite(facilitator, group_id, offer=Offer(), client_key=f"k{number}",
                        addresses=tuple(f"a{number}-{n}@example.org" for n in range(20)))
    with pytest.raises(Invalid):
        commands.invite(facilitator, group_id, offer=Offer(), client_key="k9", addresses=("b@example.org",))


def test_only_organisers_invite_and_take_back(place):
    group_id, facilitator = place
    member, number = make_member(group_id), made(facilitator, group_id)
    for act in (lambda: made(member, group_id), lambda: commands.revoke_invitation(member, group_id, number)):
        with pytest.raises(Refused):
            act()


@pytest.mark.race
def test_twenty_at_once_on_a_link_for_three_are_three(app, committed, ctx):
    facilitator = make_person()
    group_id = make_group(visibility="reserved", join_policy="closed", facilitator=facilitator)
    number = made(facilitator, group_id, max_uses=3)
    people = [make_person() for _ in range(20)]
    ready, came, refused = threading.Barrier(20), [], []

    def press(person_id):
        with app.app_context():
            ready.wait()
            try:
                commands.accept_invitation(person_id, number)
                came.append(person_id)
            except Gone:
                refused.append(person_id)
            db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=press, args=[one]) for one in people]
    [t.start() for t in threads]
    [t.join() for t in threads]
    db.session.rollback()
    assert (len(came), len(refused)) == (3, 17)
    assert db.session.get(Invitation, number).uses == 3
    assert db.session.scalar(select(func.count()).select_from(InvitationUse)) == 3
    assert db.session.scalar(select(func.count()).select_from(Membership).where(
        Membership.person_id.in_(people))) == 3


@pytest.mark.race
def test_one_person_twenty_times_at_once_takes_one_use(app, committed, ctx):
    facilitator, person_id = make_person(), make_person()
    group_id = make_group(facilitator=facilitator)
    number = made(facilitator, group_id, max_uses=9)
    ready, failed = threading.Barrier(20), []

    def press():
        with app.app_context():
            ready.wait()
            try:
                commands.accept_invitation(person_id, number)
            except Exception as error:
                failed.append(error)
            db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=press) for _ in range(20)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    db.session.rollback()
    assert failed == []
    assert db.session.get(Invitation, number).uses == 1


def test_the_page_costs_the_same_at_2_and_at_20(place, as_person, count_statements):
    group_id, facilitator = place
    browser, path = as_person(facilitator), f"/groups/{slug(group_id)}/invitations"

    def fill(times):
        for n in range(times):
            number = commands.invite(facilitator, group_id, offer=Offer(max_uses=2), client_key=f"c{n}{clock.now()}")[0]
            commands.accept_invitation(make_person(), number)

    def cost():
        browser.get(path)
        with count_statements() as seen:
            assert browser.get(path).status_code == 200
        return len(seen)

    fill(2)
    few = cost()
    fill(18)
    assert cost() == few

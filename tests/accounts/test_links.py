"""Signing in by a mailed link, disowning an account, and what neither answer nor time tells about an address."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from goforum.accounts import jobs, queries, sessions
from goforum.accounts.models import AccountToken, LinkAsked, Person
from goforum.core import clock
from goforum.core.db import db
from goforum.core.outbox import MailOutbox, draw_mail, lease_mail
from goforum.groups.commands import set_member
from goforum.groups.queries import standing
from tests.factories import PASSWORD, make_group, make_person

GOOD = "des mots bien à moi"


def email_of(person_id):
    return db.session.get(Person, person_id).email


def mails(kind):
    jobs.answer_links()
    return [draw_mail(m, "goforum <x@localhost>", "http://localhost")
            for m in lease_mail(50) if m.template == f"accounts/{kind}"]


def link_of(mail):
    return re.search(r"http://localhost(/\S+)", mail.get_content()).group(1)


def ask(browser, person_id, **more):
    assert browser.post("/sign-in/link", data={"email": email_of(person_id), **more}).status_code == 303
    return link_of(mails("sign_in")[-1])


def test_reading_the_link_signs_nobody_in_and_the_button_does_once_on_any_device(app, client):
    person_id = make_person()
    link = ask(client, person_id, next="/groups?x=1")
    other = app.test_client()
    for method in (other.get, other.get, other.head, other.get):
        seen = method(link)
        assert seen.status_code == 200
        assert seen.headers["Referrer-Policy"] == "strict-origin"
        assert "no-store" in seen.headers["Cache-Control"]
    assert other.get("/account").status_code == 303
    entered = other.post(link)
    assert (entered.status_code, entered.headers["Location"]) == (303, "/groups?x=1")
    assert email_of(person_id) in other.get("/account").text
    assert app.test_client().post(link).status_code == 410
    assert app.test_client().get(link).status_code == 410


def test_the_link_lives_fifteen_minutes_and_dies_with_the_password(app, client, as_person):
    person_id = make_person()
    link = ask(client, person_id)
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert client.post(link).status_code == 410
    changed = as_person(person_id).post("/account/password", data={"current": PASSWORD, "password": GOOD})
    assert changed.status_code == 303
    assert client.post(link).status_code == 410


def test_a_link_of_another_purpose_opens_no_session(app, client):
    person_id = make_person()
    client.post("/forgotten", data={"email": email_of(person_id)})
    token = link_of(mails("reset")[-1]).removeprefix("/reset/")
    assert client.post(f"/enter/{token}").status_code == 410
    number = db.session.scalar(select(AccountToken.id))
    with app.test_request_context():
        forged = sessions.sign_token(number, "sign_in")
    assert client.post(f"/enter/{forged}").status_code == 410


def test_the_link_proves_the_address(client):
    person_id = make_person(confirmed=False)
    assert client.post(ask(client, person_id)).status_code == 303
    assert db.session.get(Person, person_id).email_confirmed_at is not None


@pytest.mark.parametrize("lang", ["ar", "fr", "en"])
def test_the_mail_is_in_the_account_s_language(client, lang):
    client.post("/sign-in/link", data={"email": email_of(make_person(language=lang))})
    mail, = mails("sign_in")
    assert mail["Content-Language"] == lang
    assert {"ar": "تسجيل الدخول", "fr": "ne peut se connecter", "en": "sign in"}[lang] in mail.get_content()


@pytest.mark.parametrize("path", ["/sign-in/link", "/forgotten"])
def test_known_and_unknown_addresses_cost_and_look_the_same(app, ctx, count_statements, path):
    known = email_of(make_person())
    seen = []
    for email in (known, "nobody@example.org"):
        browser = app.test_client()
        with count_statements() as statements:
            answer = browser.post(path, data={"email": email})
        seen.append((answer.status_code, answer.headers["Location"], answer.data,
                     [re.sub(r"\s+", " ", one) for one in statements]))
    assert seen[0] == seen[1]
    assert db.session.scalar(select(func.count()).select_from(LinkAsked)) == 2
    assert db.session.scalar(select(func.count()).select_from(MailOutbox)) == 0
    jobs.answer_links()
    assert db.session.scalar(select(func.count()).select_from(LinkAsked)) == 0
    assert db.session.scalars(select(MailOutbox.to_address)).all() == [known]


@pytest.mark.parametrize("known", [True, False])
def test_asking_is_slowed_down_alike(app, ctx, known):
    email = email_of(make_person()) if known else "nobody@example.org"
    codes = [app.test_client().post("/sign-in/link", data={"email": email}).status_code for _ in range(11)]
    assert codes == [303] * 10 + [429]
    assert len(mails("sign_in")) == (3 if known else 0)


def test_the_confirmation_names_the_account_and_its_owner_may_erase_it(app, client):
    client.post("/sign-up", data={"name": "Quelqu’un d’autre", "email": "victim@example.org", "password": GOOD})
    link = link_of(mails("confirm")[-1])
    person_id = queries.find_person_id("victim@example.org")
    group_id = make_group()
    organiser = make_person(admin=True)
    set_member(organiser, group_id, person_id, "member")
    page = client.get(link).text
    assert "Quelqu’un d’autre" in page
    assert "/not-me" in page
    assert client.post(f"{link}/not-me").status_code == 303
    assert app.test_client().post(link).status_code == 410
    assert queries.find_credentials("victim@example.org") is None
    assert standing(person_id, group_id).role is None
    person = db.session.get(Person, person_id)
    assert "autre" not in f"{person.name}{person.handle}{person.email}{person.name_key}"
    # The address is free again.
    client.post("/sign-up", data={"name": "Moi", "email": "victim@example.org", "password": GOOD})
    assert queries.find_person_id("victim@example.org") not in {None, person_id}


def test_a_confirmed_account_cannot_be_erased_by_an_old_link(client):
    client.post("/sign-up", data={"name": "Moi", "email": "me@example.org", "password": GOOD})
    link = link_of(mails("confirm")[-1])
    client.post(link)
    assert client.post(f"{link}/not-me").status_code == 410
    assert queries.find_credentials("me@example.org") is not None


def test_a_known_device_is_not_locked_out_by_others_and_guesses_no_faster(app, ctx):
    email = email_of(make_person())
    mine, other, thief = (app.test_client() for _ in range(3))
    signed = {"email": email, "password": PASSWORD}
    assert mine.post("/sign-in", data=signed).status_code == 303
    mine.post("/sign-out")
    for _ in range(10):
        assert thief.post("/sign-in", data={**signed, "password": "wrong password"}).status_code == 422
    assert other.post("/sign-in", data=signed).status_code == 429
    assert mine.post("/sign-in", data=signed).status_code == 303
    mine.post("/sign-out")
    codes = [mine.post("/sign-in", data={**signed, "password": "wrong password"}).status_code for _ in range(11)]
    assert codes == [422] * 10 + [429]


def test_a_device_is_known_to_its_own_account_alone_and_until_the_password_changes(app, ctx):
    with app.test_request_context():
        first, second = make_person(), make_person()
        person = queries.get_person_row(first)
        cookie = str(sessions._devices().dumps([first, sessions._lock(person.password_hash), "ab"]))
        assert sessions.read_device(cookie, first, person.password_hash) == "device:ab"
        assert sessions.read_device(cookie, second, person.password_hash) is None
        assert sessions.read_device(cookie, first, "another hash") is None
        assert sessions.read_device("made-up", first, person.password_hash) is None


@pytest.mark.parametrize(("address", "counted"), [
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
    ("::ffff:192.0.2.7", "192.0.2.7"), ("192.0.2.7", "192.0.2.7"), ("fe80::1%eth0", "fe80::/64")])
def test_one_line_of_ipv6_is_one_caller(app, address, counted):
    from goforum.core.web import caller

    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert caller() == counted


def test_hopping_inside_one_64_gives_no_extra_try(app, ctx):
    codes = [app.test_client().post("/sign-in", data={"email": f"a{n}@example.org", "password": "wrong password"},
                                    environ_base={"REMOTE_ADDR": f"2001:db8::{n:x}"}).status_code
             for n in range(1, 13)]
    assert codes == [422] * 10 + [429] * 2

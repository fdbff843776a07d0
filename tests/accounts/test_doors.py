"""Accounts through their pages: the same answer for known and unknown, links that burn once, sessions that end."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from goforum.accounts import commands, jobs, passwords, queries
from goforum.accounts.models import Person
from goforum.core import clock
from goforum.core.db import db
from goforum.core.outbox import MailOutbox, draw_mail, lease_mail
from tests.factories import PASSWORD, make_person

GOOD = "des mots bien à moi"


def mail_link(kind):
    jobs.answer_links()
    mails = [m for m in lease_mail() if m.template == f"accounts/{kind}"]
    text = draw_mail(mails[-1], "goforum <x@localhost>", "http://localhost").get_content()
    return re.search(r"http://localhost(/\S+)", text).group(1)


def test_sign_up_confirm_sign_in(client):
    made = client.post("/sign-up", data={"name": "سلمى", "email": "Salma@Example.org", "password": GOOD})
    assert made.status_code == 303
    link = mail_link("confirm")
    for _ in range(3):  # a mail scanner follows links: reading must not burn them
        assert client.get(link).status_code == 200
    assert client.post(link).status_code == 303
    assert client.post(link).status_code == 410
    signed = client.post("/sign-in", data={"email": "salma@example.org", "password": GOOD})
    assert signed.status_code == 303
    assert "salma@example.org" in client.get("/account").text


@pytest.mark.parametrize("path", ["/sign-up", "/forgotten"])
def test_the_answer_does_not_tell_whether_the_account_exists(app, ctx, path):
    known = db.session.get(Person, make_person()).email
    answers = []
    for email in (known, "nobody@example.org"):
        browser = app.test_client()
        response = browser.post(path, data={"name": "X Y", "email": email, "password": GOOD})
        answers.append((response.status_code, response.headers["Location"], response.data))
    assert answers[0] == answers[1]


def test_wrong_passwords_are_slowed_down_and_the_right_one_works_later(client):
    email = db.session.get(Person, make_person()).email
    for _ in range(10):
        assert client.post("/sign-in", data={"email": email, "password": "wrong password"}).status_code == 422
    assert client.post("/sign-in", data={"email": email, "password": PASSWORD}).status_code == 429
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        assert client.post("/sign-in", data={"email": email, "password": PASSWORD}).status_code == 303


def test_a_spoofed_address_gives_no_extra_try(client):
    email = db.session.get(Person, make_person()).email
    codes = [client.post("/sign-in", data={"email": email, "password": "wrong password"},
                         headers={"X-Forwarded-For": f"10.0.0.{n}"}).status_code for n in range(12)]
    assert codes[-1] == 429


@pytest.mark.parametrize("how", ["sign-out", "everywhere", "password", "reset", "suspend-lookup", "idle"])
def test_an_old_cookie_opens_nothing(app, as_person, how):
    person_id = make_person()
    browser = as_person(person_id)
    with browser.session_transaction() as session:
        stolen = dict(session)
    if how == "sign-out":
        browser.post("/sign-out")
    elif how == "everywhere":
        as_person(person_id).post("/sign-out", data={"everywhere": "y"})
    elif how == "password":
        other = as_person(person_id)
        assert other.post("/account/password", data={"current": PASSWORD, "password": GOOD}).status_code == 303
    elif how == "reset":
        browser.post("/forgotten", data={"email": db.session.get(Person, person_id).email})
        assert app.test_client().post(mail_link("reset"), data={"password": GOOD}).status_code == 303
    elif how == "suspend-lookup":
        commands.sign_out(person_id, None)
    moment = clock.now() + (timedelta(days=15) if how == "idle" else timedelta())
    thief = app.test_client()
    with thief.session_transaction() as session:
        session.update(stolen)
    with clock.frozen(moment):
        assert thief.get("/account").status_code == 303


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "password123", "motdepasse123", "azertyuiop",
                                      "goforum2026", "كلمةالسر123"])
def test_weak_passwords_are_refused_beside_the_field(client, password):
    refused = client.post("/sign-up", data={"name": "Nadia", "email": "n@example.org", "password": password})
    assert refused.status_code == 422
    assert "password-error" in refused.text
    assert "Nadia" in refused.text


def test_the_last_byte_of_a_long_password_counts():
    long = "x1é" * 40
    stored = passwords.hash_password(long + "a")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.verify(stored, long + "a")
    assert not passwords.verify(stored, long + "b")


def test_signing_in_keeps_to_this_site(client):
    email = db.session.get(Person, make_person()).email
    for target in ("//evil.example", "/\\evil.example", "https://evil.example", "/\tx", "javascript:alert(1)"):
        response = client.post("/sign-in", data={"email": email, "password": PASSWORD, "next": target})
        assert response.headers["Location"] == "/"
        client.post("/sign-out")


def test_handles_fold_and_never_clash(ctx):
    first, second = make_person("سَلْمى الإدريسي"), make_person("سلمى الادريسي")
    handles = {c.handle for c in queries.people_by_ids([first, second]).values()}
    assert len(handles) == 2
    assert queries.resolve_handles(["سلمى_الإدريسي"])["سلمى_الإدريسي"].id == first


def test_preferences_change_the_language_of_the_site(as_person):
    browser = as_person(make_person())
    assert browser.post("/account", data={"name": "Aïcha", "language": "fr", "zone": "Europe/Paris"}
                        ).status_code == 303
    assert 'lang="fr"' in browser.get("/account").text
    wrong = browser.post("/account", data={"name": "Aïcha", "language": "fr", "zone": "Mars/Phobos"})
    assert wrong.status_code == 422


def test_no_raw_token_and_no_session_key_is_stored(app, client):
    client.post("/sign-up", data={"name": "A B", "email": "ab@example.org", "password": GOOD})
    row = db.session.scalar(select(MailOutbox).where(MailOutbox.to_address == "ab@example.org"))
    assert set(row.data) == {"token_id"}
    key = commands.start_session(make_person())
    dump = str(db.session.execute(select(queries.Session.__table__)).all())
    assert key not in dump


def test_a_form_without_its_token_is_refused_and_gives_the_text_back(as_person):
    browser = as_person(make_person())
    refused = browser.post("/account", data={"name": "X", "body": "un long texte"}, csrf=False)
    assert refused.status_code == 400
    assert "un long texte" in refused.text


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"},
                                     {"Sec-Fetch-Site": "cross-site"}])
def test_a_form_of_another_site_is_refused(as_person, headers):
    assert as_person(make_person()).post("/sign-out", headers=headers).status_code == 403

"""Guessing passwords faster than the rule allows, and links that outlive the password they were asked for."""

import threading

from goforum.accounts import jobs
from goforum.accounts.models import Person
from goforum.accounts.sessions import sign_token
from goforum.core.db import db
from goforum.core.outbox import lease_mail
from tests.factories import PASSWORD, make_person

GOOD = "des mots bien à moi"
OTHER = "encore une autre phrase"


def email_of(person_id):
    return db.session.get(Person, person_id).email


def test_forty_guesses_at_once_are_not_forty_guesses(app, committed, ctx):
    email, codes = email_of(make_person()), []
    db.session.remove()
    ready = threading.Barrier(40)

    def guess():
        browser = app.test_client()
        ready.wait()
        codes.append(browser.post("/sign-in", data={"email": email, "password": "wrong password"}).status_code)

    threads = [threading.Thread(target=guess) for _ in range(40)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert codes.count(422) <= 10
    assert set(codes) <= {422, 429, 503}


def test_a_right_password_does_not_count_as_a_try(client, app):
    email = email_of(make_person())
    for _ in range(12):
        assert app.test_client().post("/sign-in", data={"email": email, "password": PASSWORD}).status_code == 303


def test_whoever_holds_a_session_guesses_the_present_password_no_faster(as_person):
    browser = as_person(make_person())
    codes = [browser.post("/account/password", data={"current": f"guess number {n}", "password": GOOD}).status_code
             for n in range(12)]
    assert codes[:10] == [422] * 10
    assert codes[10:] == [429] * 2
    assert browser.post("/account/password", data={"current": PASSWORD, "password": GOOD}).status_code == 429


def reset_links(app):
    jobs.answer_links()
    with app.test_request_context():
        return [f"/reset/{sign_token(mail.data['token_id'], 'reset')}"
                for mail in lease_mail(50) if mail.template == "accounts/reset"]


def test_one_reset_ends_the_other_links_and_the_waiting(app, client):
    email = email_of(make_person())
    for _ in range(2):
        client.post("/forgotten", data={"email": email})
    for _ in range(10):
        client.post("/sign-in", data={"email": email, "password": "wrong password"})
    first, second = reset_links(app)
    assert client.post(first, data={"password": GOOD}).status_code == 303
    assert client.post(second, data={"password": OTHER}).status_code == 410
    # Tries at this account are forgotten: its owner has proved the mailbox. Tries at others from here are not.
    assert app.test_client().post("/sign-in", data={"email": email, "password": GOOD}).status_code == 303


def test_a_changed_password_ends_the_reset_links(app, as_person):
    person_id = make_person()
    browser = as_person(person_id)
    browser.post("/forgotten", data={"email": email_of(person_id)})
    link, = reset_links(app)
    assert browser.post("/account/password", data={"current": PASSWORD, "password": GOOD}).status_code == 303
    assert app.test_client().post(link, data={"password": OTHER}).status_code == 410

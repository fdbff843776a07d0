"""An account made with somebody else's address, waiting for its owner to come: they must not share it."""

from goforum.accounts import passwords, queries
from goforum.core.db import db
from tests.accounts.test_links import ask, email_of
from tests.factories import PASSWORD, make_person


def test_whoever_made_the_account_before_its_owner_came_is_out(app, client, as_person):
    person_id = make_person(confirmed=False)
    email = email_of(person_id)
    squatter = as_person(person_id)
    assert squatter.get("/account").status_code == 200
    owner = app.test_client()
    entered = owner.post(ask(client, person_id))
    assert entered.status_code == 303
    page = owner.get("/account")
    assert page.status_code == 200
    assert email in page.text
    assert "no longer works" in page.text
    assert squatter.get("/account").status_code == 303
    assert not passwords.verify(queries.find_credentials(email)[1], PASSWORD)
    refused = app.test_client().post("/sign-in", data={"email": email, "password": PASSWORD})
    assert refused.status_code == 422


def test_whoever_confirmed_before_keeps_password_and_sessions(app, client, as_person):
    person_id = make_person()
    elsewhere = as_person(person_id)
    assert app.test_client().post(ask(client, person_id)).status_code == 303
    db.session.expire_all()
    assert elsewhere.get("/account").status_code == 200
    assert passwords.verify(queries.find_credentials(email_of(person_id))[1], PASSWORD)

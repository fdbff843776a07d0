"""A guest to test with: invited, and with the link that their mail carries."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask

from goforum.accounts.sessions import sign_token
from goforum.core.db import db
from goforum.meetings import commands, queries
from goforum.meetings.models import MeetingGuest
from tests.conftest import Client


def invite(by: int, meeting_id: int, **changes: Any) -> int:
    """Invite an example expert; the invitation's id."""
    given = {"name": "Experte d'exemple", "email": "experte@example.org", "language": "fr", "about": "Experte",
             "client_key": "a-form-of-the-organiser"}
    return commands.invite_guest(by, meeting_id, **{**given, **changes})


def link(guest_id: int) -> int:
    """The number that the newest link signs."""
    found = db.session.get(MeetingGuest, guest_id, populate_existing=True)
    assert found is not None
    return found.link


def path(guest_id: int) -> str:
    """The address in the mail, without the site."""
    return f"/guests/{sign_token(link(guest_id), 'guest')}"


def come_in(guest_id: int) -> int:
    """Press the button behind the link without a browser; who the guest is from now on."""
    meeting_id, key = commands.enter_as_guest(link(guest_id))
    person_id = queries.get_guest(meeting_id, guest_id).person_id
    assert key is not None
    assert person_id is not None
    return person_id


def browse(app: Flask, guest_id: int) -> Client:
    """A browser that has come in by the link."""
    browser = app.test_client()
    assert isinstance(browser, Client)
    answer = browser.post(path(guest_id))
    assert answer.status_code == 303, answer.get_data(as_text=True)[:300]
    assert urlsplit(answer.location).path.startswith("/meetings/")
    return browser

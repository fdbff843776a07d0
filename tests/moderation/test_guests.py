"""What a guest of a meeting writes can be reported and taken out like anybody's; a guest is nobody to be measured."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from goforum.core.db import db
from goforum.core.outbox import MailOutbox
from goforum.core.rules import NotFound, Refused
from goforum.meetings import commands as meetings
from goforum.moderation import commands
from goforum.moderation.models import Case
from tests.conftest import Client
from tests.meetings.guesthelp import browse, come_in, invite

SignIn = Callable[[int], Client]


@pytest.fixture
def said(judge: int, room: int) -> int:
    """A guest's message."""
    found = meetings.say(come_in(invite(judge, room)), room, text="Cheap chips", client_id="chips-one").message_id
    assert found
    return found


def test_a_member_reports_it_from_the_room_and_a_moderator_takes_it_out(
        as_person: SignIn, reader: int, judge: int, room: int, said: int) -> None:
    browser = as_person(reader)
    address = f"/report/message/{said}"
    assert f"/messages/{said}/acts" in browser.get(f"/meetings/{room}/room").text
    assert address in browser.get(f"/messages/{said}/acts").text
    page = browser.get(address)
    assert page.status_code == 200 and "Cheap chips" in page.text
    assert browser.post(address, data={"reason": "spam", "words": "Sells things"}).status_code == 303
    case = db.session.scalars(select(Case.id)).one()
    page = as_person(judge).get(f"/moderation/{case}")
    assert page.status_code == 200
    assert "Experte d&#39;exemple" in page.text and "guest" in page.text.partition("<main")[2]
    assert "/people/" not in page.text.partition('id="what"')[2].partition("</section>")[0]  # guests have no page
    mails = db.session.scalar(select(func.count()).select_from(MailOutbox))
    form = {"act": "delete", "reason": "spam", "version": "1", "words": "", "saved_id": "0", "measure": ""}
    assert as_person(judge).post(f"/moderation/{case}", data=form).status_code == 303
    assert "Cheap chips" not in browser.get(f"/meetings/{room}/room").text
    # Their stand-in has no mailbox: nothing is promised to an address that does not exist.
    assert not db.session.scalars(select(MailOutbox.to_address).where(MailOutbox.to_address.endswith("@invalid"))).all()
    assert db.session.scalar(select(func.count()).select_from(MailOutbox)) == mails


@pytest.mark.parametrize("measure", ["warn", "slow", "silence", "suspend"])
def test_no_measure_falls_on_a_guest_whose_invitation_can_be_withdrawn(
        as_person: SignIn, reader: int, judge: int, said: int, measure: str) -> None:
    case = commands.report(reader, "message", said, reason="spam")
    page = as_person(judge).get(f"/moderation/{case}").text
    assert f'value="{measure}"' not in page
    with pytest.raises(Refused):
        commands.decide(judge, case, version=1, verdict=commands.Verdict(
            act="delete", reason="spam", measure=measure, days=3, seconds=600))


def test_a_guest_and_a_visitor_are_offered_no_report(app, client: Client, judge: int, room: int, said: int) -> None:
    other = browse(app, invite(judge, room, email="other@example.org", client_key="another-form"))
    assert "/report/" not in other.get(f"/messages/{said}/acts").text
    assert other.get(f"/report/message/{said}").status_code in {302, 303, 403}
    assert "/report/" not in client.get(f"/meetings/{room}/room").text


def test_it_can_be_reported_when_the_meeting_is_over(as_person: SignIn, reader: int, judge: int, room: int,
                                                     said: int) -> None:
    meetings.end_meeting(judge, room)
    browser = as_person(reader)
    assert f"/messages/{said}/acts" in browser.get(f"/meetings/{room}/room").text
    assert f"/report/message/{said}" in browser.get(f"/messages/{said}/acts").text


def test_who_was_taken_out_of_a_room_reads_nothing_of_it_by_reporting(
        as_person: SignIn, reader: int, judge: int, room: int, said: int) -> None:
    browser, address = as_person(reader), f"/report/message/{said}"
    assert browser.post(address, data={"reason": "spam", "words": ""}).status_code == 303
    assert "Cheap chips" in browser.get("/moderation/about-me").text
    meetings.remove_person(judge, room, reader, reason="Insults")
    for page in (browser.get(address), browser.get("/moderation/about-me")):
        assert "Cheap chips" not in page.text
    assert browser.get(address).status_code == 404
    with pytest.raises(NotFound):
        commands.report(reader, "message", said, reason="spam")
    assert as_person(judge).get(address).status_code == 200
    meetings.end_meeting(judge, room)
    assert "Cheap chips" in browser.get(address).text

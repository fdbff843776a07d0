"""What a hostile hand tries with guests and with what was said: bombing a mailbox, reading on, hiding who spoke."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.failures import page_failures
from goforum.core.outbox import DueMail, MailOutbox, draw_mail, lease_mail, mark_failed, mark_sent, revive_mail
from goforum.core.rules import Conflict, Invalid
from goforum.groups import commands as groups
from goforum.meetings import commands, jobs, queries, rules
from tests.conftest import Client
from tests.meetings.conftest import Place
from tests.meetings.guesthelp import come_in, invite

SignIn = Callable[[int], Client]


def test_erasing_each_invitation_makes_no_mailbox_a_toy(place: Place) -> None:
    meeting_id = place.plan()
    with pytest.raises(Invalid):
        for n in range(rules.FORGOTTEN_A_DAY + 1):
            guest_id = invite(place.facilitator, meeting_id, client_key=f"again-{n:04}")
            commands.withdraw_guest(place.facilitator, meeting_id, guest_id)
            commands.forget_guest(place.facilitator, meeting_id, guest_id)
    with clock.frozen(clock.now() + timedelta(days=1, minutes=1)):
        assert invite(place.facilitator, place.plan(), client_key="the-next-day")


def test_links_sent_again_count_among_the_mails_to_one_mailbox(place: Place) -> None:
    meeting_id, start = place.plan(), clock.now()
    guest_id = invite(place.facilitator, meeting_id)
    for n in range(1, rules.MAILS_TO_ONE):
        with clock.frozen(start + timedelta(minutes=6 * n)):
            commands.send_guest_again(place.facilitator, meeting_id, guest_id)
    with clock.frozen(start + timedelta(hours=1)):
        with pytest.raises(Conflict):
            commands.send_guest_again(place.facilitator, meeting_id, guest_id)
        with pytest.raises(Invalid):
            invite(place.facilitator, place.plan(), client_key="elsewhere")
    with clock.frozen(start + timedelta(days=1, hours=2)):
        commands.send_guest_again(place.facilitator, meeting_id, guest_id)


def test_a_meeting_moved_to_and_fro_fills_no_mailbox(place: Place) -> None:
    meeting_id = place.plan()
    invite(place.facilitator, meeting_id)
    start = clock.now().replace(minute=0, second=1) + timedelta(hours=1)

    def move(hours: int) -> None:
        meeting = queries.get_meeting(meeting_id)
        moved = commands.Invitation(titles=meeting.titles, starts_at=meeting.starts_at + timedelta(hours=hours),
                                    ends_at=meeting.ends_at + timedelta(hours=hours), zone=meeting.zone)
        commands.change_meeting(place.facilitator, meeting_id, moved, version=meeting.version)

    def news() -> list[DueMail]:
        return [one for one in lease_mail(50) if one.template == "meetings/guest_news"]

    with clock.frozen(start):
        move(1)
        first, = news()  # at once
        mark_sent(first.id)
        for hours in (2, -3, 4, -1, 5):
            move(hours)
        assert news() == []
    with clock.frozen(start + rules.NEWS_EVERY):
        last, = news()
        message = draw_mail(last, "a@example.org", "http://localhost")
        assert message is not None
        when = queries.get_meeting(meeting_id).starts_at
        files = [part.get_payload(decode=True) for part in message.walk() if part.get_content_type() == "text/calendar"]
        assert f"{when:%Y%m%dT%H%M}".encode() in files[0]
        commands.cancel_meeting(place.facilitator, meeting_id, reason="Reportée")
        assert len(news()) == 1  # that it is off is told at once


def test_a_mail_that_failed_for_good_is_over_when_its_address_is_forgotten(place: Place) -> None:
    meeting_id = place.plan()
    guest_id = invite(place.facilitator, meeting_id)
    mail_id = db.session.scalar(select(MailOutbox.id).where(MailOutbox.template == "meetings/guest"))
    assert mail_id is not None
    mark_failed(mail_id, 99, "SMTPRecipientsRefused: nobody there")
    assert [one.id for one in page_failures()] == [mail_id]
    commands.withdraw_guest(place.facilitator, meeting_id, guest_id)
    jobs.tick()
    assert page_failures() == []
    assert revive_mail() == 0  # it would go to nobody


def test_whoever_was_taken_out_reads_no_message_by_its_number(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan(live=True)
    commands.remove_person(place.facilitator, meeting_id, place.member, reason="Injures")
    said = commands.say(place.other_member, meeting_id, text="Entre nous", client_id="after-removal")
    answer = as_person(place.member).get(f"/messages/{said.message_id}/acts")
    assert answer.status_code == 403
    assert "Entre nous" not in answer.text
    assert as_person(place.other_member).get(f"/messages/{said.message_id}/acts").status_code == 200
    commands.end_meeting(place.facilitator, meeting_id)
    assert as_person(place.member).get(f"/messages/{said.message_id}/acts").status_code == 200


def test_what_a_guest_said_keeps_its_mark_when_it_is_let_in_after_they_left(place: Place) -> None:
    groups.set_policy(place.facilitator, place.group_id, inherits_moderation=True, hold_first=1)
    meeting_id = place.plan(live=True)
    guest_id = invite(place.facilitator, meeting_id)
    assert commands.say(come_in(guest_id), meeting_id, text="Un mot", client_id="from-a-guest").held
    commands.withdraw_guest(place.facilitator, meeting_id, guest_id)
    held, = queries.list_held(queries.get_room(meeting_id).id)
    commands.let_in(place.facilitator, held.id, yes=True)
    line = next(one for one in queries.page_log(queries.get_room(meeting_id).id).lines if one.message)
    assert line.message is not None
    assert line.message.role == "guest"

"""Mail about what people were told: gathered, at most five an hour, drawn as its reader may see it then, stopped by a link."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import func, select

from goforum.accounts.models import Person
from goforum.core import clock, mail, outbox
from goforum.core.db import db
from goforum.core.outbox import MailOutbox, draw_mail, lease_mail
from goforum.groups import commands as groups
from goforum.groups.models import Group
from goforum.notifications import commands, jobs, queries, rules
from goforum.notifications.models import NotificationMail
from goforum.threads import commands as threads
from tests.factories import make_group, make_member, make_person
from tests.notifications.test_centre import _set
from tests.notifications.test_telling import choose

LATER = timedelta(minutes=2)


@pytest.fixture
def place(ctx):
    group = make_group(name="Access")
    return group, make_member(group, name="Salma"), make_member(group, name="Reader", language="ar")


def ask(place, title="هل تُنشر العقود؟"):
    group, salma, reader = place
    thread = threads.create_thread(reader, group, title=title, body="B")
    return thread, threads.reply(salma, thread, body="Every contract **should** be published.")


def deliver(at=LATER):
    """What would be sent a little later: the messages as a mail server gets them."""
    with clock.frozen(clock.now() + at):
        while jobs.mail():
            pass
        found = []
        for one in lease_mail(50):
            message = draw_mail(one, "goforum <noreply@example.org>", "https://forum.example.org")
            outbox.mark_sent(one.id)
            if message is not None:
                found.append(message_from_bytes(message.as_bytes(), policy=policy.default))
    return found


def test_a_mail_in_the_readers_language_and_direction(place):
    ask(place)
    (message,) = deliver()
    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    assert "رد جديد في" in message["Subject"]
    assert "هل تُنشر العقود؟" in text
    assert "Every contract should be published." in text
    assert '<html lang="ar" dir="rtl">' in html
    assert "text-align:right" in html
    assert message["Content-Language"] == "ar" or "ar" in str(message.items())
    assert message["Reply-To"] is None
    assert "https://forum.example.org/posts/" in text


def test_nothing_is_mailed_before_a_moment_and_nothing_twice(place):
    ask(place)
    assert deliver(timedelta(seconds=30)) == []
    assert len(deliver()) == 1
    assert deliver() == []


def test_what_was_read_meanwhile_is_not_mailed(place, as_person):
    thread, _post = ask(place)
    as_person(place[2]).get(f"/threads/{thread}").close()
    assert deliver() == []


@pytest.mark.parametrize("vanish", ["left", "deleted", "hidden", "read", "never", "unconfirmed", "moved", "erased"])
def test_what_may_not_be_said_when_it_is_sent_is_not_said(place, as_person, vanish):
    group, salma, reader = place
    thread, post = ask(place)
    with clock.frozen(clock.now() + LATER):
        assert jobs.mail() == 1
        assert queries.count_new(reader).lines == 1
    now = clock.now()
    if vanish == "left":
        _set(Group, group, visibility="reserved")
        groups.leave(reader, group)
    elif vanish == "deleted":
        threads.delete_post(salma, post)
    elif vanish == "hidden":
        from goforum.threads.models import Thread
        _set(Thread, thread, hidden_at=now)
    elif vanish == "read":
        as_person(reader).get(f"/threads/{thread}").close()
    elif vanish == "never":
        commands.save_settings(reader, mail="never", on_join="replies")
    else:
        _set(Person, reader, **{"unconfirmed": {"email_confirmed_at": None}, "moved": {"email": "new@example.org"},
                                "erased": {"erased_at": now}}[vanish])
    assert deliver() == []
    assert db.session.scalar(select(func.count()).select_from(MailOutbox).where(
        MailOutbox.template == "notifications/news", MailOutbox.sent_at.is_(None))) == 0


def test_at_most_five_an_hour_and_the_rest_in_the_next(place):
    group, salma, reader = place
    start = clock.now()
    sent = []
    for minute in range(0, 60, 5):
        with clock.frozen(start + timedelta(minutes=minute)):
            threads.reply(salma, threads.create_thread(reader, group, title=f"Q{minute}", body="B"), body="A")
        sent.append(len(deliver(start - clock.now() + timedelta(minutes=minute + 2))))
    assert sum(sent) == rules.MAILS_AN_HOUR
    (gathered,) = deliver(start - clock.now() + timedelta(minutes=64))
    assert "7" in gathered["Subject"]  # the seven that waited
    assert gathered.get_body(("plain",)).get_content().count("/posts/") == 7


def test_once_a_day_in_the_morning(place):
    group, _salma, reader = place
    choose(reader, group=group, mail="digest")
    night = clock.now().replace(hour=22, minute=0)
    with clock.frozen(night):
        ask(place, "One")
        ask(place, "Two")
    assert deliver(night + timedelta(hours=1) - clock.now()) == []
    (message,) = deliver(rules.next_digest(night, "Africa/Casablanca") + timedelta(minutes=1) - clock.now())
    assert message.get_body(("plain",)).get_content().count("/posts/") == 2


def test_a_reserved_groups_words_stay_behind_its_door(ctx):
    group = make_group(visibility="reserved")
    salma, reader = make_member(group), make_member(group)
    threads.reply(salma, threads.create_thread(reader, group, title="T", body="B"), body="In confidence")
    (message,) = deliver()
    assert "In confidence" not in message.as_string()


def test_headers_name_a_link_that_one_press_obeys(place, client):
    thread, _post = ask(place)
    (message,) = deliver()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<(https://forum\.example\.org)(/unsubscribe/\S+)>", message["List-Unsubscribe"]).group(2)
    reader, group = place[2], place[0]
    for _ in range(3):  # mail programs look by themselves
        page = client.get(address)
        assert page.status_code == 200
        assert client.head(address).status_code == 200
    assert "هل تُنشر" not in page.text
    assert queries.choice_for_thread(reader, thread, group).effective_mail == "now"
    done = client.post(address, data={"List-Unsubscribe": "One-Click"}, csrf=False)
    assert (done.status_code, "Set-Cookie" in done.headers) == (200, False)
    assert queries.choice_for_thread(reader, thread, group).effective_mail == "never"
    assert client.post(address, data={"List-Unsubscribe": "One-Click"}, csrf=False).status_code == 200
    assert "no more e-mail" in client.get(address).text


def test_the_page_stops_everything_and_takes_it_back(place, client):
    ask(place)
    (message,) = deliver()
    address = re.search(r"(/unsubscribe/[^>]+)", message["List-Unsubscribe"]).group(1)
    assert client.post(address, data={"scope": "all"}, csrf=False).status_code == 303
    assert queries.get_settings(place[2]).mail == "never"
    client.post(address, data={"scope": "all", "again": "1"}, csrf=False)
    assert queries.get_settings(place[2]).mail == "now"


def test_stopping_calls_back_what_waits(place, client):
    ask(place)
    (message,) = deliver()
    address = re.search(r"(/unsubscribe/[^>]+)", message["List-Unsubscribe"]).group(1)
    ask(place, "Another")
    client.post(address, data={"scope": "all"}, csrf=False)
    client.post(address, data={"scope": "all", "again": "1"}, csrf=False)
    assert deliver() == []


@pytest.mark.parametrize("token", ["x", "WzEsImFsbCIsMF0.AAAA", "W10.x", "%00"])
def test_a_made_up_link_is_gone(client, token):
    assert client.get(f"/unsubscribe/{token}").status_code == 410
    assert client.post(f"/unsubscribe/{token}", csrf=False).status_code == 410


def test_a_link_is_good_for_stopping_alone(place, client):
    """It opens no session, and a link for one thing does not serve for another."""
    ask(place)
    (message,) = deliver()
    address = re.search(r"/unsubscribe/([^>]+)", message["List-Unsubscribe"]).group(1)
    assert client.get("/notifications").status_code in {302, 303}
    assert client.get(f"/confirm/{address}").status_code == 410


def test_a_mail_sent_again_has_the_same_number(place):
    ask(place)
    with clock.frozen(clock.now() + LATER):
        jobs.mail()
        (one,) = lease_mail()
        first = draw_mail(one, "a@example.org", "https://forum.example.org")
        second = draw_mail(one, "a@example.org", "https://forum.example.org")
    assert first["Message-ID"] == second["Message-ID"]
    assert "@forum.example.org>" in first["Message-ID"]


def test_hostile_titles_stay_titles(place):
    group, salma, reader = place
    title = "<b>x</b>\r\nBcc: a@b.c =?utf-8?q?x?="
    threads.reply(salma, threads.create_thread(reader, group, title=title, body="B"), body="<script>pwn()</script>")
    (message,) = deliver()
    assert message["Bcc"] is None
    html = message.get_body(("html",)).get_content()
    assert "<b>x</b>" not in html
    assert "<script>" not in html


def test_an_unconfirmed_address_gets_nothing(ctx):
    group = make_group()
    salma, reader = make_member(group), make_member(group, confirmed=False)
    choose(reader, group=group, level="all")
    threads.create_thread(salma, group, title="T", body="B")
    assert queries.count_new(reader).lines == 1
    assert deliver() == []
    assert make_person()


def test_gathering_again_after_a_crash_makes_no_second_mail(place):
    ask(place)
    with clock.frozen(clock.now() + LATER):
        assert commands.gather_mail(place[2]) is True
        assert commands.gather_mail(place[2]) is False
    assert db.session.scalar(select(func.count()).select_from(NotificationMail)) == 1
    assert mail.BATCH

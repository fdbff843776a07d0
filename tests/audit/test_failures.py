"""What failed for good: who sees it, what is told of it, tried again once, let go, read page by page."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from goforum.audit import commands, rules
from goforum.audit.models import AuditEntry
from goforum.core import clock, failures, jobs, outbox
from goforum.core.db import db
from goforum.core.rules import Conflict, Refused, TooBusy
from goforum.core.viewer import VISITOR, Viewer
from tests.architecture.source import ROOT
from tests.factories import make_dead_mail, make_person


@pytest.fixture
def admin(as_person):
    return as_person(make_person(admin=True))


def lines():
    return [(row.kind, row.data) for row in db.session.execute(
        select(AuditEntry.kind, AuditEntry.data).where(AuditEntry.kind.like("Failure%")).order_by(AuditEntry.id))]


def rows_of(page):
    return re.findall(r"/failures/(mail|job)/(\d+)/again", page)


def a_job(error="ValueError: what Amina wrote", name="test.note"):
    jobs.bury(name, [3], "page-0123456789", error)
    return max(job.id for job in jobs.dead_jobs())


def test_nothing_failed_is_said_so(admin):
    page = admin.get("/failures")
    assert page.status_code == 200
    assert "Nothing has failed for good" in page.text
    assert "Try all of it again" not in page.text


def test_a_mail_is_shown_with_why_and_without_whose(admin):
    number = make_dead_mail()
    page = admin.get("/failures").text
    assert rows_of(page) == [("mail", str(number))]
    for words in ("Invitation to a group", "The mail server refused the address", "tried 12 times", "example.org", "no such user"):
        assert words in page
    assert "amina" not in page.casefold()
    assert "amina" not in admin.get(f"/failures/mail/{number}/let-go").text.casefold()


def test_a_job_is_shown_by_its_mark_and_not_by_words_somebody_wrote(admin):
    a_job()
    page = admin.get("/failures").text
    for words in ("test.note", "tried 6 times", "page-0123456789", "ValueError", "The program failed"):
        assert words in page
    assert "Amina" not in page


def test_one_mail_tried_again_is_due_at_once_and_leaves_the_list(admin):
    number, other = make_dead_mail(), make_dead_mail()
    answer = admin.post(f"/failures/mail/{number}/again")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/failures")
    assert rows_of(admin.get("/failures").text) == [("mail", str(other))]
    assert [mail.id for mail in outbox.lease_mail()] == [number]
    assert lines() == [("FailureTriedAgain", {"what": "mail", "number": number})]


def test_one_job_tried_again_goes_to_the_worker_once(app, admin, ran):
    number = a_job()
    for _ in range(2):  # two administrators, or a page pressed twice
        assert admin.post(f"/failures/job/{number}/again").status_code == 303
    queue = jobs.queue_of(app)
    queue.execute(queue.dequeue())
    assert (ran, queue.dequeue(), jobs.dead_jobs()) == ([(3,)], None, [])
    assert lines() == [("FailureTriedAgain", {"what": "job", "number": number})]


def test_all_of_it_is_tried_again_after_a_question(app, admin, ran):
    make_dead_mail()
    make_dead_mail()
    a_job()
    asked = admin.get("/failures/again").text
    assert "2 mails" in asked
    assert "1 job" in asked
    assert failures.count_failures() == (2, 1)
    assert admin.post("/failures/again").status_code == 303
    assert failures.count_failures() == (0, 0)
    assert len(outbox.lease_mail()) == 2
    assert jobs.queue_of(app).dequeue().args == ["test.note", 3]
    assert lines() == [("FailuresTriedAgain", {"mails": 2, "jobs": 1})]
    assert "Nothing has failed" in admin.get("/failures/again").text


def test_let_go_after_a_question_and_never_shown_or_sent_again(admin):
    mail, job = make_dead_mail(), a_job()
    for kind, number in (("mail", mail), ("job", job)):
        assert "cannot be taken back" in admin.get(f"/failures/{kind}/{number}/let-go").text
        assert admin.post(f"/failures/{kind}/{number}/let-go").status_code == 303
        assert admin.post(f"/failures/{kind}/{number}/let-go").status_code == 404
        assert admin.get(f"/failures/{kind}/{number}/let-go").status_code == 404
    assert "Nothing has failed" in admin.get("/failures").text
    assert outbox.revive_mail() == 0
    assert [data["name"] for _, data in lines()] == ["groups/invitation", "test.note"]


def test_what_is_sent_or_was_called_off_cannot_be_tried_again(admin):
    number = make_dead_mail()
    admin.post(f"/failures/mail/{number}/again")
    (mail,) = outbox.lease_mail()
    outbox.mark_sent(mail.id)
    assert outbox.revive_mail(number) == 0
    outbox.queue_mail("a@example.org", name="A", template="notifications/news", lang="en", data={}, dedup_key="off")
    outbox.call_off("off")
    assert failures.count_failures() == (0, 0)
    assert rows_of(admin.get("/failures").text) == []


def test_a_queue_that_is_away_loses_no_job(app, ctx, ran, monkeypatch):
    boss = admin_viewer()
    first, _second = a_job(), a_job()

    def away(*_args, **_more):
        raise ConnectionError("redis")

    monkeypatch.setattr(jobs.queue_of(app), "goforum_run", away)
    with pytest.raises(TooBusy):
        commands.try_failure_again(boss, "job", first)
    with pytest.raises(TooBusy):
        commands.try_all_again(boss)
    assert [(job.name, job.ids, job.request_id) for job in jobs.dead_jobs()] == [("test.note", [3], "page-0123456789")] * 2


def test_a_job_nobody_knows_any_more_stays_and_keeps_no_other_waiting(app, ctx, ran):
    boss = admin_viewer()
    unknown, _known = a_job(name="gone.long_ago"), a_job()
    with pytest.raises(Conflict):
        commands.try_failure_again(boss, "job", unknown)
    assert commands.try_all_again(boss) == (0, 1)
    assert [job.name for job in jobs.dead_jobs()] == ["gone.long_ago"]


def admin_viewer():
    return Viewer(id=make_person(admin=True), email_confirmed=True, is_admin=True)


def test_commands_ask_for_themselves_who_acts(ctx):
    number = make_dead_mail()
    for act in (lambda: commands.try_failure_again(VISITOR, "mail", number), lambda: commands.try_all_again(VISITOR),
                lambda: commands.let_failure_go(VISITOR, "mail", number, name="x")):
        with pytest.raises(Refused):
            act()
    assert failures.count_failures() == (1, 0)


def test_pages_follow_one_another_without_a_hole_whatever_the_kind(admin, ran, monkeypatch):
    monkeypatch.setattr(failures, "SIZE", 4)
    moment = clock.now()
    for number in range(11):
        # Three of each moment, mails and jobs mixed.
        monkeypatch.setattr(clock, "now", lambda number=number: moment - timedelta(minutes=number // 3))
        make_dead_mail() if number % 2 else a_job()
    monkeypatch.setattr(clock, "now", lambda: moment)
    seen, address, pages = [], "/failures", 0
    while address:
        page = admin.get(address).text
        seen, pages = seen + rows_of(page), pages + 1
        found = re.search(r'href="(/failures\?before=[^"]+)" rel="next"', page)
        address = found.group(1) if found else ""
    assert pages == 3
    assert len(seen) == len(set(seen)) == 11
    assert admin.get("/failures?before=1-mail-1").status_code == 200


@pytest.mark.parametrize("cursor", ["", "x", "1-mail", "-1-mail-2", "1-other-2", "99999999999999999-mail-99999999999999999", "٣-mail-1"])
def test_a_cursor_that_is_none_is_the_first_page_or_empty(admin, cursor):
    assert admin.get("/failures", query_string={"before": cursor}).status_code == 200


def test_the_page_costs_the_same_at_five_and_at_five_hundred(admin, count_statements):
    for _ in range(5):
        make_dead_mail()
    admin.get("/failures")
    with count_statements() as few:
        admin.get("/failures")
    for number in range(60):
        make_dead_mail() if number % 2 else a_job()
    with count_statements() as many:
        admin.get("/failures")
    assert len(many) == len(few)


def test_every_kind_of_mail_has_its_words():
    there = {path.relative_to(ROOT / "templates/email").with_suffix("").as_posix()
             for path in (ROOT / "templates/email").rglob("*.txt")}
    assert there == set(rules.MAILS)


@pytest.mark.parametrize(("kind", "error", "words"), [
    ("mail", "ConnectionRefusedError: [Errno 111] Connection refused", "could not be reached"),
    ("mail", "TimeoutError: timed out", "could not be reached"),
    ("mail", "SMTPSenderRefused: (553, b'no', 'noreply@example.org')", "refused the sender"),
    ("mail", "SMTPAuthenticationError: (535, b'no')", "refused the user or the password"),
    ("mail", "SMTPDataError: (554, b'spam')", "refused the message"),
    ("mail", "TemplateSyntaxError: x", "The program failed"),
    ("job", "TimeoutError: timed out", "The program failed"),
    ("job", "", "The program failed"),
])
def test_why_in_words(ctx, kind, error, words):
    assert words in str(rules.reason_of(kind, error))


def test_technical_words_name_nobody():
    said = rules.technical("mail", "SMTPRecipientsRefused: {'amina.b+x@example.org': (550, b'<amina.b+x@example.org> unknown')}")
    assert "amina" not in said
    assert "550" in said
    assert "@example.org" in said
    assert rules.technical("mail", "KeyError: 'a title Amina wrote'") == "KeyError"

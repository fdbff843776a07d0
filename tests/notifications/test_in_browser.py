"""The bell, the menu of following and a mail in a real browser."""

import os
from contextlib import contextmanager
from datetime import timedelta

import pytest

from goforum.core import clock
from goforum.core.db import db
from goforum.core.outbox import draw_mail, lease_mail
from goforum.notifications import jobs, queries
from goforum.threads import commands
from tests.browser import in_browser
from tests.factories import make_group, make_member

pytestmark = in_browser


@pytest.fixture
def place(committed, ctx):
    group = make_group(name="Access")
    salma, reader = make_member(group, name="سلمى"), make_member(group, name="ياسين", language="ar")
    thread = commands.create_thread(reader, group, title="هل تُنشر العقود؟", body="سؤال")
    db.session.remove()
    return group, salma, reader, thread


@contextmanager
def window(signed_in, browser, base, person, lang, **options):
    """A person's browser; a script that fails, or a broken policy, fails the test."""
    context = browser.new_context(service_workers="block", **options)
    signed_in(context, person)
    context.add_cookies([{"name": "gf_lang", "value": lang, "url": base}])
    faults = []
    context.on("page", lambda page: (
        page.on("pageerror", lambda error: faults.append(str(error))),
        page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)))
    yield context
    context.close()
    assert faults == []


PHONE = {"viewport": {"width": 390, "height": 844}}
DESK = {"viewport": {"width": 1280, "height": 900}}


def test_the_bell_rings_while_one_reads_and_is_cleared_in_every_tab(signed_in, browser, base, place):
    _group, salma, reader, thread = place
    with window(signed_in, browser, base, reader, "ar", **PHONE) as context:
        page = context.new_page()
        page.clock.install()
        page.goto(f"{base}/help")
        assert page.locator("[data-bell] .count").count() == 0
        commands.reply(salma, thread, body="جواب")
        db.session.remove()
        page.clock.run_for(31_000)
        page.wait_for_selector("[data-bell] .count")
        assert page.inner_text("[data-bell] .count") == "1"
        other = context.new_page()
        other.goto(f"{base}/notifications")
        other.click(".told a.t")
        other.wait_for_selector("#p2")
        page.bring_to_front()
        page.clock.run_for(5_000)
        page.wait_for_selector("[data-bell]:not(:has(.count))")
    assert queries.count_new(reader).lines == 0


@pytest.mark.parametrize(("lang", "shape", "scripts"), [("ar", PHONE, True), ("fr", DESK, True), ("fr", DESK, False)])
def test_one_tap_follows(signed_in, browser, base, place, lang, shape, scripts):
    group, _salma, reader, thread = place
    with window(signed_in, browser, base, reader, lang, java_script_enabled=scripts, **shape) as context:
        page = context.new_page()
        page.goto(f"{base}/threads/{thread}")
        page.click("#follow > summary")
        assert page.locator("#follow button[aria-pressed=true]").count() == 2
        page.click("#follow button[name=level][value=all]")
        page.wait_for_selector("#follow:not([open])")
        page.click("#follow > summary")
        assert page.get_attribute("#follow button[name=level][value=all]", "aria-pressed") == "true"
        assert page.url.split("#")[0] == f"{base}/threads/{thread}"
        if lang == "ar":
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    db.session.remove()
    assert queries.choice_for_thread(reader, thread, group).level == "all"


def test_a_mail_reads_from_right_to_left_on_a_phone(app, browser, place, tmp_path):
    group, salma, reader, thread = place
    commands.reply(salma, thread, body="Le marché **public** est publié chaque mois.")
    commands.reply(salma, commands.create_thread(reader, group, title="Données ouvertes : lesquelles ?", body="Q"),
                   body="تنشر الهيئة المعطيات كل شهر.")
    db.session.remove()
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        assert jobs.mail() == 1
        message = draw_mail(lease_mail()[0], "goforum <noreply@example.org>", "https://forum.example.org")
    html = message.get_body(("html",)).get_content()
    context = browser.new_context(**PHONE)
    page = context.new_page()
    page.set_content(html)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    # The button stands at the right, where the reading begins, and the French title inside keeps its own direction.
    box = page.locator("a", has_text="القراءة في الموقع").bounding_box()
    assert box["x"] + box["width"] > 300
    assert page.evaluate("[...document.querySelectorAll('bdi')].some((one) => getComputedStyle(one).direction === 'ltr')")
    page.screenshot(path=os.environ.get("GOFORUM_TEST_SHOT", str(tmp_path / "mail.png")), full_page=True)
    context.close()

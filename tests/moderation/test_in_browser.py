"""A moderator's journey in a real browser, by phone and by keyboard, with scripts and without: report, hide, told,
appeal, upheld by somebody else."""

from contextlib import contextmanager

import pytest

from goforum.core.db import db
from goforum.moderation import commands, queries
from goforum.threads import commands as threads
from tests.browser import in_browser, visit
from tests.factories import make_group, make_member

pytestmark = in_browser


@pytest.fixture
def as_visitor(base, browser, signed_in):
    """Open a window as a person, signed in without the form."""

    @contextmanager
    def open_as(person, lang, width, **options):
        with visit(browser, base, lang, width, **options) as one:
            signed_in(one.context, person)
            yield one

    return open_as


@pytest.mark.parametrize(("lang", "width", "scripts"), [
    ("ar", 390, True), ("ar", 390, False), ("fr", 1280, True), ("fr", 1280, False)])
def test_from_a_report_to_an_upheld_appeal(committed, ctx, as_visitor, lang, width, scripts):
    group = make_group()
    author, reader = make_member(group, language=lang, name="Salma"), make_member(group, language=lang, name="Youssef")
    judge, second = (make_member(group, "facilitator", language=lang, name=name) for name in ("Fatima", "Said"))
    thread = threads.create_thread(reader, group, title="سؤال", body="الكلمة الأولى")
    post = threads.reply(author, thread, body="اشتروا الآن من متجرنا")
    db.session.remove()

    def as_person(person):
        return as_visitor(person, lang, width, scripts=scripts)

    with as_person(reader) as me:
        me.open(f"/threads/{thread}")
        me.page.locator("#p2 details.menu summary").last.click()
        me.page.locator(f"a[href='/report/post/{post}']").click()
        me.check_page()
        me.page.get_by_label(me.say("Advertising or spam")).check()
        me.press("Send the report")
        me.page.wait_for_url(f"**/threads/{thread}*")

    with as_person(judge) as me:
        me.open("/moderation")
        me.check_page()
        if scripts and width > 1000:
            me.page.keyboard.press("j")
            me.page.keyboard.press("x")
            assert me.page.locator("[data-queue] input").is_checked()
            me.page.keyboard.press("o")
            me.page.wait_for_url("**/moderation/*")
        else:
            me.page.locator(".cases a.t").click()
        me.check_page()
        me.press("Hide")                                   # opened, and pressed: two taps, the reason as reported
        me.sees(me.say("What was decided"))

    with as_person(author) as me:
        me.open(f"/threads/{thread}")
        assert "اشتروا" not in me.page.locator("#p2").inner_text()
        me.open("/notifications")
        me.page.locator("main a[href*='/decisions/'], main .list a.t").first.click()
        me.page.wait_for_url("**/decisions/*")
        me.check_page()
        me.sees(me.say("Advertising or spam"))
        me.page.locator("textarea[name=words]").fill("كان اقتباسا.")
        me.press("Send the appeal")
        me.sees("كان اقتباسا.")

    with as_person(judge) as me:
        me.open("/moderation?kind=appeal")
        me.page.locator(".cases a.t").click()
        me.check_page()
        assert not me.page.get_by_role("button", name=me.say("Uphold the appeal")).count(), "it was their own decision"

    with as_person(second) as me:
        me.open("/moderation?kind=appeal")
        me.page.locator(".cases a.t").click()
        me.check_page()
        me.page.locator("textarea[name=words]").fill("صحيح.")
        me.press("Uphold the appeal")
        me.sees(me.say("What was decided"))
        me.open(f"/threads/{thread}")
        me.sees("اشتروا الآن")

    with as_person(author) as me:
        me.open("/moderation/about-me")
        me.page.locator("a[href^='/decisions/']").first.click()
        me.sees("صحيح.")


def test_many_rows_by_script_and_the_bar_that_appears(committed, ctx, as_visitor):
    group = make_group()
    author, reader = make_member(group), make_member(group)
    judge = make_member(group, "facilitator", language="fr")
    thread = threads.create_thread(reader, group, title="T", body="b")
    posts = [threads.reply(author, thread, body=f"Bruit {n}") for n in range(3)]
    for one in posts:
        commands.report(reader, "post", one, reason="off_topic")
    db.session.remove()
    with as_visitor(judge, "fr", 1280) as me:
        me.open("/moderation")
        me.page.locator("[data-all]").click()
        assert me.page.locator("[data-queue] input:checked").count() == 3
        me.press("Hide")
        me.page.wait_for_url("**/moderation*")
        me.sees("3 lignes décidées.")
    assert all(queries.find_thing("post", one).hidden for one in posts)

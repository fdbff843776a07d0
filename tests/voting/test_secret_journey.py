"""A secret vote as people live it, from the question to the program that checks it, with scripts and without."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import end_of, in_browser, visit

pytestmark = [*in_browser]
FORUM = "/groups/civil-society-forum"
PEOPLE = {"ar": "facilitator@example.org", "fr": "meryem@example.org"}
MADE = {True: "Your browser made the tracker.", False: "The server made the tracker, since scripts are off in your browser: "
        "you trust it not to give one tracker to two people."}


def tracker_on(one):
    shown = one.page.locator("[data-tracker-shown]")
    shown.wait_for()
    return shown.inner_text().strip()


def choose(one, option, old=""):
    one.page.check(f"[name=pick][value={option}]")
    if old:
        one.page.fill("[name=old]", old)
    one.page.locator("#vote form button[type=submit]").first.click()


def find(one, path, tracker):
    one.open(f"{path}/check")
    one.page.fill("[name=shown]", tracker)
    one.page.locator("main form button[type=submit]").first.click()
    one.page.locator("#found").wait_for()
    one.check_page()
    return one.page.locator("#found").inner_text()


def saved(one, click, folder, name):
    with one.page.expect_download() as waiting:
        click()
    waiting.value.save_as(folder / name)
    return folder / name


@pytest.mark.parametrize(("lang", "width", "scripts"), [("ar", 390, True), ("fr", 1280, False)])
def test_vote_secretly_change_find_and_verify(browser, demo, tmp_path, lang, width, scripts):
    with visit(browser, demo.base, lang, width, scripts=scripts) as one:
        one.sign_in(PEOPLE[lang], demo.password)
        one.open(f"{FORUM}/polls/new?method=plurality")
        one.page.fill("[name=question]", "Qui parlera pour nous ? من يتكلم باسمنا؟")
        one.page.fill("[name=options]", "Rabat\nفاس\nOujda")
        one.page.fill("[name=closes_at]", (datetime.now(UTC) + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M"))
        one.page.fill("[name=quorum_percent]", "0")
        one.page.check("[name=secret]")
        one.picture("new")
        one.page.locator("main form button[type=submit]").click()
        one.page.wait_for_url(re.compile(r"/polls/\d+$"))
        path = one.page.url.removeprefix(one.base)

        choose(one, "o1")
        first = tracker_on(one)
        one.sees(one.say(MADE[scripts]))
        one.picture("receipt")
        one.check_page()
        one.open(path)
        assert first not in one.page.content()
        choose(one, "o2", old="f" * 32)
        one.page.locator("#form-errors").wait_for()
        one.accept("status of 422")
        one.picture("refused")
        choose(one, "o2", old=first)
        tracker = tracker_on(one)
        assert tracker != first
        receipt = saved(one, lambda: one.press("Download the receipt"), tmp_path, "receipt.json")
        assert json.loads(receipt.read_text())["tracker"] == tracker
        assert one.say("Your ballot is in the box.") in find(one, path, tracker)

        end_of(demo, int(path.rpartition("/")[2]))
        one.open(path)
        for _ in range(40):
            if one.page.locator("a[href$='export.zip']").count():
                break
            one.page.wait_for_timeout(500)
            one.open(path)
        head = one.page.locator("[data-head]").inner_text().strip()
        zipped = saved(one, one.page.locator("a[href$='export.zip']").first.click, tmp_path, "poll.zip")
        program = saved(one, one.page.locator("a[href='/verify.py']").first.click, tmp_path, "verify.py")
        one.picture("closed")
        found = find(one, path, receipt.read_text())
        one.picture("found")
        assert one.say("Your ballot is among the published ones, and it was counted. It says:") in found
        assert "فاس" in found
        assert one.say("The signature of the receipt is this site's.") in found
        assert one.say("No ballot in this box has this tracker.") in find(one, path, first)
    done = subprocess.run([sys.executable, "-I", str(program), str(zipped), "--head", head, "--receipt", str(receipt), "--lang", lang],
                          capture_output=True, text=True, encoding="utf-8", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert {"ar": "تم التحقق", "fr": "VÉRIFIÉ"}[lang] in done.stdout
    assert '["o2"]' in done.stdout


def test_the_page_of_promises_is_for_everyone(browser, demo):
    with visit(browser, demo.base, "ar", 390) as one:
        one.open("/votes/promises")
        expect(one.page.locator("main .list > li")).to_have_count(8)
        one.picture("promises")
        one.check_page()

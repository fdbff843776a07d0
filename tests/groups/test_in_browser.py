"""A newcomer is invited by e-mail, makes an account, confirms it, comes in, and stands among the members."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import WIDTHS, Demo, in_browser, running_demo, visit

pytestmark = [*in_browser]
GROUP = "/groups/access-to-information"
GOOD = "des mots bien à moi"
CASES = [("ar", "phone", True, "ضيفة جديدة"), ("fr", "wide", True, "Une invitée"), ("fr", "phone", False, "Un invité")]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Demo, Path]]:
    """A demo of our own: its mail stands in its log."""
    folder = tmp_path_factory.mktemp("invited")
    with running_demo(folder) as made:
        yield made, folder / "log"


def mailed(log: Path, address: str, kind: str) -> str:
    """The link of this kind in the last mail to this address."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        mails = re.findall(r"--- mail to (.*?) ---\n(.*?)--- end of mail ---", log.read_text(encoding="utf-8"), re.DOTALL)
        for to, text in reversed(mails):
            found = re.search(rf"http://\S+/{kind}/\S+", text)
            if address in to and found:
                return found.group()
        time.sleep(0.1)
    raise AssertionError(f"no {kind} mail to {address}")


@pytest.mark.parametrize(("lang", "screen", "scripts", "name"), CASES, ids=str)
def test_invited_signed_up_confirmed_in(browser: Any, site: tuple[Demo, Path], lang: str, screen: str, scripts: bool,
                                        name: str) -> None:
    demo, log = site
    width, address = WIDTHS[screen], f"guest-{lang}-{screen}@example.net"
    with visit(browser, demo.base, lang, width, scripts=scripts) as organiser:
        organiser.open("/")
        organiser.sign_in("facilitator@example.org", demo.password)
        organiser.open(f"{GROUP}?lang={lang}")
        organiser.check_page()
        organiser.open(f"{GROUP}/invitations")
        organiser.check_page()
        organiser.page.get_by_label(organiser.say("E-mail addresses")).fill(address)
        organiser.page.get_by_label(organiser.say("Language of the mail")).select_option(lang)
        organiser.press("Invite")
        organiser.sees(organiser.say("The invitations are on their way."))
        organiser.sees(address)
        with visit(browser, demo.base, lang, width, scripts=scripts) as guest:
            guest.open(mailed(log, address, "invitations"))
            guest.check_page()
            guest.follow("Make an account and join")
            guest.page.get_by_label(guest.say("Your name")).fill(name)
            guest.page.get_by_label(guest.say("E-mail address")).fill(address)
            guest.page.get_by_label(guest.say("Password")).fill(GOOD)
            guest.press("Make my account")
            guest.sees(guest.say("Look at your mailbox"))
            guest.open(mailed(log, address, "confirm"))
            guest.check_page()
            guest.sees(name)
            guest.press("Confirm my address")
            guest.page.wait_for_url(re.compile("/sign-in"))
            guest.page.get_by_label(guest.say("E-mail address")).fill(address)
            guest.page.get_by_label(guest.say("Password")).fill(GOOD)
            guest.press("Sign in")
            guest.page.wait_for_url(re.compile("/invitations/"))
            guest.check_page()
            guest.press("Join the group")
            guest.sees(guest.say("Welcome: you belong to this group now."))
            guest.check_page()
            guest.open(f"{GROUP}/members")
            guest.check_page()
            guest.sees(name)
        organiser.open(f"{GROUP}/invitations")
        organiser.sees(name)
        organiser.sees(organiser.say("Used up"))

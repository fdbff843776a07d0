"""A remote participant from the first tap to the last: in Arabic on a phone and in French on a wide screen, with scripts.
Whoever else is in the meeting acts through the same commands.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from goforum.core.db import db
from goforum.meetings import commands
from tests.browser import Visit, base, browser, in_browser, signed_in  # noqa: F401 - fixtures
from tests.journeys.conftest import Windows, window_of  # noqa: F401 - a fixture
from tests.meetings.conftest import Place, make_place
from tests.meetings.test_room_journeys import PHONE, WIDE, floor_of, look, submit

pytestmark = [*in_browser, pytest.mark.parametrize(("lang", "width"), [("ar", PHONE), ("fr", WIDE)])]
WORDS = {"ar": ("نقترح أن نبدأ بثلاث إدارات", "نتفق معكم", "كتبناها والخط مقطوع"),
         "fr": ("Commençons par trois administrations", "D’accord avec vous", "Écrit pendant la coupure")}


class Seat(Visit):
    """One person's place in the room."""

    meeting_id: int

    def pane(self, name: str) -> None:
        """On a phone one pane is seen at a time."""
        if self.width == PHONE:
            self.page.click(f"[data-tab={name}]")

    def gets(self, selector: str) -> None:
        """What others did is seen by itself."""
        self.page.wait_for_selector(selector, state="attached")

    def tell(self, text: str) -> None:
        self.pane("chat")
        self.page.fill("#text", text)
        self.page.press("#text", "Control+Enter")
        self.page.wait_for_selector(f".msg-me:not([data-waiting]) >> text={text}")

    def act_on(self, message_id: int, tool: str) -> None:
        """One of the tools of a message."""
        self.gets(f"#m{message_id} .tool")
        self.pane("chat")
        self.page.click(f"#m{message_id} .tool")
        self.page.click(f".tools {tool}")

    def unfold(self, where: str, words: str) -> None:
        self.pane("side")
        self.page.locator(f"{where} summary", has_text=self.say(words)).first.click()


@contextmanager
def seat(windows: Windows, person: int, meeting_id: int, lang: str, width: int) -> Iterator[Seat]:
    with windows(person, lang, width) as one:
        one.__class__ = Seat
        one.meeting_id = meeting_id
        yield one


@pytest.fixture
def place(committed: None, ctx: None) -> Place:
    return make_place()


def others_say(place: Place, meeting_id: int, text: str, name: str) -> int:
    said = commands.say(place.other_member, meeting_id, text=text, client_id=name)
    db.session.remove()
    assert said.message_id
    return said.message_id


def test_a_participant(place: Place, window_of: Windows, lang: str, width: int) -> None:  # noqa: F811
    meeting_id = place.plan(live=True)
    mine, answer, late = WORDS[lang]
    theirs = others_say(place, meeting_id, "Bonjour à tous", "others-0001")
    with seat(window_of, place.member, meeting_id, lang, width) as me:
        me.open(f"/meetings/{meeting_id}?lang={lang}")
        me.follow("Enter the room")
        me.tell(mine)
        me.act_on(theirs, "[data-reply]")
        me.tell(answer)
        me.page.wait_for_selector(f".msg-me [data-answers='{theirs}']")
        me.act_on(theirs, "button[value=agree]")
        me.gets(f"#m{theirs} [data-kind=agree]:not([hidden])")

        # Without sound: the statement is read out when it is one's turn.
        me.unfold("#ask", "Ask for the floor")
        me.page.select_option("#ask [name=kind]", "statement")
        me.page.fill("#ask [name=statement]", mine)
        submit(me.page, "#ask form")
        me.page.wait_for_selector("#queue li[data-mine]")
        commands.call_speaker(place.facilitator, meeting_id)
        db.session.remove()
        me.gets("#queue .speaking .prose")
        assert mine in me.page.inner_text("#queue .speaking")
        me.page.click("#queue .speaking [data-act=done]")
        me.page.wait_for_selector("#queue .speaking", state="detached")

        commands.open_room_poll(place.facilitator, meeting_id, question="Trois administrations ?", minutes=2,
                                client_id="a-poll-0001", language="fr")
        db.session.remove()
        me.gets("#vote .choice")
        me.pane("side")
        me.page.click("#vote .choice >> nth=0")
        me.page.click("#vote button[type=submit]")
        me.page.wait_for_selector("#vote .alert-ok")
        look(me, "participant")

        _away_and_back(place, me, late)
    db.session.rollback()
    assert floor_of(meeting_id).speaking is None and not floor_of(meeting_id).waiting


def _away_and_back(place: Place, me: Seat, late: str) -> None:
    """The line goes and comes: what was written meanwhile leaves by itself, once."""
    me.accept(r"ERR_INTERNET_DISCONNECTED|WebSocket connection to .* failed")
    me.pane("chat")
    me.context.set_offline(True)
    me.sees(me.say("The line is cut. Your messages are kept on this device and leave when it is back."))
    me.page.fill("#text", late)
    me.page.press("#text", "Control+Enter")
    me.page.wait_for_selector(f".msg-wait >> text={late}")
    others_say(place, me.meeting_id, "Pendant ce temps", "others-0002")
    me.context.set_offline(False)
    me.page.wait_for_selector("[data-waiting]", state="detached")
    me.page.wait_for_selector("#log >> text=Pendant ce temps")
    me.page.reload()
    assert me.page.locator("#log").get_by_text(late).count() == 1

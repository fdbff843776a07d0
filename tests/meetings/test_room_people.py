"""A remote participant from the first tap to the last: Arabic on a phone and French on a wide screen, with scripts and
without. Whoever else is in the meeting acts through the same commands.
"""

import pytest

from goforum.core.db import db
from goforum.meetings import commands
from tests.browser import base, browser, in_browser, signed_in  # noqa: F401 - fixtures
from tests.journeys.conftest import Windows, window_of  # noqa: F401 - a fixture
from tests.meetings.conftest import Place, make_place
from tests.meetings.seats import SHAPES, Seat, enter, floor_of, look, others_say, seat, submit

pytestmark = [*in_browser, pytest.mark.parametrize(("lang", "width"), SHAPES)]
WORDS = {"ar": ("نقترح أن نبدأ بثلاث إدارات", "نتفق معكم", "كتبناها والخط مقطوع"),
         "fr": ("Commençons par trois administrations", "D’accord avec vous", "Écrit pendant la coupure")}


@pytest.fixture
def place(committed: None, ctx: None) -> Place:
    return make_place()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_participant(place: Place, window_of: Windows, lang: str, width: int, scripts: bool) -> None:  # noqa: F811
    meeting_id = place.plan(live=True)
    mine, answer, late = WORDS[lang]
    theirs = others_say(place, meeting_id, "Bonjour à tous", "others-0001")
    with seat(window_of, place.member, meeting_id, lang, width, scripts=scripts) as me:
        me.open(f"/meetings/{meeting_id}?lang={lang}")
        me.follow("Enter the room")
        me.tell(mine)
        me.act_on(theirs, "[data-reply]", "Answer")
        me.tell(answer)
        me.page.wait_for_selector(f".msg-me [data-answers='{theirs}']")
        me.act_on(theirs, "button[value=agree]", "I agree")
        me.gets(f"#m{theirs} [data-kind=agree]:not([hidden])")
        _is_read_out(place, me, mine)
        _votes(place, me)
        if scripts:
            look(me, "participant")
            _away_and_back(place, me, late)
        else:
            _locked_meanwhile(place, me, late)
    db.session.rollback()
    assert floor_of(meeting_id).speaking is None and not floor_of(meeting_id).waiting


def _is_read_out(place: Place, me: Seat, mine: str) -> None:
    """Without sound: the statement is read out when it is one's turn."""
    me.unfold("#ask", "Ask for the floor")
    me.choose("#ask [name=kind]", "statement")
    me.page.fill("#ask [name=statement]", mine)
    submit(me.page, "#ask form")
    me.page.wait_for_selector("#queue li[data-mine]")
    commands.call_speaker(place.facilitator, me.meeting_id)
    db.session.remove()
    me.gets("#queue .speaking .prose")
    assert mine in me.page.inner_text("#queue .speaking")
    me.page.click("#queue .speaking [data-act=done]")
    me.page.wait_for_selector("#queue .speaking", state="detached")


def _votes(place: Place, me: Seat) -> None:
    commands.open_room_poll(place.facilitator, me.meeting_id, question="Trois administrations ?", minutes=2,
                            client_id="a-poll-0001", language="fr")
    db.session.remove()
    me.gets("#vote .choice")
    me.pane("side")
    me.page.click("#vote .choice >> nth=0")
    me.page.click("#vote button[type=submit]")
    me.page.wait_for_selector("#vote .alert-ok")


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


def _locked_meanwhile(place: Place, me: Seat, late: str) -> None:
    """What is new comes by a link; what is refused because the chat was locked meanwhile stays to be copied."""
    others_say(place, me.meeting_id, "Pendant ce temps", "others-0002")
    me.follow("Refresh: see what is new")
    me.sees("Pendant ce temps")
    me.accept("status of 403")
    me.page.fill("#text", late)
    commands.lock_chat(place.facilitator, me.meeting_id, on=True)
    db.session.remove()
    submit(me.page, "#composer form")
    assert me.page.locator("#composer .chat-closed").count() == 1
    assert me.page.input_value("#kept") == late
    commands.lock_chat(place.facilitator, me.meeting_id, on=False)
    db.session.remove()
    enter(me, me.meeting_id)
    me.tell(late)
    assert me.page.locator("#log").get_by_text(late).count() == 1

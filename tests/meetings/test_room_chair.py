"""A member who chairs for the day, from the start of the meeting to its end: Arabic on a phone and French on a wide
screen, by keyboard with scripts, and without scripts. The others act through the same commands.
"""

import pytest

from goforum.core.db import db
from goforum.core.rules import Refused
from goforum.meetings import commands, queries
from tests.browser import base, browser, in_browser, signed_in  # noqa: F401 - fixtures
from tests.factories import make_member
from tests.journeys.conftest import Windows, window_of  # noqa: F401 - a fixture
from tests.meetings.conftest import Place, make_place
from tests.meetings.seats import SHAPES, Seat, look, others_say, seat, state

pytestmark = [*in_browser, pytest.mark.parametrize(("lang", "width"), SHAPES)]
# The question; the action, the information; why somebody is taken out.
WORDS = {"ar": ("هل نبدأ بثلاث إدارات؟", "إعداد مراسلة موحدة", "الاجتماع المقبل بعد أسبوعين", "كلام جارح بعد تنبيهين"),
         "fr": ("Commencer par trois administrations ?", "Préparer une lettre commune", "Prochaine réunion dans deux semaines",
                "Propos blessants après deux rappels")}
SAID = "Commençons par trois administrations."


@pytest.fixture
def place(committed: None, ctx: None) -> Place:
    return make_place()


def asks(place: Place, meeting_id: int, person: int) -> int:
    """A member asks for the floor; the number of the request."""
    commands.ask_floor(person, meeting_id, kind="point", client_id=f"asks-{person:05}")
    db.session.remove()
    turn = queries.get_queue(state(meeting_id)).mine(person)
    assert turn
    return turn.id


@pytest.mark.parametrize("scripts", [True, False])
def test_a_chair(place: Place, window_of: Windows, lang: str, width: int, scripts: bool) -> None:  # noqa: F811
    meeting_id = place.plan(agenda=3)
    commands.give_role(place.facilitator, meeting_id, place.member, role="chair")
    others = [place.other_member, make_member(place.group_id, name="Deuxième membre"),
              make_member(place.group_id, name="Troisième membre")]
    question, action, information, why = WORDS[lang]
    with seat(window_of, place.member, meeting_id, lang, width, scripts=scripts) as me:
        me.open(f"/meetings/{meeting_id}?lang={lang}")
        me.follow("Enter the room")
        _begins(me)
        said = others_say(place, meeting_id, SAID, "others-0001")
        _notes(me, said, action, information)
        _gives_the_floor(me, *(asks(place, meeting_id, one) for one in others))
        _opens_a_vote(me, question)
        if scripts:
            look(me, "chair")
            me.reaches_all_of("#floor, #desk, #poll")
        _locks(place, me)
        _takes_out(place, me, why)
        me.unfold("#desk", "End the meeting")
        me.hit("form[action$='/end'] button")
        me.page.wait_for_url(f"**/meetings/{meeting_id}")
    db.session.rollback()
    assert queries.get_meeting(meeting_id).state == "ended"


def _begins(me: Seat) -> None:
    """Starts, goes to the second point, gives it more time."""
    me.pane("side")
    me.hit("form[action$='/start'] button")
    me.page.wait_for_selector("#desk form[action$='/poll']", state="attached")
    assert queries.get_meeting(me.meeting_id).state == "live"
    me.pane("agenda")
    me.hit("#agenda form button")
    me.page.wait_for_selector("#agenda [aria-current=step]:has-text('Point 2')")
    me.unfold("#desk", "Give this point more time")
    me.page.fill("#extend-minutes", "7")
    me.send("extend")
    me.page.wait_for_selector("#log .sys:has-text('7')", state="attached")
    assert state(me.meeting_id).item_minutes == 17


def _notes(me: Seat, said: int, action: str, information: str) -> None:
    """A decision from a message; an action and an information from nothing."""
    me.act_on(said, "[data-note]", "Note it as a decision or an action")
    me.page.wait_for_selector("#capture-text")
    assert me.page.input_value("#capture-text") == SAID
    me.send("capture")
    me.page.wait_for_selector("#log .deci", state="attached")
    for kind, text, count in (("action", action, 2), ("information", information, 3)):
        me.unfold("#desk", "Note a decision or an action")
        me.choose("#capture-kind", kind)
        me.page.fill("#capture-text", text)
        if kind == "action":
            me.choose("#capture-owner_id", me.page.locator("#capture-owner_id option").nth(1).get_attribute("value"))
            me.page.fill("#capture-due_on", "2030-02-15")
        me.send("capture")
        me.page.wait_for_selector(f"#log .deci >> nth={count - 1}", state="attached")
    db.session.rollback()
    noted = queries.list_captures(me.meeting_id)
    assert [(one.kind, one.text) for one in noted] == [("decision", SAID), ("action", action), ("information", information)]
    assert noted[0].message_id == said and noted[1].owner_id and str(noted[1].due_on) == "2030-02-15"


def _gives_the_floor(me: Seat, one: int, two: int, three: int) -> None:
    """Puts the last before the second, calls the next, ends a turn, passes over who is not there."""
    me.queue(None, one, two, three)
    me.pane("side")
    _from_menu(me, three, "up")
    me.queue(None, one, three, two)
    me.pane("side")
    me.hit("[data-act=next]")
    me.queue(one, three, two)
    me.pane("side")
    me.hit("#queue .speaking [data-act=done]")
    me.queue(None, three, two)
    me.pane("side")
    me.hit("[data-act=next]")
    me.queue(three, two)
    me.pane("side")
    me.hit("#queue .speaking [data-act=skip]")
    me.queue(None, two, three)
    me.pane("side")
    _from_menu(me, three, "call")
    me.queue(three, two)


def _from_menu(me: Seat, turn: int, act: str) -> None:
    me.hit(f"#queue [data-turn='{turn}'] .menu summary")
    me.hit(f"#queue [data-turn='{turn}'] .menu [data-act={act}]")


def _opens_a_vote(me: Seat, question: str) -> None:
    """Refused beside its field first: nothing typed is lost."""
    me.accept("status of 422")
    me.unfold("#desk", "Open a vote")
    me.page.fill("#poll-question", question)
    me.page.fill("#poll-minutes", "0")
    me.send("poll")
    me.page.wait_for_selector("#poll-minutes[aria-invalid=true]")
    assert me.page.input_value("#poll-question") == question
    me.page.fill("#poll-minutes", "5")
    me.send("poll")
    me.page.wait_for_selector("#vote")
    assert me.page.inner_text("#h-poll") == question


def _locks(place: Place, me: Seat) -> None:
    me.pane("side")
    me.hit("#desk button[name=on]")
    me.page.wait_for_selector(f"#desk button[name=on]:has-text(\"{me.say('Let everybody write again')}\")")
    assert state(me.meeting_id).locked
    with pytest.raises(Refused):
        commands.say(place.other_member, me.meeting_id, text="Encore", client_id="others-0002")
    db.session.remove()


def _takes_out(place: Place, me: Seat, why: str) -> None:
    me.unfold("#desk", "People and roles")
    me.choose("#person-person_id", str(place.other_member))
    me.choose("#person-act", "out")
    me.page.fill("#person-reason", why)
    me.send("people")
    me.page.wait_for_selector("#desk li:has-text('" + why + "')", state="attached")
    db.session.rollback()
    assert queries.get_here(me.meeting_id, place.other_member).removed

"""A guest of a reserved group's meeting, from the invitation to the door: an expert without scripts in Arabic on a phone,
and with scripts in French on a wide screen. The secretary invites and withdraws in a window of their own.
"""

import re
from typing import Any

import pytest

from goforum.core.db import db
from goforum.core.outbox import draw_mail, lease_mail
from goforum.meetings import commands, queries
from tests.browser import base, browser, in_browser, signed_in, visit  # noqa: F401 - fixtures
from tests.factories import make_member
from tests.journeys.conftest import Windows, window_of  # noqa: F401 - a fixture
from tests.meetings.conftest import Place, make_place
from tests.meetings.seats import PHONE, WIDE, Seat, floor_of, look, others_say, seat, submit

pytestmark = in_browser
WORDS = {"ar": ("خبيرة (مثال)", "خبيرة في المعطيات المفتوحة", "شكراً على الدعوة", "أقترح نشر الأرقام كل ثلاثة أشهر"),
         "fr": ("Experte (exemple)", "Experte des données ouvertes", "Merci de votre invitation", "Je propose de publier chaque trimestre")}


@pytest.fixture
def place(committed: None, ctx: None) -> Place:
    return make_place("reserved")


@pytest.mark.parametrize(("lang", "width", "scripts"), [("ar", PHONE, False), ("fr", WIDE, True)])
def test_a_guest(place: Place, window_of: Windows, browser: Any, base: str, lang: str, width: int, scripts: bool) -> None:  # noqa: F811
    meeting_id = place.plan(live=True)
    secretary = make_member(place.group_id, "secretary", name="Secrétaire d’exemple")
    name, about, hello, says = WORDS[lang]
    with seat(window_of, secretary, meeting_id, lang, width, scripts=scripts) as desk, \
            visit(browser, base, lang, width, scripts=scripts) as window:
        window.__class__ = Seat
        me: Any = window
        me.meeting_id = meeting_id
        _is_invited(desk, name, about)
        if scripts:
            look(desk, "guests")
        _comes_in(me, _link_of_the_mail(lang), name)
        me.tell(hello)
        desk.open(f"/meetings/{meeting_id}/room?lang={lang}")
        mark = f".msg:has-text('{hello}') .badge-warn >> text={desk.say('guest')}"
        desk.page.wait_for_selector(mark, state="attached")
        _takes_the_floor(place, me, desk, says)
        _follows_the_vote(place, me)
        if scripts:
            look(me, "guest")
            look(desk, "secretary-with-guest")
        _is_sent_away(me, desk, name)
        others_say(place, meeting_id, "Après", "others-0001")
        assert me.open(f"/meetings/{meeting_id}/room").status == 404  # a reserved group is not found by anybody else


def _is_invited(desk: Seat, name: str, about: str) -> None:
    desk.open(f"/meetings/{desk.meeting_id}?lang={desk.lang}")
    desk.follow("Guests")
    desk.page.fill("[name=name]", name)
    desk.page.fill("[name=email]", "nowhere")
    desk.page.fill("[name=about]", about)
    desk.accept("status of 422")
    desk.press("Send the invitation")
    desk.page.wait_for_selector("[name=email][aria-invalid=true]")
    assert desk.page.input_value("[name=name]") == name  # refused, and nothing is lost
    desk.page.fill("[name=email]", "experte@example.org")
    desk.press("Send the invitation")
    desk.page.wait_for_selector("article[id^=g]")
    desk.sees(name)


def _link_of_the_mail(lang: str) -> str:
    db.session.rollback()
    mail, = (one for one in lease_mail(50) if one.template == "meetings/guest")
    message = draw_mail(mail, "goforum <noreply@example.org>", "http://localhost")
    assert message is not None and message["To"].endswith("<experte@example.org>")
    plain = message.get_body(("plain",))
    found = re.search(rf"http://localhost(/guests/\S+\?lang={lang})", plain.get_content() if plain else "")
    assert found
    return found.group(1)


def _comes_in(me: Seat, link: str, name: str) -> None:
    """Opening the link lets nobody in; its button does, into the room."""
    me.open(link)
    me.check_page()
    me.sees(name)
    if me.scripts:
        look(me, "guest-entry")
    me.press("Come in as a guest")
    me.page.wait_for_selector("#composer form")
    me.check_page()
    assert me.page.url.endswith(f"/meetings/{me.meeting_id}/room")
    assert me.page.locator("[data-pick], [href$='/notes']").count() == 0


def _takes_the_floor(place: Place, me: Seat, desk: Seat, says: str) -> None:
    me.unfold("#ask", "Ask for the floor")
    me.choose("#ask [name=kind]", "statement")
    me.page.fill("#ask [name=statement]", says)
    submit(me.page, "#ask form")
    me.page.wait_for_selector("#queue li[data-mine]")
    desk.gets("#queue li .badge-warn")
    desk.pane("side")
    desk.hit("[data-act=next]")
    me.gets("#queue .speaking .prose")
    assert says in me.page.inner_text("#queue .speaking")
    me.page.click("#queue .speaking [data-act=done]")
    me.page.wait_for_selector("#queue .speaking", state="detached")
    assert floor_of(me.meeting_id).speaking is None


def _follows_the_vote(place: Place, me: Seat) -> None:
    """Sees the question, is told who votes, has no ballot; and what is sent all the same is refused."""
    poll_id, _seq = commands.open_room_poll(place.facilitator, me.meeting_id, question="Chaque trimestre ?", minutes=5,
                                            client_id="a-poll-0001", language="fr")
    db.session.remove()
    me.gets("#poll >> text=Chaque trimestre ?")
    me.sees(me.say("You are a guest of this meeting: you follow the vote, the members of the group cast it."))
    assert me.page.locator("#vote [name=choice], #vote [type=submit]").count() == 0
    links = me.page.eval_on_selector_all("#poll a[href]", "all => all.map((one) => one.getAttribute('href'))")
    assert links
    for link in links:
        assert me.context.request.get(me.base + link).ok, link  # nothing leads a guest to a page that is not theirs
    token = me.page.locator("#act [name=csrf_token]").get_attribute("value")
    sent = me.context.request.post(f"{me.base}/meetings/{me.meeting_id}/polls/{poll_id}/vote", headers={"Referer": me.base + "/"},
                                   form={"csrf_token": token, "choice": "for"}, max_redirects=0)
    assert sent.status == 403


def _is_sent_away(me: Seat, desk: Seat, name: str) -> None:
    """The invitation is withdrawn: out of the room at once, whatever the window does."""
    desk.open(f"/meetings/{desk.meeting_id}/guests")
    desk.hit(f"summary:has-text(\"{desk.say('Withdraw')}\")")
    desk.press("Withdraw the invitation")
    desk.sees(desk.say("Withdrawn"))
    me.accept("status of 40[134]")
    if me.scripts:
        me.page.wait_for_selector("#line:visible")
    else:
        me.page.fill("#text", "Encore")
        submit(me.page, "#composer form")
    db.session.rollback()
    guest, = queries.list_guests(me.meeting_id)
    assert guest.state == "withdrawn" and guest.name == name
    assert "Encore" not in str(queries.page_log(queries.get_room(me.meeting_id).id))

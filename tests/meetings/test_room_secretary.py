"""A secretary, from the first note to minutes adopted and printed: Arabic on a phone and French on a wide screen, by
keyboard with scripts, and without scripts. The others act through the same commands.
"""

from datetime import timedelta

import pytest
from sqlalchemy import update

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import db
from goforum.meetings import commands, queries
from goforum.minutes import jobs, pdf
from goforum.minutes.models import Minutes
from goforum.minutes.queries import find_minutes
from tests.browser import base, browser, in_browser, signed_in  # noqa: F401 - fixtures
from tests.factories import make_member
from tests.faults.servers import until
from tests.journeys.conftest import Windows, window_of  # noqa: F401 - a fixture
from tests.meetings.conftest import Place, make_place
from tests.meetings.seats import SHAPES, Seat, enter, floor_of, look, seat

pytestmark = [*in_browser, pytest.mark.parametrize(("lang", "width"), SHAPES)]
# A note, the same said better, another note; who is on the telephone, what they say; the item of the minutes, said better.
WORDS = {"ar": ("النقاش حول آجال الجواب", "النقاش حول آجال الجواب القانونية", "كل جمعية تقدم أرقامها", "السيدة فاطمة (مثال)",
                "أوافق على النموذج الموحد", "اعتماد النموذج الموحد"),
         "fr": ("Le débat porte sur les délais", "Le débat porte sur les délais légaux", "Chaque association donne ses chiffres",
                "Mme Fatima (exemple)", "D’accord avec le modèle commun", "Le modèle commun est retenu")}
THEIRS = "Et sur la forme des demandes"


@pytest.fixture
def place(committed: None, ctx: None) -> Place:
    return make_place()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_secretary(place: Place, window_of: Windows, lang: str, width: int, scripts: bool) -> None:  # noqa: F811
    meeting_id = place.plan(agenda=2, live=True)
    secretary = make_member(place.group_id, "secretary", name="Secrétaire d’exemple")
    first, better, second, name, said, kept = WORDS[lang]
    with seat(window_of, secretary, meeting_id, lang, width, scripts=scripts) as me:
        me.open(f"/meetings/{meeting_id}?lang={lang}")
        me.follow("Enter the room")
        me.pane("agenda")
        me.hit("#agenda a[href$='/notes']")
        one, two = (point.id for point in queries.list_agenda(queries.get_meeting(meeting_id)))
        _begins(me, one, first)
        _begins(me, two, second)
        _meets_another_hand(place, me, better)
        if scripts:
            look(me, "notes")
        _hears_the_telephone(me, name, said)
        if scripts:
            look(me, "secretary")
        commands.end_meeting(place.facilitator, meeting_id)
        db.session.remove()
        _writes_the_minutes(me, said, kept)
        _adopts(me)
        if scripts:
            look(me, "minutes")
        _takes_away(me, kept)


def notes(meeting_id: int) -> list[tuple[int | None, str]]:
    db.session.rollback()
    return [(one.item_id, one.text) for one in queries.list_notes(meeting_id)]


def _begins(me: Seat, item: int, text: str) -> None:
    """A paragraph under a point of the agenda: it is saved by itself, or by its button."""
    form = f"section[aria-labelledby=p{item}] form"
    me.page.fill(f"{form}[action$='/notes'] textarea", text)
    if not me.scripts:
        me.page.click(f"{form}[action$='/notes'] button")
    me.page.wait_for_selector(f"{form}[action*='/notes/'] textarea")
    until(lambda: (item, text) in notes(me.meeting_id))


def _meets_another_hand(place: Place, me: Seat, better: str) -> None:
    """Somebody else changed the paragraph meanwhile: both texts are shown, what is saved then is mine, theirs is kept."""
    me.accept("status of 409")
    note = queries.list_notes(me.meeting_id)[0]
    commands.save_note(place.facilitator, note.id, text=THEIRS, revision=note.revision)
    db.session.remove()
    area, button = f"#n{note.id} textarea", f"#n{note.id} button"
    me.page.fill(area, better)
    if not me.scripts:
        me.page.click(button)
    me.page.wait_for_selector(f"#n{note.id} blockquote:has-text('{THEIRS}')")
    assert me.page.input_value(area) == better
    assert notes(me.meeting_id)[0][1] == THEIRS  # nothing is written over unread
    me.hit(button)
    until(lambda: notes(me.meeting_id)[0][1] == better)
    me.page.wait_for_selector(f"#n{note.id} blockquote", state="detached")
    assert THEIRS in [text for _who, text in queries.list_note_revisions(note.id)]


def _hears_the_telephone(me: Seat, name: str, said: str) -> None:
    """Writes down for somebody without the net, asks for the floor for them, notes what they said as decided."""
    enter(me, me.meeting_id)
    me.pane("chat")
    me.hit("#composer .phone summary")
    me.page.fill("#composer [name=by_phone]", name)
    me.tell(said)
    me.page.wait_for_selector(f".msg:has-text('{name}') .badge >> text={me.say('by phone')}", state="attached")
    me.unfold("#ask", "Ask for the floor")
    me.page.fill("#ask [name=by_phone]", name)
    me.send("floor")
    me.page.wait_for_selector(f"#queue li:has-text('{name}') .badge", state="attached")
    assert [(one.name, one.by_phone) for one in floor_of(me.meeting_id).waiting] == [(name, True)]
    message = next(one.message for one in queries.page_log(queries.get_room(me.meeting_id).id).lines if one.message)
    assert message.by_phone == name
    me.act_on(message.id, "[data-note]", "Note it as a decision or an action")
    me.page.wait_for_selector("#capture-text")
    assert me.page.input_value("#capture-text") == said
    me.send("capture")
    me.page.wait_for_selector("#log .deci", state="attached")
    db.session.rollback()
    assert [(one.kind, one.text) for one in queries.list_captures(me.meeting_id)] == [("decision", said)]


def _writes_the_minutes(me: Seat, said: str, kept: str) -> None:
    """What was noted is the draft; an item is said better; the draft goes round."""
    me.open(f"/meetings/{me.meeting_id}?lang={me.lang}")
    me.press("Draft the minutes")
    me.sees(me.say("The draft holds what was noted."))
    me.page.locator("#work ~ ol li", has_text=said).get_by_role("link", name=me.say("Change")).first.click()
    me.page.fill(f"textarea[name=text_{me.lang}]", kept)
    me.press("Save")
    me.page.wait_for_selector(f".paper-sheet:has-text('{kept}')")
    me.follow("Send round for remarks")
    me.press("Send round")
    me.sees(me.say("Remarks are taken until:"))


@command
def _date_comes(meeting_id: int) -> None:
    """The end of the time for remarks is now: nobody waits nine days for a test."""
    db.session.execute(update(Minutes).where(Minutes.meeting_id == meeting_id)
                       .values(remarks_until=clock.now() - timedelta(seconds=1)))


def _adopts(me: Seat) -> None:
    me.hit("main a[href$='/minutes/adopt']")
    me.sees(me.say("The time for remarks is not over yet."))
    _date_comes(me.meeting_id)
    db.session.remove()
    me.page.reload()
    me.press("Adopt and lock")
    me.page.wait_for_selector("code.wrap-any")
    db.session.rollback()
    minutes = find_minutes(me.meeting_id)
    assert minutes and minutes.state == "adopted"
    assert me.page.inner_text("code.wrap-any") == minutes.fingerprint
    assert me.page.locator("#work").count() == 0  # nothing in them changes any more


def _takes_away(me: Seat, kept: str) -> None:
    """On paper there is the paper alone; as PDF where this machine draws them."""
    me.page.emulate_media(media="print")
    assert me.page.locator(".paper-sheet").is_visible() and kept in me.page.inner_text(".paper-sheet")
    assert me.page.locator(".no-print >> visible=true").count() == 0
    me.page.emulate_media(media="screen")
    link = me.page.locator("a[href*='minutes.pdf']")
    assert link.count() == pdf.available()
    if not pdf.available():
        return
    link.click()
    me.sees(me.say("The PDF is being drawn. It takes a few seconds."))
    assert jobs.tick() == 3  # the adoption asked for one in each language
    db.session.remove()
    with me.page.expect_download() as handed:
        me.page.locator("main").get_by_role("link", name=me.say("Look again")).click()
    assert handed.value.path().read_bytes().startswith(b"%PDF-")

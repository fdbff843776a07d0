"""A picture in the room with scripts: chosen, pasted, sent, seen by others; what becomes of it when the line is cut."""

import base64
from typing import Any

from goforum.core.db import db
from goforum.meetings import queries
from tests.browser import in_browser
from tests.faults.servers import until
from tests.files.samples import picture
from tests.meetings.conftest import Place
from tests.meetings.test_in_browser import NO_SOCKETS, Enter, enter, live

__all__ = ["enter", "live"]
pytestmark = in_browser
PASTE = """(bytes) => { const kept = new DataTransfer();
  kept.items.add(new File([Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))], "collé.png", { type: "image/png" }));
  document.querySelector("#composer textarea").dispatchEvent(new ClipboardEvent("paste", { clipboardData: kept, bubbles: true, cancelable: true })); }"""
SEEN = "#log .msg:not([data-waiting]) .pic img"


def choose(page: Any, alt: str, body: bytes | None = None, name: str = "plan.png", kind: str = "image/png") -> None:
    with page.expect_file_chooser() as chooser:
        page.click("[data-pick]")
    chooser.value.set_files({"name": name, "mimeType": kind, "buffer": body or picture()})
    page.wait_for_selector("[data-picked]:visible, [data-picture] [role=alert]:visible")
    if page.is_visible("[data-picked]"):
        page.fill("#composer [name=alt]", alt)


def kept(meeting_id: int) -> list[str]:
    db.session.rollback()
    found = queries.page_log(queries.get_room(meeting_id).id).lines
    return [one.message.picture.alt for one in found if one.message is not None and one.message.picture is not None]


def test_a_picture_is_chosen_or_pasted_and_seen_by_everybody(enter: Enter, live: tuple[Place, int]) -> None:
    place, meeting_id = live
    one, other = enter(place.member), enter(place.other_member)
    choose(one, "Le plan de la salle")
    one.fill("#composer textarea", "Voici le plan")
    one.press("#composer textarea", "Control+Enter")
    other.wait_for_selector(SEEN)
    assert other.get_attribute(SEEN, "alt") == "Le plan de la salle"
    until(lambda: other.eval_on_selector(SEEN, "image => image.naturalWidth > 0"))
    one.wait_for_selector(SEEN)
    assert one.locator("#log .msg").count() == 1 and not one.is_visible("[data-picked]")
    one.evaluate(PASTE, base64.b64encode(picture(colour=(200, 20, 20))).decode())
    one.wait_for_selector("[data-picked]:visible")
    one.press("#composer textarea", "Control+Enter")  # neither words nor what it shows
    assert one.locator("[data-picture] [role=alert]").inner_text() == "Say in a few words what the picture shows."
    one.fill("#composer [name=alt]", "Une affiche")
    one.press("#composer textarea", "Control+Enter")
    other.wait_for_selector(f"{SEEN} >> nth=1")
    assert kept(meeting_id) == ["Le plan de la salle", "Une affiche"]
    one.click(".msg-me .tool >> nth=0")
    one.click(".tools [data-change]")
    one.click(".tools .btn-danger")
    other.locator(SEEN).nth(1).wait_for(state="detached")


def test_what_is_no_picture_is_said_at_once(enter: Enter, live: tuple[Place, int]) -> None:
    page = enter(live[0].member)
    choose(page, "", b"%PDF-1.4", "ordre.pdf", "application/pdf")
    assert "Only pictures" in page.locator("[data-picture] [role=alert]").inner_text()
    # What only the server sees is said beside the message, whose text is not lost.
    choose(page, "Rien", b"no picture at all", "faux.png")
    page.fill("#composer textarea", "Mes mots")
    page.press("#composer textarea", "Control+Enter")
    page.wait_for_selector("#log [data-waiting] .tools")
    assert "Not sent" in page.locator("#log [data-waiting]").inner_text()
    page.click("text=Send without the picture")
    page.wait_for_selector("#log .msg:not([data-waiting]) >> text=Mes mots")
    assert kept(live[1]) == []


def test_without_a_line_the_text_is_kept_and_the_picture_says_how_long(enter: Enter, live: tuple[Place, int]) -> None:
    place, meeting_id = live
    page = enter(place.member, script=NO_SOCKETS)
    page.wait_for_selector("#line:visible")
    page.context.set_offline(True)
    for words in ("Premier", "Second"):
        choose(page, f"Image du {words.lower()}")
        page.fill("#composer textarea", words)
        page.press("#composer textarea", "Control+Enter")
    page.wait_for_selector("#log [data-waiting] >> nth=1")
    assert "as long as this page stays open" in page.locator("#log [data-waiting]").first.inner_text()
    page.context.set_offline(False)
    page.wait_for_selector(f"{SEEN} >> nth=1", timeout=60_000)
    assert kept(meeting_id) == ["Image du premier", "Image du second"]


def test_a_picture_that_had_not_left_is_lost_with_its_page_and_the_text_says_so(enter: Enter, live: tuple[Place, int]) -> None:
    page = enter(live[0].member)
    page.wait_for_selector("#people li")
    page.route("**/files", lambda route: route.abort())
    choose(page, "Une affiche")
    page.fill("#composer textarea", "Regardez ceci")
    page.press("#composer textarea", "Control+Enter")
    page.wait_for_selector("#log [data-waiting]")
    page.reload()
    waiting = page.wait_for_selector("#log [data-waiting] .tools")
    assert "The picture is gone" in waiting.inner_text() and "Try again" not in waiting.inner_text()
    page.click("text=Send without the picture")
    page.wait_for_selector("#log .msg:not([data-waiting]) >> text=Regardez ceci")
    assert kept(live[1]) == []

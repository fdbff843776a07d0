"""A secretary's agenda in a browser, with scripts and without: documents and links of a point; as axe sees it."""

from collections.abc import Callable
from typing import Any

import pytest

from goforum.core.db import db
from goforum.meetings import commands
from goforum.meetings.queries import documents_of_agenda, get_agenda_item, get_meeting, list_agenda
from goforum.proposals import commands as proposals
from goforum.threads import commands as threads
from tests.axe.engine import axe_faults
from tests.browser import Visit, in_browser
from tests.meetings.conftest import Place, make_place

pytestmark = in_browser
TITLE = {"ar": "آجال الرد على الطلبات", "fr": "Délais de réponse aux demandes"}
WORDS = {"ar": "اجال", "fr": "delais"}


@pytest.fixture
def place(committed: None, ctx: None) -> Place:
    return make_place()


@pytest.mark.parametrize(("lang", "width", "scripts"), [("ar", 390, False), ("fr", 1280, True)])
def test_a_secretary_puts_documents_and_links_to_a_point(
        place: Place, browser: Any, base: str, signed_in: Callable[[Any, int], None], lang: str, width: int,
        scripts: bool) -> None:
    meeting_id = place.plan()
    thread = threads.create_thread(place.member, place.group_id, title=TITLE[lang], body="Voici.")
    proposals.create_proposal(place.member, place.group_id, title=TITLE[lang], body="Dix jours.", publish=True)
    one = Visit(browser, base, lang, width, scripts=scripts)
    signed_in(one.context, place.facilitator)
    found: list[str] = []

    def look(name: str) -> None:
        one.check_page()
        one.picture(name)
        if scripts:
            found.extend(axe_faults(one))

    one.open(f"/meetings/{meeting_id}/agenda?lang={lang}")
    one.page.locator("main li[id^='i']").first.get_by_role("link", name=one.say("Documents")).click()
    one.page.set_input_files("input[type=file]", {
        "name": "budget.txt", "mimeType": "text/plain", "buffer": b"Le budget de la reunion"})
    if not scripts:
        one.press("Add them now")
    one.sees("budget.txt")
    look("agenda-documents")
    one.press("Save")
    one.sees(one.say("The documents are saved."))
    one.page.locator("main li[id^='i']").first.get_by_role("link", name=one.say("Change")).click()
    one.page.locator("#links summary").click()
    one.page.fill("#words", WORDS[lang])
    one.page.press("#words", "Enter")
    one.page.locator(f"input[name=thread_pick][value='{thread}']").check()
    look("agenda-found")
    one.press("Save")
    one.sees(one.say("The point is changed."))
    look("agenda-organised")
    db.session.rollback()
    item = list_agenda(get_meeting(meeting_id))[0].id
    assert get_agenda_item(meeting_id, item).thread_id == thread
    assert [file.name for file in documents_of_agenda(meeting_id, None)[item]] == ["budget.txt"]
    one.open(f"/meetings/{meeting_id}")
    one.sees("budget.txt")
    look("agenda-read")
    commands.start_meeting(place.facilitator, meeting_id)
    one.open(f"/meetings/{meeting_id}/room")
    assert one.page.locator("#agenda [aria-current] a", has_text="budget.txt").count() == 1
    # A document is no point: it has no number of its own.
    assert one.page.locator("#agenda li li").first.evaluate("one => getComputedStyle(one, '::before').content") == "none"
    look("agenda-room")
    assert found == []
    assert one.close() == []

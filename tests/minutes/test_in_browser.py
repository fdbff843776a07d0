"""The journey of a secretary: points and actions noted, minutes drafted, corrected, sent round, adopted; as axe sees it."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from goforum.core import clock
from goforum.core.db import db
from goforum.minutes import commands, queries
from goforum.planning import commands as planning
from tests.axe.steps import look
from tests.browser import LONG, Visit, in_browser
from tests.meetings.conftest import Place, make_place

pytestmark = in_browser
WAYS = [("ar", 390, False), ("fr", 1280, True)]


@pytest.fixture
def place(committed: None, ctx: None) -> tuple[Place, int]:
    made = make_place()
    return made, made.plan(live=True)


@pytest.fixture
def window(browser: Any, base: str, signed_in: Callable[[Any, int], None]) -> Callable[..., Visit]:
    def open_as(person_id: int, lang: str, width: int, scripts: bool) -> Visit:
        one = Visit(browser, base, lang, width, scripts=scripts)
        signed_in(one.context, person_id)
        return one

    return open_as


@pytest.mark.parametrize(("lang", "width", "scripts"), WAYS)
def test_a_secretary_writes_the_minutes(place: tuple[Place, int], window: Callable[..., Visit], lang: str, width: int,
                                        scripts: bool) -> None:
    at, meeting_id = place
    one = window(at.facilitator, lang, width, scripts)
    one.open(f"/meetings/{meeting_id}?lang={lang}")
    one.follow("Note points and actions")
    one.page.select_option("select[name=kind]", "discussed")
    one.page.fill(f"textarea[name=text_{lang}]", "Point de discussion")
    one.press("Note the point")
    one.sees("Point de discussion")
    one.follow("New action")
    one.page.fill(f"input[name=title_{lang}]", "Une action à faire")
    one.page.fill("input[name=due_on]", "2027-02-15")
    one.press("Record the action")
    one.sees("Une action à faire")
    one.open(f"/meetings/{meeting_id}")
    one.press("Draft the minutes")
    one.sees(one.say("The draft holds what was noted."))
    one.sees(one.say("Points discussed"))
    one.page.locator("main").get_by_role("link", name=one.say("Change")).first.click()
    one.page.fill(f"textarea[name=text_{lang}]", "Jeudi, corrigé")
    one.press("Save")
    one.sees("Jeudi, corrigé")
    one.follow("Send round for remarks")
    one.press("Send round")
    one.sees(one.say("Remarks are taken until:"))
    db.session.rollback()
    minutes = queries.find_minutes(meeting_id)
    assert minutes
    member = window(at.member, lang, width, scripts)
    member.open(f"/meetings/{meeting_id}/minutes?lang={lang}")
    member.follow("Remark on the minutes")
    member.page.fill("textarea[name=body]", "Il manque un point.")
    member.press("Send the remark")
    member.sees("Il manque un point.")
    one.open(f"/meetings/{meeting_id}/minutes")
    one.follow("Answer")
    one.page.check("input[value=accepted]") if one.page.locator("input[value=accepted]").count() else (
        one.page.select_option("select[name=state]", "accepted"))
    one.page.fill("textarea[name=answer]", "Ajouté.")
    one.press("Record the answer")
    one.sees("Ajouté.")
    one.follow("Adopt")
    one.sees(one.say("The time for remarks is not over yet."))
    assert one.faults == member.faults == []
    one.context.close()
    member.context.close()


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["ar", "fr"] if LONG else ["ar"])
def test_the_pages_of_minutes_as_axe_sees_them(place: tuple[Place, int], window: Callable[..., Visit],
                                               lang: str) -> None:
    from goforum.conclusions import commands as conclusions
    from goforum.conclusions.commands import Task
    from goforum.meetings import commands as meetings

    at, meeting_id = place
    meetings.capture_point(at.facilitator, meeting_id, kind="discussed", client_key="point-0001",
                           texts={"fr": "Un point", "ar": "نقطة"})
    action = meetings.capture_action(at.facilitator, meeting_id, Task(
        titles={"fr": "Une action", "ar": "إجراء"}, owner_id=at.member, due_on=clock.today("Africa/Casablanca")),
        client_key="action-0001")
    later = at.plan()
    conclusions.report_on_action(at.member, action, state="open", note="En cours")
    minutes = commands.draft_minutes(at.facilitator, meeting_id)
    item = queries.list_items(minutes)[-1].id
    one = window(at.facilitator, lang, 1280, True)
    found: list[str] = []
    turn = count()

    def see(path: str) -> None:
        if next(turn) % 3 and not LONG:  # every third page by default, all of them in the long run
            return
        one.open(path + ("&" if "?" in path else "?") + f"lang={lang}")
        look(one, path, found)

    for path in (f"/meetings/{meeting_id}", f"/meetings/{later}", f"/meetings/{meeting_id}/conclusions",
                 f"/meetings/{meeting_id}/actions/new", f"/groups/{at.slug}/actions", f"/actions/{action}",
                 f"/actions/{action}/edit", f"/minutes/items/{item}", f"/meetings/{meeting_id}/minutes/items/new",
                 f"/meetings/{meeting_id}/minutes", f"/meetings/{meeting_id}/minutes/circulate",
                 f"/meetings/{meeting_id}/minutes.pdf"):
        see(path)
    commands.circulate(at.facilitator, minutes, until=clock.now() + timedelta(days=9))
    remark = commands.remark(at.member, minutes, item_id=item, body="Une remarque", client_key="k")
    for path in (f"/meetings/{meeting_id}/minutes", f"/meetings/{meeting_id}/minutes/remark",
                 f"/minutes/remarks/{remark}", f"/meetings/{meeting_id}/minutes/adopt"):
        see(path)
    offer = planning.offer_point(at.member, later, title="Un point", client_key="offer-00001")
    for path in (f"/meetings/{later}", f"/meetings/{later}/propose-point", f"/meetings/{later}/proposed-points",
                 f"/proposed-points/{offer}/refuse", f"/meetings/{later}/documents", f"/groups/{at.slug}/meetings",
                 f"/groups/{at.slug}/meetings/plan", "/calendar"):
        see(path)
    assert found == []
    assert one.faults == []
    one.context.close()

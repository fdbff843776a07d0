"""Minutes from the room to the lock, through commands and doors."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from goforum.conclusions.commands import Task
from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, Refused
from goforum.groups import commands as groups
from goforum.meetings import commands as meetings
from goforum.meetings.models import SpeakerTurn
from goforum.meetings.queries import get_meeting
from goforum.minutes import commands, docx, jobs, pdf, queries, rules
from goforum.minutes.paper import Paper, draw_paper
from goforum.voting import commands as voting
from tests.conftest import Client
from tests.factories import make_member, make_organisation
from tests.meetings.conftest import Place, make_place

SignIn = Callable[[int], Client]


@pytest.fixture
def place(ctx: None) -> Place:
    return make_place()


def held(place: Place) -> int:
    """A meeting with a point of each kind and an action, ended."""
    meeting_id = place.plan(live=True)
    meetings.say(place.member, meeting_id, text="Bonjour", client_id="said-00001")
    for number, kind in enumerate(("opening", "discussed", "decided")):
        meetings.capture_point(place.facilitator, meeting_id, kind=kind, client_key=f"point-{number:04}",
                               texts={"fr": f"Un point « {kind} »", "ar": "نقطة"})
    meetings.capture_action(place.facilitator, meeting_id, Task(
        titles={"fr": "Envoyer le manuel"}, owner_id=place.member, due_on=clock.today("Africa/Casablanca")),
        client_key="action-0001")
    meetings.end_meeting(place.facilitator, meeting_id)
    return meeting_id


def draft(place: Place) -> tuple[int, int]:
    meeting_id = held(place)
    return meeting_id, commands.draft_minutes(place.facilitator, meeting_id)


def paper(minutes_id: int, lang: str = "fr") -> Paper:
    minutes = queries.get_minutes(minutes_id)
    meeting = get_meeting(minutes.meeting_id)
    return draw_paper(minutes, meeting, queries.content_of(minutes, meeting), {"fr": "Groupe"}, lang)


def circulated(place: Place) -> tuple[int, int]:
    meeting_id, minutes_id = draft(place)
    commands.circulate(place.facilitator, minutes_id, until=clock.now() + timedelta(days=9))
    return meeting_id, minutes_id


def test_a_draft_has_the_headings_in_order_and_drawing_again_changes_nothing(place: Place) -> None:
    meeting_id, minutes_id = draft(place)
    assert [one.key for one in paper(minutes_id).sections] == [
        "date", "place", "participants", "agenda", "opening", "discussed", "decided"]
    before = queries.get_minutes(minutes_id).revision
    assert commands.draft_minutes(place.facilitator, meeting_id) == minutes_id
    assert queries.get_minutes(minutes_id).revision == before
    meetings.capture_point(place.facilitator, meeting_id, kind="decided", texts={"fr": "Encore"},
                           client_key="point-9999")
    commands.draft_minutes(place.facilitator, meeting_id)
    decided = paper(minutes_id).sections[-1]
    assert [line.words.text for line in decided.lines] == ["Un point « decided »", "Envoyer le manuel", "Encore"]
    assert "Person" in decided.lines[1].note


def test_only_organisers_draft_and_only_once_it_has_begun(place: Place) -> None:
    planned = place.plan()
    with pytest.raises(Refused):
        commands.draft_minutes(place.facilitator, planned)
    with pytest.raises(Refused):
        commands.draft_minutes(place.member, held(place))


def test_an_item_is_edited_with_revisions_and_languages_fall_behind(place: Place) -> None:
    _meeting_id, minutes_id = draft(place)
    item = next(one for one in queries.list_items(minutes_id) if one.heading == "discussed")
    assert item.behind == ("en",)
    commands.change_item(place.facilitator, item.id, {**item.texts, "fr": "Autrement"}, seen=item.revision)
    changed = queries.get_item(item.id)
    assert changed.behind == ("ar", "en")
    with pytest.raises(Conflict):
        commands.change_item(place.facilitator, item.id, {"fr": "Perdu"}, seen=item.revision)
    commands.change_item(place.facilitator, item.id, {**changed.texts, "en": "Otherwise"}, seen=changed.revision,
                         same=True)
    assert queries.get_item(item.id).behind == ()
    assert [line.texts["fr"] for line in queries.list_revisions(item.id)] == [
        "Autrement", "Autrement", "Un point « discussed »"]
    commands.leave_out(place.facilitator, item.id, out=True)
    assert "discussed" not in [one.key for one in paper(minutes_id).sections]
    commands.leave_out(place.facilitator, item.id, out=False)
    assert queries.get_item(item.id).behind == ()
    with pytest.raises(Invalid):
        commands.change_item(place.facilitator, item.id, {}, seen=queries.get_item(item.id).revision)


def test_lines_with_dashes_stand_below() -> None:
    assert rules.split("Organiser une réunion pour :\n- Une méthode ;\n- Un agenda.") == (
        "Organiser une réunion pour :", ["Une méthode ;", "Un agenda."])


def test_remarks_are_taken_until_the_date_and_each_is_answered_before_the_adoption(place: Place) -> None:
    _meeting_id, minutes_id = circulated(place)
    item = queries.list_items(minutes_id)[-1]
    said = commands.remark(place.member, minutes_id, item_id=item.id, body="Il manque une date.", client_key="k1")
    assert commands.remark(place.member, minutes_id, item_id=item.id, body="Il manque", client_key="k1") == said
    with pytest.raises(Refused):
        commands.remark(place.observer, minutes_id, item_id=None, body="Non", client_key="k2")
    with clock.frozen(clock.now() + timedelta(days=10)):
        with pytest.raises(Refused, match="late"):
            commands.remark(place.member, minutes_id, item_id=None, body="Trop tard", client_key="k3")
        with pytest.raises(Refused, match="open-remarks"):
            commands.adopt(place.facilitator, minutes_id)
        commands.answer_remark(place.facilitator, said, state="accepted", answer="Ajoutée.")
        commands.adopt(place.facilitator, minutes_id)
        commands.adopt(place.facilitator, minutes_id)
    minutes = queries.get_minutes(minutes_id)
    assert (minutes.state, minutes.adopted_by) == ("adopted", "silence")


def test_a_remark_meets_the_watched_words_of_the_group(place: Place) -> None:
    _meeting_id, minutes_id = circulated(place)
    group_id = queries.get_minutes(minutes_id).group_id
    groups.add_word(place.facilitator, group_id, word="zanzibar", act="mask")
    groups.add_word(place.facilitator, group_id, word="casino", act="refuse")
    said = commands.remark(place.member, minutes_id, item_id=None, body="Un mot de Zanzibar.", client_key="k1")
    assert "anzibar" not in queries.get_remark(said).body
    with pytest.raises(Invalid) as refused:
        commands.remark(place.member, minutes_id, item_id=None, body="Au casino.", client_key="k2")
    assert "casino" in str(refused.value.errors["body"])


def test_nobody_adopts_before_the_date(place: Place) -> None:
    _meeting_id, minutes_id = draft(place)
    with pytest.raises(Refused, match="not-circulated"):
        commands.adopt(place.facilitator, minutes_id)
    commands.circulate(place.facilitator, minutes_id, until=clock.now() + timedelta(days=1))
    with pytest.raises(Refused, match="early"):
        commands.adopt(place.facilitator, minutes_id)


def adopted(place: Place) -> tuple[int, int]:
    meeting_id, minutes_id = circulated(place)
    with clock.frozen(clock.now() + timedelta(days=10)):
        commands.adopt(place.facilitator, minutes_id)
    return meeting_id, minutes_id


def test_adopted_minutes_are_locked_under_a_fingerprint_that_anybody_can_count(
        place: Place, as_person: SignIn) -> None:
    from goforum.conclusions import commands as conclusions
    from goforum.conclusions import queries as actions

    meeting_id, minutes_id = adopted(place)
    before = paper(minutes_id)
    item = queries.list_items(minutes_id)[-1]
    for act in (lambda: commands.change_item(place.facilitator, item.id, {"fr": "Non"}, seen=item.revision),
                lambda: commands.draft_minutes(place.facilitator, meeting_id),
                lambda: commands.leave_out(place.facilitator, item.id, out=True),
                lambda: commands.move_item(place.facilitator, item.id, up=True),
                lambda: commands.add_item(place.facilitator, minutes_id, heading="decided", texts={"fr": "X"},
                                          client_key="k"),
                lambda: commands.circulate(place.facilitator, minutes_id, until=clock.now() + timedelta(days=1))):
        with pytest.raises(Refused, match="adopted"):
            act()
    action = actions.list_of_meeting(meeting_id)[0]
    conclusions.change_action(place.facilitator, action.id, Task(titles={"fr": "Tout autre"}), version=1)
    assert paper(minutes_id) == before
    answer = as_person(place.stranger).get(f"/meetings/{meeting_id}/minutes.json")
    assert hashlib.sha256(answer.data).hexdigest() == queries.get_minutes(minutes_id).fingerprint
    page = as_person(place.stranger).get(f"/meetings/{meeting_id}/minutes?in=fr")
    assert answer.status_code == page.status_code == 200
    assert str(queries.get_minutes(minutes_id).fingerprint) in page.text


def test_a_vote_of_the_members_adopts_them_or_not(place: Place) -> None:
    for choice, state in (("for", "adopted"), ("against", "circulated")):
        _meeting_id, minutes_id = circulated(place)
        poll = commands.put_to_vote(place.facilitator, minutes_id, closes_at=clock.now() + timedelta(hours=2), lang="fr")
        with pytest.raises(Refused, match="voting"):
            commands.put_to_vote(place.facilitator, minutes_id, closes_at=clock.now() + timedelta(hours=3), lang="fr")
        for voter in (place.facilitator, place.member, place.other_member):
            voting.cast_vote(voter, poll, choice=choice)
        with clock.frozen(clock.now() + timedelta(hours=3)):
            voting.close_poll(None, poll)
        assert queries.get_minutes(minutes_id).state == state


@pytest.mark.parametrize(("state", "seen"), [
    ("draft", {"facilitator": 200, "member": 403, "observer": 403, "stranger": 403}),
    ("circulated", {"facilitator": 200, "member": 200, "observer": 200, "stranger": 403}),
    ("adopted", {"facilitator": 200, "member": 200, "observer": 200, "stranger": 200}),
])
def test_who_reads_them_when(place: Place, as_person: SignIn, state: str, seen: dict[str, int]) -> None:
    meeting_id, _ = {"draft": draft, "circulated": circulated, "adopted": adopted}[state](place)
    for who, status in seen.items():
        client = as_person(getattr(place, who))
        for path in ("minutes", "minutes.docx", "minutes.pdf"):
            assert client.get(f"/meetings/{meeting_id}/{path}").status_code == status, (who, path)
        drawn = "Minutes: before" in (page := client.get(f"/meetings/{meeting_id}").text) or "Adopted minutes" in page
        assert drawn == (status == 200 and state != "draft"), who


def test_small_groups_are_not_counted(place: Place) -> None:
    body = make_organisation()
    meeting_id = place.plan(live=True)
    speakers = [make_member(place.group_id) for _ in range(5)]
    for number, one in enumerate(speakers):
        groups.give_mandate(place.facilitator, place.group_id, person_id=one, organisation_id=body, capacity="titular",
                            college="civil_society" if number < 3 else "public_bodies",
                            starts_on=clock.today("Africa/Casablanca"))
        meetings.say(one, meeting_id, text="Oui", client_id=f"said-{number:05}")
    assert [(one.college, one.messages) for one in queries.spoken_by_college(meeting_id)] == [
        ("civil_society", None), ("public_bodies", None)]
    meetings.say(place.member, meeting_id, text="Aussi", client_id="said-99999")
    found = queries.attendance(get_meeting(meeting_id))
    assert len(found.present) == 5
    assert found.others is None
    sixth = make_member(place.group_id)
    groups.give_mandate(place.facilitator, place.group_id, person_id=sixth, organisation_id=body, capacity="titular",
                        college="public_bodies", starts_on=clock.today("Africa/Casablanca"))
    meetings.say(sixth, meeting_id, text="Moi", client_id="said-00009")
    assert [one.messages for one in queries.spoken_by_college(meeting_id)] == [3, 3]


def test_a_docx_opens_and_arabic_runs_right_to_left(place: Place) -> None:
    _meeting_id, minutes_id = draft(place)
    for lang, marks in (("fr", 0), ("ar", 1)):
        body = docx.write(paper(minutes_id, lang))
        assert body == docx.write(paper(minutes_id, lang))
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                ElementTree.fromstring(archive.read(name))
            text = archive.read("word/document.xml").decode()
        assert "Envoyer le manuel" in text
        assert bool(text.count("<w:bidi/>")) == bool(marks)


@pytest.mark.skipif(not pdf.available(), reason="WeasyPrint or its libraries are not installed")
def test_a_pdf_is_drawn_by_the_worker_once_for_each_revision(place: Place, as_person: SignIn) -> None:
    meeting_id, minutes_id = draft(place)
    secretary, at = as_person(place.facilitator), f"/meetings/{meeting_id}/minutes.pdf?in=ar"
    assert "Draw the PDF" in secretary.get(at).text
    for _again in range(2):
        assert secretary.post(at).status_code == 303
    assert "is being drawn" in secretary.get(at).text
    assert jobs.tick() == 1
    assert jobs.tick() == 0
    answer = secretary.get(at)
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-1.")
    item = queries.list_items(minutes_id)[-1]
    commands.leave_out(place.facilitator, item.id, out=True)
    assert "Draw the PDF" in secretary.get(at).text


def test_the_sheet_asks_for_nothing_outside_itself() -> None:
    with pytest.raises(pdf.NothingElse):
        pdf._refuse("file:///etc/passwd")


def test_the_page_costs_the_same_with_more_in_it(place: Place, as_person: SignIn,
                                                 count_statements: Callable[[], Any]) -> None:
    meeting_id, minutes_id = circulated(place)
    secretary = as_person(place.facilitator)

    def cost() -> int:
        with count_statements() as seen:
            assert secretary.get(f"/meetings/{meeting_id}/minutes").status_code == 200
        return len(seen)

    commands.remark(place.member, minutes_id, item_id=None, body="Un", client_key="k0")
    few = cost()
    for number in range(30):
        commands.add_item(place.facilitator, minutes_id, heading="discussed", texts={"fr": f"n° {number}"},
                          client_key=f"k{number}")
        commands.remark(place.member, minutes_id, item_id=None, body="Un", client_key=f"k{number}")
    assert cost() == few


def test_everything_through_its_doors(place: Place, as_person: SignIn) -> None:
    meeting_id = held(place)
    secretary, member, at = as_person(place.facilitator), as_person(place.member), f"/meetings/{meeting_id}/minutes"
    assert secretary.get(at).status_code == 404
    assert secretary.post(f"{at}/draft").status_code == 303
    assert "Work on the items" in secretary.get(at).text
    assert secretary.post(f"{at}/items/new", data={"heading": "discussed", "text_fr": "", "client_key": "key-000001"}
                          ).status_code == 422
    assert secretary.post(f"{at}/items/new", data={"heading": "discussed", "text_fr": "De plus", "client_key":
                                                   "key-000001"}).status_code == 303
    minutes = queries.find_minutes(meeting_id)
    assert minutes
    item = next(one for one in queries.list_items(minutes.id) if one.texts["fr"] == "De plus")
    assert "What it said before" in secretary.get(f"/minutes/items/{item.id}").text
    assert secretary.post(f"/minutes/items/{item.id}", data={"text_fr": "De moins", "seen": str(item.revision)}
                          ).status_code == 303
    assert secretary.post(f"/minutes/items/{item.id}", data={"text_fr": "Perdu", "seen": str(item.revision)}
                          ).status_code == 409
    assert secretary.post(f"/minutes/items/{item.id}/move", data={"way": "up"}).status_code == 303
    assert secretary.post(f"/minutes/items/{item.id}/leave-out", data={"out": "1"}).status_code == 303
    assert member.get(f"{at}/remark").status_code == 403
    soon = (clock.now() + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M")
    assert secretary.post(f"{at}/circulate", data={"until": soon}).status_code == 422
    later = (clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert secretary.post(f"{at}/circulate", data={"until": later}).status_code == 303
    assert "Remark on the minutes" in member.get(at).text
    assert member.post(f"{at}/remark", data={"body": "", "client_key": "key-000002"}).status_code == 422
    assert member.post(f"{at}/remark", data={"body": "Une remarque", "client_key": "key-000002"}).status_code == 303
    remark = queries.list_remarks(minutes.id)[0]
    assert member.get(f"/minutes/remarks/{remark.id}").status_code == 403
    assert secretary.post(f"/minutes/remarks/{remark.id}", data={"state": "partly", "answer": ""}).status_code == 422
    assert secretary.post(f"/minutes/remarks/{remark.id}", data={"state": "partly", "answer": "Oui et non"}
                          ).status_code == 303
    assert "Oui et non" in member.get(at).text
    assert secretary.post(f"{at}/adopt").status_code == 403
    assert secretary.post(f"{at}/vote", data={"until": soon}).status_code == 422
    with clock.frozen(clock.now() + timedelta(days=3)):
        assert secretary.post(f"{at}/adopt").status_code == 303
    assert "Adopted" in as_person(place.stranger).get(at).text


def _speaking() -> int:
    return db.session.scalars(select(SpeakerTurn.id).where(SpeakerTurn.state == "speaking")).one()


def test_what_the_room_kept_goes_into_the_draft(place: Place) -> None:
    body, today = make_organisation(), clock.today("Africa/Casablanca")
    people = [make_member(place.group_id) for _ in range(6)]
    for number, one in enumerate(people):
        groups.give_mandate(place.facilitator, place.group_id, person_id=one, organisation_id=body, capacity="titular",
                            college="civil_society" if number < 3 else "public_bodies", starts_on=today)
    meeting_id = place.plan(live=True)
    meetings.give_answer(people[5], meeting_id, answer="yes")  # said so, and never came
    meetings.count_presence(meeting_id, [place.facilitator, *people[:5]])
    now = clock.now()
    for number, one in enumerate(people[:5]):
        with clock.frozen(now + timedelta(minutes=3 * number)):
            meetings.ask_floor(one, meeting_id, client_id=f"floor-{number:04}", kind="point")
            meetings.call_speaker(place.facilitator, meeting_id)
        with clock.frozen(now + timedelta(minutes=3 * number + 2)):
            meetings.end_turn(place.facilitator, _speaking())
    found = queries.attendance(get_meeting(meeting_id))
    assert len(found.present) == 5
    assert [(one.college, one.minutes) for one in queries.spoken_by_college(meeting_id)] == [
        ("civil_society", None), ("public_bodies", None)]
    with clock.frozen(now + timedelta(minutes=20)):
        meetings.ask_floor(people[5], meeting_id, client_id="floor-9999", kind="point")
        meetings.call_speaker(place.facilitator, meeting_id)
    with clock.frozen(now + timedelta(minutes=25)):
        meetings.end_turn(place.facilitator, _speaking())
    assert [(one.college, one.minutes) for one in queries.spoken_by_college(meeting_id)] == [
        ("civil_society", 6), ("public_bodies", 9)]

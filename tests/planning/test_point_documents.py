"""Documents of a point of an agenda: whose they are, where they stand, and who opens them."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from goforum.core.db import db
from goforum.files.intake import take_in
from goforum.files.models import File
from goforum.meetings import commands as meetings
from goforum.meetings.models import AgendaFile
from goforum.meetings.queries import documents_of_agenda, get_meeting, list_agenda
from goforum.planning import commands, queries
from goforum.threads import commands as threads
from goforum.threads.queries import first_post_id
from tests.conftest import Client
from tests.meetings.conftest import Place, make_place

SignIn = Callable[[int], Client]


@pytest.fixture
def place(ctx: None) -> Place:
    return make_place()


def points(meeting_id: int) -> list[int]:
    return [one.id for one in list_agenda(get_meeting(meeting_id))]


def make_file(owner_id: int, *, name: str) -> int:
    return take_in(owner_id, io.BytesIO(f"# {name}\n\nBonjour".encode()), name)


def attached(name: str) -> dict[str, Any]:
    return {"files": (io.BytesIO(f"# {name}\n\nBonjour".encode()), name)}


def send(client: Client, meeting_id: int, item_id: int, **data: Any) -> Any:
    return client.post(f"/meetings/{meeting_id}/agenda/{item_id}/documents", data=data,
                       content_type="multipart/form-data")


def names(meeting_id: int, item_id: int, person_id: int | None) -> list[str]:
    return [one.name for one in documents_of_agenda(meeting_id, person_id).get(item_id, [])]


def status(client: Client, file_id: int) -> int:
    with client.get(f"/files/{file_id}") as answer:
        return answer.status_code


def test_a_new_document_stands_at_its_point_wherever_the_agenda_is_read(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan()
    first, second = points(meeting_id)
    secretary, member = as_person(place.facilitator), as_person(place.member)
    assert "This point has no document yet" in secretary.get(f"/meetings/{meeting_id}/agenda/{first}/documents").text
    assert send(secretary, meeting_id, first, **attached("budget.txt")).status_code == 303
    assert names(meeting_id, first, None) == ["budget.txt"]
    assert names(meeting_id, second, None) == []
    assert "budget.txt" in secretary.get(f"/meetings/{meeting_id}/agenda").text
    assert "budget.txt" in member.get(f"/meetings/{meeting_id}").text
    assert "budget.txt" in member.get(f"/meetings/{meeting_id}.ics").text
    meetings.start_meeting(place.facilitator, meeting_id)
    for way in ("", "?light=1"):
        assert "budget.txt" in member.get(f"/meetings/{meeting_id}/room{way}").text
    meetings.move_agenda(place.facilitator, meeting_id, item_id=second)
    assert "budget.txt" not in member.get(f"/meetings/{meeting_id}/room?light=1").text


def test_a_document_of_the_group_is_found_by_words_and_linked(place: Place, as_person: SignIn) -> None:
    earlier, meeting_id = place.plan(), place.plan()
    item = points(meeting_id)[0]
    for name in ("Rapport annuel.txt", "Budget prévu.txt"):
        commands.set_files(place.facilitator, earlier, [
            *(one.id for one in queries.list_files(earlier)), make_file(place.facilitator, name=name)])
    report = queries.list_files(earlier)[0].id
    secretary = as_person(place.facilitator)
    looked = send(secretary, meeting_id, item, words="rapport", find="1")
    assert looked.status_code == 200
    assert "Rapport annuel.txt" in looked.text
    assert "Budget prévu.txt" not in looked.text
    # What was ticked stays ticked while other words are looked for, and nothing is saved.
    again = send(secretary, meeting_id, item, words="aucun tel nom", find="1", file_ids=str(report))
    assert f'name="file_ids" value="{report}" checked' in again.text
    assert "No document has these words" in again.text
    assert names(meeting_id, item, None) == []
    assert send(secretary, meeting_id, item, file_ids=str(report)).status_code == 303
    assert names(meeting_id, item, None) == ["Rapport annuel.txt"]
    assert send(secretary, meeting_id, item).status_code == 303
    assert names(meeting_id, item, None) == []
    assert db.session.get(File, report).idle_since is not None  # type: ignore[union-attr]


def test_a_document_of_a_post_is_shown_to_who_reads_the_post(place: Place, as_person: SignIn, client: Client) -> None:
    meeting_id = place.plan()
    item, file = points(meeting_id)[0], make_file(place.member, name="note.txt")
    thread = threads.create_thread(place.member, place.group_id, title="Une note", body="Voici.", file_ids=[file])
    post = first_post_id(thread)
    secretary = as_person(place.facilitator)
    assert "note.txt" in secretary.get(f"/meetings/{meeting_id}/agenda/{item}/documents").text
    assert send(secretary, meeting_id, item, file_ids=str(file)).status_code == 303
    assert names(meeting_id, item, None) == ["note.txt"]
    assert status(client, file) == 200
    threads.hide_post(place.facilitator, post, reason="Non")
    assert names(meeting_id, item, None) == []
    assert "note.txt" not in client.get(f"/meetings/{meeting_id}").text
    assert status(client, file) == 404
    # The secretary saves what they see; what is hidden comes back with its post.
    assert "note.txt" not in secretary.get(f"/meetings/{meeting_id}/agenda/{item}/documents").text
    assert send(secretary, meeting_id, item).status_code == 303
    threads.show_post(place.facilitator, post)
    assert names(meeting_id, item, None) == ["note.txt"]


def test_who_proposed_a_point_brings_documents_and_changes_them_until_the_end(
        place: Place, as_person: SignIn, client: Client) -> None:
    meeting_id = place.plan()
    author, secretary, at = as_person(place.member), as_person(place.facilitator), f"/meetings/{meeting_id}"
    typed = {"title": "Le manuel", "commitment_id": "0", "client_key": "offer-00001"}
    shown = author.post(f"{at}/propose-point", data={**typed, **attached("manuel.txt"), "add_files": "1"},
                        content_type="multipart/form-data")
    assert shown.status_code == 200
    assert "Le manuel" in shown.text
    file = db.session.scalars(select(File.id).where(File.name == "manuel.txt")).one()
    assert author.post(f"{at}/propose-point", data={**typed, "file_ids": str(file)}).status_code == 303
    assert "manuel.txt" in secretary.get(f"{at}/proposed-points").text
    assert status(as_person(place.other_member), file) == 200
    assert status(as_person(place.stranger), file) == status(client, file) == 404
    offer, = queries.list_offers(meeting_id)
    commands.answer_offer(place.facilitator, offer.id, accept=True)
    item = points(meeting_id)[-1]
    assert names(meeting_id, item, None) == ["manuel.txt"]
    assert status(client, file) == 200
    assert f"/agenda/{item}/documents" in author.get(at).text
    assert f"/agenda/{item}/documents" not in as_person(place.other_member).get(at).text
    assert send(as_person(place.other_member), meeting_id, item, file_ids=str(file)).status_code == 403
    assert send(author, meeting_id, item, file_ids=str(file), **attached("suite.txt")).status_code == 303
    assert names(meeting_id, item, None) == ["manuel.txt", "suite.txt"]
    assert send(author, meeting_id, points(meeting_id)[0], **attached("ailleurs.txt")).status_code == 403
    meetings.start_meeting(place.facilitator, meeting_id)
    meetings.end_meeting(place.facilitator, meeting_id)
    assert send(author, meeting_id, item).status_code == 403
    assert send(secretary, meeting_id, item, file_ids=str(file)).status_code == 303
    assert names(meeting_id, item, None) == ["manuel.txt"]


def test_nobody_opens_to_others_what_is_not_theirs_or_not_here(as_person: SignIn, client: Client, ctx: None) -> None:
    place, hidden = make_place("public"), make_place("reserved")
    meeting_id, secret = place.plan(), hidden.plan()
    item, inside = points(meeting_id)[0], points(secret)[0]
    own = make_file(place.member, name="a-moi.txt")
    kept = make_file(hidden.facilitator, name="canari.txt")
    commands.set_point_files(hidden.facilitator, secret, inside, [kept])
    send(as_person(place.facilitator), meeting_id, item, file_ids=[str(own), str(kept)])
    assert names(meeting_id, item, None) == []
    assert status(as_person(hidden.member), kept) == 200
    assert status(as_person(place.facilitator), kept) == status(client, kept) == 404
    assert send(as_person(place.facilitator), secret, inside).status_code == 404
    # A point of one meeting is not there under the address of another.
    assert send(as_person(place.facilitator), meeting_id, inside).status_code == 404


def test_a_point_that_was_proposed_and_has_documents_is_taken_out(place: Place, as_person: SignIn) -> None:
    meeting_id, file = place.plan(), make_file(place.member, name="manuel.txt")
    offer = commands.offer_point(place.member, meeting_id, title="Le manuel", file_ids=[file], client_key="offer-00001")
    commands.answer_offer(place.facilitator, offer, accept=True)
    item = points(meeting_id)[-1]
    assert as_person(place.facilitator).post(f"/meetings/{meeting_id}/agenda/{item}/remove").status_code == 303
    assert item not in points(meeting_id)
    assert list(db.session.scalars(select(AgendaFile.file_id))) == []
    assert as_person(place.member).get(f"/meetings/{meeting_id}").status_code == 200


def test_what_is_no_file_is_refused_and_the_rest_of_the_form_stays(place: Place, as_person: SignIn) -> None:
    meeting_id = place.plan()
    item, secretary = points(meeting_id)[0], as_person(place.facilitator)
    answer = send(secretary, meeting_id, item, words="budget", files=(io.BytesIO(b"<svg></svg>"), "x.svg"))
    assert answer.status_code == 422
    assert 'value="budget"' in answer.text
    assert "x.svg" in answer.text


@pytest.mark.parametrize("page", ["", "/agenda", "/room"])
def test_pages_cost_the_same_with_more_documents(
        place: Place, as_person: SignIn, count_statements: Callable[[], Any], page: str) -> None:
    meeting_id, secretary = place.plan(agenda=6), as_person(place.facilitator)

    def cost() -> int:
        with count_statements() as seen:
            assert secretary.get(f"/meetings/{meeting_id}{page}").status_code == 200
        return len(seen)

    few = cost()
    for item in points(meeting_id):
        commands.set_point_files(place.facilitator, meeting_id, item, [
            make_file(place.facilitator, name=f"{item}-{n}.txt") for n in range(3)])
    assert cost() == few


@pytest.mark.parametrize("words", ["budget\0", "%_", "\\"])
def test_words_that_no_name_can_hold_find_nothing_and_break_nothing(
        place: Place, as_person: SignIn, words: str) -> None:
    meeting_id = place.plan()
    commands.set_files(place.facilitator, meeting_id, [make_file(place.facilitator, name="Rapport.txt")])
    page = send(as_person(place.facilitator), meeting_id, points(meeting_id)[0], words=words, find="1")
    assert page.status_code == 200
    assert "Rapport.txt" not in page.text

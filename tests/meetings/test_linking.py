"""What a point is about, found by words of its title; a number and a pasted address work as before."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from goforum.commitments import commands as commitments
from goforum.core.linking import linked_number
from goforum.meetings.queries import get_agenda_item, get_meeting, list_agenda
from goforum.meetings.rules.linking import fitting
from goforum.planning.queries import list_offers
from goforum.proposals import commands as proposals
from goforum.threads import commands as threads
from tests.conftest import Client
from tests.meetings.conftest import Place, make_place

SignIn = Callable[[int], Client]


@pytest.mark.parametrize(("typed", "number"), [
    ("12", 12), (" #12 ", 12), ("/threads/12", 12), ("threads/12", 12), ("https://forum.ma/threads/12", 12),
    ("https://forum.ma/threads/12?page=3#p41", 12), ("http://localhost:5000/threads/12/", 12),
    ("", None), ("0", None), ("douze", None), ("/proposals/12", None), ("/threads/12x", None), ("12 13", None),
    ("1234567890", None), ("١٢", None), ("https://forum.ma/other/threads/12", None),
])
def test_a_number_is_read_out_of_what_is_pasted(typed: str, number: int | None) -> None:
    assert linked_number(typed, "threads") == number


@pytest.mark.parametrize(("words", "found"), [
    ("budget", [1, 3]), ("BUDGET ouvert", [1]), ("ouvert budget", [1]), ("declaration", [2]), ("الإعلان", [4]),
    ("الاعلان", [4]), ("rien de tel", []),
])
def test_titles_hold_the_words_whatever_accents_and_order(words: str, found: list[int]) -> None:
    titles = [(1, "Le budget ouvert"), (2, "Déclaration de patrimoine"), (3, "Budgets communaux"), (4, "حول الإعلان")]
    assert fitting(titles, words, 8) == found
    assert fitting(titles, words, 1) == found[:1]


@pytest.fixture
def place(ctx: None) -> Place:
    return make_place()


def about(place: Place) -> dict[str, int]:
    plan = commitments.add_plan(None, name_en="Plan", slug="plan-1", starts="2018", ends="2020")
    return {
        "thread": threads.create_thread(place.member, place.group_id, title="Délais de réponse", body="Longs."),
        "proposal": proposals.create_proposal(place.member, place.group_id, title="Réponse en dix jours",
                                              body="Dix jours.", publish=True),
        "commitment": commitments.put_commitment(None, plan, number=3, code="MA0003", title_fr="Délai de réponse"),
    }


def picks(text: str, kind: str) -> list[str]:
    return re.findall(rf'name="{kind}_pick" value="(\d+)"', text)


def test_words_find_all_three_and_what_is_picked_is_linked(place: Place, as_person: SignIn) -> None:
    meeting_id, known, secretary = place.plan(agenda=0), about(place), as_person(place.facilitator)
    at, typed = f"/meetings/{meeting_id}/agenda", {"title_fr": "Les délais", "minutes": "15", "commitment_id": "0"}
    looked = secretary.post(at, data={**typed, "words": "reponse", "find": "1"})
    assert looked.status_code == 200
    assert {kind: picks(looked.text, kind) for kind in known} == {
        kind: [str(number)] for kind, number in known.items()}
    # Nothing typed is lost, and nothing is saved.
    for kept in ('value="Les délais"', 'value="15"', 'value="reponse"'):
        assert kept in looked.text
    assert list_agenda(get_meeting(meeting_id)) == []
    chosen = {f"{kind}_pick": str(number) for kind, number in known.items()}
    # Other words are looked for: what was picked stands in its field, by its title too.
    again = secretary.post(at, data={**typed, **chosen, "words": "aucun titre", "found_words": "reponse", "find": "1"})
    assert "No title that you may see has these words" in again.text
    assert f'name="thread_id" type="text" value="{known["thread"]}"' in again.text
    assert "Délais de réponse" in again.text
    saved = secretary.post(at, data={**typed, **chosen, "words": "reponse", "found_words": "reponse"})
    assert saved.status_code == 303
    line, = list_agenda(get_meeting(meeting_id))
    assert (line.thread_id, line.proposal_id, line.commitment_id) == tuple(known.values())


def test_enter_in_the_field_of_words_looks_first_and_in_another_saves(place: Place, as_person: SignIn) -> None:
    meeting_id, known, secretary = place.plan(agenda=0), about(place), as_person(place.facilitator)
    at, typed = f"/meetings/{meeting_id}/agenda", {"title_fr": "Les délais", "commitment_id": "0"}
    page = secretary.get(at).text
    form = page[page.index('<form method="post" class="stack"'):]
    assert "name=" not in form[form.index("<button"):form.index(">", form.index("<button"))]
    looked = secretary.post(at, data={**typed, "words": "reponse", "found_words": ""})
    assert looked.status_code == 200
    assert picks(looked.text, "thread") == [str(known["thread"])]
    assert secretary.post(at, data=typed).status_code == 303
    assert len(list_agenda(get_meeting(meeting_id))) == 1


def test_a_pasted_address_is_a_link_and_what_is_none_is_said_beside_its_field(
        place: Place, as_person: SignIn) -> None:
    meeting_id, known, secretary = place.plan(agenda=1), about(place), as_person(place.facilitator)
    item = list_agenda(get_meeting(meeting_id))[0].id
    at, typed = f"/meetings/{meeting_id}/agenda/{item}", {"title_fr": "Les délais", "commitment_id": "0"}
    answer = secretary.post(at, data={**typed, "thread_id": "le fil des délais"})
    assert answer.status_code == 422
    assert 'id="thread_id-error"' in answer.text
    assert 'value="le fil des délais"' in answer.text
    assert secretary.post(at, data={**typed, "thread_id": f"http://localhost/threads/{known['thread']}#p1",
                                    "proposal_id": str(known["proposal"])}).status_code == 303
    found = get_agenda_item(meeting_id, item)
    assert (found.thread_id, found.proposal_id) == (known["thread"], known["proposal"])
    empty = secretary.post(at, data={**typed, "find": "1"})
    assert empty.status_code == 422
    assert 'id="words-error"' in empty.text


def test_nobody_finds_what_they_may_not_see(as_person: SignIn, ctx: None) -> None:
    place, hidden = make_place(), make_place("reserved")
    meeting_id = place.plan(agenda=0)
    threads.create_thread(hidden.facilitator, hidden.group_id, title="Canari réservé", body="Secret.")
    proposals.create_proposal(hidden.facilitator, hidden.group_id, title="Canari proposé", body="Secret.", publish=True)
    proposals.create_proposal(place.member, place.group_id, title="Canari brouillon", body="Pas encore.")
    looked = as_person(place.facilitator).post(f"/meetings/{meeting_id}/agenda", data={"words": "canari", "find": "1"})
    assert looked.status_code == 200
    assert "No title that you may see has these words" in looked.text
    assert "Canari" not in looked.text


def test_whoever_proposes_a_point_finds_its_links_too(place: Place, as_person: SignIn) -> None:
    meeting_id, known, member = place.plan(), about(place), as_person(place.member)
    at = f"/meetings/{meeting_id}/propose-point"
    typed = {"title": "Les délais", "commitment_id": "0", "client_key": "offer-00001"}
    looked = member.post(at, data={**typed, "words": "dix jours", "find": "1"})
    assert picks(looked.text, "proposal") == [str(known["proposal"])]
    assert list_offers(meeting_id) == []
    assert member.post(at, data={**typed, "words": "dix jours", "found_words": "dix jours",
                                 "proposal_pick": str(known["proposal"])}).status_code == 303
    assert list_offers(meeting_id)[0].proposal_id == known["proposal"]


def test_looking_costs_the_same_among_many(
        place: Place, as_person: SignIn, count_statements: Callable[[], Any]) -> None:
    meeting_id, secretary = place.plan(agenda=0), as_person(place.facilitator)

    def cost() -> int:
        with count_statements() as seen:
            assert secretary.post(f"/meetings/{meeting_id}/agenda", data={
                "words": "reponse", "find": "1"}).status_code == 200
        return len(seen)

    about(place)
    few = cost()
    for number in range(20):
        threads.create_thread(place.member, place.group_id, title=f"Réponse {number}", body="Longue.")
    assert cost() == few


@pytest.mark.parametrize("kind", ["thread", "proposal", "commitment"])
@pytest.mark.parametrize("picked", ["9" * 26, "-1", "abc"])
@pytest.mark.parametrize("more", [{}, {"words": "budget", "find": "1"}], ids=["saved", "looked for"])
def test_a_pick_that_is_no_number_of_a_thing_is_no_fault_of_the_site(
        place: Place, as_person: SignIn, kind: str, picked: str, more: dict[str, str]) -> None:
    meeting_id = place.plan(agenda=0)
    answer = as_person(place.facilitator).post(f"/meetings/{meeting_id}/agenda", data={
        "title_fr": "Les délais", "commitment_id": "0", f"{kind}_pick": picked, **more})
    assert answer.status_code == (200 if more else 422)
    assert 'value="Les délais"' in answer.text
    assert list_agenda(get_meeting(meeting_id)) == []

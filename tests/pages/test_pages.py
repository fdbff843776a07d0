"""The pages that gather several features show each person what they may see, at a steady cost."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from goforum.commitments import commands as commitments
from goforum.core import clock
from goforum.meetings import commands as meetings
from goforum.meetings.commands import Invitation
from goforum.proposals import commands as proposals
from goforum.threads import commands as threads
from tests.factories import enter, make_group, make_member, make_person

OWN_PAGES = ("/about", "/help", "/charter", "/accessibility", "/personal-data", "/offline", "/kit")


@pytest.fixture(autouse=True)
def _request(app: Any, ctx: None) -> Iterator[None]:
    with app.test_request_context("/?lang=en"):
        yield


class World:
    """A group with one thing of each kind, all bearing its word, linked to one commitment."""

    def __init__(self, visibility: str, word: str, commitment_id: int) -> None:
        self.facilitator = make_person(f"Facilitator of {word}")
        self.group = make_group(visibility=visibility, facilitator=self.facilitator, name=f"{word} group")
        self.member = make_member(self.group)
        self.slug = _slug_of(self.group)
        self.thread = threads.create_thread(
            self.member, self.group, title=f"{word} thread", body="Some words.", commitment_ids=[commitment_id])
        self.proposal = proposals.create_proposal(
            self.member, self.group, title=f"{word} proposal", body="Some words.", commitment_ids=[commitment_id])
        proposals.publish_proposal(self.member, self.proposal)
        start = clock.now() + timedelta(days=2)
        self.meeting = meetings.plan_meeting(self.facilitator, self.group, Invitation(
            titles={"en": f"{word} meeting"}, starts_at=start, ends_at=start + timedelta(hours=1),
            commitment_ids=[commitment_id]))


def _slug_of(group_id: int) -> str:
    from goforum.groups.queries import cards

    return cards([group_id])[group_id].slug


@pytest.fixture
def commitment_id(ctx: None) -> int:
    plan = commitments.add_plan(None, name_en="Plan", name_fr="Plan", slug="plan")
    number: int = commitments.put_commitment(
        None, plan, number=3, code="XX0003", title_en="Open the registers", theme=None, starts="2018-12",
        ends=None, policy_areas=[], review=None, bodies={},
        sources={"title_en": {"url": "https://example.org/plan (page 2)", "status": None},
                 "dates": {"url": "javascript:alert(1)", "status": "unverified: ours"}})
    return number


@pytest.fixture
def worlds(commitment_id: int) -> dict[str, World]:
    return {word: World(word, f"{word}word", commitment_id) for word in ("public", "members", "reserved")}


@pytest.mark.parametrize("path", OWN_PAGES)
@pytest.mark.parametrize("lang", ["ar", "fr", "en"])
def test_own_pages_answer_in_each_language(client: Any, path: str, lang: str) -> None:
    answer = client.get(f"{path}?lang={lang}")
    assert answer.status_code == 200
    assert f'<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}"' in answer.text


def test_a_visitor_sees_what_is_public_on_the_home_and_nothing_else(client: Any, worlds: dict[str, World]) -> None:
    page = client.get("/").text
    assert "publicword thread" in page
    assert "publicword proposal" in page
    assert "publicword meeting" in page
    assert "membersword" not in page
    assert "reservedword" not in page


def test_a_member_sees_their_groups_first(as_person: Callable[[int], Any], worlds: dict[str, World]) -> None:
    answer = as_person(worlds["members"].member).get("/")
    assert "membersword group" in answer.text
    assert "membersword meeting" in answer.text
    assert "reservedword" not in answer.text


def test_a_page_with_words_of_a_reserved_group_is_kept_nowhere(
        as_person: Callable[[int], Any], worlds: dict[str, World], commitment_id: int) -> None:
    insider = as_person(worlds["reserved"].member)
    outsider = as_person(worlds["public"].member)
    for path in ("/", f"/groups/{worlds['reserved'].slug}", f"/commitments/{commitment_id}"):
        assert "no-store" in insider.get(path).headers["Cache-Control"], path
    for path in ("/", f"/commitments/{commitment_id}"):
        assert "no-store" not in outsider.get(path).headers["Cache-Control"], path


def test_an_open_vote_waits_for_who_has_not_voted(as_person: Callable[[int], Any], worlds: dict[str, World]) -> None:
    world = worlds["public"]
    proposals.put_to_vote(world.facilitator, world.proposal, closes_at=clock.now() + timedelta(days=3))
    page = as_person(world.member).get("/").text
    assert "You have not voted yet" in page
    assert f"/proposals/{world.proposal}" in page


def test_the_front_of_a_group_gathers_what_is_in_it(client: Any, worlds: dict[str, World]) -> None:
    page = client.get(f"/groups/{worlds['public'].slug}").text
    for words in ("publicword group", "publicword thread", "publicword proposal", "publicword meeting",
                  "Open the registers", "Sign in to join"):
        assert words in page


def test_a_members_group_says_that_it_exists_and_no_more(client: Any, worlds: dict[str, World]) -> None:
    page = client.get(f"/groups/{worlds['members'].slug}").text
    assert "membersword group" in page
    for words in ("membersword thread", "membersword proposal", "membersword meeting", "Facilitator of"):
        assert words not in page


def test_a_reserved_group_does_not_exist_for_others(
        client: Any, as_person: Callable[[int], Any], worlds: dict[str, World]) -> None:
    address = f"/groups/{worlds['reserved'].slug}"
    strangers = [client, as_person(worlds["public"].member), as_person(make_person(admin=True))]
    for browser in strangers:
        answer = browser.get(address)
        assert answer.status_code == 404
        # The language switch repeats the address that was asked for, which tells nothing new.
        assert "reservedword" not in answer.text.replace(address, "")
    assert as_person(worlds["reserved"].member).get(address).status_code == 200


def test_a_commitment_shows_only_links_the_person_may_read(
        client: Any, as_person: Callable[[int], Any], worlds: dict[str, World], commitment_id: int) -> None:
    address = f"/commitments/{commitment_id}"
    visitor = client.get(address).text
    assert "publicword thread" in visitor
    assert "publicword meeting" in visitor
    assert "membersword" not in visitor
    assert "reservedword" not in visitor
    assert "reservedword thread" in as_person(worlds["reserved"].member).get(address).text


def test_a_commitment_says_what_the_sources_do_not_give(client: Any, commitment_id: int) -> None:
    page = client.get(f"/commitments/{commitment_id}").text
    assert page.count("not found in the sources") >= 3
    assert 'href="https://example.org/plan"' in page
    assert "javascript:" not in page


def test_an_unknown_commitment_is_not_found(client: Any) -> None:
    assert client.get("/commitments/999999").status_code == 404


def test_the_pages_cost_the_same_with_more_in_them(
        as_person: Callable[[int], Any], count_statements: Callable[[], Any], worlds: dict[str, World],
        commitment_id: int) -> None:
    world = worlds["public"]
    browser = as_person(world.member)
    addresses = ["/", f"/groups/{world.slug}", f"/commitments/{commitment_id}"]

    def costs() -> list[int]:
        found = []
        for address in addresses:
            with count_statements() as seen:
                assert browser.get(address).status_code == 200
            found.append(len(seen))
        return found

    before = costs()
    for number in range(8):
        threads.create_thread(world.member, world.group, title=f"Thread {number}", body="Words.",
                              commitment_ids=[commitment_id])
        enter(make_person(), world.group)
    assert costs() == before
    assert max(before) <= 25

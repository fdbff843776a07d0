"""Proposals like the one that is being written."""

import pytest

from goforum.proposals import commands, queries
from goforum.proposals.queries.similar import likeness, stems_of
from goforum.threads import commands as threads
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_proposal
from tests.threads.conftest import make_thread

ALIKE = [
    ("Publier les délais de réponse des administrations", "Publication des délais de réponse par administration"),
    ("نشر آجال الرد على طلبات المعلومات", "نشر آجال الرد على طلب المعلومة"),
    ("Publish the reply times of public bodies", "Publishing reply times of each public body"),
    ("Règles provisoires du Forum", "Règles provisoires du Forum, pour six mois"),
]
UNLIKE = [
    ("Publier les délais de réponse des administrations", "Règles provisoires du Forum, pour six mois"),
    ("نشر آجال الرد على طلبات المعلومات", "قواعد مؤقتة للمنتدى"),
    ("Publish the reply times of public bodies", "Publish the budget of the committee"),
    ("Open the data of transport", "Meet every two months"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_titles_that_say_the_same_are_found(ctx, one, other):
    author = make_person()
    group_id = make_group(facilitator=author)
    made = make_proposal(group_id, author, title=one)
    assert [card.id for card in queries.find_similar(other, None)] == [made], likeness(stems_of(one), stems_of(other))
    assert queries.find_similar(other, None, besides=made) == []


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_titles_that_say_something_else_are_not(ctx, one, other):
    author = make_person()
    make_proposal(make_group(facilitator=author), author, title=one)
    assert queries.find_similar(other, None) == [], likeness(stems_of(one), stems_of(other))


def test_what_one_may_not_read_is_like_nothing(ctx, as_person, client):
    keeper = make_person()
    hidden = make_group(facilitator=keeper, visibility="reserved")
    make_proposal(hidden, keeper, title="Quiet words about delays")
    open_group = make_group(facilitator=keeper)
    draft = make_proposal(open_group, keeper, title="Quiet words about delays, draft", publish=False)
    gone = make_proposal(open_group, keeper, title="Quiet words about delays, gone")
    commands.withdraw_proposal(keeper, gone, reason="No")
    for browser in (client, as_person(make_person())):
        assert "Quiet" not in browser.get("/proposals/similar?title=Quiet words about delays").text
    assert draft not in [card.id for card in queries.find_similar("Quiet words about delays", keeper)]
    assert client.get("/proposals/similar").status_code == 200
    assert client.get("/proposals/similar?title=a").text.strip() == ""


def test_without_scripts_the_preview_says_it(ctx, as_person):
    author = make_person()
    group_id = make_group(facilitator=author)
    other = make_member(group_id)
    made = make_proposal(group_id, author, title="Publish the reply times")
    browser = as_person(other)
    page = browser.post("/proposals/new", data={"group": str(group_id), "title": "Publishing reply times", "body": "B",
                                                "act": "preview"}).text
    assert "Perhaps it is being said already" in page
    assert f'href="/proposals/{made}"' in page


def test_discussions_come_through_search(ctx, client):
    group_id = make_group()
    member = make_member(group_id)
    thread = make_thread(group_id, member, title="Zebra crossings in Rabat")
    made = make_proposal(group_id, member, title="Zebra stripes elsewhere")
    threads.reply(member, queries.get_proposal(made, member)[0].thread_id, body="A zebra crossing is discussed here.")
    from goforum.search import jobs

    jobs.tick()
    page = client.get("/proposals/similar?title=Zebra crossings").text
    assert page.count(f'href="/threads/{thread}"') == 1
    assert page.count('href="/threads/') == 1  # not the discussion of a proposal

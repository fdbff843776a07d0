"""Reasons of votes and answers to them, reported and judged like posts; what is not listed stays hidden from all."""

import pytest

from goforum.core.rules import Refused
from goforum.moderation import commands, queries
from goforum.moderation.commands import Verdict
from goforum.voting import commands as voting
from goforum.voting import queries as votes
from goforum.voting.rules import Terms
from tests.factories.decisions import make_poll

UGLY = "Cheap casino chips"


@pytest.fixture
def poll(group, judge):
    return make_poll(group, judge, terms=Terms(reasons="optional"))


@pytest.fixture(params=["reason", "answer"])
def words(request, poll, author, second):
    """What the author said beside the vote: its kind and its number."""
    if request.param == "reason":
        voting.cast_vote(author, poll, choice="for", reason=UGLY)
        return "reason", votes.find_ballot(poll, f"person:{author}").id
    voting.cast_vote(second, poll, choice="for", reason="Because.")
    return "answer", voting.answer_reason(author, poll, voter_key=f"person:{second}", body=UGLY, client_key="k" * 20)


def seen(browser, poll):
    return UGLY in browser.get(f"/polls/{poll}/reasons").text


def test_reported_by_a_reader_hidden_by_a_moderator_and_given_back(as_person, client, poll, words, author, reader, judge):
    kind, number = words
    page = f"/polls/{poll}/reasons"
    assert f"/report/{kind}/{number}" in as_person(reader).get(page).text
    assert f"/report/{kind}/{number}" not in as_person(author).get(page).text
    assert f"/report/{kind}/{number}" not in client.get(page).text
    assert as_person(author).get(f"/report/{kind}/{number}").status_code == 403
    assert UGLY in as_person(reader).get(f"/report/{kind}/{number}").text
    assert as_person(reader).post(f"/report/{kind}/{number}", data={"reason": "spam", "words": ""}).status_code == 303
    row = next(one for one in queries.page_queue(queries.Filters(), judge).items if one.thing_id == number) \
        if hasattr(queries, "page_queue") else None
    case = row.id if row else commands.open_case(judge, kind, number)
    made = commands.decide(judge, case, version=queries.get_case(case).version if hasattr(queries, "get_case") else 1,
                           verdict=Verdict("hide", reason="spam"))
    assert made
    assert not seen(client, poll)
    assert votes.get_poll(poll, judge).cast == 1  # the vote counts as before
    if kind == "reason":
        with pytest.raises(Refused):
            voting.hide_reason(author, number, on=False)
        voting.cast_vote(author, poll, choice="against", reason=UGLY)
        assert not seen(client, poll)  # the same words stay out of sight
        voting.cast_vote(author, poll, choice="against", reason="Other words.")
        assert "Other words." in client.get(page).text
    else:
        with pytest.raises(Refused):
            voting.show_answer(author, number)
        voting.show_answer(judge, number)
        assert seen(client, poll)


def test_a_reason_that_is_not_listed_yet_can_be_reported_by_nobody(as_person, group, judge, author, reader):
    hidden = make_poll(group, judge, terms=Terms(reasons="optional"), results="hidden")
    voting.cast_vote(author, hidden, choice="for", reason=UGLY)
    ballot = votes.find_ballot(hidden, f"person:{author}").id
    for person in (reader, judge):
        assert as_person(person).get(f"/report/reason/{ballot}").status_code == 404
    assert queries.find_thing("reason", ballot) is None

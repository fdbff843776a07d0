"""Reasons of votes and answers to them, reported and judged like posts; what is not listed stays hidden from all."""

from datetime import timedelta

import pytest

from goforum.core import clock
from goforum.core.rules import NotFound, Refused
from goforum.moderation import commands, queries
from goforum.moderation.commands import Verdict
from goforum.voting import commands as voting
from goforum.voting import queries as votes
from goforum.voting.rules import Terms
from tests.factories.decisions import make_poll
from tests.moderation.conftest import hide

UGLY = "Cheap casino chips"


@pytest.fixture
def poll(group, author, reader, judge, second):
    """An open vote, with all of them on its roll."""
    return make_poll(group, judge, terms=Terms(reasons="optional"))


@pytest.fixture(params=["reason", "answer"])
def words(request, poll, author, second):
    """What the author said beside the vote: its kind and its number."""
    if request.param == "reason":
        return "reason", said(poll, author)
    voting.cast_vote(second, poll, choice="for", reason="Because.")
    return "answer", voting.answer_reason(author, poll, voter_key=f"person:{second}", body=UGLY, client_key="k" * 20)


def said(poll, person, choice="for", reason=UGLY):
    """A vote with its reason; the number of the ballot."""
    voting.cast_vote(person, poll, choice=choice, reason=reason)
    return next(line.ballot_id for line in votes.page_reasons(votes.get_poll(poll, person)).items if line.by_id == person)


def seen(browser, poll):
    return UGLY in browser.get(f"/polls/{poll}/reasons").text


def test_reported_by_a_reader_hidden_by_a_moderator_and_given_back_on_appeal(
        as_person, client, poll, words, author, reader, judge, second):
    kind, number = words
    page, door = f"/polls/{poll}/reasons", f"/report/{kind}/{number}"
    assert door in as_person(reader).get(page).text
    assert door not in as_person(author).get(page).text
    assert door not in client.get(page).text
    assert as_person(author).get(door).status_code == 403
    assert UGLY in as_person(reader).get(door).text
    assert as_person(reader).post(door, data={"reason": "spam"}).status_code == 303
    case = queries.find_case("report", kind, number)
    assert (case.author_id, case.reports) == (author, 1)
    row = as_person(judge).get(f"/moderation/{case.id}").text
    assert UGLY in row
    assert 'value="hide"' in row
    assert 'value="delete"' not in row
    made = commands.decide(judge, case.id, version=case.version, verdict=Verdict(act="hide", reason="spam"))
    assert not any(seen(one, poll) for one in (client, as_person(reader), as_person(judge)))
    assert votes.get_poll(poll, judge).cast == 1  # the vote counts as before
    assert as_person(reader).get(door).status_code == 404
    commands.appeal(author, made, words="It was a joke.")
    appeal = queries.find_case("appeal", "decision", made)
    commands.answer_appeal(second, appeal.id, version=appeal.version, upheld=True, answer="True.")
    assert all(seen(one, poll) for one in (client, as_person(reader), as_person(author)))


def test_only_moderators_take_it_away_and_give_it_back(words, author, reader, judge):
    kind, number = words
    for one in (author, reader):
        with pytest.raises(Refused):
            voting.hide_reason(one, number, on=True) if kind == "reason" else voting.hide_answer(reader, number)
    hide(judge, kind, number)
    for one in (author, reader):
        with pytest.raises(Refused):
            voting.hide_reason(one, number, on=False) if kind == "reason" else voting.show_answer(one, number)
    with pytest.raises(NotFound):
        voting.hide_reason(judge, 999_999, on=True) if kind == "reason" else voting.show_answer(judge, 999_999)


def test_a_moderator_gives_nothing_of_their_own_back(poll, judge, second):
    mine = said(poll, judge)
    hide(second, "reason", mine)
    voting.cast_vote(second, poll, choice="for", reason="Because.")
    answer = voting.answer_reason(judge, poll, voter_key=f"person:{second}", body=UGLY, client_key="k" * 20)
    hide(second, "answer", answer)
    with pytest.raises(Refused):
        voting.hide_reason(judge, mine, on=False)
    with pytest.raises(Refused):
        voting.show_answer(judge, answer)


def test_the_same_words_stay_out_of_sight_and_other_words_are_read(client, poll, author, judge):
    hide(judge, "reason", said(poll, author))
    voting.cast_vote(author, poll, choice="against", reason=UGLY)
    page = client.get(f"/polls/{poll}/reasons").text
    assert UGLY not in page
    assert "taken this reason out of sight" in page
    with pytest.raises(NotFound):
        voting.answer_reason(judge, poll, voter_key=f"person:{author}", body="To what?", client_key="n" * 20)
    voting.cast_vote(author, poll, choice="against", reason="Other words.")
    assert "Other words." in client.get(f"/polls/{poll}/reasons").text


def test_out_of_sight_in_the_register_too(as_person, poll, author, reader, judge):
    number = said(poll, author)
    with clock.frozen(clock.now() + timedelta(days=2)):
        voting.close_poll(None, poll)
        assert UGLY in as_person(reader).get(f"/polls/{poll}/ballots").text
        hide(judge, "reason", number)
        assert UGLY not in as_person(reader).get(f"/polls/{poll}/ballots").text
        assert votes.get_poll(poll, judge).cast == 1


def test_a_reason_that_is_not_listed_can_be_reported_by_nobody(as_person, group, author, reader, judge):
    hidden = make_poll(group, judge, terms=Terms(reasons="optional"), results="hidden")
    voting.cast_vote(author, hidden, choice="for", reason=UGLY)
    number = votes.find_ballot(hidden, f"person:{author}").id
    for person in (reader, judge):
        assert as_person(person).get(f"/report/reason/{number}").status_code == 404
    assert queries.find_thing("reason", number) is None
    with pytest.raises(NotFound):
        voting.hide_reason(judge, number, on=True)

"""Arguments and amendments, reported and judged like posts: each state, each door."""

import pytest

from goforum.core.db import db
from goforum.core.rules import NotFound, Refused
from goforum.moderation import commands, queries
from goforum.moderation.commands import Verdict
from goforum.proposals import commands as proposals
from goforum.proposals.models import Amendment, ProposalArgument
from tests.factories import make_member

UGLY = "Cheap casino chips"


@pytest.fixture
def owner(group):
    return make_member(group, name="Omar Owner")


@pytest.fixture
def proposal(group, owner):
    return proposals.create_proposal(owner, group, title="Publish", body="Each quarter.", publish=True)


@pytest.fixture(params=["argument", "amendment"])
def words(request, proposal, author):
    """What the author said beside the proposal: its kind and its number."""
    if request.param == "argument":
        return "argument", proposals.argue(author, proposal, side="against", body=UGLY)
    return "amendment", proposals.amend(author, proposal, title="Publish", body="Each month.", why=UGLY, version=1)


def place(proposal, words):
    return f"/proposals/{proposal}" if words[0] == "argument" else f"/proposals/{proposal}/amendments/{words[1]}"


def seen(browser, proposal, words):
    answer = browser.get(place(proposal, words))
    return answer.status_code == 200 and UGLY in answer.text


def test_reported_by_a_reader_hidden_by_a_moderator_and_given_back_on_appeal(
        as_person, client, group, proposal, words, author, reader, judge, second):
    kind, number = words
    assert f"/report/{kind}/{number}" in as_person(reader).get(place(proposal, words)).text
    assert f"/report/{kind}/{number}" not in as_person(author).get(place(proposal, words)).text
    assert as_person(author).get(f"/report/{kind}/{number}").status_code == 403
    form = as_person(reader).get(f"/report/{kind}/{number}")
    assert UGLY in form.text
    sent = as_person(reader).post(f"/report/{kind}/{number}", data={"reason": "spam"})
    assert sent.status_code == 303
    case = queries.find_case("report", kind, number)
    assert (case.author_id, case.reports) == (author, 1)
    page = as_person(judge).get(f"/moderation/{case.id}")
    assert UGLY in page.text
    assert 'value="hide"' in page.text
    assert 'value="delete"' not in page.text
    made = commands.decide(judge, case.id, version=case.version, verdict=Verdict(act="hide", reason="spam"))
    assert [seen(as_person(one), proposal, words) for one in (reader, author, judge)] == [False, True, True]
    assert not seen(client, proposal, words)
    assert as_person(reader).get(f"/report/{kind}/{number}").status_code == 404
    commands.appeal(author, made, words="It was a joke.")
    appeal = queries.find_case("appeal", "decision", made)
    commands.answer_appeal(second, appeal.id, version=appeal.version, upheld=True, answer="True.")
    assert [seen(as_person(one), proposal, words) for one in (reader, author, judge)] == [True, True, True]
    assert as_person(reader).get("/moderation/about-me").status_code == 200


def test_only_moderators_hide_and_nobody_their_own(group, proposal, words, author, reader, judge, owner):
    kind, number = words
    hide = proposals.hide_argument if kind == "argument" else proposals.hide_amendment
    for one in (author, reader, owner):
        with pytest.raises(Refused):
            hide(one, number, on=True)
    own = (proposals.argue(judge, proposal, side="for", body="Mine") if kind == "argument" else
           proposals.amend(judge, proposal, title="Publish", body="Each week.", why="Mine", version=1))
    with pytest.raises(Refused):
        hide(judge, own, on=True)
    with pytest.raises(NotFound):
        hide(judge, 999_999, on=True)
    hide(judge, number, on=True)
    row = db.session.get(ProposalArgument if kind == "argument" else Amendment, number)
    first = row.hidden_at
    hide(judge, number, on=True)
    assert row.hidden_at == first
    hide(judge, number, on=False)
    assert row.hidden_at is None


def test_an_amendment_out_of_sight_is_in_no_list_and_nobody_answers_it(as_person, proposal, author, judge, owner, slug):
    number = proposals.amend(author, proposal, title="Publish", body="Each month.", why=UGLY, version=1)
    proposals.hide_amendment(judge, number, on=True)
    link = f"/proposals/{proposal}/amendments/{number}"
    for path in (f"/proposals/{proposal}", f"/proposals/{proposal}/amendments"):
        assert link not in as_person(owner).get(path).text
        assert link in as_person(author).get(path).text
        assert "Out of sight" in as_person(judge).get(path).text
    assert as_person(owner).get(link).status_code == 404
    with pytest.raises(NotFound):
        proposals.accept_amendment(owner, proposal, number, version=1)
    assert "amendment to answer" not in as_person(judge).get(f"/groups/{slug}/proposals/board").text
    proposals.hide_amendment(judge, number, on=False)
    assert "amendment to answer" in as_person(judge).get(f"/groups/{slug}/proposals/board").text
    assert proposals.accept_amendment(owner, proposal, number, version=1) == 2


def test_beside_a_hidden_proposal_nothing_is_reported(as_person, proposal, words, reader, judge):
    proposals.hide_proposal(judge, proposal)
    kind, number = words
    assert as_person(reader).get(f"/report/{kind}/{number}").status_code == 404
    assert as_person(reader).post(f"/report/{kind}/{number}", data={"reason": "spam"}).status_code == 404
    assert as_person(judge).get(f"/report/{kind}/{number}").status_code == 200

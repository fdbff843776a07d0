"""The words of proposals, amendments and arguments meet the group's policy as posts do; what cannot wait is refused."""

import pytest

from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid
from goforum.groups import commands as groups
from goforum.proposals import commands
from goforum.proposals.models import Amendment, Proposal, ProposalArgument
from goforum.threads import commands as threads
from tests.factories import make_group, make_member
from tests.factories.decisions import make_proposal

LINK = "See https://example.org/casino today"


@pytest.fixture
def place(ctx):
    group = make_group()
    return group, make_member(group, "facilitator"), make_member(group), make_member(group)


def say(what, group, author, proposal, text):
    """One of the ways to put words before others; gives the words as they stand."""
    if what == "publish":
        made = make_proposal(group, author, body=text)
    elif what == "draft":
        made = make_proposal(group, author, body=text, publish=False)
        commands.publish_proposal(author, made)
    elif what == "edit":
        made = make_proposal(group, author, body="Plain words.")
        commands.edit_proposal(author, made, title="Title", body=text, commitment_ids=[])
    elif what == "amend":
        made = commands.amend(author, proposal, title="Title", body=text, why="Clearer.", version=1)
        return db.session.get(Amendment, made).body_source
    elif what == "why":
        made = commands.amend(author, proposal, title="Title", body="Other words.", why=text, version=1)
        return db.session.get(Amendment, made).why
    else:
        made = commands.argue(author, proposal, side="for", body=text)
        return db.session.get(ProposalArgument, made).body_source
    return db.session.get(Proposal, made).body_source


WAYS = ("publish", "draft", "edit", "amend", "why", "argue")


@pytest.mark.parametrize("what", WAYS)
def test_words_to_cover_are_covered(place, what):
    group, judge, author, other = place
    proposal = make_proposal(group, other)
    groups.add_word(judge, group, word="zanzibar", act="mask")
    said = say(what, group, author, proposal, "Words of Zanzibar here.")
    assert "anzibar" not in said
    assert said.startswith("Words of ")


@pytest.mark.parametrize("act", ["refuse", "hold"])
@pytest.mark.parametrize("what", WAYS)
def test_words_that_are_refused_or_would_wait_are_refused_beside_their_field(place, what, act):
    group, judge, author, other = place
    proposal = make_proposal(group, other)
    groups.add_word(judge, group, word="zanzibar", act=act)
    field = "why" if what == "why" else "body"
    with pytest.raises(Conflict if what == "draft" else Invalid) as refused:
        say(what, group, author, proposal, "Words of Zanzibar here.")
    told = refused.value.reason if what == "draft" else refused.value.errors[field]
    assert "Zanzibar" in str(told) or "zanzibar" in str(told)
    db.session.rollback()
    assert say(what, group, judge, proposal, "Words of Zanzibar here.")  # who moderates says what they must


@pytest.mark.parametrize("what", ["publish", "amend", "argue"])
def test_new_people_write_in_a_discussion_first(place, what):
    group, judge, author, _other = place
    proposal = make_proposal(group, judge)
    groups.set_policy(judge, group, inherits_moderation=True, hold_first=1)
    with pytest.raises(Invalid) as refused:
        say(what, group, author, proposal, "My words.")
    assert "discussion first" in str(refused.value.errors["body"])
    db.session.rollback()
    thread = threads.create_thread(judge, group, title="T", body="B")
    threads.release_text(judge, threads.send_reply(author, thread, body="Hello").waiting_id)
    assert say(what, group, author, proposal, "My words.") == "My words."


def test_links_of_new_people_are_refused_and_links_that_stood_are_not(place):
    group, judge, author, _other = place
    made = make_proposal(group, author, body=LINK)
    proposal = make_proposal(group, judge)
    groups.set_policy(judge, group, inherits_moderation=True, hold_links=2)
    for what in ("publish", "edit", "amend", "argue"):
        with pytest.raises(Invalid) as refused:
            say(what, group, author, proposal, LINK)
        assert "links" in str(refused.value.errors["body"])
        db.session.rollback()
    commands.edit_proposal(author, made, title="Title", body=f"{LINK}, and more.", commitment_ids=[])
    assert say("argue", group, author, proposal, "Without any.") == "Without any."


def test_a_draft_is_its_authors_alone_and_not_looked_at(place):
    group, judge, author, _other = place
    groups.add_word(judge, group, word="zanzibar", act="refuse")
    assert make_proposal(group, author, body="Words of Zanzibar here.", publish=False)


def test_the_page_gives_everything_back_with_the_reason_beside_the_field(place, as_person):
    group, judge, author, _other = place
    groups.add_word(judge, group, word="zanzibar", act="hold")
    browser = as_person(author)
    answer = browser.post("/proposals/new", data={"group": str(group), "title": "A title kept", "act": "publish",
                                                  "body": "Words of Zanzibar here."})
    assert answer.status_code == 422
    for kept in ("A title kept", "Words of Zanzibar here.", 'id="body-error"', "say it otherwise"):
        assert kept in answer.text
    made = make_proposal(group, author, body="Words of Zanzibar here.", publish=False)
    answer = browser.post(f"/proposals/{made}/publish")
    assert answer.status_code == 409
    assert "say it otherwise" in answer.text

"""The words of proposals, amendments and arguments meet the group's policy as posts do; what cannot wait is refused."""

import pytest
from sqlalchemy import select

from goforum.commitments.models import Commitment
from goforum.commitments.queries import get_commitment
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid
from goforum.groups import commands as groups
from goforum.groups.models import Membership
from goforum.proposals import commands
from goforum.proposals.models import Amendment, Proposal, ProposalArgument, ProposalAsk, ProposalChange
from goforum.proposals.queries import list_steps, said
from goforum.threads import commands as threads
from tests.factories import make_group, make_member
from tests.factories.decisions import make_proposal
from tests.threads.conftest import make_commitments

LINK = "See https://example.org/casino today"


@pytest.fixture
def place(ctx):
    group = make_group()
    return group, make_member(group, "facilitator"), make_member(group), make_member(group)


def commitment():
    return db.session.scalars(select(Commitment.id)).first() or make_commitments(1)[0]


def present():
    return dict(said(get_commitment(commitment())))


def change(author, proposal, text):
    commands.set_change(author, proposal, commitment_id=commitment(), fields={**present(), "description_fr": text})
    return db.session.get(ProposalChange, proposal).fields["description_fr"]


def judge_of(group):
    return db.session.scalars(select(Membership.person_id).where(
        Membership.group_id == group, Membership.role == "facilitator").order_by(Membership.id.desc())).first()


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
    elif what == "change":
        return change(author, make_proposal(group, author, body="Plain words."), text)
    elif what == "draft change":
        made = make_proposal(group, author, body="Plain words.", publish=False)
        change(author, made, text)
        commands.publish_proposal(author, made)
        return db.session.get(ProposalChange, made).fields["description_fr"]
    elif what == "milestone":
        made = make_proposal(group, author, body="Plain words.")
        commands.set_change(author, made, commitment_id=commitment(), fields=present(), milestone=text)
        return db.session.get(ProposalChange, made).milestone
    elif what == "rejection":
        made = commands.amend(make_member(group), make_proposal(group, author), title="T", body="B", why="W", version=1)
        at = db.session.get(Amendment, made).proposal_id
        commands.reject_amendment(author, at, made, reason=text)
        return db.session.get(Amendment, made).answer
    elif what == "reply":
        made = make_proposal(group, author)
        asked = commands.ask_more(judge_of(group), made, words="Why?")
        commands.answer_ask(author, made, asked, words=text)
        return db.session.get(ProposalAsk, asked).answer
    elif what == "withdrawal":
        made = make_proposal(group, author)
        commands.withdraw_proposal(author, made, reason=text)
        return list_steps(made)[-1].reason
    else:
        made = commands.argue(author, proposal, side="for", body=text)
        return db.session.get(ProposalArgument, made).body_source
    return db.session.get(Proposal, made).body_source


WAYS = ("publish", "draft", "edit", "amend", "why", "argue", "change", "draft change", "milestone", "rejection", "reply",
        "withdrawal")
FIELDS = {"why": "why", "change": "description_fr", "milestone": "milestone", "rejection": "reason", "reply": "words",
          "withdrawal": "reason"}


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
    field, draft = FIELDS.get(what, "body"), what.startswith("draft")
    with pytest.raises(Conflict if draft else Invalid) as refused:
        say(what, group, author, proposal, "Words of Zanzibar here.")
    told = refused.value.reason if draft else refused.value.errors[field]
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

"""Facilitators at work: review, questions, themes, notes, answers, merges, splits; each told once, to whom it concerns."""

from datetime import UTC, datetime, timedelta

import pytest

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, NotFound, Refused
from goforum.notifications.models import Notification
from goforum.proposals import commands, queries
from goforum.proposals.models import Proposal
from goforum.threads.queries import get_head
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_proposal, put_to_vote
from tests.threads.conftest import make_commitments

START = datetime(2019, 3, 20, 9, tzinfo=UTC)


@pytest.fixture
def group(ctx):
    """A group: its number, its facilitator, an author, another member."""
    facilitator = make_person("Fatima")
    group_id = make_group(facilitator=facilitator)
    return group_id, facilitator, make_member(group_id, name="Amina"), make_member(group_id, name="Omar")


def told(kind):
    return sorted(db.session.scalars(select_people(kind)))


def select_people(kind):
    from sqlalchemy import select

    return select(Notification.person_id).where(Notification.kind == kind)


def state(proposal_id):
    db.session.expire_all()
    return db.session.get(Proposal, proposal_id).state


def supporters(proposal_id):
    return queries.count_supports([proposal_id]).get(proposal_id, 0)


def test_under_review_the_text_is_frozen_and_the_rest_goes_on(group):
    group_id, facilitator, author, other = group
    proposal_id = make_proposal(group_id, author)
    with pytest.raises(Refused):
        commands.review_proposal(author, proposal_id)
    commands.review_proposal(facilitator, proposal_id)
    with pytest.raises(Conflict):
        commands.review_proposal(facilitator, proposal_id)
    with pytest.raises(Conflict):
        commands.edit_proposal(author, proposal_id, title="T", body="B", commitment_ids=())
    with pytest.raises(Conflict):
        commands.amend(other, proposal_id, title="T", body="B", why="W", version=1)
    commands.support(other, proposal_id, on=True)
    commands.argue(other, proposal_id, side="for", body="Still said")
    commands.give_back(facilitator, proposal_id)
    assert [step.to_state for step in queries.list_steps(proposal_id)] == ["draft", "open", "review", "open"]
    commands.review_proposal(facilitator, proposal_id)
    put_to_vote(proposal_id, facilitator)
    assert state(proposal_id) == "voting"


def test_asking_for_more_gives_back_and_a_new_text_answers(group):
    group_id, facilitator, author, other = group
    proposal_id = make_proposal(group_id, author)
    with pytest.raises(Refused):
        commands.ask_more(other, proposal_id, words="What does it cost?")
    with pytest.raises(Invalid):
        commands.ask_more(facilitator, proposal_id, words=" ")
    commands.review_proposal(facilitator, proposal_id)
    first = commands.ask_more(facilitator, proposal_id, words="What does it cost?")
    second = commands.ask_more(facilitator, proposal_id, words="And when?")
    assert state(proposal_id) == "open"
    assert told("more-asked") == [author, author]
    with pytest.raises(Refused):
        commands.answer_ask(other, proposal_id, first, words="Nothing")
    commands.answer_ask(author, proposal_id, first, words="Nothing.")
    assert told("ask-answered") == [facilitator]
    commands.edit_proposal(author, proposal_id, title="T", body="By June.", commitment_ids=())
    found = {one.id: one for one in queries.list_asks(proposal_id)}
    assert found[first].answer == "Nothing."
    assert (found[second].answer, found[second].answered_by_id) == ("", author)
    with pytest.raises(NotFound):
        commands.answer_ask(author, make_proposal(group_id, author), first, words="Elsewhere")


def test_notes_are_for_facilitators_alone(group, as_person, client):
    group_id, facilitator, author, _other = group
    proposal_id = make_proposal(group_id, author)
    with pytest.raises(Refused):
        commands.add_note(author, proposal_id, body="Hello")
    commands.add_note(facilitator, proposal_id, body="Zebra between us")
    assert "Zebra" in as_person(facilitator).get(f"/proposals/{proposal_id}/curate").text
    for browser in (client, as_person(author)):
        assert "Zebra" not in browser.get(f"/proposals/{proposal_id}").text
    assert as_person(author).get(f"/proposals/{proposal_id}/curate").status_code == 403


def test_an_answer_is_prepared_in_silence_then_published_once_and_decides(group, client):
    group_id, facilitator, author, other = group
    proposal_id = make_proposal(group_id, author)
    commands.support(other, proposal_id, on=True)
    for wrong in ({"decision": "perhaps", "body": "x"}, {"decision": "accepted", "body": " "}):
        with pytest.raises(Invalid):
            commands.prepare_answer(facilitator, proposal_id, **wrong)
    with pytest.raises(Conflict):
        commands.publish_answer(facilitator, proposal_id)
    commands.prepare_answer(facilitator, proposal_id, decision="rejected", body="First thoughts")
    commands.prepare_answer(facilitator, proposal_id, decision="accepted", body="We will do it by **June**.")
    assert "June" not in client.get(f"/proposals/{proposal_id}").text
    assert told("proposal-answered") == []
    commands.publish_answer(facilitator, proposal_id)
    assert state(proposal_id) == "accepted"
    page = client.get(f"/proposals/{proposal_id}").text
    assert "<strong>June</strong>" in page
    assert "Accepted by the official answer" in page
    assert told("proposal-answered") == sorted([author, other])
    for act in (lambda: commands.publish_answer(facilitator, proposal_id),
                lambda: commands.prepare_answer(facilitator, proposal_id, decision="noted", body="Another")):
        with pytest.raises(Conflict):
            act()


def test_after_a_vote_an_answer_moves_nothing_and_a_rejection_is_told_once(group):
    group_id, facilitator, author, _other = group
    voted, refused = make_proposal(group_id, author), make_proposal(group_id, author)
    put_to_vote(voted, author)
    commands.prepare_answer(facilitator, voted, decision="accepted", body="Why not")
    with pytest.raises(Conflict):
        commands.publish_answer(facilitator, voted)
    commands.prepare_answer(facilitator, refused, decision="rejected", body="It is done already.")
    commands.publish_answer(facilitator, refused)
    assert state(refused) == "rejected"
    assert told("proposal-answered") == [author]
    assert told("proposal-rejected") == []


def test_an_accepted_proposal_becomes_part_of_a_commitment(group, client):
    group_id, facilitator, author, _other = group
    proposal_id = make_proposal(group_id, author)
    commitment, = make_commitments(1)
    with pytest.raises(Conflict):
        commands.integrate_proposal(facilitator, proposal_id, commitment_id=commitment)
    commands.prepare_answer(facilitator, proposal_id, decision="accepted", body="Yes")
    commands.publish_answer(facilitator, proposal_id)
    with pytest.raises(Invalid):
        commands.integrate_proposal(facilitator, proposal_id, commitment_id=999_999)
    commands.integrate_proposal(facilitator, proposal_id, commitment_id=commitment)
    assert state(proposal_id) == "integrated"
    assert f'href="/commitments/{commitment}"' in client.get(f"/proposals/{proposal_id}").text


def merged(group):
    """Two alike, supported and argued; the first goes on in the second."""
    group_id, facilitator, author, other = group
    third = make_member(group_id, name="Karim")
    source, target = make_proposal(group_id, author), make_proposal(group_id, other)
    both = make_member(group_id, name="Both")
    for person, where in ((third, source), (both, source), (both, target), (other, source)):
        commands.support(person, where, on=True)
    argument = commands.argue(third, source, side="for", body="Carried words")
    merge = commands.merge_proposals(facilitator, source, target_id=target, reason="They say the same.")
    return source, target, merge, argument, third, both


def test_a_merge_loses_nothing_and_everybody_is_told_once(group, as_person, client):
    _group_id, facilitator, author, other = group
    source, target, _merge, argument, third, both = merged(group)
    assert state(source) == "merged"
    # The author of the other one supports it by having written it.
    assert (supporters(source), supporters(target)) == (3, 2)
    assert [one.id for one in queries.list_arguments(target, None)["for"]] == [argument]
    assert [(one.person.id, one.state) for one in queries.list_authors(target)] == [(author, "invited")]
    assert told("proposal-merged") == sorted([author, third, both, other])
    assert told("proposal-took-in") == [other]
    commands.sign(author, target, yes=True)
    commands.support(third, target, on=False)
    page = client.get(f"/proposals/{source}").text
    assert "It goes on in another proposal:" in page
    assert "They say the same." in page
    assert f'href="/proposals/{target}"' in page
    thread = db.session.get(Proposal, source).thread_id
    assert get_head(thread, None).closed_at is not None
    assert "Undo this merge" in as_person(facilitator).get(f"/proposals/{target}").text
    with pytest.raises(Conflict):
        commands.support(third, source, on=False)


def test_a_merge_is_undone_within_a_week_and_exactly_what_came_goes_back(group):
    _group_id, facilitator, author, other = group
    with clock.frozen(START):
        source, target, merge, argument, third, both = merged(group)
        fresh = commands.argue(author, target, side="against", body="Said after the merge")
    with clock.frozen(START + timedelta(days=7)), pytest.raises(Conflict):
        commands.undo_merge(facilitator, merge)
    with clock.frozen(START + timedelta(days=6, hours=23)):
        with pytest.raises(Refused):
            commands.undo_merge(other, merge)
        commands.undo_merge(facilitator, merge)
        with pytest.raises(Conflict):
            commands.undo_merge(facilitator, merge)
    assert state(source) == "open"
    assert (supporters(source), supporters(target)) == (3, 1)
    assert [one.id for one in queries.list_arguments(source, None)["for"]] == [argument]
    assert [one.id for one in queries.list_arguments(target, None)["against"]] == [fresh]
    assert queries.list_authors(target) == []
    assert get_head(db.session.get(Proposal, source).thread_id, None).closed_at is None
    assert told("proposal-unmerged") == sorted([author, third, both, other])
    again = commands.merge_proposals(facilitator, source, target_id=target, reason="After all.")
    assert again != merge


def test_only_two_discussed_proposals_of_one_group_merge(group):
    group_id, facilitator, author, other = group
    one, two = make_proposal(group_id, author), make_proposal(group_id, other)
    elsewhere = make_proposal(make_group(facilitator=facilitator), facilitator)
    voted = make_proposal(group_id, author)
    put_to_vote(voted, author)
    with pytest.raises(Refused):
        commands.merge_proposals(author, one, target_id=two, reason="Mine")
    for target in (one, elsewhere):
        with pytest.raises(Invalid):
            commands.merge_proposals(facilitator, one, target_id=target, reason="No")
    with pytest.raises(Conflict):
        commands.merge_proposals(facilitator, one, target_id=voted, reason="No")
    with pytest.raises(Invalid):
        commands.merge_proposals(facilitator, one, target_id=two, reason=" ")
    assert state(one) == "open"


def test_a_chain_of_merges_comes_apart_from_its_end_only(group):
    group_id, facilitator, author, _other = group
    first, second, third = (make_proposal(group_id, author) for _ in range(3))
    argument = commands.argue(author, first, side="for", body="From the first")
    one = commands.merge_proposals(facilitator, first, target_id=second, reason="Same")
    two = commands.merge_proposals(facilitator, second, target_id=third, reason="Same")
    assert [line.id for line in queries.list_arguments(third, None)["for"]] == [argument]
    with pytest.raises(Conflict):
        commands.undo_merge(facilitator, one)
    commands.undo_merge(facilitator, two)
    commands.undo_merge(facilitator, one)
    assert [line.id for line in queries.list_arguments(first, None)["for"]] == [argument]


def test_a_merge_that_completes_the_threshold_says_so_once(group):
    group_id, facilitator, author, other = group
    commands.set_proposals(facilitator, group_id, supports_needed=2)
    source, target = make_proposal(group_id, author), make_proposal(group_id, author)
    for where in (source, target):
        commands.support(make_member(group_id), where, on=True)
    commands.merge_proposals(facilitator, source, target_id=target, reason="Same")
    assert told("proposal-supported") == sorted([author, facilitator])
    assert other not in told("proposal-supported")


def test_curating_through_its_doors(group, as_person):
    group_id, facilitator, author, _other = group
    proposal_id, twin = make_proposal(group_id, author, title="Publish delays"), make_proposal(
        group_id, author, title="Publish the delays")
    browser = as_person(facilitator)
    page = f"/proposals/{proposal_id}/curate"
    assert browser.get(page).status_code == 200
    wrong = browser.post(f"{page}/answer", data={"decision": "accepted", "body": ""})
    assert wrong.status_code == 422
    assert browser.post(f"{page}/nonsense").status_code == 404
    assert browser.post(f"{page}/ask", data={"words": ""}).status_code == 422
    for act, data in (("review", {}), ("back", {}), ("theme", {"theme": "Delays"}), ("note", {"body": "Between us"}),
                      ("ask", {"words": "When?"}), ("answer", {"decision": "noted", "body": "We read it."})):
        assert browser.post(f"{page}/{act}", data=data).status_code == 303, act
    assert "Prepared, not published" in browser.get(page).text
    assert browser.post(f"{page}/publish").status_code == 303
    assert state(proposal_id) == "open"  # taken note of, and still discussed
    assert browser.post(f"{page}/merge", data={"target": "0", "reason": "Same"}).status_code == 422
    assert browser.post(f"{page}/merge", data={"target": str(twin), "reason": "Same"}).status_code == 303
    assert state(proposal_id) == "merged"
    owner = as_person(author)
    asked = queries.list_asks(proposal_id)[0].id
    assert owner.post(f"/proposals/{proposal_id}/asks/{asked}", data={"words": ""}).status_code == 422
    assert owner.post(f"/proposals/{proposal_id}/asks/{asked}", data={"words": "In June."}).status_code == 303
    merge = queries.list_merges(proposal_id)[0].id
    assert browser.post(f"/proposals/{proposal_id}/merges/{merge}/undo").status_code == 404
    assert browser.post(f"/proposals/{twin}/merges/{merge}/undo").status_code == 303
    assert state(proposal_id) == "open"


def test_the_board_filters_and_acts_on_many(group, as_person):
    from goforum.groups.queries import cards

    group_id, facilitator, author, other = group
    slug = cards([group_id])[group_id].slug
    made = [make_proposal(group_id, author, title=f"Delays {number}") for number in range(3)]
    voted, draft = make_proposal(group_id, author, title="Voted one"), make_proposal(
        group_id, author, title="Hidden draft", publish=False)
    put_to_vote(voted, author)
    elsewhere = make_proposal(make_group(facilitator=other), other, title="Elsewhere")
    board = f"/groups/{slug}/proposals/board"
    assert as_person(author).get(board).status_code == 403
    browser = as_person(facilitator)
    page = browser.get(board).text
    assert "Voted one" in page
    assert "Hidden draft" not in page
    assert "Elsewhere" not in page
    done = browser.post(board, data={"act": "theme", "theme": "Delays", "n": [str(one) for one in made]})
    assert done.status_code == 303
    theme, = queries.list_themes(group_id)
    assert "Voted one" not in browser.get(f"{board}?theme={theme[0]}").text
    browser.post(board, data={"act": "review", "n": [str(made[0]), str(voted), str(elsewhere), str(draft)]})
    assert [state(one) for one in (made[0], voted, elsewhere, draft)] == ["review", "voting", "open", "draft"]
    assert "People are voting on this text" in browser.get(board).text
    for one in made[:2]:
        commands.prepare_answer(facilitator, one, decision="accepted", body="Yes, because.")
    assert "Delays 2" not in browser.get(f"{board}?waits=publication").text
    browser.post(board, data={"act": "publish", "n": [str(one) for one in made]})
    assert [state(one) for one in made] == ["accepted", "accepted", "open"]
    browser.post(board, data={"act": "refuse", "reason": "", "n": [str(made[2])]})
    assert state(made[2]) == "open"
    browser.post(board, data={"act": "refuse", "reason": "Out of scope.", "n": [str(made[2])]})
    assert state(made[2]) == "rejected"
    assert "No proposal here" in browser.get(f"{board}?q=nowhere").text
    assert browser.post(board, data={}).status_code == 303


@pytest.mark.parametrize("amount", [3, 30])
def test_the_board_costs_the_same_at_3_and_at_30(group, as_person, count_statements, amount):
    from goforum.groups.queries import cards

    group_id, facilitator, author, _other = group
    for number in range(amount):
        one = make_proposal(group_id, author)
        commands.set_theme(facilitator, one, theme=f"Theme {number % 4}")
        commands.ask_more(facilitator, one, words="More")
    browser = as_person(facilitator)
    with count_statements() as seen:
        assert browser.get(f"/groups/{cards([group_id])[group_id].slug}/proposals/board").status_code == 200
    assert len(seen) <= 11, seen

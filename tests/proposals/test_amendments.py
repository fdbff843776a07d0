"""Amendments: beside the text, compared with it, accepted, rejected, promoted; each step once, told once."""

import re
import threading

import pytest
from sqlalchemy import func, select

from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, NotFound, Refused
from goforum.notifications.models import Notice, Notification
from goforum.proposals import commands, queries
from goforum.proposals.models import Amendment, Proposal
from goforum.threads import commands as threads
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_proposal, put_to_vote

ARABIC = "ننشر الأرقام كل ثلاثة أشهر."


@pytest.fixture
def place(ctx):
    """A proposal: its number, its author, who amends it, a facilitator, a fourth member."""
    facilitator = make_person("Fatima")
    group_id = make_group(facilitator=facilitator)
    author, amender, fourth = (make_member(group_id, name=name) for name in ("Amina", "Omar", "Karim"))
    return make_proposal(group_id, author, title="Figures", body="Publish each quarter."), author, amender, facilitator, fourth


def amend(place, body="Publish each month.", **more):
    proposal_id, _author, amender, *_others = place
    return commands.amend(amender, proposal_id, **{"title": "Figures", "body": body, "why": "Sooner.", "version": 1, **more})


def told(kind):
    return sorted(db.session.scalars(select(Notification.person_id).where(Notification.kind == kind)))


def test_an_accepted_amendment_is_the_next_version_credited_to_who_wrote_it(place):
    proposal_id, author, amender, _facilitator, fourth = place
    thread_id = queries.get_proposal(proposal_id, author)[0].thread_id
    threads.reply(fourth, thread_id, body="I follow this.")
    one = amend(place, title="Figures, monthly")
    assert told("amendment") == [author]
    number = commands.accept_amendment(author, proposal_id, one, version=1)
    proposal, _standing = queries.get_proposal(proposal_id, None)
    assert (number, proposal.version_number, proposal.title, proposal.body_source) == (
        2, 2, "Figures, monthly", "Publish each month.")
    assert queries.get_version(proposal_id, 2).author_id == amender
    assert queries.amenders(proposal_id)[2].id == one
    assert told("amendment-accepted") == [amender]
    assert amender not in told("proposal-changed")  # once, in the words that are theirs
    assert author not in told("proposal-changed")
    with pytest.raises(Conflict):
        commands.reject_amendment(author, proposal_id, one, reason="Too late")


def test_only_members_who_did_not_write_it_amend_and_only_authors_answer(place):
    proposal_id, author, amender, facilitator, fourth = place
    with pytest.raises(Refused):
        commands.amend(author, proposal_id, title="T", body="B", why="W", version=1)
    with pytest.raises(Refused):
        commands.amend(make_person(), proposal_id, title="T", body="B", why="W", version=1)
    one = amend(place)
    for person in (amender, facilitator, fourth):
        with pytest.raises(Refused):
            commands.accept_amendment(person, proposal_id, one, version=1)
        with pytest.raises(Refused):
            commands.reject_amendment(person, proposal_id, one, reason="No")
    with pytest.raises(Invalid):
        commands.reject_amendment(author, proposal_id, one, reason=" ")
    with pytest.raises(NotFound):
        commands.accept_amendment(author, make_proposal(db.session.get(Proposal, proposal_id).group_id, author), one, version=1)


@pytest.mark.parametrize(("change", "field"), [
    ({"title": ""}, "title"), ({"body": " "}, "body"), ({"why": ""}, "why"), ({"title": "x" * 201}, "title"),
    ({"body": "Publish each quarter."}, "body"), ({"why": "x" * 2001}, "why")])
def test_what_is_wrong_is_said_beside_its_field(place, change, field):
    with pytest.raises(Invalid) as invalid:
        amend(place, **change)
    assert list(invalid.value.errors) == [field]


def test_written_against_an_older_text_it_is_stale_and_compared_with_the_present_one(place, as_person):
    proposal_id, author, *_others = place
    one = amend(place)
    commands.edit_proposal(author, proposal_id, title="Figures", body="Publish each quarter, in Arabic.", commitment_ids=())
    page = as_person(author).get(f"/proposals/{proposal_id}/amendments/{one}").text
    assert "It was written against version 1; the text is at version 2 now." in page
    assert "<del>quarter, in Arabic</del>" in page
    assert "<ins>month</ins>" in page
    # What the authors compared it with must be what stands when they press.
    with pytest.raises(Conflict):
        commands.accept_amendment(author, proposal_id, one, version=1)
    assert commands.accept_amendment(author, proposal_id, one, version=2) == 3


def test_a_rejected_one_may_become_a_proposal_of_its_own_once(place):
    proposal_id, author, amender, _facilitator, fourth = place
    one = amend(place)
    with pytest.raises(Refused):
        commands.promote_amendment(amender, proposal_id, one)
    commands.reject_amendment(author, proposal_id, one, reason="Too much work.")
    assert told("amendment-rejected") == [amender]
    with pytest.raises(Refused):
        commands.promote_amendment(fourth, proposal_id, one)
    made = commands.promote_amendment(amender, proposal_id, one)
    proposal, _standing = queries.get_proposal(made, None)
    assert (proposal.author_id, proposal.body_source, proposal.state) == (amender, "Publish each month.", "open")
    assert told("amendment-promoted") == [author]
    with pytest.raises(Conflict):
        commands.promote_amendment(amender, proposal_id, one)


def test_a_vote_freezes_amendments_too_and_a_cancelled_one_gives_them_back(place):
    from goforum.voting import commands as voting

    proposal_id, author, amender, facilitator, _fourth = place
    one = amend(place)
    poll_id = put_to_vote(proposal_id, author)
    for act in (lambda: commands.accept_amendment(author, proposal_id, one, version=1),
                lambda: commands.reject_amendment(author, proposal_id, one, reason="No"),
                lambda: amend(place, body="Another text")):
        with pytest.raises(Conflict):
            act()
    voting.cancel_poll(facilitator, poll_id, reason="Too soon")
    assert commands.accept_amendment(author, proposal_id, one, version=1) == 2
    withdrawn = commands.amend(amender, proposal_id, title="Figures", body="Else.", why="W", version=2)
    commands.withdraw_amendment(amender, proposal_id, withdrawn)
    assert told("amendment-withdrawn") == [author]
    with pytest.raises(Conflict):
        commands.accept_amendment(author, proposal_id, withdrawn, version=2)


def test_from_writing_to_rejection_through_the_doors(place, as_person):
    proposal_id, author, amender, _facilitator, _fourth = place
    browser = as_person(amender)
    path = f"/proposals/{proposal_id}/amend"
    assert "Publish each quarter." in browser.get(path).text
    told_first = browser.post(path, data={"title": "Figures", "body": "Publish each year.", "why": "", "version": "1",
                                          "act": "preview"})
    assert told_first.status_code == 200
    assert "<del>quarter</del>" in told_first.text
    wrong = browser.post(path, data={"title": "Figures", "body": "Publish each year.", "why": "", "version": "1"})
    assert wrong.status_code == 422
    assert "Publish each year." in wrong.text
    sent = browser.post(path, data={"title": "Figures", "body": "Publish each year.", "why": "Less work.", "version": "1"})
    assert sent.status_code == 303
    page = sent.headers["Location"]
    assert "Waits for an answer" in browser.get(f"/proposals/{proposal_id}").text
    owner = as_person(author)
    assert owner.post(f"{page}/reject", data={"reason": ""}).status_code == 422
    assert owner.post(f"{page}/reject", data={"reason": "A year is long."}).status_code == 303
    assert "A year is long." in browser.get(page).text
    promoted = browser.post(f"{page}/promote")
    assert promoted.status_code == 303
    assert "Publish each year." in browser.get(promoted.headers["Location"]).text


def test_versions_say_what_they_changed_in_either_direction_of_writing(place, as_person, client):
    proposal_id, author, amender, *_others = place
    one = amend(place, body=ARABIC)
    commands.accept_amendment(author, proposal_id, one, version=1)
    two = commands.amend(amender, proposal_id, title="Figures", body=ARABIC.replace("ثلاثة", "ستة"), why="W", version=2)
    page = client.get(f"/proposals/{proposal_id}/amendments/{two}").text
    assert 'class="diff" lang="ar" dir="rtl"' in page
    assert "<del>ثلاثة</del>" in page
    assert "<ins>ستة</ins>" in page
    commands.accept_amendment(author, proposal_id, two, version=2)
    versions = client.get(f"/proposals/{proposal_id}/versions").text
    assert versions.count("from their amendment") == 2
    assert "<ins>ستة</ins>" in versions
    assert "What has changed since" in client.get(f"/proposals/{proposal_id}/versions/1").text


def test_two_answers_at_once_are_one(app, committed, ctx):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    author, amender = make_member(group_id), make_member(group_id)
    proposal_id = make_proposal(group_id, author)
    one = commands.amend(amender, proposal_id, title="Other", body="Text.", why="W", version=1)
    ends = []

    def answer(act):
        with app.app_context():
            try:
                ends.append(act())
            except Conflict as conflict:
                ends.append(conflict)
            finally:
                db.session.remove()

    acts = [lambda: commands.accept_amendment(author, proposal_id, one, version=1),
            lambda: commands.reject_amendment(author, proposal_id, one, reason="No")] * 4
    workers = [threading.Thread(target=answer, args=(act,)) for act in acts]
    [worker.start() for worker in workers]
    [worker.join(60) for worker in workers]
    db.session.rollback()
    assert len([end for end in ends if not isinstance(end, Conflict)]) == 1
    found = db.session.get(Amendment, one)
    assert db.session.get(Proposal, proposal_id).version_number == (2 if found.state == "accepted" else 1)
    assert db.session.scalar(select(func.count()).select_from(Notice).where(
        Notice.kind.in_(("amendment-rejected", "proposal-changed")))) == 1


def test_an_amendment_is_kept_as_a_draft_against_the_text_it_began_with(place, as_person):
    proposal_id, author, amender, *_others = place
    browser, here = as_person(amender), f"/proposals/{proposal_id}/amend"
    assert f'data-place="amendment:{proposal_id}"' in browser.get(here).text
    kept = {"place": f"amendment:{proposal_id}", "title": "Figures", "body": "Half an amendment", "sequence": "0", "step": "1"}
    assert browser.post("/drafts", data=kept).status_code == 200
    assert as_person(author).post("/drafts", data=kept).status_code == 403
    assert "Half an amendment" in browser.get(here).text
    assert here in browser.get("/drafts").text
    commands.edit_proposal(author, proposal_id, title="Figures", body="Publish each week.", commitment_ids=())
    page = browser.get(here).text
    assert "The proposal has changed since you began" in page
    assert re.search(r'name="version"[^>]* value="1"', page)
    shown = browser.post(here, data={"title": "Figures", "body": "Publish **daily**.", "why": "", "version": "1", "act": "preview"})
    assert "<strong>daily</strong>" in shown.text
    assert "<ins>" in shown.text
    sent = browser.post(here, data={"title": "Figures", "body": "Publish daily.", "why": "Sooner.", "version": "1"})
    assert sent.status_code == 303
    assert "Half an amendment" not in browser.get("/drafts").text
    line, = queries.list_amendments(proposal_id)
    assert line.stale(2)

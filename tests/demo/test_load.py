"""The demonstration loads on an empty database, once, and shows each sample account something to do."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from goforum.accounts import passwords
from goforum.accounts.models import Person
from goforum.accounts.queries import find_person_id
from goforum.commitments.models import Commitment, CommitmentBody, CommitmentVersion, Milestone
from goforum.core import clock
from goforum.core.db import db
from goforum.demo import content
from goforum.demo.load import accounts, load_demo
from goforum.groups.models import Group, Mandate
from goforum.groups.queries import standing
from goforum.meetings.models import Meeting, MeetingGuest, MeetingText, Message
from goforum.meetings.queries import list_live_for, list_upcoming_for
from goforum.minutes.models import Minutes
from goforum.minutes.queries import list_items, list_remarks
from goforum.minutes.rules import fingerprint
from goforum.organisations.models import Organisation, OrganisationName
from goforum.proposals.models import Proposal
from goforum.proposals.queries import list_open_for
from goforum.threads.models import Post, PostMention, Thread, ThreadCommitment
from goforum.threads.queries import count_unread_threads
from goforum.voting.beside_models import PollDelegation
from goforum.voting.models import Ballot, Poll
from goforum.voting.queries.ledger import get_published
from goforum.workshops.queries import list_registrations
from tests.voting.boxes import verdict


def count(model, *where):
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


def person(email):
    found = find_person_id(email)
    assert found is not None
    return found


def test_everything_of_the_files_is_there(demo):
    debates = [thread for name in content.THREADS for thread in content.read(name)["threads"]]
    proposals = content.read("proposals.json")["proposals"]
    meetings = content.read("meetings.json")["meetings"]
    guests = [one for meeting in meetings for one in meeting.get("guests", ())]
    assert count(Person) == len(content.read("people.json")["people"]) + sum("enters" in one for one in guests)
    assert count(MeetingGuest) == len(guests) == 3
    assert count(Thread, Thread.kind == "discussion") == len(debates)
    assert count(Post) == sum(len(one["posts"]) for one in debates) + sum(len(one["comments"]) for one in proposals)
    polls = content.read("polls.json")["polls"]
    shown = content.read("minutes.json")
    assert count(Ballot) == sum(len(one["ballots"]) for one in [*proposals, *polls]) + len(shown["dates"]["answers"])
    assert count(PollDelegation) == sum(len(one.get("delegations", ())) for one in polls)
    assert count(Meeting) == len(meetings) + len(shown["meetings"])
    assert count(Commitment) == 18 and count(Milestone) == 0
    assert count(Organisation) == len(content.read("organisations.json")["organisations"])


def test_a_guest_speaks_in_the_live_room_under_their_mark(demo):
    said = db.session.scalars(select(Message).where(Message.author_role == "guest")).one()
    guest = db.session.get_one(Person, said.author_id)
    assert guest.is_guest and guest.name == "رشيدة (مثال)"
    assert {one.entered_at is not None for one in db.session.scalars(select(MeetingGuest))} == {True, False}


def test_minutes_are_shown_adopted_and_before_the_members_and_a_workshop_that_moved_up(demo):
    adopted, circulated = db.session.scalars(select(Minutes).order_by(Minutes.id))
    assert (adopted.state, adopted.adopted_by) == ("adopted", "silence")
    assert adopted.fingerprint == fingerprint(adopted.content)
    assert (circulated.state, circulated.by_silence) == ("circulated", True)
    assert [one.state for one in list_remarks(circulated.id)] == ["partly", "open"]
    for one in list_items(adopted.id):
        assert not one.behind, one.texts
    seats = [one.state for one in list_registrations(1)]
    assert seats == ["placed"] * 4 + ["waiting"]


def test_loading_twice_changes_nothing_and_asks_little(demo, count_statements):
    tables = (Person, Group, Thread, Post, Proposal, Ballot, Meeting, Message, Mandate)
    before = [count(table) for table in tables]
    with count_statements() as asked:
        assert load_demo() is False
    assert len(asked) < 10
    assert [count(table) for table in tables] == before


def test_every_commitment_keeps_the_source_of_each_field(demo):
    for row in db.session.scalars(select(CommitmentVersion)):
        assert row.title_ar and row.title_fr and row.title_en
        for field in ("title_ar", "title_fr", "title_en", "theme", "dates", "milestones"):
            assert row.sources[field]["url"] or row.sources[field]["status"], (row.id, field)
        for lang in ("ar", "fr", "en"):
            assert getattr(row, f"description_{lang}") is None or row.sources[f"description_{lang}"]
    assert count(CommitmentBody) == 17, "no lead body was found for commitment 10"


def test_every_organisation_says_where_its_name_comes_from(demo):
    assert count(OrganisationName, OrganisationName.source.is_(None)) == 0


def test_history_is_dated_as_it_happened(demo):
    meeting = db.session.scalars(select(Meeting).where(Meeting.title_fr.contains("6 février 2019"))).one()
    assert meeting.state == "ended" and meeting.source
    texts = db.session.execute(select(MeetingText.kind, MeetingText.lang, MeetingText.is_translation).where(
        MeetingText.meeting_id == meeting.id))
    assert {(kind, lang) for kind, lang, _ in texts} == {
        (kind, lang) for kind in ("about", "opening", "discussed", "decided") for lang in ("ar", "fr", "en")}
    assert db.session.scalar(select(MeetingText.is_translation).where(
        MeetingText.meeting_id == meeting.id, MeetingText.kind == "decided", MeetingText.lang == "fr")) is False
    assert db.session.scalar(select(MeetingText.is_translation).where(
        MeetingText.meeting_id == meeting.id, MeetingText.kind == "decided", MeetingText.lang == "ar")) is True
    remarks = db.session.scalars(select(Thread).where(Thread.title.contains("projet de manuel"))).one()
    assert remarks.created_at == datetime(2019, 2, 7, 10, 20, tzinfo=UTC)
    assert remarks.closed_at is not None and remarks.closed_at < datetime(2019, 2, 16, tzinfo=UTC)


def test_nothing_is_dated_in_the_future(demo):
    now = clock.now()
    assert count(Post, Post.created_at > now) == count(Ballot, Ballot.cast_at > now) == 0
    assert count(Message, Message.created_at > now) == count(Thread, Thread.last_post_at > now) == 0


def test_the_numbers_of_rows_follow_time(demo):
    for model in (Thread, Post, Message):
        times = list(db.session.scalars(select(model.created_at).order_by(model.id)))
        assert times == sorted(times)


def test_all_three_languages_are_spoken(demo):
    found = dict(db.session.execute(select(Post.language, func.count()).group_by(Post.language)).all())
    assert found["ar"] > 40 and found["fr"] > 30 and found["en"] >= 4


def test_mentions_found_their_people(demo):
    wanted = sum("\n".join(post["body"]).count("@{") for name in content.THREADS
                 for thread in content.read(name)["threads"] for post in thread["posts"])
    assert count(PostMention) == wanted > 5


def test_each_commitment_is_spoken_about_nearly(demo):
    assert db.session.scalar(select(func.count(ThreadCommitment.commitment_id.distinct()))) >= 15


def test_proposals_stand_in_several_states(demo):
    found = dict(db.session.execute(select(Proposal.state, func.count()).group_by(Proposal.state)).all())
    assert found == {"draft": 1, "open": 3, "voting": 2, "accepted": 1, "withdrawn": 1, "merged": 1}
    assert count(Poll, Poll.outcome == "accepted") == 2  # a proposal, and a question put to organisations


def test_there_is_a_sample_account_of_each_kind(demo):
    now = clock.now()
    committee = db.session.scalar(select(Group.id).where(Group.slug == "steering-committee"))
    assert committee is not None
    assert standing(person("secretary@example.org"), committee).role == "secretary"
    assert standing(person("observer@example.org"), committee).role == "observer"
    assert standing(person("salma@example.org"), committee).college == "civil_society"
    assert standing(person("public-body@example.org"), committee).college == "public_bodies"
    assert standing(person("admin@example.org"), committee).role is None
    unconfirmed = db.session.get(Person, person("unconfirmed@example.org"))
    suspended = db.session.get(Person, person("suspended@example.org"))
    assert unconfirmed is not None and unconfirmed.email_confirmed_at is None
    assert suspended is not None and suspended.suspended_until is not None and suspended.suspended_until > now
    for one in accounts():
        person(one.email)


def test_the_passphrase_of_the_demonstration_is_one_the_site_would_take():
    phrase = accounts()[0].password
    assert len(phrase) >= 10 and phrase.casefold() not in passwords.common_passwords()


@pytest.mark.parametrize("email", ["salma@example.org", "meryem@example.org", "facilitator@example.org"])
def test_a_member_s_home_is_alive(demo, email):
    me = person(email)
    assert list_live_for(me, mine=True)
    assert list_upcoming_for(me, mine=True)
    assert count_unread_threads(me, list(db.session.scalars(select(Group.id))))


def test_salma_and_the_public_have_something_to_see(demo):
    assert list_open_for(person("salma@example.org")), "a vote waits for her"
    assert list_live_for(None)


def test_the_home_of_every_account_opens(demo, app):
    for one in content.read("people.json")["people"]:
        assert app.test_client().sign_in(person(one["email"])).get("/").status_code == 200, one["email"]


def test_every_closed_vote_of_the_demo_verifies(demo):
    closed = list(db.session.scalars(select(Poll.id).where(Poll.closed_at.is_not(None))))
    assert closed
    for poll_id in closed:
        box = get_published(poll_id)
        assert verdict(box.files(), box.head) is None, poll_id

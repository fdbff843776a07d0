"""A group's process: its dates, what its phases allow, and the clock that moves its proposals once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, Refused
from goforum.groups.queries import cards
from goforum.notifications.models import Notification
from goforum.proposals import commands, jobs, queries
from goforum.proposals.models import Phase, Proposal, ProposalTransition
from goforum.proposals.rules import process as phases
from goforum.voting import jobs as voting_jobs
from tests.factories import make_group, make_member, make_person
from tests.factories.decisions import make_proposal

START = datetime(2019, 3, 20, 9, tzinfo=UTC)
DATES = phases.preset_dates("month", START)
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def group(ctx):
    """A group: its number, its facilitator, an author, another member."""
    facilitator = make_person("Fatima")
    group_id = make_group(facilitator=facilitator)
    return group_id, facilitator, make_member(group_id, name="Amina"), make_member(group_id)


def begin(group, *, automatic=True, **changes):
    with clock.frozen(START - timedelta(hours=1)):
        return commands.start_process(group[1], group[0], dates={**DATES, **changes}, automatic=automatic)


def state(proposal_id):
    db.session.expire_all()
    return db.session.get(Proposal, proposal_id).state


@pytest.mark.parametrize("preset", sorted(phases.PRESETS))
def test_a_preset_gives_dates_in_order(preset):
    dates = phases.preset_dates(preset, START)
    assert list(dates.values()) == sorted(dates.values())
    assert phases.date_faults(dates, START - A_MINUTE) == {}


@pytest.mark.parametrize(("name", "phase"), list(zip(phases.DATES, (*phases.PHASES, Phase.OVER), strict=True)))
def test_a_phase_begins_at_its_instant(name, phase):
    class Facts:
        pass

    facts = Facts()
    facts.__dict__.update(DATES)
    order = [Phase.BEFORE, *phases.PHASES, Phase.OVER]
    assert phases.phase_of(facts, DATES[name]) is phase
    assert phases.phase_of(facts, DATES[name] - timedelta(microseconds=1)) is order[order.index(phase) - 1]


@pytest.mark.parametrize(("change", "field"), [
    ({"freeze_at": DATES["discussion_at"]}, "freeze_at"), ({"ends_at": DATES["answer_at"] - A_MINUTE}, "ends_at"),
    ({"answer_at": DATES["vote_at"] + timedelta(hours=1, minutes=59)}, "answer_at")])
def test_dates_out_of_order_are_said_beside_their_field(group, change, field):
    with pytest.raises(Invalid) as invalid:
        begin(group, **change)
    assert list(invalid.value.errors) == [field]


def test_only_facilitators_begin_and_end_one_at_a_time(group):
    group_id, facilitator, author, _other = group
    with pytest.raises(Refused), clock.frozen(START):
        commands.start_process(author, group_id, dates=DATES, automatic=True)
    begin(group)
    with pytest.raises(Conflict):
        begin(group)
    with pytest.raises(Refused):
        commands.end_process(author, group_id)
    commands.end_process(facilitator, group_id)
    assert queries.running_process(group_id) is None
    begin(group)


def test_after_the_time_for_ideas_a_draft_stays_a_draft(group, as_person):
    group_id, _facilitator, author, _other = group
    with clock.frozen(START):
        draft = make_proposal(group_id, author, publish=False)
    begin(group)
    with clock.frozen(DATES["discussion_at"] - A_MINUTE):
        make_proposal(group_id, author)
    with clock.frozen(DATES["discussion_at"]), pytest.raises(Conflict):
        commands.publish_proposal(author, draft)
    assert state(draft) == "draft"


def test_the_clock_freezes_opens_votes_and_ends(group):
    group_id, facilitator, author, other = group
    with clock.frozen(START):
        first, second = make_proposal(group_id, author), make_proposal(group_id, author)
        withdrawn = make_proposal(group_id, author)
        commands.withdraw_proposal(author, withdrawn, reason="No")
        commands.set_proposals(facilitator, group_id, supports_needed=1)
        commands.support(other, first, on=True)
    begin(group)
    with clock.frozen(DATES["freeze_at"] - A_MINUTE):
        jobs.tick()
        assert state(first) == "open"
    with clock.frozen(DATES["freeze_at"]):
        jobs.tick()
        jobs.tick()
    assert [state(one) for one in (first, second, withdrawn)] == ["review", "review", "withdrawn"]
    with clock.frozen(DATES["vote_at"] + A_MINUTE):
        jobs.tick()
        assert jobs.tick() == 0
    assert [state(one) for one in (first, second)] == ["voting", "review"]  # not enough supports
    with clock.frozen(DATES["answer_at"]):
        voting_jobs.tick()
        assert state(first) == "rejected"  # nobody voted
    with clock.frozen(DATES["ends_at"]):
        jobs.tick()
    assert queries.running_process(group_id) is None
    steps = [(step.to_state, step.actor) for step in queries.list_steps(first)]
    assert ("review", None) in steps
    told = db.session.scalar(select(func.count()).select_from(Notification).where(
        Notification.kind == "phase", Notification.person_id == other))
    assert told == 6  # each phase, and the end, once


def test_a_worker_that_slept_does_every_phase_it_missed_and_opens_no_vote_too_late(group):
    group_id, _facilitator, author, _other = group
    with clock.frozen(START):
        proposal_id = make_proposal(group_id, author)
    begin(group)
    with clock.frozen(DATES["answer_at"] - timedelta(hours=1)):
        jobs.tick()
    assert state(proposal_id) == "review"


def test_where_the_clock_moves_nothing_the_dates_are_only_said(group):
    group_id, _facilitator, author, _other = group
    with clock.frozen(START):
        proposal_id = make_proposal(group_id, author)
    begin(group, automatic=False)
    with clock.frozen(DATES["vote_at"]):
        jobs.tick()
    assert state(proposal_id) == "open"


def test_from_preset_to_end_through_the_doors(group, as_person, client):
    group_id, facilitator, author, _other = group
    path = f"/groups/{cards([group_id])[group_id].slug}/proposals/process"
    assert "No process runs here" in client.get(path).text
    browser = as_person(facilitator)
    assert "A season" in browser.get(path).text
    form = browser.get(f"{path}?preset=quick").text
    assert 'name="ideas_at"' in form
    wall = {name: (clock.now() + timedelta(days=number)).strftime("%Y-%m-%dT%H:%M")
            for number, name in enumerate(phases.DATES, 1)}
    wrong = browser.post(path, data={**wall, "vote_at": wall["ideas_at"], "quorum_percent": "50"})
    assert wrong.status_code == 422
    assert "It must come after the date before it." in wrong.text
    assert as_person(author).post(path, data={**wall, "quorum_percent": "50"}).status_code == 403
    assert browser.post(path, data={**wall, "quorum_percent": "50", "automatic": "y"}).status_code == 303
    assert "The clock freezes the texts" in client.get(path).text
    assert "Phases and dates" in client.get(path.removesuffix("/process")).text
    assert browser.post(f"{path}/end").status_code == 303
    assert browser.post(f"{path}/end").status_code == 404


def test_a_form_sent_too_late_loses_nothing(group, as_person):
    group_id, _facilitator, author, _other = group
    start = clock.now() - timedelta(days=20)
    with clock.frozen(start):
        commands.start_process(group[1], group_id, dates=phases.preset_dates("season", start - timedelta(days=15)),
                               automatic=False)
    late = as_person(author).post("/proposals/new", data={
        "group": str(group_id), "title": "Too late", "body": "Kept words", "act": "publish"})
    assert late.status_code == 422
    assert "Kept words" in late.text
    assert "The time for new proposals ended" in late.text


def test_two_workers_at_once_move_each_proposal_once(app, committed, ctx):
    facilitator = make_person()
    group_id = make_group(facilitator=facilitator)
    with clock.frozen(START):
        made = [make_proposal(group_id, facilitator) for _ in range(3)]
    begin((group_id, facilitator))

    def work():
        with app.app_context(), clock.frozen(DATES["freeze_at"]):
            jobs.tick()
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(4)]
    [one.start() for one in workers]
    [one.join(60) for one in workers]
    db.session.rollback()
    assert [state(one) for one in made] == ["review"] * 3
    assert db.session.scalar(select(func.count()).select_from(ProposalTransition).where(
        ProposalTransition.to_state == "review")) == 3

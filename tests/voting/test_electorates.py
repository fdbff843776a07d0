"""Who holds the votes: organisations by mandate, colleges that decide apart, weights of a charter, votes run again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import db
from goforum.core.rules import Conflict, Invalid, NotFound, Refused
from goforum.groups import commands as groups
from goforum.groups.models import Mandate
from goforum.groups.queries import cards, list_mandates_held
from goforum.notifications import jobs as notifying
from goforum.notifications.models import Notice, Notification
from goforum.voting import commands, jobs, queries
from goforum.voting.models import Ballot
from goforum.voting.queries.ledger import find_box
from goforum.voting.rules import (
    Electorate,
    Majority,
    RollLine,
    Seat,
    Terms,
    Threshold,
    canonical_hash,
    decide_seats,
    electorate_fault,
    manifest,
)
from tests.factories import make_group, make_member, make_organisation, make_person
from tests.factories.decisions import make_poll

START = datetime(2019, 3, 20, 9, tzinfo=UTC)
BY_ORGANISATION = Electorate("organisation")


@dataclass
class Hall:
    """A group where three organisations of civil society and two public bodies speak."""

    group_id: int
    facilitator: int
    orgs: list[int]
    titulars: list[int]
    alternate: int  # of the first


def give(hall_or_group, facilitator, person, organisation, college="civil_society", capacity="titular", **days):
    return groups.give_mandate(facilitator, hall_or_group, person_id=person, organisation_id=organisation,
                               capacity=capacity, college=college,
                               **{"starts_on": clock.today("UTC") - timedelta(days=1), **days})


@pytest.fixture
def hall(ctx):
    facilitator = make_person("Fatima Example")
    group_id = make_group(facilitator=facilitator)
    orgs = [make_organisation(name=f"Body {n}") for n in range(5)]
    titulars = [make_member(group_id, name=f"Titular {n}") for n in range(5)]
    for at, (person, org) in enumerate(zip(titulars, orgs, strict=True)):
        give(group_id, facilitator, person, org, "civil_society" if at < 3 else "public_bodies")
    alternate = make_member(group_id, name="Alternate Example")
    give(group_id, facilitator, alternate, orgs[0], capacity="alternate")
    return Hall(group_id, facilitator, orgs, titulars, alternate)


def key(hall, at):
    return f"organisation:{hall.orgs[at]}"


def test_titular_and_alternate_share_one_ballot_and_who_cast_it_is_shown(hall):
    poll_id = make_poll(hall.group_id, hall.facilitator, electorate=BY_ORGANISATION)
    assert queries.get_poll(poll_id, hall.facilitator).roll_size == 5
    assert commands.cast_vote(hall.titulars[0], poll_id, choice="for").first
    changed = commands.cast_vote(hall.alternate, poll_id, choice="against")
    assert (changed.first, changed.changed) == (False, True)
    view = queries.get_poll(poll_id, hall.titulars[0])
    assert (view.cast, view.own.choice, view.own.by_id) == (1, "against", hall.alternate)
    ballot = db.session.scalars(select(Ballot).where(Ballot.poll_id == poll_id)).one()
    assert (ballot.voter_key, ballot.person_id) == (key(hall, 0), hall.alternate)


def test_who_speaks_for_nobody_does_not_vote_and_a_mandate_that_ends_takes_the_vote_along(hall):
    poll_id = make_poll(hall.group_id, hall.facilitator, electorate=BY_ORGANISATION)
    with pytest.raises(Refused) as refused:
        commands.cast_vote(hall.facilitator, poll_id, choice="for")
    assert refused.value.code == "not-on-roll"
    newcomer, late = make_member(hall.group_id), make_organisation()
    give(hall.group_id, hall.facilitator, newcomer, late)
    with pytest.raises(Refused):  # the roll was fixed before this organisation came
        commands.cast_vote(newcomer, poll_id, choice="for")
    yesterday = clock.today("UTC") - timedelta(days=1)
    mandate, = list_mandates_held(hall.titulars[1], hall.group_id)
    groups.end_mandate(hall.facilitator, hall.group_id, mandate.id, ends_on=yesterday)
    with pytest.raises(Refused):
        commands.cast_vote(hall.titulars[1], poll_id, choice="for")
    give(hall.group_id, hall.facilitator, newcomer, hall.orgs[1])  # the successor votes for the organisation
    assert commands.cast_vote(newcomer, poll_id, choice="for").first


def test_who_speaks_for_two_says_for_which(hall):
    give(hall.group_id, hall.facilitator, hall.titulars[0], hall.orgs[4], "public_bodies", "alternate")
    poll_id = make_poll(hall.group_id, hall.facilitator, electorate=BY_ORGANISATION)
    with pytest.raises(Invalid):
        commands.cast_vote(hall.titulars[0], poll_id, choice="for")
    with pytest.raises(Invalid):
        commands.cast_vote(hall.titulars[0], poll_id, choice="for", voter_key=key(hall, 2))
    commands.cast_vote(hall.titulars[0], poll_id, choice="for", voter_key=key(hall, 4))
    commands.cast_vote(hall.titulars[0], poll_id, choice="against", voter_key=key(hall, 0))
    assert queries.get_poll(poll_id, hall.facilitator).cast == 2
    assert not queries.list_open_polls_for(hall.titulars[1])[0].voted
    assert queries.list_open_polls_for(hall.titulars[0])[0].voted


APART = Electorate("organisation", {"civil_society": Threshold(quorum_percent=50),
                                    "public_bodies": Threshold(Majority.TWO_THIRDS, quorum_percent=50)})


@pytest.mark.parametrize(("choices", "outcome", "why", "carried"), [
    (["for", "for", "against", "for", "for"], "accepted", "double", (True, True)),
    (["for", "for", "for", "for", "against"], "rejected", "college-against", (True, False)),  # one of two: not two thirds
    (["for", "against", "against", "for", "for"], "rejected", "college-against", (False, True)),
    (["against", "against", "against", "for", "for"], "rejected", "minority", (False, True)),
    (["for", "for", "for", "", ""], "rejected", "college-against", (True, False)),
    (["for", None, None, "for", "for"], "rejected", "college-against", (False, True)),           # its quorum: one of three
])
def test_each_college_must_carry_it_by_its_own_rule(hall, choices, outcome, why, carried):
    with clock.frozen(START):
        poll_id = make_poll(hall.group_id, hall.facilitator, electorate=APART, quorum_percent=0)
        for person, choice in zip(hall.titulars, choices, strict=True):
            if choice:
                _vote_at(START, person, poll_id, choice)
    with clock.frozen(START + timedelta(days=2)):
        jobs.tick()
        view = queries.get_poll(poll_id, None)
    assert (view.outcome, view.decision.why) == (outcome, why)
    found = view.decision.chambers
    assert (found["civil_society"]["carried"], found["public_bodies"]["carried"]) == carried


def _vote_at(when, person, poll_id, choice):
    with clock.frozen(when):
        commands.cast_vote(person, poll_id, choice=choice)


@pytest.fixture(autouse=True)
def _mandates_of_then(hall):
    """The tests travel to 2019: the mandates were given then already."""
    @command
    def earlier():
        db.session.execute(update(Mandate).values(starts_on=START.date() - timedelta(days=9)))

    earlier()


def test_weights_of_the_charter_are_fixed_with_the_roll(hall):
    groups.set_weights(hall.facilitator, hall.group_id, {hall.orgs[0]: 4, hall.orgs[1]: 1})
    poll_id = make_poll(hall.group_id, hall.facilitator, electorate=Electorate("organisation", weighted=True),
                        quorum_percent=60)
    groups.set_weights(hall.facilitator, hall.group_id, {hall.orgs[0]: 1})
    commands.cast_vote(hall.titulars[0], poll_id, choice="for")
    commands.cast_vote(hall.titulars[1], poll_id, choice="against")
    view = queries.get_poll(poll_id, None)
    assert (view.roll_size, view.roll_weight, view.required, view.cast) == (5, 8, 5, 5)
    assert view.tally == {"for": 4, "abstain": 0, "against": 1, "objection": 0}


def test_weights_count_in_marks_too(hall):
    groups.set_weights(hall.facilitator, hall.group_id, {hall.orgs[0]: 3})
    poll_id = make_poll(hall.group_id, hall.facilitator, electorate=Electorate("organisation", weighted=True),
                        terms=Terms("plurality", ("A", "B")), quorum_percent=0)
    commands.cast_vote(hall.titulars[0], poll_id, marks={"o1": 1})
    commands.cast_vote(hall.titulars[1], poll_id, marks={"o2": 1})
    commands.cast_vote(hall.titulars[2], poll_id, marks={})
    tally = queries.get_poll(poll_id, None).finding.tally
    assert (tally["counts"], tally["blank"], tally["ballots"]) == ({"o1": 3, "o2": 1}, 1, 5)


def test_only_organisers_write_weights_and_only_of_those_who_speak_here(hall):
    with pytest.raises(Refused):
        groups.set_weights(hall.titulars[0], hall.group_id, {hall.orgs[0]: 9})
    for wrong in ({make_organisation(): 2}, {hall.orgs[0]: 0}, {hall.orgs[0]: 101}):
        with pytest.raises(Invalid):
            groups.set_weights(hall.facilitator, hall.group_id, wrong)


def test_the_fingerprint_covers_colleges_rules_and_weights(hall):
    plain = queries.get_poll(make_poll(hall.group_id, hall.facilitator, electorate=BY_ORGANISATION), None)
    apart = make_poll(hall.group_id, hall.facilitator, electorate=APART)
    facts = find_box(apart).fixed
    assert canonical_hash(facts) == queries.get_poll(apart, None).fingerprint
    assert facts["colleges"]["public_bodies"] == {"majority": "two-thirds", "of": "expressed", "quorum": 50}
    assert facts["electorate"] == "organisation"
    assert len(facts["roll_lines"]) == 64
    assert "roll_lines" not in manifest(*queries.get_manifest_facts(plain.id))


LINES = [RollLine("organisation:1", "civil_society"), RollLine("organisation:2", "public_bodies")]


@pytest.mark.parametrize(("electorate", "method", "lines", "wrong"), [
    (Electorate(), "position", [], []),
    (BY_ORGANISATION, "irv", LINES, []),
    (BY_ORGANISATION, "irv", [], ["electorate"]),
    (Electorate("everybody"), "position", LINES, ["electorate"]),
    (Electorate("person", weighted=True), "position", LINES, ["weighted"]),
    (APART, "position", LINES, []),
    (APART, "consent", LINES, ["colleges"]),
    (APART, "position", LINES[:1], ["colleges"]),
    (Electorate("organisation", {"civil_society": Threshold(quorum_percent=101), "public_bodies": Threshold()}),
     "position", LINES, ["quorum_civil_society"]),
])
def test_what_is_wrong_with_an_electorate_is_told_by_field(electorate, method, lines, wrong):
    assert list(electorate_fault(electorate, method, lines)) == wrong


def test_those_in_no_college_count_for_the_whole_only():
    seats = [Seat("civil_society", "for"), Seat("public_bodies", "for"), *[Seat("", "against")] * 3]
    found = decide_seats(seats, {"civil_society": 1, "public_bodies": 1, "": 3}, 0, colleges=APART.colleges)
    assert (found.outcome, found.why) == ("rejected", "minority")
    assert all(one["carried"] for one in found.chambers.values())


def test_a_cancelled_vote_is_run_again_once_and_both_say_so(hall, as_person):
    first = make_poll(hall.group_id, hall.facilitator, electorate=APART)
    with pytest.raises(Refused):
        make_poll(hall.group_id, hall.facilitator, rerun_of=first)
    commands.cast_vote(hall.titulars[0], first, choice="for")
    commands.cancel_poll(hall.facilitator, first, reason="The list of bodies was wrong.")
    browser = as_person(hall.facilitator)
    slug = cards([hall.group_id])[hall.group_id].slug
    form = browser.get(f"/groups/{slug}/polls/new?again={first}").text
    assert "The list of bodies was wrong." in form
    assert 'value="apart" checked' in form
    second = make_poll(hall.group_id, hall.facilitator, electorate=APART, rerun_of=first)
    assert f"/polls/{second}" in browser.get(f"/polls/{first}").text
    assert f"/polls/{first}" in browser.get(f"/polls/{second}").text
    with pytest.raises(Conflict):
        make_poll(hall.group_id, hall.facilitator, rerun_of=first)
    with pytest.raises(NotFound):
        make_poll(make_group(facilitator=hall.facilitator), hall.facilitator, rerun_of=first)


def test_a_vote_of_organisations_through_the_pages(hall, as_person):
    slug = cards([hall.group_id])[hall.group_id].slug
    browser, soon = as_person(hall.facilitator), (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    opened = browser.post(f"/groups/{slug}/polls/new?method=position", data={
        "question": "Adopt the manual?", "closes_at": soon, "quorum_percent": "50", "results": "open",
        "electorate": "organisation", "colleges": "apart", "majority_civil_society": "simple",
        "quorum_civil_society": "50", "majority_public_bodies": "two-thirds", "quorum_public_bodies": "50"})
    assert opened.status_code == 303
    path = opened.headers["Location"]
    assert "Body 0" in as_person(hall.alternate).get(path).text
    assert "you speak for none" in browser.get(path).text
    assert as_person(hall.alternate).post(f"{path}/vote", data={"choice": "for"}).status_code == 303
    page = as_person(hall.titulars[0]).get(path).text
    assert "Alternate Example" in page
    poll_id = int(path.rsplit("/", 1)[1])
    with clock.frozen(clock.now() + timedelta(days=4)):
        jobs.tick()
        register = browser.get(f"{path}/ballots").text
        assert "Body 0" in register
        assert "Alternate Example" in register
        assert "too few to tell" in browser.get(path).text
    assert queries.get_poll(poll_id, None).outcome == "rejected"


def test_those_who_speak_for_organisations_are_told(hall):
    poll_id = make_poll(hall.group_id, hall.facilitator, electorate=BY_ORGANISATION)
    while notifying.tick():
        pass
    notice = db.session.scalars(select(Notice).where(Notice.dedup_key == f"poll:{poll_id}:poll-opened")).one()
    told = set(db.session.scalars(select(Notification.person_id).where(Notification.notice_id == notice.id)))
    assert told == {*hall.titulars, hall.alternate}


def test_the_weights_page_keeps_what_is_typed(hall, as_person):
    slug = cards([hall.group_id])[hall.group_id].slug
    browser = as_person(hall.facilitator)
    data = {f"w_{one}": "1" for one in hall.orgs}
    bad = browser.post(f"/groups/{slug}/weights", data={**data, f"w_{hall.orgs[0]}": "0"})
    assert bad.status_code == 422
    good = browser.post(f"/groups/{slug}/weights", data={**data, f"w_{hall.orgs[0]}": "7"})
    assert good.status_code == 303
    assert 'value="7"' in browser.get(f"/groups/{slug}/weights").text

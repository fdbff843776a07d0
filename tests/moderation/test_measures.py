"""Warnings, slower paces, silence, suspension: they bind every door at once, are told, end by themselves or by appeal."""

from datetime import timedelta

import pytest

from goforum.core import clock
from goforum.core.rules import Refused, TooMany
from goforum.groups import queries as groups
from goforum.meetings import commands as meetings
from goforum.meetings.commands import Invitation
from goforum.moderation import commands, queries
from goforum.moderation.commands import Verdict
from goforum.threads import commands as threads
from goforum.voting import commands as voting
from tests.factories import make_member


def measure(judge, post, **more):
    case = commands.open_case(judge, "post", post)
    row = queries.get_case(case)
    commands.decide(judge, case, version=row.version, verdict=Verdict(act="keep", reason="attack", **more))
    return next(one for one in queries.list_of_case(case) if one.act == more["measure"])


@pytest.fixture
def meeting(group, judge):
    now = clock.now()
    made = meetings.plan_meeting(judge, group, Invitation(
        titles={"en": "M"}, starts_at=now, ends_at=now + timedelta(hours=2), form="remote"), agenda=[])
    meetings.start_meeting(judge, made)
    return made


@pytest.fixture
def poll(group, judge, author):
    return voting.open_poll(judge, group, question="Yes?", closes_at=clock.now() + timedelta(days=9), language="en")


def codes(author, group, thread, meeting, poll):
    """What each way of taking part is answered."""
    def tried(work):
        try:
            work()
        except Refused as refused:
            return refused.code
        return "yes"

    return [tried(one) for one in (
        lambda: threads.reply(author, thread, body="Again"),
        lambda: threads.create_thread(author, group, title="Again", body="Again"),
        lambda: meetings.say(author, meeting, text="Again", client_id=f"again-{clock.now().timestamp()}".replace(".", "-")),
        lambda: voting.cast_vote(author, poll, choice="for"),
    )]


def test_silence_takes_the_word_and_not_the_vote(group, thread, post, author, judge, meeting, poll):
    made = measure(judge, post, measure="silence", days=2)
    assert codes(author, group, thread, meeting, poll) == ["silenced", "silenced", "silenced", "yes"]
    with clock.frozen(made.until + timedelta(seconds=1)):
        assert codes(author, group, thread, meeting, poll) == ["yes", "yes", "yes", "yes"]


def test_suspension_leaves_reading_only(as_person, group, thread, post, author, judge, meeting, poll):
    made = measure(judge, post, measure="suspend", days=5)
    assert codes(author, group, thread, meeting, poll) == ["suspended-here"] * 4
    assert as_person(author).get(f"/threads/{thread}").status_code == 200
    assert author not in groups.member_ids(group)
    commands.reverse(judge, made.id)
    assert codes(author, group, thread, meeting, poll) == ["yes"] * 4


def test_leaving_and_coming_back_does_not_wash_it_off(group, thread, post, author, judge, meeting, poll):
    from goforum.groups import commands as members

    measure(judge, post, measure="silence", days=2)
    members.leave(author, group)
    members.join(author, group)
    assert codes(author, group, thread, meeting, poll)[0] == "silenced"


def test_a_slower_pace(group, thread, post, author, judge):
    made = measure(judge, post, measure="slow", seconds=600)
    with pytest.raises(TooMany) as refused:
        threads.reply(author, thread, body="At once")
    assert refused.value.code == "slowed"
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        threads.reply(author, thread, body="Later")
    commands.reverse(judge, made.id)
    threads.reply(author, thread, body="At once again")


def test_slow_mode_of_a_thread_and_back(group, thread, post, author, judge, reader):
    made = measure(judge, post, measure="slow_thread", seconds=3600)
    with pytest.raises(Refused) as refused:
        threads.reply(author, thread, body="At once")
    assert refused.value.code == "slow"
    commands.reverse(judge, made.id)
    threads.reply(author, thread, body="At once")


def test_nobody_sanctions_an_equal_and_nothing_is_done_by_halves(group, thread, judge, second):
    theirs = threads.reply(second, thread, body="The secretary's words")
    case = commands.open_case(judge, "post", theirs)
    with pytest.raises(Refused) as refused:
        commands.decide(judge, case, version=1, verdict=Verdict(act="hide", reason="attack", measure="silence", days=1))
    assert refused.value.code == "rank"
    assert queries.get_case(case).state == "open"
    assert not queries.find_thing("post", theirs).hidden
    commands.decide(judge, case, version=1, verdict=Verdict(act="hide", reason="attack"))   # the words are another matter


def test_nobody_lifts_their_own_measure(group, thread, post, author, judge, second):
    from goforum.groups import commands as members

    made = measure(judge, post, measure="silence", days=2)
    members.set_member(second, group, author, "facilitator")   # a facilitator now
    with pytest.raises(Refused) as refused:
        commands.reverse(author, made.id)
    assert refused.value.code == "own"
    with pytest.raises(Refused):
        members.silence(author, group, author, None)


def test_an_older_appeal_does_not_end_a_newer_silence(group, thread, post, author, judge, second):
    first = measure(judge, post, measure="silence", days=1)
    later = measure(second, post, measure="silence", days=9)
    commands.reverse(second, first.id)
    assert groups.standing(author, group).silenced_until == later.until


def test_facilitators_above_moderate_below_until_switched_off(as_person, ctx):
    from goforum.groups import commands as members
    from tests.factories import make_group

    parent = make_group()
    above = make_member(parent, "facilitator")
    group = make_group(parent=parent)
    author, keeper = make_member(group), make_member(group, "facilitator")
    thread = threads.create_thread(author, group, title="T", body="Words")
    case = commands.report(keeper, "thread", thread, reason="spam")
    assert as_person(above).get(f"/moderation/{case}").status_code == 200
    members.set_policy(keeper, group, inherits_moderation=False)
    assert as_person(above).get(f"/moderation/{case}").status_code == 404
    assert as_person(above).get("/moderation").status_code == 200


def test_an_erased_person_is_judged_without_a_letter(group, thread, post, author, judge):
    from sqlalchemy import update

    from goforum.accounts.models import Person
    from goforum.core.commands import command
    from goforum.core.db import db

    @command
    def erase():
        db.session.execute(update(Person).where(Person.id == author).values(erased_at=clock.now()))

    erase()
    case = commands.open_case(judge, "post", post)
    commands.decide(judge, case, version=1, verdict=Verdict(act="hide", reason="spam"))
    assert queries.find_thing("post", post).hidden

"""Two moderators on one row, the same report and appeal many times at once: one effect; with real commits."""

from functools import partial

import pytest
from sqlalchemy import func, select

from goforum.core.db import db
from goforum.core.rules import Conflict
from goforum.groups import commands as groups
from goforum.moderation import commands, queries
from goforum.moderation.commands import Stale, Verdict
from goforum.moderation.models import Appeal, Case, Decision, Report
from goforum.threads import commands as threads
from goforum.threads.queries import get_head
from tests.factories import make_group, make_member
from tests.racing import many_at_once

pytestmark = pytest.mark.race


@pytest.fixture
def at_once(app):
    return partial(many_at_once, app, answers=Conflict)


@pytest.fixture
def place(committed, ctx):
    group = make_group()
    author, reader = make_member(group), make_member(group)
    judges = [make_member(group, "facilitator") for _ in range(2)]
    thread = threads.create_thread(reader, group, title="T", body="First")
    post = threads.reply(author, thread, body="Words")
    db.session.remove()
    return group, author, reader, judges, thread, post


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize("times", [20])
def test_the_same_report_many_times_at_once_is_one(place, at_once, times):
    _group, _author, reader, _judges, _thread, post = place
    made = at_once(lambda _n: commands.report(reader, "post", post, reason="spam"), times)
    assert len(set(made)) == 1
    assert (count(Report), count(Case)) == (1, 1)
    assert queries.get_case(made[0]).reports == 1


def test_reports_of_many_people_at_once_are_one_row_and_all_counted(place, at_once):
    group, _author, _reader, _judges, _thread, post = place
    people = [make_member(group) for _ in range(8)]
    made = at_once(lambda n: commands.report(people[n], "post", post, reason="spam"), 8)
    assert len(set(made)) == 1
    assert queries.get_case(made[0]).reports == count(Report) == 8


def two_at_once(place, at_once, rounds):
    group, author, _reader, judges, thread, _post = place
    for n in range(rounds):
        post = threads.reply(author, thread, body=f"Round {n}")
        case = commands.report(make_member(group), "post", post, reason="spam")  # one person reports 20 a day
        acts = ("hide", "keep")
        made = at_once(lambda i, case=case, acts=acts: commands.decide(
            judges[i], case, version=1, verdict=Verdict(act=acts[i], reason="spam")), 2)
        late = [one for one in made if isinstance(one, Stale)]
        assert len(late) == 1
        decided = queries.list_of_case(case)
        assert len(decided) == 1
        assert queries.find_thing("post", post).hidden is (decided[0].act == "hide")


def test_of_two_moderators_at_once_one_decides(place, at_once):
    two_at_once(place, at_once, 3)


@pytest.mark.long
def test_of_two_moderators_at_once_one_decides_many_times(place, at_once):
    two_at_once(place, at_once, 100)


def test_an_appeal_sent_many_times_is_one_and_answered_once(place, at_once):
    _group, author, _reader, judges, _thread, post = place
    case = commands.open_case(judges[0], "post", post)
    made = commands.decide(judges[0], case, version=1, verdict=Verdict(act="hide", reason="spam"))
    at_once(lambda _n: commands.appeal(author, made, words="No."), 8)
    assert count(Appeal) == 1
    appeal = queries.find_case("appeal", "decision", made)
    answers = at_once(lambda _n: commands.answer_appeal(
        judges[1], appeal.id, version=appeal.version, upheld=True, answer="Yes."), 6)
    assert sum(one is None for one in answers) == 1
    assert db.session.scalar(select(func.count()).select_from(Decision).where(Decision.act == "uphold")) == 1
    assert not queries.find_thing("post", post).hidden


def test_published_and_taken_back_at_once_is_one_of_both(place, at_once):
    group, author, _reader, judges, thread, _post = place
    groups.set_policy(judges[0], group, inherits_moderation=True, hold_first=9)
    before = get_head(thread, None).post_count
    sent = threads.send_reply(author, thread, body="Waiting words")
    case = queries.find_case("held", "waiting", sent.waiting_id)

    def work(n):
        if n % 2:
            return threads.withdraw_text(author, sent.waiting_id)
        return commands.decide(judges[0], case.id, version=case.version, verdict=Verdict(act="publish"))

    at_once(work, 2)
    state = queries.find_thing("waiting", sent.waiting_id).state
    assert state in {"published", "withdrawn"}
    assert get_head(thread, None).post_count == before + (state == "published")
    assert queries.get_case(case.id).state == "decided"

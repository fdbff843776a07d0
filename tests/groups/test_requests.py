"""Asking to belong: the rule as a table, the doors, the race, and what is left of it."""

import re
import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from goforum.audit.models import AuditEntry
from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import db
from goforum.core.rules import Conflict, Refused
from goforum.groups import commands, queries, rules
from goforum.groups.models import Group, JoinRequest, Membership, MembershipStep
from goforum.groups.rules import Standing
from tests.factories import enter, make_group, make_person

NOW = clock.now()
ASKER = {"group_id": 1, "visibility": "public", "join_policy": "request", "person_id": 7, "confirmed": True}


def slug(group_id):
    return queries.cards([group_id])[group_id].slug


@pytest.mark.parametrize(("change", "more", "code"), [
    ({}, {}, None),
    ({"visibility": "members"}, {}, None),
    ({"visibility": "reserved"}, {}, "hidden"),
    ({"person_id": None}, {}, "visitor"),
    ({"confirmed": False}, {}, "unconfirmed"),
    ({"suspended": True}, {}, "suspended"),
    ({"archived": True}, {}, "archived"),
    ({"role": "member"}, {}, "member"),
    ({"join_policy": "open"}, {}, "open"),
    ({"join_policy": "closed"}, {}, "by-invitation"),
    ({}, {"waiting": True}, "asked"),
    ({}, {"refused_at": NOW - timedelta(days=6)}, "refused-lately"),
    ({}, {"refused_at": NOW - timedelta(days=8)}, None),
])
def test_who_may_ask(change, more, code):
    verdict = rules.may_ask(Standing(**{**ASKER, **change}), NOW, **more)
    assert getattr(verdict, "code", None) == code


@pytest.fixture
def place(ctx):
    facilitator = make_person("Facilitator")
    return make_group(join_policy="request", facilitator=facilitator), facilitator, make_person("Asker")


def kinds(group_id):
    return list(db.session.scalars(select(AuditEntry.kind).where(AuditEntry.group_id == group_id)
                                   .order_by(AuditEntry.id)))


def test_ask_see_it_wait_be_let_in(place, as_person):
    group_id, facilitator, asker = place
    browser, organiser = as_person(asker), as_person(facilitator)
    base = f"/groups/{slug(group_id)}"
    assert "/ask" in browser.get(base).text
    assert browser.post(f"{base}/ask", data={"reason": "  "}).status_code == 422
    assert browser.post(f"{base}/ask", data={"reason": "Je travaille sur le budget."}).status_code == 303
    assert "waits for an answer" in browser.get(f"{base}/ask").text
    assert browser.get(f"{base}/requests").status_code == 403
    page = organiser.get(f"{base}/requests").text
    assert "Je travaille sur le budget." in page
    request = queries.page_requests(group_id, waiting=True)[0]
    done = organiser.post(f"{base}/requests/{request.id}/answer", data={"decision": "accept", "answer": "Bienvenue"})
    assert done.status_code == 303
    assert queries.standing(asker, group_id).role == "member"
    assert "Bienvenue" in organiser.get(f"{base}/requests?state=answered").text
    assert kinds(group_id)[-3:] == ["JoinRequested", "MemberJoined", "JoinRequestAnswered"]


def test_refused_in_words_and_asking_again_a_week_later(place, as_person):
    group_id, facilitator, asker = place
    browser, base = as_person(asker), f"/groups/{slug(group_id)}"
    request = commands.ask_to_join(asker, group_id, reason="Please")
    commands.answer_request(facilitator, group_id, request, accept=False, answer="The group is full this year.")
    page = browser.get(f"{base}/ask").text
    assert "The group is full this year." in page
    assert "a week later" in page
    assert browser.post(f"{base}/ask", data={"reason": "Again"}).status_code == 403
    with clock.frozen(clock.now() + timedelta(days=8)):
        assert browser.post(f"{base}/ask", data={"reason": "Again"}).status_code == 303


@pytest.mark.parametrize("visibility", ["public", "members"])
def test_who_was_refused_is_told_and_led_to_the_reason(as_person, ctx, visibility):
    facilitator, asker = make_person("Facilitator"), make_person("Asker")
    group_id = make_group(join_policy="request", visibility=visibility, facilitator=facilitator, name="Zanzibar group")
    request = commands.ask_to_join(asker, group_id, reason="Please")
    commands.answer_request(facilitator, group_id, request, accept=False, answer="The group is full this year.")
    browser = as_person(asker)
    page = browser.get("/notifications").text
    assert "Your request to join the group" in page
    assert "Zanzibar group" in page
    lead = re.search(r'Your request to join the group[^<]*<a [^>]*href="([^"]+)"', page)
    assert "The group is full this year." in browser.get(lead.group(1), follow_redirects=True).text
    command(lambda: setattr(db.session.get(Group, group_id), "visibility", "reserved"))()
    assert "Zanzibar" not in browser.get("/notifications").text


def test_two_organisers_never_undo_each_other(place):
    group_id, facilitator, asker = place
    other = make_person()
    enter(other, group_id, "facilitator")
    request = commands.ask_to_join(asker, group_id, reason="Please")
    commands.answer_request(facilitator, group_id, request, accept=False)
    commands.answer_request(facilitator, group_id, request, accept=False)
    with pytest.raises(Conflict):
        commands.answer_request(other, group_id, request, accept=True)
    assert not queries.standing(asker, group_id).belongs


def test_taken_back_is_not_answered(place, as_person):
    group_id, facilitator, asker = place
    request = commands.ask_to_join(asker, group_id, reason="Please")
    assert as_person(asker).post(f"/groups/{slug(group_id)}/ask/withdraw").status_code == 303
    answered = as_person(facilitator).post(f"/groups/{slug(group_id)}/requests/{request}/answer",
                                           data={"decision": "accept"})
    assert answered.status_code == 303
    assert not queries.standing(asker, group_id).belongs
    assert commands.ask_to_join(asker, group_id, reason="After all") != request


def test_coming_in_another_way_settles_the_request(place):
    group_id, facilitator, asker = place
    commands.ask_to_join(asker, group_id, reason="Please")
    commands.set_member(facilitator, group_id, asker, "observer")
    assert queries.page_requests(group_id, waiting=True) == []
    assert queries.count_requests([group_id]) == {}


def test_only_organisers_of_this_group_answer_and_only_here(place):
    group_id, facilitator, asker = place
    request = commands.ask_to_join(asker, group_id, reason="Please")
    with pytest.raises(Refused):
        commands.answer_request(asker, group_id, request, accept=True)
    elsewhere = make_group(facilitator=facilitator)
    from goforum.core.rules import NotFound
    with pytest.raises(NotFound):
        commands.answer_request(facilitator, elsewhere, request, accept=True)


def test_the_queue_shows_each_organiser_their_own_requests_and_no_reserved_one(place):
    group_id, facilitator, asker = place
    request = commands.ask_to_join(asker, group_id, reason="Please")
    assert [line.id for line in queries.list_requests_to_answer(facilitator)] == [request]
    assert queries.list_requests_to_answer(asker) == []
    admin = make_person(admin=True)
    assert [line.id for line in queries.list_requests_to_answer(admin)] == [request]
    commands.change_group(facilitator, group_id, name_en="Closed", kind="committee", visibility="reserved",
                          join_policy="request")
    assert queries.list_requests_to_answer(admin) == []
    assert [line.id for line in queries.list_requests_to_answer(facilitator)] == [request]


@pytest.mark.race
@pytest.mark.parametrize("what", ["ask", "accept", "join"])
def test_twenty_times_at_once_is_one_effect(app, committed, ctx, what):
    facilitator = make_person()
    group_id = make_group(join_policy="open" if what == "join" else "request", facilitator=facilitator)
    asker = make_person()
    request = commands.ask_to_join(asker, group_id, reason="Please") if what == "accept" else 0
    acts = {"ask": lambda: commands.ask_to_join(asker, group_id, reason="Please"),
            "accept": lambda: commands.answer_request(facilitator, group_id, request, accept=True),
            "join": lambda: commands.join(asker, group_id)}
    ready, failed = threading.Barrier(20), []

    def press():
        with app.app_context():
            ready.wait()
            try:
                acts[what]()
            except Exception as error:
                failed.append(error)
            db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=press) for _ in range(20)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    db.session.rollback()
    assert failed == []

    def count(model, *where):
        return db.session.scalar(select(func.count()).select_from(model).where(model.person_id == asker, *where))

    assert count(JoinRequest) == (0 if what == "join" else 1)
    assert count(Membership) == (0 if what == "ask" else 1)
    assert count(MembershipStep) == (0 if what == "ask" else 1)
    told = {"ask": "JoinRequested", "accept": "JoinRequestAnswered", "join": "MemberJoined"}[what]
    assert kinds(group_id)[2:].count(told) == 1  # after the group and its maker


def test_asking_on_and_off_ends_after_three_times_a_day(place, as_person):
    group_id, _facilitator, asker = place
    browser, path = as_person(asker), f"/groups/{slug(group_id)}/ask"
    for _ in range(3):
        assert browser.post(path, data={"reason": "Please"}).status_code == 303
        browser.post(f"{path}/withdraw")
    assert browser.post(path, data={"reason": "Please"}).status_code == 403
    assert "Ask again tomorrow" in browser.get(path).text
    assert kinds(group_id).count("JoinRequested") == 3
    with clock.frozen(clock.now() + timedelta(days=1, seconds=1)):
        assert browser.post(path, data={"reason": "Please"}).status_code == 303


def test_the_page_costs_the_same_at_5_and_at_60(place, as_person, count_statements):
    group_id, facilitator, _asker = place
    browser, path = as_person(facilitator), f"/groups/{slug(group_id)}/requests"

    def cost():
        browser.get(path)
        with count_statements() as seen:
            assert browser.get(path).status_code == 200
        return len(seen)

    for number in range(5):
        commands.ask_to_join(make_person(), group_id, reason=f"Reason {number}")
    few = cost()
    for number in range(55):
        commands.ask_to_join(make_person(), group_id, reason=f"Reason {number}")
    assert cost() == few
    assert "?after=" in browser.get(path).text

"""The log of a group for those who moderate it; entering a reserved group, never unseen."""

import pytest
from sqlalchemy import func, select

from goforum.core.db import db
from goforum.core.rules import Invalid, Refused
from goforum.groups import commands as groups
from goforum.groups.models import GroupEntry, Membership
from goforum.groups.queries import cards, standing
from goforum.notifications.models import Notice, Notification
from tests.factories import make_group, make_member, make_person
from tests.moderation.conftest import hide


def test_moderators_read_what_was_done_in_their_group_and_nobody_else_does(as_person, slug, post, author, judge, stranger):
    hide(judge, "post", post)
    page = as_person(judge).get(f"/groups/{slug}/audit").text
    for kind in ("DecisionMade", "PostHidden", "CaseOpened", "PostPublished"):
        assert kind in page
    assert f"/posts/{post}" in page
    assert "casino" not in page          # ids, never words
    assert as_person(author).get(f"/groups/{slug}/audit").status_code == 403
    only = as_person(judge).get(f"/groups/{slug}/audit?kind=PostHidden").text
    assert "DecisionMade" not in only
    assert as_person(judge).get(f"/groups/{slug}/audit?kind=%00&by=x&before=y").status_code == 200


def test_an_administrator_enters_with_a_reason_that_every_member_is_told(as_person, ctx):
    hidden = make_group(visibility="reserved", name="Zanzibar")
    member, admin = make_member(hidden), make_person(admin=True, name="The Admin")
    slug = cards([hidden])[hidden].slug
    browser = as_person(admin)
    assert browser.get(f"/groups/{slug}").status_code == 404
    answer = browser.post("/audit/enter", data={"slug": slug, "reason": "A complaint under the law."})
    assert answer.status_code == 303
    assert standing(admin, hidden).role == "observer"
    page = as_person(member).get(f"/groups/{slug}/members").text
    assert "A complaint under the law." in page
    assert "The Admin" in page
    told = db.session.scalars(select(Notification.person_id).join(Notice, Notice.id == Notification.notice_id).where(
        Notice.kind == "group-entered")).all()
    assert member in told
    assert admin not in told
    browser.post("/audit/enter", data={"slug": slug, "reason": "Again."})
    assert db.session.scalar(select(func.count()).select_from(GroupEntry)) == 1
    assert "ReservedGroupEntered" in browser.get(f"/groups/{slug}/audit").text


@pytest.mark.parametrize("visibility", ["public", None])
def test_a_word_that_names_no_reserved_group_is_answered_alike(ctx, visibility):
    slug = cards([g := make_group()])[g].slug if visibility else "nothing"
    with pytest.raises(Invalid) as refused:
        groups.enter_reserved(make_person(admin=True), slug, reason="To look.")
    assert str(refused.value.errors["slug"]) == "No reserved group has this address."


def test_nobody_else_enters_and_nobody_without_a_reason(ctx):
    hidden = make_group(visibility="reserved")
    slug = cards([hidden])[hidden].slug
    with pytest.raises(Refused):
        groups.enter_reserved(make_person(), slug, reason="Curious.")
    admin = make_person(admin=True)
    with pytest.raises(Invalid):
        groups.enter_reserved(admin, slug, reason="  ")
    assert db.session.scalar(select(Membership.id).where(Membership.person_id == admin)) is None

"""Groups below groups: no circle, not even by moves at the same instant; a reserved one leaves no trace."""

import re
import threading
from contextlib import suppress

import pytest
from sqlalchemy import select

from goforum.core.db import db
from goforum.core.rules import Invalid, NotFound, Refused
from goforum.groups import commands, queries, rules
from goforum.groups.models import Group
from tests.factories import enter, make_group, make_member, make_person


def slug(group_id):
    return queries.cards([group_id])[group_id].slug


@pytest.mark.parametrize(("above", "fine"), [
    ([2], True), ([2, 3, 4, 5], True), ([1], False), ([2, 1], False), ([2, 3, 4, 5, 6], False)])
def test_where_a_group_may_stand(above, fine):
    assert (rules.place_fault(1, above) is None) is fine


def parent(group_id):
    return db.session.scalar(select(Group.parent_id).where(Group.id == group_id))


def test_moving_through_the_page(as_person):
    me = make_person()
    above, below = make_group(facilitator=me, name="Above"), make_group(facilitator=me, name="Below")
    foreign = make_group(name="Foreign")
    browser, path = as_person(me), f"/groups/{slug(below)}/move"
    page = browser.get(path).text
    assert "Above" in page
    assert "Foreign" not in page
    assert browser.post(path, data={"parent": foreign}).status_code == 422
    assert browser.post(path, data={"parent": above}).status_code == 303
    assert parent(below) == above
    assert browser.post(f"/groups/{slug(above)}/move", data={"parent": below}).status_code == 422


def test_who_may_move(ctx):
    me, admin = make_person(), make_person(admin=True)
    mine, foreign, hidden = make_group(facilitator=me), make_group(), make_group(visibility="reserved")
    with pytest.raises(Refused):
        commands.move_group(me, mine, foreign)
    with pytest.raises((Refused, NotFound)):
        commands.move_group(admin, mine, hidden)
    with pytest.raises(Refused):
        commands.move_group(me, mine, None)
    commands.move_group(admin, mine, foreign)
    with pytest.raises(Invalid):
        commands.move_group(admin, foreign, mine)
    commands.move_group(admin, mine, None)
    assert parent(mine) is None


@pytest.mark.race
@pytest.mark.parametrize("size", [2, 3, 5])
def test_moves_at_once_close_no_circle(app, committed, ctx, size):
    me = make_person()
    groups = [make_group(facilitator=me) for _ in range(size)]
    ready = threading.Barrier(size)

    def move(number):
        with app.app_context():
            ready.wait()
            with suppress(Invalid):
                commands.move_group(me, groups[number], groups[(number + 1) % size])
            db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=move, args=[n]) for n in range(size)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    db.session.rollback()
    above = {group: parent(group) for group in groups}
    for group in groups:
        seen, at = [], group
        while at is not None:
            assert at not in seen, above
            seen.append(at)
            at = above[at]
    assert sum(one is not None for one in above.values()) == size - 1


def test_a_reserved_child_leaves_no_trace_on_its_public_parent(app, as_person, client, count_statements):
    me = make_person()
    above, bare = make_group(facilitator=me, name="Above"), make_group(facilitator=me, name="Above")
    hidden = make_group(facilitator=me, visibility="reserved", name="Zanzibar cell", parent=above)
    make_group(facilitator=me, name="Shown below", parent=above)
    make_group(facilitator=me, name="Shown below", parent=bare)
    outsider, admin, insider = (as_person(make_person()), as_person(make_person(admin=True)),
                                as_person(make_member(hidden)))
    for browser in (client, outsider, admin):
        pages, costs = [], []
        for group_id in (above, bare):
            browser.get(f"/groups/{slug(group_id)}")
            with count_statements() as seen:
                pages.append(browser.get(f"/groups/{slug(group_id)}").text)
            costs.append(len(seen))
        plain = [re.sub(r"/groups/[a-z-]+\d*(-\d+)?", "/groups/S", page) for page in pages]
        assert "Zanzibar" not in pages[0]
        assert "Shown below" in pages[0]
        assert len(plain[0]) == len(plain[1])
        assert costs[0] == costs[1]
    assert "Zanzibar cell" in insider.get(f"/groups/{slug(above)}").text
    assert "Above" in insider.get(f"/groups/{slug(hidden)}").text


def test_a_public_child_of_a_reserved_parent_does_not_name_it(client, as_person):
    me = make_person()
    hidden = make_group(facilitator=me, visibility="reserved", name="Zanzibar cell")
    below = make_group(facilitator=me, name="Open below", parent=hidden)
    member = make_member(below)
    enter(make_person(), below)
    for browser in (client, as_person(member)):
        page = browser.get(f"/groups/{slug(below)}").text
        assert "Zanzibar" not in page
        assert "Open below" in page
    assert "Zanzibar cell" in as_person(me).get(f"/groups/{slug(below)}").text

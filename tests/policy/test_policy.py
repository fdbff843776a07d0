"""The policy table driven through every door, and the proof that no door is missing from it."""

import pytest

from goforum.core.db import db
from tests.policy import table, world
from tests.policy.driver import press
from tests.policy.rows_guests import AS_GUEST, SEEN, as_guest
from tests.policy.world import CANARIES, KINDS


@pytest.fixture(scope="module")
def the_world(app):
    """One world for the module; each press is undone, and the whole at the end."""
    with app.app_context():
        engines = db._app_engines[app]
        engine = engines[None]
        connection = engine.connect()
        outer = connection.begin()
        engines[None] = connection
        try:
            built = world.build()
            db.session.remove()
            yield built
        finally:
            db.session.remove()
            engines[None] = engine
            outer.rollback()
            connection.close()


@pytest.mark.parametrize("row", table.TABLE, ids=lambda row: row.name)
def test_every_door_answers_every_kind_of_person_as_written(app, the_world, row):
    found = {}
    for kind in KINDS:
        answer, text = press(app, the_world, row, kind)
        found[kind] = answer
        if row.place == "reserved" and kind != "committee":
            leaked = [word for word in CANARIES.values() if word in text]
            assert not leaked, f"{row.name} shows {leaked} to {kind}"
    assert found == row.answers


@pytest.mark.parametrize("row", table.TABLE, ids=lambda row: row.name)
def test_every_door_answers_a_guest_of_the_meeting_as_written(app, the_world, row):
    answer, text = press(app, the_world, row, "guest")
    if row.place == "reserved":
        allowed = SEEN if (row.endpoint, row.method) in AS_GUEST else set()
        leaked = [word for kind, word in CANARIES.items() if word in text and kind not in allowed]
        assert not leaked, f"{row.name} shows {leaked} to a guest"
    assert answer == as_guest(row)


def test_guests_come_through_as_themselves_only_where_the_table_says_so(app):
    marked = {name for name, view in app.view_functions.items() if hasattr(view, "guests_too")}
    elsewhere = {"accounts.sign_out", "meetings.guest", "pages.file", "pages.small_file"}
    assert marked == {endpoint for endpoint, _method in AS_GUEST} | elsewhere


def test_no_route_is_missing_from_the_table(app):
    known = {(row.endpoint, row.method) for row in table.TABLE}
    missing = sorted(
        f"{method} {rule.endpoint}" for rule in app.url_map.iter_rules() for method in (rule.methods or set())
        if method not in {"HEAD", "OPTIONS"} and rule.endpoint not in table.OPEN
        and (rule.endpoint, method) not in known)
    assert not missing, "write these doors into tests/policy/table.py: " + ", ".join(missing)


def test_every_door_inside_a_group_is_tried_in_a_reserved_one(app):
    tried = {row.endpoint for row in table.TABLE if row.place == "reserved"}
    inside = {"slug", "thread_id", "post_id", "proposal_id", "poll_id", "meeting_id", "message_id", "item_id",
              "request_id", "invitation_id", "mandate_id", "member_id"}
    missing = sorted({rule.endpoint for rule in app.url_map.iter_rules()
                      if rule.arguments & inside and not rule.rule.startswith("/plans/")} - tried)
    assert not missing


def test_the_document_says_what_the_table_says():
    from tests.policy import document

    assert document.TARGET.read_text(encoding="utf-8") == document.text(), "run: python -m tests.policy.document"

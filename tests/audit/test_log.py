"""Acts are written once, inside their own transaction; the log is read by those who may read the group."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from goforum.audit.models import AuditEntry
from goforum.core.db import db
from goforum.core.rules import Refused
from goforum.groups import commands
from tests.factories import make_group, make_member, make_person


def kinds():
    return list(db.session.scalars(select(AuditEntry.kind).order_by(AuditEntry.id)))


def test_an_act_leaves_one_line_and_a_refused_one_none(ctx):
    group_id, person_id = make_group(), make_person()
    before = len(kinds())
    commands.join(person_id, group_id)
    assert kinds()[before:] == ["MemberJoined"]
    with pytest.raises(Refused):
        commands.change_group(person_id, group_id, kind="forum")
    assert len(kinds()) == before + 1


@pytest.mark.parametrize("statement", ["UPDATE audit_entries SET kind = 'x'", "DELETE FROM audit_entries"])
def test_the_database_itself_refuses_changes(ctx, statement):
    make_group()
    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(text(statement))


def test_an_administrator_does_not_see_acts_of_reserved_groups_they_do_not_belong_to(as_person):
    admin_id = make_person(admin=True)
    hidden = make_group(visibility="reserved", name="Zanzibar committee")
    make_member(hidden)
    page = as_person(admin_id).get("/audit")
    assert page.status_code == 200
    assert "Zanzibar" not in page.text


def test_no_text_anyone_wrote_is_in_the_log(ctx):
    make_group(name="Some words of a name")
    for data in db.session.scalars(select(AuditEntry.data)):
        assert "Some words" not in str(data)

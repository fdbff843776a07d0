"""Only commands and listeners write; only core commits; the doors hold no SQL."""

import re

import pytest

from tests.architecture.source import PACKAGE, calls, imported, in_role, modules, name_of, role

pytestmark = pytest.mark.once

SESSION = re.compile(r"(^|\.)(session|db\.session|connection|conn)$")
WRITES = {"add", "add_all", "delete", "merge", "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings"}
WRITERS = {"insert", "update", "delete", "insert_or_ignore", "insert_many_or_ignore", "upsert"}
ENDS = {"commit", "begin", "begin_nested"}


def may_write(path):
    """Commands and listeners; core, which they write through; the generator of example data, which fills tables."""
    return role(path) in {"commands", "listeners"} or path.relative_to(PACKAGE).parts[0] in {"core", "demo"}


def on_session(callee, names):
    receiver, _, method = callee.rpartition(".")
    return method in names and SESSION.search(receiver) is not None


def test_only_commands_and_listeners_add_or_delete():
    found = [
        f"{name_of(path)}:{line}: {callee}()"
        for path in modules() if not may_write(path)
        for line, callee in calls(path) if on_session(callee, WRITES)
    ]
    assert not found, "\n" + "\n".join(found)


def test_only_commands_and_listeners_write_statements():
    found = [
        f"{name_of(path)}:{line}: imports {name}"
        for path in modules() if not may_write(path)
        for line, module, name in imported(path)
        if name in WRITERS and (module.startswith("sqlalchemy") or module == "goforum.core.db")
    ]
    assert not found, "\n" + "\n".join(found)


def test_only_core_commits():
    found = [
        f"{name_of(path)}:{line}: {callee}()"
        for path in modules() if path.relative_to(PACKAGE).parts[0] not in {"core", "demo"}
        for line, callee in calls(path) if on_session(callee, ENDS)
    ]
    assert not found, "\n" + "\n".join(found)


def test_doors_and_forms_hold_no_sql():
    found = [
        f"{name_of(path)}:{line}: imports {module}"
        for path in in_role("views", "sockets", "forms", "jobs")
        for line, module, name in imported(path)
        if module.split(".")[0] == "sqlalchemy" or (module == "goforum.core.db" and name == "db")
    ]
    assert not found, "\n" + "\n".join(found)


def test_commands_and_queries_know_no_request():
    webby = {"request", "session", "flash", "redirect", "render_template", "url_for", "abort"}
    found = [
        f"{name_of(path)}:{line}: imports {name} of {module}"
        for path in in_role("commands", "queries", "rules", "models", "events")
        for line, module, name in imported(path)
        if (module.split(".")[0] == "flask" and name in webby) or module.startswith(("flask_socketio", "smtplib"))
    ]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("callee", "names", "expected"),
    [
        ("db.session.add", WRITES, True), ("session.delete", WRITES, True), ("self.session.merge", WRITES, True),
        ("seen.add", WRITES, False), ("cache.delete", WRITES, False), ("db.session.commit", ENDS, True),
        ("writer.commit", ENDS, False),
    ],
)
def test_the_detector_sees_sessions_and_nothing_else(callee, names, expected):
    assert on_session(callee, names) is expected

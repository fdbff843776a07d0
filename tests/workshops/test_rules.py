"""Who may register when, and who has a place, as tables."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from goforum.core.tables import cell
from goforum.groups.rules import Standing
from goforum.workshops import rules

NOW = datetime(2027, 1, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Facts:
    open_to: str = "members"
    starts_at: datetime = NOW + 3 * HOUR
    closes_at: datetime = NOW + HOUR
    cancelled_at: datetime | None = None


@pytest.mark.parametrize(("visibility", "role", "open_to", "code"), [
    ("public", "member", "members", ""), ("public", "observer", "members", ""), ("public", "secretary", "members", ""),
    ("public", None, "members", "not-member"), ("public", None, "everyone", ""),
    ("members", None, "everyone", "members-only"), ("reserved", None, "everyone", "hidden"),
    ("reserved", "member", "members", ""),
])
def test_for_whom_it_is(visibility: str, role: str | None, open_to: str, code: str) -> None:
    who = Standing(1, visibility, person_id=1, confirmed=True, role=role)
    assert getattr(rules.may_register(who, Facts(open_to), NOW), "code", "") == code


@pytest.mark.parametrize(("changes", "code"), [
    ({"person_id": None, "role": None}, "visitor"), ({"confirmed": False}, "unconfirmed"), ({"suspended": True}, "suspended"),
    ({"archived": True}, "archived"), ({"suspended_here_until": NOW + HOUR}, "suspended-here"),
    ({"silenced_until": NOW + HOUR}, ""),
])
@pytest.mark.parametrize("open_to", ["members", "everyone"])
def test_an_account_that_may_act(changes: dict[str, object], code: str, open_to: str) -> None:
    facts: dict[str, object] = {"person_id": 1, "confirmed": True, "role": "member", **changes}
    who = Standing(1, "public", **facts)  # type: ignore[arg-type]
    assert getattr(rules.may_register(who, Facts(open_to), NOW), "code", "") == code


@pytest.mark.parametrize(("hours", "cancelled", "phase", "registers", "withdraws"), [
    (0, False, "open", "", ""), (1, False, "closed", "closed", ""), (3, False, "begun", "begun", "begun"),
    (0, True, "cancelled", "cancelled", "cancelled"), (9, True, "cancelled", "cancelled", "cancelled"),
])
def test_until_when(hours: int, cancelled: bool, phase: str, registers: str, withdraws: str) -> None:
    who, now = Standing(1, "public", person_id=1, confirmed=True, role="member"), NOW + hours * HOUR
    workshop = Facts(cancelled_at=NOW if cancelled else None)
    assert rules.phase(workshop, now) == phase
    assert getattr(rules.may_register(who, workshop, now), "code", "") == registers
    assert getattr(rules.may_withdraw(who, workshop, 1, now), "code", "") == withdraws
    assert getattr(rules.may_withdraw(who, workshop, 2, now), "code", "") == "not-facilitator"


@pytest.mark.parametrize(("places", "placed", "waiting", "seat"), [
    (2, 0, 0, "placed"), (2, 1, 0, "placed"), (2, 2, 0, "waiting"), (2, 2, 5, "waiting"),
    # A place that is free for a moment is for who waits first.
    (2, 1, 1, "waiting"),
])
def test_nobody_passes_those_who_wait(places: int, placed: int, waiting: int, seat: str) -> None:
    assert rules.seat(places, placed, waiting) == seat


@pytest.mark.parametrize(("typed", "shown"), [
    ("Salma", "Salma"), (None, ""), (3, "3"), ("=1+1", "'=1+1"), (" =1", "' =1"), ("+212", "'+212"), ("-2", "'-2"),
    ("@SUM(A1)", "'@SUM(A1)"), ("＝1", "'＝1"), ("\t=1", "' =1"), ("\r\n=1", "'  =1"), ("\u202e=1", "'=1"),
    ("\u200fسلمى\u202e", "سلمى"), ("a\u2066b\u2069", "ab"), ("two\nlines", "two lines"), ('a,b"c', 'a,b"c'),
])
def test_a_cell_is_read_and_never_run(typed: object, shown: str) -> None:
    assert cell(typed) == shown

"""Rules of points and actions, as tables."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from goforum.conclusions import rules
from goforum.core.rules import No
from goforum.groups.rules import Standing

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
TODAY = date(2026, 11, 26)


@dataclass(frozen=True)
class Fact:
    owner_id: int | None = None
    organisation_id: int | None = None
    state: str = "open"


def someone(role: str | None = "member", **more: object) -> Standing:
    return Standing(1, "public", person_id=5, confirmed=True, role=role, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("who", "action", "code"), [
    (someone("facilitator"), Fact(), None),
    (someone("secretary"), Fact(owner_id=9), None),
    (someone(), Fact(owner_id=5), None),
    (someone(organisation_id=7), Fact(organisation_id=7), None),
    (someone(organisation_id=8), Fact(organisation_id=7), "not-owner"),
    (someone(), Fact(), "not-owner"),
    (someone("observer"), Fact(owner_id=5), "not-facilitator"),
    (someone(None), Fact(owner_id=5), "not-facilitator"),
    (someone(archived=True), Fact(owner_id=5), "archived"),
    (Standing(1, "public"), Fact(), "visitor"),
])
def test_who_says_how_an_action_goes(who: Standing, action: Fact, code: str | None) -> None:
    verdict = rules.may_report(who, action, NOW)
    assert (verdict.code if isinstance(verdict, No) else None) == code


@pytest.mark.parametrize(("state", "days", "late", "remind"), [
    ("open", -1, True, False), ("open", 0, False, True), ("open", 3, False, True), ("open", 4, False, False),
    ("done", -1, False, False), ("dropped", 1, False, False),
])
def test_what_is_late_and_who_is_reminded(state: str, days: int, late: bool, remind: bool) -> None:
    due = TODAY + timedelta(days=days)
    assert (rules.is_late(state, due, TODAY), rules.should_remind(state, due, TODAY)) == (late, remind)
    assert not rules.is_late(state, None, TODAY)
    assert not rules.should_remind(state, None, TODAY)


@pytest.mark.parametrize(("due", "good"), [
    (None, True), (date(2019, 2, 15), True), (date(1989, 12, 31), False), (TODAY + timedelta(days=3661), False),
])
def test_deadlines_that_cannot_be(due: date | None, good: bool) -> None:
    assert (rules.due_fault(due, TODAY) is None) == good


def test_a_text_needs_one_language_and_an_end() -> None:
    assert rules.text_fault({"ar": None, "fr": "Oui", "en": None}) is None
    assert rules.text_fault({"ar": None, "fr": None, "en": None}) is not None
    assert (rules.text_fault({"ar": "ا" * 1001, "fr": "Oui", "en": None}) or ("",))[0] == "ar"

"""Pure rules of points and actions: who may note, who may say that it is done, what is late."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Protocol

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict, Words
from goforum.groups.rules import Standing, may_facilitate, may_vote

MAX_TEXT = 1000
MAX_NOTE = 1000
# Whoever has to do it is reminded so many days before the day.
REMIND_DAYS = 3
FARTHEST = timedelta(days=3660)


class Owned(Protocol):
    """What rules ask of an action."""

    @property
    def owner_id(self) -> int | None: ...
    @property
    def organisation_id(self) -> int | None: ...
    @property
    def state(self) -> str: ...


def may_note(standing: Standing, now: datetime, *, recording: bool = False) -> Verdict:
    """Note points and actions of the group: facilitators and the secretary; and members while they record a meeting."""
    verdict = may_facilitate(standing, now)
    return may_vote(standing, now) if recording and not verdict else verdict


def is_owner(standing: Standing, action: Owned) -> bool:
    """Whether it is this person's to do: by name, or because they speak for the organisation that does it."""
    if standing.person_id is None:
        return False
    by_mandate = action.organisation_id is not None and action.organisation_id == standing.organisation_id
    return action.owner_id == standing.person_id or by_mandate


def may_report(standing: Standing, action: Owned, now: datetime) -> Verdict:
    """Say that an action is done, dropped or open again, or how it goes: its owner and the organisers."""
    organises = may_facilitate(standing, now)
    if organises:
        return YES
    able = may_vote(standing, now)
    if not able:
        return able if isinstance(able, No) and able.code not in ("not-member", "observer") else organises
    if is_owner(standing, action):
        return YES
    return No("not-owner", _l("Only whoever does it, and the organisers of the group, may do this."))


def text_fault(texts: Mapping[str, str | None]) -> tuple[str, Words] | None:
    """What is wrong with a text in up to three languages: the language and the reason, or None."""
    if not any(texts.values()):
        return "fr", _l("Write it in at least one language.")
    for lang, text in texts.items():
        if text and len(text) > MAX_TEXT:
            return lang, _l("At most %(max)d characters.", max=MAX_TEXT)
    return None


def due_fault(due_on: date | None, today: date) -> Words | None:
    """What is wrong with a deadline. One that has passed is allowed: history is entered afterwards."""
    if due_on is None or date(1990, 1, 1) <= due_on <= today + FARTHEST:
        return None
    return _l("Choose another date.")


def is_late(state: str, due_on: date | None, today: date) -> bool:
    """Whether an action should have been done by now; its whole last day counts."""
    return state == "open" and due_on is not None and due_on < today


def should_remind(state: str, due_on: date | None, today: date) -> bool:
    """Whether the days have come in which its owner is reminded, once for each deadline."""
    return state == "open" and due_on is not None and due_on - timedelta(days=REMIND_DAYS) <= today <= due_on


_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


def is_client_key(text: str) -> bool:
    """A name that the sender gave: any 8 to 64 plain characters."""
    return _KEY.fullmatch(text) is not None

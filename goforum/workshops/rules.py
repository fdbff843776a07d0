"""Pure rules of workshops: who may register until when, who has a place, what a workshop must say."""

from datetime import datetime
from typing import Protocol

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict, Words
from goforum.groups.rules import Standing, may_accept, may_facilitate, may_read, may_vote

MOST_PLACES = 5000
MAX_ABOUT = 20_000


class Facts(Protocol):
    """What rules ask of a workshop."""

    @property
    def open_to(self) -> str: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def closes_at(self) -> datetime: ...
    @property
    def cancelled_at(self) -> datetime | None: ...


_CANCELLED = No("cancelled", _l("This workshop is cancelled."))
_BEGUN = No("begun", _l("This workshop has begun."))


def phase(workshop: Facts, now: datetime) -> str:
    """open, closed (to registrations), begun or cancelled."""
    if workshop.cancelled_at is not None:
        return "cancelled"
    if now >= workshop.starts_at:
        return "begun"
    return "open" if now < workshop.closes_at else "closed"


def may_plan(standing: Standing, now: datetime) -> Verdict:
    """Announce a workshop of the group: its organisers."""
    return may_facilitate(standing, now)


def may_change(standing: Standing, workshop: Facts, now: datetime) -> Verdict:
    """Change it or cancel it: organisers, until it begins."""
    verdict = may_facilitate(standing, now)
    if not verdict:
        return verdict
    return {"cancelled": _CANCELLED, "begun": _BEGUN}.get(phase(workshop, now), YES)


def may_register(standing: Standing, workshop: Facts, now: datetime) -> Verdict:
    """Take a place or a turn: those it is open to, until registration closes. Observers may, where members may."""
    verdict = _is_for(standing, workshop, now)
    if not verdict:
        return verdict
    closed = {"cancelled": _CANCELLED, "begun": _BEGUN, "closed": No("closed", _l("Registration is closed."))}
    return closed.get(phase(workshop, now), YES)


def _is_for(standing: Standing, workshop: Facts, now: datetime) -> Verdict:
    verdict = may_read(standing, now) and may_accept(standing, now)
    if not verdict:
        return verdict
    voice = may_vote(standing, now)
    if isinstance(voice, No) and (voice.code == "suspended-here" or (
            voice.code == "not-member" and workshop.open_to == "members")):
        return voice
    return YES


def may_withdraw(standing: Standing, workshop: Facts, person_id: int, now: datetime) -> Verdict:
    """Give a place back before it begins: whoever has it, also after registration closed, and organisers for them."""
    if standing.person_id is None:
        return may_accept(standing, now)
    if standing.person_id != person_id:
        verdict = may_facilitate(standing, now)
        if not verdict:
            return verdict
    return {"cancelled": _CANCELLED, "begun": _BEGUN}.get(phase(workshop, now), YES)


def seat(places: int, placed: int, waiting: int) -> str:
    """What somebody who registers now has: nobody passes those who wait."""
    return "placed" if placed < places and not waiting else "waiting"


def times_fault(starts_at: datetime, ends_at: datetime, closes_at: datetime, now: datetime) -> tuple[str, Words] | None:
    """What is wrong with the times: the field and the reason."""
    if starts_at <= now:
        return "day", _l("This time has passed. Choose another.")
    if ends_at <= starts_at:
        return "ends", _l("It must end after it starts.")
    if closes_at > starts_at:
        return "closes_at", _l("Registration closes before the workshop begins.")
    if closes_at <= now:
        return "closes_at", _l("Choose a time in the future.")
    return None

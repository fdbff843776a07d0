"""What a poll fixes when it opens, by its method, and what is wrong with it, field by field."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from goforum.core.i18n import _l
from goforum.core.rules import Words
from goforum.voting.models import MAX_LABEL, MAX_OPTIONS, STATUS_QUO, Consenting, Position, Reasons
from goforum.voting.rules.majorities import Base, Majority
from goforum.voting.rules.methods import METHODS, MethodFacts, Shape

HIGHEST_CEILING = {Shape.SCORES: 10, Shape.DOTS: 100}


@dataclass(frozen=True)
class Choice:
    """An option of a poll: its key, what was written, and when it begins for a date."""

    key: str
    label: str = ""
    starts_at: datetime | None = None


@dataclass(frozen=True)
class Terms:
    """How people vote. ``labels`` and ``dates`` are what the opener listed; the method may have options of its own."""

    method: str = "position"
    labels: tuple[str, ...] = ()
    dates: tuple[datetime, ...] = ()
    seats: int = 1
    ceiling: int = 0
    status_quo: bool = False
    majority: str = Majority.SIMPLE.value
    majority_of: str = Base.EXPRESSED.value
    reasons: str = Reasons.OBJECTION.value
    secret: bool = False

    @property
    def facts(self) -> MethodFacts:
        """The method's line of the table."""
        return METHODS[self.method]

    def choices(self) -> list[Choice]:
        """The options in their order; dates stand in the order of time."""
        if self.method == "position":
            # An objection is its reason, and a secret ballot has none.
            return [Choice(one.value) for one in Position if not (self.secret and one is Position.OBJECTION)]
        if self.method == "consent":
            return [Choice(one.value) for one in Consenting]
        if self.facts.shape is Shape.DATES:
            return [Choice(f"o{at}", starts_at=one) for at, one in enumerate(sorted(self.dates), 1)]
        listed = [Choice(f"o{at}", one) for at, one in enumerate(self.labels, 1)]
        return [*listed, Choice(STATUS_QUO)] if self.status_quo else listed


def terms_fault(terms: Terms, now: datetime) -> dict[str, Words]:
    """What is wrong with the terms, by field of the form that makes them."""
    if terms.method not in METHODS:
        return {"method": _l("Choose one.")}
    facts = terms.facts
    errors: dict[str, Words] = {}
    if terms.reasons not in set(Reasons):
        errors["reasons"] = _l("Choose one.")
    if terms.secret and terms.method == "consent":
        errors["secret"] = _l("Consent asks for the reasons of objections: such a vote can only be open.")
    if facts.decides:
        if terms.majority not in set(Majority):
            errors["majority"] = _l("Choose one.")
        if terms.majority_of not in set(Base):
            errors["majority_of"] = _l("Choose one.")
        return errors
    if facts.shape is Shape.DATES:
        errors |= _dates_fault(terms.dates, now)
    else:
        errors |= _labels_fault(terms.labels, facts.options)
    if not 1 <= terms.seats <= max(1, len(terms.choices()) - 1) or (terms.seats > 1 and not facts.seats):
        errors["seats"] = _l("Choose at least one option, and fewer than there are.")
    if (most := HIGHEST_CEILING.get(facts.shape)) and not 1 <= terms.ceiling <= most:
        errors["ceiling"] = _l("Write a whole number from %(least)d to %(most)d.", least=1, most=most)
    return errors


def _labels_fault(labels: Sequence[str], least: int) -> dict[str, Words]:
    if len(labels) < least:
        return {"options": _l("List at least two options, each on a line of its own.")}
    if len(labels) > MAX_OPTIONS:
        return {"options": _l("At most %(max)d options.", max=MAX_OPTIONS)}
    if any(len(one) > MAX_LABEL for one in labels):
        return {"options": _l("An option has at most %(max)d characters.", max=MAX_LABEL)}
    if len({one.casefold() for one in labels}) < len(labels):
        return {"options": _l("An option stands there twice.")}
    return {}


def _dates_fault(dates: Sequence[datetime], now: datetime) -> dict[str, Words]:
    if len(dates) < 2:
        return {"dates": _l("Propose at least two dates.")}
    if len(dates) > MAX_OPTIONS:
        return {"dates": _l("At most %(max)d options.", max=MAX_OPTIONS)}
    if len(set(dates)) < len(dates):
        return {"dates": _l("A date stands there twice.")}
    if min(dates) <= now:
        return {"dates": _l("A date has passed already.")}
    return {}

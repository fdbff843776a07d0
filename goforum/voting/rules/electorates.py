"""Who holds the votes of a poll, and the rule each college decides by; fixed at opening."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from goforum.core.i18n import _l
from goforum.core.rules import Words
from goforum.voting.models import Electorate as Holder
from goforum.voting.rules.fingerprints import canonical_hash
from goforum.voting.rules.majorities import Base, Majority, Threshold

COLLEGES = ("civil_society", "public_bodies")
ORGANISATION = "organisation:"


@dataclass(frozen=True)
class Electorate:
    """One vote for each person or each organisation. ``colleges`` is empty where all count together; ``weighted`` takes
    the weights of the group's charter, ``delegation`` lets voters be represented by another of their college."""

    by: str = Holder.PERSON.value
    colleges: Mapping[str, Threshold] = field(default_factory=dict)
    weighted: bool = False
    delegation: bool = False

    def stored(self) -> dict[str, Any] | None:
        """The rules of the colleges as the poll's row keeps them."""
        return {name: {"majority": rule.majority.value, "of": rule.of.value, "quorum": rule.quorum_percent}
                for name, rule in self.colleges.items()} or None


def college_thresholds(stored: Mapping[str, Any] | None) -> dict[str, Threshold]:
    """The rules of the colleges out of the poll's row."""
    return {name: Threshold(Majority(rule["majority"]), Base(rule["of"]), rule["quorum"])
            for name, rule in (stored or {}).items()}


@dataclass(frozen=True)
class RollLine:
    """A line of the roll: who holds the vote, in which college, with which weight."""

    key: str
    college: str | None = None
    weight: int = 1

    @property
    def organisation_id(self) -> int | None:
        """The organisation, where one holds this vote."""
        return organisation_of(self.key)


def organisation_of(key: str) -> int | None:
    """The organisation a key of the roll names, or None for a person's."""
    return int(key.removeprefix(ORGANISATION)) if key.startswith(ORGANISATION) else None


def organisation_key(organisation_id: int) -> str:
    """The key of an organisation's line."""
    return f"{ORGANISATION}{organisation_id}"


def electorate_fault(electorate: Electorate, method: str, roll: Iterable[RollLine], *,
                     secret: bool = False) -> dict[str, Words]:
    """What is wrong with the electorate, by field of the form that opens the vote."""
    lines = list(roll)
    errors: dict[str, Words] = {}
    if secret and (electorate.colleges or electorate.weighted or electorate.delegation):
        errors["secret"] = _l("Colleges, weights and delegation say too much of a ballot: they exist in "
                              "open votes only.")
    if electorate.by not in set(Holder):
        errors["electorate"] = _l("Choose one.")
    elif not lines and electorate.by == Holder.ORGANISATION:
        errors["electorate"] = _l("Nobody speaks for an organisation in this group: give mandates first.")
    if electorate.weighted and electorate.by != Holder.ORGANISATION:
        errors["weighted"] = _l("Weights belong to organisations: let organisations vote.")
    if electorate.colleges:
        if method != "position":
            errors["colleges"] = _l("Colleges vote apart only for or against.")
        elif not set(electorate.colleges) <= set(COLLEGES):
            errors["colleges"] = _l("Choose one.")
        elif len({line.college for line in lines if line.college in electorate.colleges}) < 2:
            errors["colleges"] = _l("Two colleges must sit in the group for them to vote apart.")
        for name, rule in electorate.colleges.items():
            if not 0 <= rule.quorum_percent <= 100:
                errors[f"quorum_{name}"] = _l("Write a whole number from 0 to 100.")
    return errors


def plain_lines(lines: Iterable[RollLine]) -> list[list[Any]]:
    """The roll with colleges and weights as it is published, in the order of the keys."""
    return sorted([line.key, line.college or "", line.weight] for line in lines)


def lines_hash(lines: Iterable[RollLine]) -> str:
    """The fingerprint of the roll with colleges and weights, whatever the order of the lines."""
    return canonical_hash(plain_lines(lines))

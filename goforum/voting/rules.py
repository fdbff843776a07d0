"""Pure rules of voting: who may vote and until when, what a count decides, what is fixed at opening.

Numbers are whole all through: a share of the roll is compared by multiplying, never by dividing, so that
the boundary is exactly where the words say it is.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

import orjson

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict, Words
from goforum.groups import rules as groups_rules
from goforum.groups.rules import Standing
from goforum.voting.models import MAX_REASON, Outcome, Position

POSITIONS = tuple(one.value for one in Position)
SHORTEST = timedelta(hours=1)
LONGEST = timedelta(days=366)


class PollFacts(Protocol):
    """What the rules ask of a poll: its row or its view."""

    @property
    def opened_by_id(self) -> int: ...
    @property
    def closes_at(self) -> datetime: ...
    @property
    def closed_at(self) -> datetime | None: ...
    @property
    def cancelled_at(self) -> datetime | None: ...


def phase(poll: PollFacts, now: datetime) -> str:
    """open; ended (the deadline has passed, the count is about to be made); closed; cancelled.

    A recorded end wins over the clock, so that a clock set back opens nothing again.
    """
    if poll.cancelled_at is not None:
        return "cancelled"
    if poll.closed_at is not None:
        return "closed"
    return "open" if now < poll.closes_at else "ended"


def may_open_poll(standing: Standing, now: datetime) -> Verdict:
    """Put a question to the group: whoever may write in it."""
    return groups_rules.may_write(standing, now)


def may_vote(standing: Standing, poll: PollFacts, on_roll: bool, now: datetime) -> Verdict:
    """Vote: a member in good standing, on the roll fixed at opening, before the deadline."""
    verdict = groups_rules.may_vote(standing, now)
    if isinstance(verdict, No):
        # Joining helps with the next votes, not with this one: do not send anyone through that door in vain.
        return replace(verdict, reason=_l("The members of the group vote. Those who join now vote in the next "
                                          "ones."), help=None) if verdict.code == "not-member" else verdict
    if not on_roll:
        return No("not-on-roll", _l(
            "The list of voters was fixed when this vote opened, and you were not on it. "
            "You can vote in those that open from now on."))
    if phase(poll, now) != "open":
        return No("closed", _l("This vote is closed."))
    return YES


def may_cancel(standing: Standing, poll: PollFacts, cast: int, now: datetime) -> Verdict:
    """End a vote without a result: facilitators, and who opened it as long as nobody has voted.

    Not once the deadline has passed: whoever sees how it went must not be able to unmake it before the count.
    """
    facilitates = groups_rules.may_facilitate(standing, now)
    opened_it = standing.person_id is not None and standing.person_id == poll.opened_by_id
    if not facilitates and opened_it and groups_rules.may_write(standing, now):
        if cast:
            return No("has-ballots", _l("Someone has voted: only a facilitator may cancel the vote now."))
    elif not facilitates:
        return facilitates
    if phase(poll, now) in {"ended", "closed", "cancelled"}:
        return No("closed", _l("This vote is closed."))
    return YES


def may_see_ballots(poll: PollFacts, now: datetime) -> Verdict:
    """Read who chose what: once the poll is counted, never before."""
    if phase(poll, now) != "closed":
        return No("not-closed", _l("Names and choices are published when the vote is closed."))
    return YES


def shows_results(results: str, poll: PollFacts, now: datetime) -> bool:
    """Whether counts by option may leave the database."""
    current = phase(poll, now)
    return current == "closed" or (results == "open" and current in {"open", "ended"})


def deadline_fault(closes_at: datetime, now: datetime, at_least: timedelta = SHORTEST) -> Words | None:
    """What is wrong with a deadline, in words, or None."""
    if closes_at < now + at_least:
        if at_least == SHORTEST:
            return _l("Choose a time at least one hour from now, so that people can vote.")
        return _l("Choose a time in the future.")
    if closes_at > now + LONGEST:
        return _l("Choose a time within one year.")
    return None


def ballot_fault(choice: str, reason: str) -> dict[str, Words]:
    """What is wrong with a ballot, field by field."""
    if choice not in POSITIONS:
        return {"choice": _l("Choose one.")}
    if len(reason) > MAX_REASON:
        return {"reason": _l("At most %(max)d characters.", max=MAX_REASON)}
    if choice == Position.OBJECTION and not reason.strip():
        return {"reason": _l("An objection needs its reason: what would have to change?")}
    return {}


def required_ballots(roll_size: int, quorum_percent: int) -> int:
    """The fewest ballots that reach the quorum: the share of the roll, rounded up to a whole ballot."""
    return -(-roll_size * quorum_percent // 100)


def quorum_reached(cast: int, roll_size: int, quorum_percent: int) -> bool:
    """Counted on ballots cast, abstentions and objections included; never on people entitled to vote."""
    return cast * 100 >= roll_size * quorum_percent


@dataclass(frozen=True)
class Decision:
    """What a count decides, and by which rule (a word of ``why_words``)."""

    outcome: Outcome
    why: str
    counts: dict[str, int]
    cast: int
    required: int

    def as_result(self) -> dict[str, Any]:
        """The form kept in the poll's row."""
        return {"why": self.why, "counts": self.counts, "cast": self.cast, "required": self.required}


def full_counts(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts with every position named, in the one order."""
    return {position: counts.get(position, 0) for position in POSITIONS}


def decide(counts: Mapping[str, int], roll_size: int, quorum_percent: int) -> Decision:
    """Accepted when the quorum is reached and more are for than against; an objection counts as against.

    Abstentions count for the quorum and for nothing else. A tie changes nothing, so it rejects.
    """
    full = full_counts(counts)
    cast = sum(full.values())
    in_favour, opposed = full["for"], full["against"] + full["objection"]
    if cast == 0:
        outcome, why = Outcome.REJECTED, "no-ballots"
    elif not quorum_reached(cast, roll_size, quorum_percent):
        outcome, why = Outcome.REJECTED, "no-quorum"
    elif in_favour > opposed:
        outcome, why = Outcome.ACCEPTED, "majority"
    else:
        outcome, why = Outcome.REJECTED, "tie" if in_favour == opposed else "minority"
    return Decision(outcome, why, full, cast, required_ballots(roll_size, quorum_percent))


def why_words(decision: Decision) -> Words:
    """The rule that decided, as a sentence with its figures."""
    full = decision.counts
    figures = {"in_favour": full["for"], "opposed": full["against"] + full["objection"],
               "cast": decision.cast, "required": decision.required}
    return {
        "no-ballots": _l("Nobody voted, so nothing is decided in its favour."),
        "no-quorum": _l("The quorum was not reached: ballots needed: %(required)s, ballots cast: %(cast)s.",
                        **figures),
        "majority": _l("More votes for (%(in_favour)s) than against, objections included (%(opposed)s).",
                       **figures),
        "tie": _l("As many votes for (%(in_favour)s) as against, objections included (%(opposed)s): "
                  "a tie does not carry.", **figures),
        "minority": _l("Fewer votes for (%(in_favour)s) than against, objections included (%(opposed)s).",
                       **figures),
    }[decision.why]


def stored_decision(outcome: str, result: Mapping[str, Any]) -> Decision:
    """The decision as the close stored it; it is shown, never computed again."""
    return Decision(Outcome(outcome), result["why"], full_counts(result["counts"]), result["cast"],
                    result["required"])


def _canon(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {key: _canon(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_canon(one) for one in value]
    return value


def canonical_hash(value: Any) -> str:
    """SHA-256 of the canonical JSON: keys sorted, no spaces, UTF-8, NFC."""
    return hashlib.sha256(orjson.dumps(_canon(value), option=orjson.OPT_SORT_KEYS)).hexdigest()


def roll_hash(voter_keys: Iterable[str]) -> str:
    """The fingerprint of the roll: who may vote, whatever the order of the lines."""
    return canonical_hash(sorted(voter_keys))


def manifest(poll: Any) -> dict[str, Any]:
    """Everything that is fixed when a poll opens; its hash is the poll's fingerprint."""
    return {
        "v": 2, "poll": poll.id, "title": {poll.language: poll.question}, "rule": poll.method,
        "options": [{"id": number, "label": key} for number, key in enumerate(POSITIONS, 1)],
        "level": poll.level, "results": poll.results, "quorum_percent": poll.quorum_percent,
        "roll_size": poll.roll_size, "roll_hash": poll.roll_hash,
        "opens": poll.opens_at.isoformat(), "closes": poll.closes_at.isoformat(),
    }

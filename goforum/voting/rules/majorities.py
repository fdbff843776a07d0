"""Majorities and quorums in whole numbers: the boundary is exactly where the words put it.

Robert's Rules of Order, 12th ed., 44:1-7, for what each majority is taken of.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Majority(StrEnum):
    """How many must be in favour."""

    SIMPLE = "simple"            # more in favour than opposed
    ABSOLUTE = "absolute"        # more than half of the base
    TWO_THIRDS = "two-thirds"    # at least two thirds of the base


class Base(StrEnum):
    """What a majority is a share of."""

    EXPRESSED = "expressed"      # for and against: abstentions and blank ballots are left out
    CAST = "cast"                # every ballot, abstentions and blank ones too
    ELECTORATE = "electorate"    # everybody on the roll, voting or not


def needed_in_favour(majority: Majority, base: int) -> int:
    """The fewest votes in favour that make the majority of ``base``. A simple majority is of what is expressed,
    so that "more than opposed" and "more than half" are one thing."""
    if majority is Majority.TWO_THIRDS:
        return -(-2 * base // 3)
    return base // 2 + 1


def required_ballots(roll_size: int, quorum_percent: int) -> int:
    """The fewest ballots that reach the quorum: the share of the roll, rounded up to a whole ballot."""
    return -(-roll_size * quorum_percent // 100)


def required_share(roll_size: int, share: Fraction) -> int:
    """The same for a quorum written as a fraction, a third of the members for one."""
    return -(-roll_size * share.numerator // share.denominator)


def quorum_reached(cast: int, roll_size: int, quorum_percent: int) -> bool:
    """Counted on ballots cast, abstentions and objections included; never on people entitled to vote."""
    return cast * 100 >= roll_size * quorum_percent


@dataclass(frozen=True)
class Motion:
    """A question answered yes or no, counted: an objection is among the opposed, an abstention among neither."""

    in_favour: int
    opposed: int
    abstained: int
    roll_size: int

    @property
    def cast(self) -> int:
        """All ballots."""
        return self.in_favour + self.opposed + self.abstained

    def base(self, of: Base) -> int:
        """How many the share is taken of."""
        return {Base.EXPRESSED: self.in_favour + self.opposed, Base.CAST: self.cast,
                Base.ELECTORATE: self.roll_size}[of]


@dataclass(frozen=True)
class Threshold:
    """A rule of decision: quorum in percent of the roll, majority, and what it is a share of."""

    majority: Majority = Majority.SIMPLE
    of: Base = Base.EXPRESSED
    quorum_percent: int = 0


@dataclass(frozen=True)
class Verdict:
    """What the rule found, with the figures it compared. ``why``: no-ballots, no-quorum, majority, tie, minority."""

    carried: bool
    why: str
    motion: Motion
    quorum: int
    needed: int


def judge(motion: Motion, rule: Threshold) -> Verdict:
    """Whether a motion is carried. Nobody voting carries nothing; a tie changes nothing, so it does not carry."""
    quorum = required_ballots(motion.roll_size, rule.quorum_percent)
    of = Base.EXPRESSED if rule.majority is Majority.SIMPLE else rule.of
    needed = needed_in_favour(rule.majority, motion.base(of))
    if motion.cast == 0:
        return Verdict(False, "no-ballots", motion, quorum, needed)
    if motion.cast < quorum:
        return Verdict(False, "no-quorum", motion, quorum, needed)
    # Two thirds of nothing expressed is nought: it takes at least one in favour to carry.
    if motion.in_favour and motion.in_favour >= needed:
        return Verdict(True, "majority", motion, quorum, needed)
    level = rule.majority is Majority.SIMPLE and motion.in_favour == motion.opposed
    return Verdict(False, "tie" if level else "minority", motion, quorum, needed)


@dataclass(frozen=True)
class Consent:
    """Nobody reasonably objects. Carried when somebody consents, nobody objects and the quorum is reached."""

    consents: int
    stands_aside: int
    objections: int
    roll_size: int


def judge_consent(asked: Consent, quorum_percent: int = 0) -> Verdict:
    """Consent as sociocracy has it: one reasoned objection is enough, an abstention stands aside."""
    motion = Motion(asked.consents, asked.objections, asked.stands_aside, asked.roll_size)
    quorum = required_ballots(asked.roll_size, quorum_percent)
    if motion.cast == 0:
        return Verdict(False, "no-ballots", motion, quorum, 1)
    if motion.cast < quorum:
        return Verdict(False, "no-quorum", motion, quorum, 1)
    if asked.objections:
        return Verdict(False, "objection", motion, quorum, 1)
    if not asked.consents:
        return Verdict(False, "nobody-consents", motion, quorum, 1)
    return Verdict(True, "consent", motion, quorum, 1)

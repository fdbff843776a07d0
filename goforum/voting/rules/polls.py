"""Who may open a poll, vote, cancel and read, and until when."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict, Words
from goforum.groups import rules as groups_rules
from goforum.groups.rules import Standing
from goforum.voting.models import MAX_REASON, Electorate, Level, Position, Reasons

POSITIONS = tuple(one.value for one in Position)
SHORTEST = timedelta(hours=1)
LONGEST = timedelta(days=366)


class PollFacts(Protocol):
    """What the rules ask of a poll: its row or its view."""

    @property
    def electorate(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def delegation(self) -> bool: ...
    @property
    def opened_at(self) -> datetime | None: ...
    @property
    def opened_by_id(self) -> int: ...
    @property
    def closes_at(self) -> datetime: ...
    @property
    def closed_at(self) -> datetime | None: ...
    @property
    def cancelled_at(self) -> datetime | None: ...


def phase(poll: PollFacts, now: datetime) -> str:
    """planned; open; ended (the deadline has passed, the count is about to be made); closed; cancelled.

    A recorded end wins over the clock, so that a clock set back opens nothing again.
    """
    if poll.cancelled_at is not None:
        return "cancelled"
    if poll.closed_at is not None:
        return "closed"
    if poll.opened_at is None:
        return "planned"
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
    if phase(poll, now) == "planned":
        return No("planned", _l("This vote is not open yet. The list of voters is taken when it opens."))
    if not on_roll and poll.electorate == Electorate.ORGANISATION:
        return No("not-on-roll", _l(
            "In this vote each organisation has one vote, and you speak for none that was on the list when it opened."))
    if not on_roll:
        return No("not-on-roll", _l(
            "The list of voters was fixed when this vote opened, and you were not on it. "
            "You can vote in those that open from now on."))
    if phase(poll, now) != "open":
        return No("closed", _l("This vote is closed."))
    return YES


def may_delegate(standing: Standing, poll: PollFacts, on_roll: bool, now: datetime) -> Verdict:
    """Let another vote for oneself, or take that back: a voter, where this vote was opened so, before the deadline."""
    verdict = may_vote(standing, poll, on_roll, now)
    if verdict and not poll.delegation:
        return No("no-delegation", _l("In this vote everybody votes for themselves."))
    return verdict


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


def may_extend(standing: Standing, poll: PollFacts, cast: int, now: datetime) -> Verdict:
    """Put off the deadline: facilitators and who opened the vote, as long as nobody has voted."""
    facilitates = groups_rules.may_facilitate(standing, now)
    opened_it = standing.person_id is not None and standing.person_id == poll.opened_by_id
    if not facilitates and not (opened_it and groups_rules.may_write(standing, now)):
        return facilitates
    if phase(poll, now) not in {"open", "planned"}:
        return No("closed", _l("This vote is closed."))
    if cast:
        return No("has-ballots", _l("Someone has voted: the deadline stands. A vote can only be cancelled and run "
                                    "again."))
    return YES


def may_rerun(standing: Standing, poll: PollFacts, now: datetime) -> Verdict:
    """Ask again what a cancelled vote asked: who may open votes, and only what was cancelled."""
    if phase(poll, now) != "cancelled":
        return No("not-cancelled", _l("Only a cancelled vote can be run again."))
    return may_open_poll(standing, now)


def may_see_ballots(poll: PollFacts, now: datetime) -> Verdict:
    """Read who chose what: once the poll is counted, never before."""
    if phase(poll, now) != "closed":
        return No("not-closed", _l("Names and choices are published when the vote is closed."))
    return YES


def may_see_register(poll: PollFacts, level: str, now: datetime) -> Verdict:
    """Read who voted and who chose what: of open polls alone, once they are counted."""
    if level == Level.SECRET:
        return No("secret", _l("This vote is secret: nobody can tell who chose what. Its ballots are published "
                               "without names."))
    return may_see_ballots(poll, now)


def shows_reasons(results: str, reasons: str, poll: PollFacts, now: datetime) -> bool:
    """Whether reasons are listed with name and choice: at the close, and before it where results are shown too."""
    return reasons != Reasons.OFF and shows_results(results, poll, now)


PHONE_WINDOW = timedelta(hours=48)


def may_record_phone(standing: Standing, poll: PollFacts, now: datetime) -> Verdict:
    """Write down the vote of a member who phones: the secretary, in an open vote, before the deadline."""
    verdict = groups_rules.may_facilitate(standing, now)
    if not verdict:
        return verdict
    if standing.role != "secretary":
        return No("not-secretary", _l("Votes by phone are written down by the secretary of the group."))
    if poll.level != Level.OPEN:
        return No("secret", _l("A secret vote is not given by phone."))
    if phase(poll, now) != "open":
        return No("closed", _l("This vote is closed."))
    return YES


def phone_deadline(recorded_at: datetime, closes_at: datetime) -> datetime:
    """Until when the member confirms or annuls a vote by phone."""
    return min(recorded_at + PHONE_WINDOW, closes_at)


def may_answer(standing: Standing, now: datetime) -> Verdict:
    """Answer a reason that is listed: whoever may write in the group."""
    return groups_rules.may_write(standing, now)


def may_hide_answer(standing: Standing, author_id: int, now: datetime) -> Verdict:
    """Take an answer away: its author, and who moderates."""
    if standing.person_id is not None and standing.person_id == author_id:
        return YES
    return groups_rules.may_moderate(standing, now)


def may_judge_words(standing: Standing, author_id: int, now: datetime) -> Verdict:
    """Take the reason of a vote out of sight, or give it or an answer back: who moderates, never on their own."""
    verdict = groups_rules.may_moderate(standing, now)
    if verdict and author_id == standing.person_id:
        return No("own", _l("Nobody decides about themselves."))
    return verdict


def may_state(standing: Standing, poll: PollFacts, now: datetime) -> Verdict:
    """Write what follows from a counted vote: facilitators, and who opened it."""
    facilitates = groups_rules.may_facilitate(standing, now)
    opened_it = standing.person_id is not None and standing.person_id == poll.opened_by_id
    if not facilitates and not (opened_it and groups_rules.may_write(standing, now)):
        return facilitates
    if phase(poll, now) != "closed":
        return No("not-closed", _l("The vote is not counted yet."))
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


def ballot_fault(choice: str, reason: str, options: Sequence[str] = POSITIONS, *,
                 reasons: str = Reasons.OBJECTION) -> dict[str, Words]:
    """What is wrong with a ballot of one position, field by field."""
    if choice not in options:
        return {"choice": _l("Choose one.")}
    if len(reason) > MAX_REASON:
        return {"reason": _l("At most %(max)d characters.", max=MAX_REASON)}
    if reasons == Reasons.OBJECTION and choice == Position.OBJECTION and not reason.strip():
        return {"reason": _l("An objection needs its reason: what would have to change?")}
    return {}

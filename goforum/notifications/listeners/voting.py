"""Told of votes: opened, closing soon (who has not voted), decided, cancelled."""

from collections.abc import Collection
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import ngettext
from sqlalchemy import Select, String, and_, cast, literal, select

from goforum.core import clock
from goforum.core.events import inside
from goforum.core.viewer import ZONE
from goforum.groups.models import Mandate
from goforum.groups.queries import current_mandate, mandate_holders
from goforum.notifications.commands import tell, tell_audience
from goforum.notifications.kinds import About, Kind, Subject, add_audience, add_kinds, add_page, add_subject
from goforum.notifications.models import Notice
from goforum.notifications.queries.audience import of_thread
from goforum.proposals.models import Proposal
from goforum.voting.beside_models import PollDelegation
from goforum.voting.events import (
    DelegationRevoked,
    PhoneVoteAnswered,
    PhoneVoteRecorded,
    PollCancelled,
    PollClosed,
    PollExtended,
    PollOpened,
    ReasonAnswered,
    StatementWritten,
    VoteDelegated,
)
from goforum.voting.models import Ballot, Electorate, Poll, Voter
from goforum.voting.queries import find_phone_recorder, readable_cards
from goforum.voting.rules import organisation_of
from goforum.voting.rules.electorates import ORGANISATION


def _polls(ids: Collection[int], person_id: int) -> dict[int, About]:
    return {one.id: About(one.question, one.language, url_for("voting.show", poll_id=one.id))
            for one in readable_cards(ids, person_id).values()}


def _roll(poll_id: Any) -> list[Select[Any]]:
    """Who may vote, and who follows the discussion of the proposal it decides."""
    roll = select(Voter.person_id).where(Voter.poll_id == poll_id, Voter.person_id.is_not(None))
    return [roll, _speakers(poll_id),
            *of_thread(select(Proposal.thread_id).where(Proposal.poll_id == poll_id).scalar_subquery())]


def _speakers(poll_id: Any, *more: Any) -> Select[Any]:
    """Who speaks now for the organisations on the roll."""
    return select(Mandate.person_id).select_from(Poll).join(Voter, Voter.poll_id == Poll.id).join(Mandate, and_(
        Mandate.group_id == Poll.group_id, current_mandate(clock.today(ZONE)),
        literal(ORGANISATION) + cast(Mandate.organisation_id, String) == Voter.voter_key)).where(
        Poll.id == poll_id, Poll.electorate == Electorate.ORGANISATION.value, *more)


def _late(poll_id: Any) -> list[Select[Any]]:
    """Who may vote, has not, and has not let another vote for them."""
    waits = and_(Voter.voter_key.not_in(select(Ballot.voter_key).where(Ballot.poll_id == poll_id)),
                 Voter.voter_key.not_in(select(PollDelegation.voter_key).where(PollDelegation.poll_id == poll_id)),
                 Voter.voted.is_(False))
    return [select(Voter.person_id).where(Voter.poll_id == poll_id, Voter.person_id.is_not(None), waits),
            _speakers(poll_id, waits)]


add_subject(Subject("poll", _polls))
add_page("voting.show", "poll_id", lambda shown, _upto: and_(Notice.subject == "poll", Notice.subject_id == shown))
add_audience("poll", _roll)
add_audience("poll-late", _late)
add_kinds(
    Kind("poll-opened", lambda n, title: ngettext(
        "A vote is open: %(title)s", "%(num)s votes are open, the last one: %(title)s", n, title=title),
        "vote", family="decisions"),
    Kind("poll-closing", lambda n, title: ngettext(
        "The vote closes within a day and waits for you: %(title)s",
        "%(num)s votes close within a day and wait for you, the last one: %(title)s", n, title=title),
        "clock", family="decisions"),
    Kind("poll-extended", lambda n, title: ngettext(
        "The deadline of a vote was put off: %(title)s",
        "The deadlines of %(num)s votes were put off, the last one: %(title)s", n, title=title),
        "clock", family="decisions"),
    Kind("poll-head", lambda n, title: ngettext(
        "The number of the day of an open vote: %(title)s",
        "%(num)s numbers of the day of an open vote: %(title)s", n, title=title),
        "link", family="decisions"),
    Kind("reason-answered", lambda n, title: ngettext(
        "The reason you gave was answered: %(title)s", "%(num)s answers to reasons you gave, the last one: %(title)s",
        n, title=title), "message-square", family="me"),
    Kind("poll-stated", lambda n, title: ngettext(
        "What follows from a vote was written: %(title)s",
        "What follows from %(num)s votes was written, the last one: %(title)s", n, title=title),
        "file-text", family="decisions"),
    Kind("poll-review", lambda n, title: ngettext(
        "A decision is to be looked at again: %(title)s",
        "%(num)s decisions are to be looked at again, the last one: %(title)s", n, title=title),
        "clock", family="decisions"),
    Kind("vote-by-phone", lambda n, title: ngettext(
        "A vote was written down for you by phone: confirm or annul it: %(title)s",
        "%(num)s votes were written down for you by phone: confirm or annul them, the last one: %(title)s", n,
        title=title), "vote", family="me", always=True),
    Kind("phone-vote-answered", lambda n, title: ngettext(
        "A vote you wrote down by phone was annulled: %(title)s",
        "%(num)s votes you wrote down by phone were annulled, the last one: %(title)s", n, title=title),
        "circle-x", family="me"),
    Kind("vote-delegated", lambda n, title: ngettext(
        "A vote was delegated to you: %(title)s", "%(num)s votes were delegated to you, the last one: %(title)s", n,
        title=title), "users", family="me"),
    Kind("vote-taken-back", lambda n, title: ngettext(
        "A vote delegated to you was taken back: %(title)s",
        "%(num)s votes delegated to you were taken back, the last one: %(title)s", n, title=title),
        "users", family="me"),
    Kind("poll-closed", lambda n, title: ngettext(
        "The vote is counted: %(title)s", "%(num)s votes are counted, the last one: %(title)s", n, title=title),
        "chart-column", family="decisions"),
    Kind("poll-cancelled", lambda n, title: ngettext(
        "The vote was cancelled: %(title)s", "%(num)s votes were cancelled, the last one: %(title)s", n, title=title),
        "circle-x", family="decisions"),
)


def tell_of_poll(kind: str, poll_id: int, group_id: int, actor_id: int | None, audience: str = "poll", *,
                 once: str = "") -> None:
    """Tell the voters of a poll, once for each kind, or for each ``once``."""
    tell_audience((audience, poll_id), kind, actor_id=actor_id, subject=("poll", poll_id), group_id=group_id,
                  dedup_key=f"poll:{poll_id}:{once or kind}")


@inside(PollOpened)
def tell_of_opening(event: PollOpened) -> None:
    """The roll is asked to vote."""
    tell_of_poll("poll-opened", event.poll_id, event.group_id, event.actor_id)


@inside(PollExtended)
def tell_of_extension(event: PollExtended) -> None:
    """The roll has more time; why stands on the page."""
    tell_audience(("poll", event.poll_id), "poll-extended", actor_id=event.actor_id, subject=("poll", event.poll_id),
                  group_id=event.group_id, dedup_key=f"poll:{event.poll_id}:extended:{event.extension_id}")


@inside(PollClosed)
def tell_of_outcome(event: PollClosed) -> None:
    """Counted."""
    tell_of_poll("poll-closed", event.poll_id, event.group_id, event.actor_id)


@inside(PollCancelled)
def tell_of_cancelling(event: PollCancelled) -> None:
    """Not counted, and why stands on its page."""
    tell_of_poll("poll-cancelled", event.poll_id, event.group_id, event.actor_id)


# Rows of delegations go when they are taken back and their numbers may come again: the instant tells them apart.
def _holders(key: str, group_id: int) -> list[int]:
    """Who speaks now for a line of the roll."""
    organisation_id = organisation_of(key)
    return mandate_holders(group_id, [organisation_id]) if organisation_id else [int(key.removeprefix("person:"))]


@inside(VoteDelegated)
def tell_of_delegation(event: VoteDelegated) -> None:
    """Whoever is trusted with a vote."""
    tell(_holders(event.to_key, event.group_id), "vote-delegated", actor_id=event.actor_id,
         subject=("poll", event.poll_id), group_id=event.group_id,
         dedup_key=f"delegation:{event.delegation_id}:{clock.now().isoformat()}")


@inside(DelegationRevoked)
def tell_of_taking_back(event: DelegationRevoked) -> None:
    """Whoever had it."""
    tell(_holders(event.to_key, event.group_id), "vote-taken-back", actor_id=event.actor_id,
         subject=("poll", event.poll_id), group_id=event.group_id,
         dedup_key=f"delegation-back:{event.delegation_id}:{clock.now().isoformat()}")


@inside(ReasonAnswered)
def tell_of_answer(event: ReasonAnswered) -> None:
    """Whoever gave the reason."""
    tell(_holders(event.voter_key, event.group_id), "reason-answered", actor_id=event.actor_id,
         subject=("poll", event.poll_id), group_id=event.group_id, dedup_key=f"reason-answer:{event.answer_id}")


@inside(StatementWritten)
def tell_of_statement(event: StatementWritten) -> None:
    """The voters, once; other words for the same are not told again."""
    if event.first:
        tell_of_poll("poll-stated", event.poll_id, event.group_id, event.actor_id)


def tell_of_review(poll_id: int, group_id: int, author_id: int, day: date) -> None:
    """Whoever wrote what follows from a vote, on the day they chose."""
    tell([author_id], "poll-review", actor_id=None, subject=("poll", poll_id), group_id=group_id,
         dedup_key=f"poll:{poll_id}:review:{day.isoformat()}")


@inside(PhoneVoteRecorded)
def tell_of_phone_vote(event: PhoneVoteRecorded) -> None:
    """The member whose vote it is said to be, whatever they asked to hear of the group."""
    tell(_holders(event.voter_key, event.group_id), "vote-by-phone", actor_id=event.actor_id,
         subject=("poll", event.poll_id), group_id=event.group_id,
         dedup_key=f"phone:{event.poll_id}:{event.voter_key}")


@inside(PhoneVoteAnswered)
def tell_of_annulling(event: PhoneVoteAnswered) -> None:
    """The secretary, where it was annulled."""
    noted = find_phone_recorder(event.poll_id, event.voter_key)
    if event.answer == "annulled" and noted:
        tell([noted], "phone-vote-answered", actor_id=event.actor_id, subject=("poll", event.poll_id),
             group_id=event.group_id, dedup_key=f"phone-answer:{event.poll_id}:{event.voter_key}")

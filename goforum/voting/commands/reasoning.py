"""Answers to the reasons of votes, and what a person writes of the outcome."""

from datetime import date

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import _l
from goforum.core.rules import Invalid, NotFound, require
from goforum.core.text import clean_source
from goforum.core.viewer import ZONE
from goforum.groups import queries as groups
from goforum.groups.rules import may_read
from goforum.threads.commands.passing import passed_text
from goforum.voting import queries
from goforum.voting.beside_models import PollStatement, ReasonAnswer
from goforum.voting.events import AnswerHidden, ReasonAnswered, StatementWritten
from goforum.voting.models import MAX_REASON, Ballot, Poll
from goforum.voting.rules import may_answer, may_hide_answer, may_judge_words, may_state, shows_reasons


def _words(body: str, limit: int) -> str:
    body = clean_source(body).strip()
    if not body:
        raise Invalid({"body": _l("Fill in this field.")})
    if len(body) > limit:
        raise Invalid({"body": _l("At most %(max)d characters.", max=limit)})
    return body


@command
def answer_reason(actor_id: int, poll_id: int, *, voter_key: str, body: str, client_key: str) -> int:
    """Answer the reason of a vote that is listed; the same form sent twice is one answer."""
    poll = lock_row(Poll, poll_id)
    now = clock.now()
    standing = groups.standing(actor_id, poll.group_id)
    require(may_read(standing, now))
    ballot = queries.find_ballot(poll_id, voter_key)
    listed = shows_reasons(poll.results, poll.reasons, poll, now)
    if not listed or ballot is None or not ballot.reason or ballot.reason_hidden_at:
        raise NotFound()
    require(may_answer(standing, now))
    made = insert_or_ignore(ReasonAnswer, {
        "poll_id": poll_id, "voter_key": voter_key, "author_id": actor_id, "client_key": client_key[:64],
        "body": passed_text(standing, _words(body, MAX_REASON)), "at": now}, ["author_id", "client_key"])
    answer_id = queries.get_answer_id(actor_id, client_key[:64])
    if made:
        record(ReasonAnswered(actor_id=actor_id, poll_id=poll_id, group_id=poll.group_id, answer_id=answer_id,
                              voter_key=voter_key))
    return answer_id


@command
def hide_answer(actor_id: int, answer_id: int) -> int:
    """Take an answer away: one's own, or as who moderates. Returns its poll."""
    answer = lock_row(ReasonAnswer, answer_id)
    poll = lock_row(Poll, answer.poll_id)
    now = clock.now()
    standing = groups.standing(actor_id, poll.group_id)
    require(may_read(standing, now))
    require(may_hide_answer(standing, answer.author_id, now))
    if answer.hidden_at is None:
        answer.hidden_at = now
        record(AnswerHidden(actor_id=actor_id, poll_id=poll.id, group_id=poll.group_id, answer_id=answer_id))
    return int(poll.id)


@command
def show_answer(actor_id: int, answer_id: int) -> None:
    """Make an answer readable again: who moderates, after a second thought or an appeal."""
    answer = lock_row(ReasonAnswer, answer_id)
    poll = lock_row(Poll, answer.poll_id)
    require(may_judge_words(groups.standing(actor_id, poll.group_id), answer.author_id, clock.now()))
    answer.hidden_at = None


@command
def hide_reason(actor_id: int, ballot_id: int, *, on: bool) -> None:
    """Take the reason of a vote out of sight, or give it back: who moderates. The vote counts as before."""
    poll = lock_row(Poll, queries.poll_of_ballot(ballot_id))  # first the vote, then the ballot, as who votes does
    ballot = lock_row(Ballot, ballot_id)
    now = clock.now()
    require(may_judge_words(groups.standing(actor_id, poll.group_id), ballot.person_id, now))
    if not shows_reasons(poll.results, poll.reasons, poll, now):
        raise NotFound()
    ballot.reason_hidden_at = (ballot.reason_hidden_at or now) if on else None


@command
def write_statement(actor_id: int, poll_id: int, *, body: str, review_on: date | None = None) -> None:
    """Say what follows from a counted vote, and when to look at it again. It may be put in other words later."""
    poll = lock_row(Poll, poll_id)
    now = clock.now()
    standing = groups.standing(actor_id, poll.group_id)
    require(may_read(standing, now))
    require(may_state(standing, poll, now))
    body = passed_text(standing, _words(body, 5 * MAX_REASON))
    if review_on is not None and review_on <= clock.today(ZONE):
        raise Invalid({"review_on": _l("Choose a day to come.")})
    first = insert_or_ignore(PollStatement, {
        "poll_id": poll_id, "author_id": actor_id, "body": body, "review_on": review_on, "written_at": now},
        ["poll_id"])
    if not first:
        row = _statement_of(poll_id)
        if (row.body, row.review_on) == (body, review_on):
            return
        row.author_id, row.body, row.review_on, row.changed_at = actor_id, body, review_on, now
    db.session.flush()
    record(StatementWritten(actor_id=actor_id, poll_id=poll_id, group_id=poll.group_id, first=first))


def _statement_of(poll_id: int) -> PollStatement:
    row = db.session.get(PollStatement, poll_id)
    assert row is not None
    return row

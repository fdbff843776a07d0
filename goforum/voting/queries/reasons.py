"""The reasons of votes with their answers, and what people wrote of outcomes."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select

from goforum.accounts.models import Person
from goforum.core import clock
from goforum.core.db import db
from goforum.core.paging import Page, cut
from goforum.core.rules import NotFound
from goforum.voting.beside_models import PollStatement, ReasonAnswer
from goforum.voting.models import Ballot, Poll, Voter
from goforum.voting.queries.pollview import PollView
from goforum.voting.queries.register import BallotLine, seen_reason
from goforum.voting.rules import read_marks, shows_reasons


@dataclass(frozen=True)
class AnswerLine:
    """An answer to a reason; without words once it was taken away."""

    id: int
    voter_key: str
    author_id: int
    name: str
    body: str
    at: datetime
    hidden: bool


def page_reasons(poll: PollView, *, after: int = 0, size: int = 30) -> Page[BallotLine]:
    """The votes that say why, in the order of the roll; NotFound while reasons are not listed."""
    if not shows_reasons(poll.results, poll.reasons, poll, clock.now()):
        raise NotFound()
    rows = [BallotLine(row[0], row[1], row[2], row[3] or "", read_marks(row[4]), row[5], row[6], row[7] or "", row[8],
                       row[9], row[10])
            for row in db.session.execute(
        select(Voter.id, Voter.voter_key, Person.name, Ballot.choice, Ballot.content, seen_reason(),
               Ballot.updated_at, Voter.college, Voter.weight, Ballot.id, Ballot.person_id)
        .join(Voter, and_(Voter.poll_id == Ballot.poll_id, Voter.voter_key == Ballot.voter_key))
        .join(Person, Person.id == func.coalesce(Voter.person_id, Ballot.person_id))
        .where(Ballot.poll_id == poll.id, Ballot.reason != "", Voter.id > after).order_by(Voter.id).limit(size + 1))]
    items, more = cut(rows, size)
    return Page(items, next_cursor=str(items[-1].voter_id) if more else None)


def list_answers(poll_id: int, keys: list[str]) -> dict[str, list[AnswerLine]]:
    """The answers to these lines' reasons, oldest first."""
    if not keys:
        return {}
    found: dict[str, list[AnswerLine]] = {}
    for row in db.session.execute(
            select(ReasonAnswer.id, ReasonAnswer.voter_key, ReasonAnswer.author_id, Person.name, ReasonAnswer.body,
                   ReasonAnswer.at, ReasonAnswer.hidden_at).join(Person, Person.id == ReasonAnswer.author_id)
            .where(ReasonAnswer.poll_id == poll_id, ReasonAnswer.voter_key.in_(keys)).order_by(ReasonAnswer.id)):
        hidden = row[6] is not None
        found.setdefault(row[1], []).append(
            AnswerLine(row[0], row[1], row[2], row[3], "" if hidden else row[4], row[5], hidden))
    return found


def get_answer_id(author_id: int, client_key: str) -> int:
    """The answer this person's form made."""
    return int(db.session.execute(select(ReasonAnswer.id).where(
        ReasonAnswer.author_id == author_id, ReasonAnswer.client_key == client_key)).scalar_one())


def get_answer_place(answer_id: int) -> tuple[int, int]:
    """Poll and author of an answer."""
    row = db.session.execute(select(ReasonAnswer.poll_id, ReasonAnswer.author_id)
                             .where(ReasonAnswer.id == answer_id)).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1]


@dataclass(frozen=True)
class Statement:
    """What a person wrote of an outcome."""

    body: str
    name: str
    review_on: date | None
    written_at: datetime
    changed_at: datetime | None


def find_statement(poll_id: int) -> Statement | None:
    """The outcome in words, where somebody has written it."""
    row = db.session.execute(
        select(PollStatement.body, Person.name, PollStatement.review_on, PollStatement.written_at,
               PollStatement.changed_at).join(Person, Person.id == PollStatement.author_id)
        .where(PollStatement.poll_id == poll_id)).one_or_none()
    return Statement(*row) if row else None


@dataclass(frozen=True)
class ReviewLine:
    """A decision to look at again, and when."""

    poll_id: int
    question: str
    language: str
    review_on: date


def list_reviews(group_id: int, limit: int = 20) -> list[ReviewLine]:
    """The decisions of a group that are to be looked at again, the nearest day first."""
    return [ReviewLine(*row) for row in db.session.execute(
        select(Poll.id, Poll.question, Poll.language, PollStatement.review_on)
        .join(PollStatement, PollStatement.poll_id == Poll.id)
        .where(Poll.group_id == group_id, PollStatement.review_on.is_not(None))
        .order_by(PollStatement.review_on, Poll.id).limit(limit))]

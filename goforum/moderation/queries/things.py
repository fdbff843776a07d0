"""What a case can be about, and how each kind is read: one explicit table, kind to query.

These reads ask nothing about people: a row of the queue is shown to whoever moderates its group, hidden words
included, and a report asks ``may_report`` first.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from markupsafe import Markup, escape
from sqlalchemy import and_, select

from goforum.core.db import db
from goforum.groups.models import JoinRequest
from goforum.meetings.models import Meeting, Message, MessageRevision, Room
from goforum.meetings.queries import message_cards
from goforum.moderation.models import Appeal, Decision, ThingKind
from goforum.proposals.models import Amendment, Proposal, ProposalArgument
from goforum.threads.models import Post, Thread, ThreadKind
from goforum.threads.queries.waiting import waiting_by_ids
from goforum.voting.beside_models import ReasonAnswer
from goforum.voting.models import Ballot, Poll, Results


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing as moderators see it, and where it stands. ``gone``: deleted, hidden or not yet there."""

    kind: str
    id: int
    group_id: int
    author_id: int | None
    title: str
    html: str
    language: str
    created_at: datetime
    endpoint: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)
    hidden: bool = False
    deleted: bool = False
    source: str = ""
    revision: int = 0
    thread_id: int | None = None
    state: str = ""
    note: str = ""

    @property
    def markup(self) -> Markup:
        """Its stored HTML, ready for a page."""
        return Markup(self.html)  # noqa: S704 - cleaned when it was stored

    @property
    def gone(self) -> bool:
        """Whether readers cannot see it now."""
        return self.hidden or self.deleted


Things = dict[int, Thing]


def _posts(ids: Iterable[int]) -> Things:
    rows = db.session.execute(
        select(Post.id, Thread.group_id, Post.author_id, Thread.title, Post.body_html, Post.language, Post.created_at,
               Post.hidden_at, Post.deleted_at, Post.body_source, Post.revision, Thread.id.label("thread_id"),
               Thread.hidden_at.label("thread_hidden"))
        .join(Thread, Thread.id == Post.thread_id).where(Post.id.in_(set(ids))))
    return {row.id: Thing(
        ThingKind.POST, row.id, row.group_id, row.author_id, row.title, row.body_html, row.language, row.created_at,
        "threads.permalink", {"post_id": row.id}, hidden=bool(row.hidden_at or row.thread_hidden),
        deleted=row.deleted_at is not None, source=row.body_source, revision=row.revision, thread_id=row.thread_id)
        for row in rows}


def _threads(ids: Iterable[int]) -> Things:
    rows = db.session.execute(
        select(Thread.id, Thread.group_id, Thread.author_id, Thread.title, Thread.language, Thread.created_at,
               Thread.hidden_at, Thread.kind, Post.body_html)
        .outerjoin(Post, and_(Post.thread_id == Thread.id, Post.number == 1)).where(Thread.id.in_(set(ids))))
    return {row.id: Thing(
        ThingKind.THREAD, row.id, row.group_id, row.author_id, row.title,
        (row.body_html or "") if row.kind == ThreadKind.DISCUSSION else "", row.language, row.created_at,
        "threads.show", {"thread_id": row.id}, hidden=row.hidden_at is not None, thread_id=row.id) for row in rows}


def _proposals(ids: Iterable[int]) -> Things:
    rows = db.session.execute(
        select(Proposal.id, Proposal.group_id, Proposal.author_id, Proposal.title, Proposal.body_html,
               Proposal.language, Proposal.created_at, Proposal.hidden_at, Proposal.published_at, Proposal.thread_id)
        # A draft is its author's alone, whatever they organise who look.
        .where(Proposal.id.in_(set(ids)), Proposal.published_at.is_not(None)))
    return {row.id: Thing(
        ThingKind.PROPOSAL, row.id, row.group_id, row.author_id, row.title, row.body_html, row.language,
        row.created_at, "proposals.show", {"proposal_id": row.id},
        hidden=row.hidden_at is not None, thread_id=row.thread_id) for row in rows}


def _arguments(ids: Iterable[int]) -> Things:
    rows = db.session.execute(
        select(ProposalArgument, Proposal.group_id, Proposal.title, Proposal.thread_id,
               Proposal.hidden_at.label("proposal_hidden"))
        .join(Proposal, Proposal.id == ProposalArgument.proposal_id).where(ProposalArgument.id.in_(set(ids))))
    return {one.id: Thing(
        ThingKind.ARGUMENT, one.id, group_id, one.author_id, title, one.body_html, one.language, one.created_at,
        "proposals.show", {"proposal_id": one.proposal_id, "_anchor": f"arg{one.id}"},
        hidden=bool(one.hidden_at or hidden), deleted=one.deleted_at is not None, source=one.body_source,
        thread_id=thread_id) for one, group_id, title, thread_id, hidden in rows}


def _amendments(ids: Iterable[int]) -> Things:
    """With its reasons: they are words of the amender too, and stand above the text."""
    rows = db.session.execute(
        select(Amendment, Proposal.group_id, Proposal.title, Proposal.thread_id,
               Proposal.hidden_at.label("proposal_hidden"))
        .join(Proposal, Proposal.id == Amendment.proposal_id).where(Amendment.id.in_(set(ids))))
    return {one.id: Thing(
        ThingKind.AMENDMENT, one.id, group_id, one.author_id, title,
        f"<p>{escape(one.why)}</p><p><strong>{escape(one.title)}</strong></p>{one.body_html}", one.language,
        one.created_at, "proposals.amendment", {"proposal_id": one.proposal_id, "amendment_id": one.id},
        hidden=bool(one.hidden_at or hidden), source=f"{one.why}\n\n{one.body_source}", thread_id=thread_id)
        for one, group_id, title, thread_id, hidden in rows}


def _reasons(ids: Iterable[int]) -> Things:
    """Reasons of votes as far as they are listed: one that is not stays hidden from whoever moderates too."""
    listed = Poll.closed_at.is_not(None) | (Poll.results == Results.OPEN.value)
    rows = db.session.execute(
        select(Ballot, Poll.group_id, Poll.question, Poll.language).join(Poll, Poll.id == Ballot.poll_id)
        .where(Ballot.id.in_(set(ids)), Ballot.reason != "", Poll.cancelled_at.is_(None), listed))
    return {one.id: Thing(
        ThingKind.REASON, one.id, group_id, one.person_id, question, f"<p>{escape(one.reason)}</p>", language,
        one.updated_at, "voting.reasons", {"poll_id": one.poll_id, "_anchor": f"v-{one.voter_key.replace(':', '-')}"},
        hidden=one.reason_hidden_at is not None, source=one.reason) for one, group_id, question, language in rows}


def _answers(ids: Iterable[int]) -> Things:
    rows = db.session.execute(
        select(ReasonAnswer, Poll.group_id, Poll.question, Poll.language).join(Poll, Poll.id == ReasonAnswer.poll_id)
        .where(ReasonAnswer.id.in_(set(ids)), Poll.cancelled_at.is_(None)))
    return {one.id: Thing(
        ThingKind.ANSWER, one.id, group_id, one.author_id, question, f"<p>{escape(one.body)}</p>", language, one.at,
        "voting.reasons", {"poll_id": one.poll_id, "_anchor": f"v-{one.voter_key.replace(':', '-')}"},
        hidden=one.hidden_at is not None, source=one.body) for one, group_id, question, language in rows}


def _messages(ids: Iterable[int]) -> Things:
    wanted = set(ids)
    rows = db.session.execute(
        select(Message.id, Meeting.group_id, Message.author_id, Meeting.title_ar, Meeting.title_fr, Meeting.title_en,
               Message.body_html, Message.body_source, Message.language, Message.created_at, Message.deleted_at)
        .join(Room, Room.id == Message.room_id).join(Meeting, Meeting.id == Room.meeting_id)
        .where(Message.id.in_(wanted))).all()
    # A message that was taken out has lost its words; those who judge read them in its history.
    said: dict[int, str] = {row.message_id: row.body_source for row in db.session.execute(
        select(MessageRevision.message_id, MessageRevision.body_source)
        .where(MessageRevision.message_id.in_(wanted)).order_by(MessageRevision.id))}
    return {row.id: Thing(
        ThingKind.MESSAGE, row.id, row.group_id, row.author_id, row.title_fr or row.title_ar or row.title_en or "",
        row.body_html, row.language, row.created_at, "meetings.message", {"message_id": row.id},
        deleted=row.deleted_at is not None, source=row.body_source or said.get(row.id, "")) for row in rows}


def _waiting(ids: Iterable[int]) -> Things:
    return {one.id: Thing(
        ThingKind.WAITING, one.id, one.group_id, one.author_id, one.title or "", one.body_html, one.language,
        one.sent_at, "threads.waiting", {"waiting_id": one.id}, hidden=True, source=one.body_source,
        thread_id=one.thread_id, state=one.state, note=one.why if one.why != "word" else one.word)
        for one in waiting_by_ids(ids).values()}


def _requests(ids: Iterable[int]) -> Things:
    rows = db.session.execute(
        select(JoinRequest.id, JoinRequest.group_id, JoinRequest.person_id, JoinRequest.reason, JoinRequest.asked_at,
               JoinRequest.state).where(JoinRequest.id.in_(set(ids))))
    return {row.id: Thing(
        ThingKind.REQUEST, row.id, row.group_id, row.person_id, "", "", "", row.asked_at, hidden=True,
        source=row.reason, state=row.state) for row in rows}


def _decisions(ids: Iterable[int]) -> Things:
    rows = db.session.execute(
        select(Decision.id, Decision.group_id, Decision.subject_id, Decision.act, Decision.at, Appeal.words,
               Appeal.state).outerjoin(Appeal, Appeal.decision_id == Decision.id).where(Decision.id.in_(set(ids))))
    return {row.id: Thing(
        ThingKind.DECISION, row.id, row.group_id, row.subject_id, "", "", "", row.at, "moderation.decision",
        {"decision_id": row.id}, hidden=True, source=row.words or "", state=row.state or "", note=row.act)
        for row in rows}


SOURCES: Final[dict[ThingKind, Callable[[Iterable[int]], Things]]] = {
    ThingKind.POST: _posts,
    ThingKind.THREAD: _threads,
    ThingKind.PROPOSAL: _proposals,
    ThingKind.ARGUMENT: _arguments,
    ThingKind.AMENDMENT: _amendments,
    ThingKind.REASON: _reasons,
    ThingKind.ANSWER: _answers,
    ThingKind.MESSAGE: _messages,
    ThingKind.WAITING: _waiting,
    ThingKind.REQUEST: _requests,
    ThingKind.DECISION: _decisions,
}


def find_thing(kind: str, thing_id: int) -> Thing | None:
    """One thing, or None when there is none of this kind and number."""
    return SOURCES[ThingKind(kind)]([thing_id]).get(thing_id) if kind in set(ThingKind) else None


def things(wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Thing]:
    """These things, one statement for each kind among them."""
    by_kind: dict[str, set[int]] = {}
    for kind, thing_id in wanted:
        by_kind.setdefault(kind, set()).add(thing_id)
    return {(kind, thing.id): thing for kind, ids in by_kind.items()
            for thing in SOURCES[ThingKind(kind)](ids).values()}


def hidden_in_rooms(found: Iterable[Thing], person_id: int | None) -> set[int]:
    """The numbers of the messages among these that this person may not read now: out of a room that goes on."""
    ids = {thing.id for thing in found if thing.kind == ThingKind.MESSAGE and not thing.gone}
    return ids - set(message_cards(ids, person_id))

"""What each kind of thing puts in the index, and how it is shown when found: one explicit table, kind to source.

People, organisations and minutes are in ``directory``; what a source is, in ``sources``.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import Select, select, union

from goforum.accounts.models import Person
from goforum.commitments import queries as commitments
from goforum.commitments.models import ActionPlan, Commitment, CommitmentBody, CommitmentVersion, Milestone
from goforum.core.db import db
from goforum.core.text import plain_text
from goforum.groups import queries as groups
from goforum.groups.models import Group
from goforum.meetings.models import AgendaItem, Meeting, MeetingCommitment, MeetingText, Message, Room
from goforum.meetings.queries import meetings, room
from goforum.minutes.models import Minutes
from goforum.organisations.models import Organisation
from goforum.proposals import queries as proposals
from goforum.proposals.models import Proposal, ProposalCommitment
from goforum.search import directory
from goforum.search.backend import OPEN, SearchDoc, content_of, existence_of, tag
from goforum.search.sources import Shown, Source, names_of, say, tags_of, title_of
from goforum.threads.models import Post, PostCommitment, PostMove, Thread, ThreadCommitment, ThreadKind
from goforum.threads.queries import posts

BATCH: Final = 500


# Posts: the title of a discussion is found with its first post.


def _load_posts(ids: Iterable[int]) -> list[SearchDoc]:
    ids = list(ids)
    rows = db.session.execute(
        select(Post.id, Thread.group_id, Post.language, Post.author_id, Post.created_at, Post.number, Thread.kind,
               Thread.title, Post.body_html, Post.organisation_id, Thread.closed_at, Thread.archived_at)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.id.in_(ids), Post.deleted_at.is_(None), Post.hidden_at.is_(None), Post.held_at.is_(None),
               Thread.hidden_at.is_(None)))  # fmt: skip
    about = tags_of("commitment", db.session.execute(union(
        select(PostCommitment.post_id, PostCommitment.commitment_id).where(PostCommitment.post_id.in_(ids)),
        select(Post.id, ThreadCommitment.commitment_id).join(Post, Post.thread_id == ThreadCommitment.thread_id)
        .where(Post.id.in_(ids), Post.number == 1))))
    return [_post(row, about[row.id]) for row in rows]


def _post(row: Any, about: list[str]) -> SearchDoc:
    tags = about + ([tag("organisation", row.organisation_id)] if row.organisation_id else [])
    opens = row.number == 1 and row.kind == ThreadKind.DISCUSSION
    if opens:
        tags.append(tag("state", "archived" if row.archived_at else "closed" if row.closed_at else "open"))
    return SearchDoc("post", row.id, content_of(row.group_id), row.language, row.author_id, row.created_at,
                     row.title if opens else "", plain_text(row.body_html), shelf="thread" if opens else "",
                     tags=tuple(tags))


def _show_posts(ids: Iterable[int], person_id: int | None) -> dict[int, Shown]:
    return {
        card.id: Shown({card.language: card.thread_title}, "threads.permalink", {"post_id": card.id}, card.created_at,
                       card.group_id, card.author_id, number=card.number, closed=card.closed, archived=card.archived)
        for card in posts.post_cards(ids, person_id).values()
    }  # fmt: skip


def first_posts(thread_id: int) -> list[int]:
    """The post that carries a thread's title."""
    return list(db.session.scalars(select(Post.id).where(Post.thread_id == thread_id, Post.number == 1)))


def posts_of_thread(thread_id: int) -> Select[int]:
    """SQL: every post of a thread."""
    return select(Post.id).where(Post.thread_id == thread_id)


def posts_carried(trace_id: int) -> Select[int]:
    """SQL: the posts a split or a merge has carried."""
    return select(PostMove.post_id.label("id")).where(PostMove.trace_id == trace_id)


def crossed(one_id: int, other_id: int) -> bool:
    """Whether two threads are in different groups."""
    return len(set(db.session.scalars(select(Thread.group_id).where(Thread.id.in_((one_id, other_id)))))) > 1


def title_bearers(trace_id: int, thread_ids: Iterable[int]) -> list[int]:
    """The posts under whose first number a title is found now, or was found before posts were carried."""
    carried = select(PostMove.post_id).where(PostMove.trace_id == trace_id)
    found = set(db.session.scalars(select(PostMove.post_id).where(PostMove.trace_id == trace_id,
                                                                  PostMove.from_number == 1)))
    for thread_id in thread_ids:
        found |= set(first_posts(thread_id))
        for inside in (Post.id.in_(carried), Post.id.not_in(carried)):
            found |= set(db.session.scalars(select(Post.id).where(Post.thread_id == thread_id, inside)
                                            .order_by(Post.number).limit(1)))
    return sorted(found)


def posts_of(thread_id: int) -> list[int]:
    """Every post of a thread."""
    return list(db.session.scalars(select(Post.id).where(Post.thread_id == thread_id)))


# Proposals


def _load_proposals(ids: Iterable[int]) -> list[SearchDoc]:
    ids = list(ids)
    about = tags_of("commitment", db.session.execute(
        select(ProposalCommitment.proposal_id, ProposalCommitment.commitment_id)
        .where(ProposalCommitment.proposal_id.in_(ids))))
    rows = db.session.execute(
        select(Proposal.id, Proposal.group_id, Proposal.language, Proposal.author_id, Proposal.published_at,
               Proposal.title, Proposal.body_html, Proposal.state)
        .where(Proposal.id.in_(ids), Proposal.published_at.is_not(None), Proposal.hidden_at.is_(None)))  # fmt: skip
    return [
        SearchDoc("proposal", row.id, content_of(row.group_id), row.language, row.author_id, row.published_at,
                  row.title, plain_text(row.body_html), tags=(tag("state", row.state), *about[row.id]))
        for row in rows
    ]  # fmt: skip


def _show_proposals(ids: Iterable[int], person_id: int | None) -> dict[int, Shown]:
    return {
        card.id: Shown({card.language: card.title}, "proposals.show", {"proposal_id": card.id}, card.published_at,
                       card.group_id, card.author_id, state=card.state)
        for card in proposals.cards(ids, person_id).values()
    }  # fmt: skip


def commitments_of_meetings(ids: Iterable[int]) -> Any:
    """SQL: (meeting, commitment) of what these meetings are about, as a whole or at a point."""
    ids = list(ids)
    return union(
        select(MeetingCommitment.meeting_id, MeetingCommitment.commitment_id)
        .where(MeetingCommitment.meeting_id.in_(ids)),
        select(AgendaItem.meeting_id, AgendaItem.commitment_id)
        .where(AgendaItem.meeting_id.in_(ids), AgendaItem.commitment_id.is_not(None)))


# Meetings, with their agenda and whatever is written of them


def _load_meetings(ids: Iterable[int]) -> list[SearchDoc]:
    ids = list(ids)
    body: dict[int, list[str | None]] = defaultdict(list)
    about = tags_of("commitment", db.session.execute(commitments_of_meetings(ids)))
    for item in db.session.execute(
        select(AgendaItem.meeting_id, AgendaItem.title_ar, AgendaItem.title_fr, AgendaItem.title_en)
        .where(AgendaItem.meeting_id.in_(ids)).order_by(AgendaItem.meeting_id, AgendaItem.position)
    ):  # fmt: skip
        body[item.meeting_id] += names_of(item, "title")
    for text in db.session.execute(
        select(MeetingText.meeting_id, MeetingText.body_html)
        .where(MeetingText.meeting_id.in_(ids)).order_by(MeetingText.id)
    ):  # fmt: skip
        body[text.meeting_id].append(plain_text(text.body_html))
    rows = db.session.execute(
        select(Meeting.id, Meeting.group_id, Meeting.title_ar, Meeting.title_fr, Meeting.title_en, Meeting.starts_at,
               Meeting.place, Meeting.created_by_id, Meeting.state)
        .where(Meeting.id.in_(ids)))  # fmt: skip
    return [
        SearchDoc("meeting", row.id, content_of(row.group_id), "", row.created_by_id, row.starts_at,
                  title_of(row, "title"), say(row.place, *body[row.id]),
                  tags=(tag("state", row.state), *about[row.id]))
        for row in rows
    ]  # fmt: skip


def _show_meetings(ids: Iterable[int], person_id: int | None) -> dict[int, Shown]:
    return {
        card.id: Shown(card.titles, "meetings.show", {"meeting_id": card.id}, card.starts_at, card.group_id,
                       state=card.state)
        for card in meetings.cards(ids, person_id).values()
    }  # fmt: skip


# What was said live


def _load_messages(ids: Iterable[int]) -> list[SearchDoc]:
    rows = db.session.execute(
        select(Message.id, Meeting.group_id, Message.language, Message.author_id, Message.created_at,
               Message.body_html, Message.organisation_id)
        .join(Room, Room.id == Message.room_id).join(Meeting, Meeting.id == Room.meeting_id)
        .where(Message.id.in_(ids), Message.deleted_at.is_(None)))  # fmt: skip
    return [
        SearchDoc("message", row.id, content_of(row.group_id), row.language, row.author_id, row.created_at, "",
                  plain_text(row.body_html),
                  tags=(tag("organisation", row.organisation_id),) if row.organisation_id else ())
        for row in rows
    ]  # fmt: skip


def _show_messages(ids: Iterable[int], person_id: int | None) -> dict[int, Shown]:
    found = room.message_cards(ids, person_id)
    held = meetings.cards({card.meeting_id for card in found.values()}, person_id)
    return {
        card.id: Shown(held[card.meeting_id].titles, "meetings.room", {"meeting_id": card.meeting_id},
                       card.created_at, card.group_id, card.author_id)
        for card in found.values() if card.meeting_id in held
    }  # fmt: skip


# Commitments: anybody may read them


def _load_commitments(ids: Iterable[int]) -> list[SearchDoc]:
    ids = list(ids)
    steps: dict[int, list[str | None]] = defaultdict(list)
    for step in db.session.scalars(
        select(Milestone).where(Milestone.commitment_id.in_(ids)).order_by(Milestone.position, Milestone.id)
    ):
        steps[step.commitment_id] += names_of(step, "title")
    bodies = tags_of("organisation", db.session.execute(
        select(CommitmentVersion.commitment_id, CommitmentBody.organisation_id)
        .join(CommitmentBody, CommitmentBody.version_id == CommitmentVersion.id)
        .where(CommitmentVersion.commitment_id.in_(ids), CommitmentVersion.replaced_at.is_(None))))
    rows = db.session.execute(
        select(Commitment.id, Commitment.created_at, CommitmentVersion, ActionPlan)
        .join(ActionPlan, ActionPlan.id == Commitment.plan_id)
        .join(CommitmentVersion, (CommitmentVersion.commitment_id == Commitment.id)
              & CommitmentVersion.replaced_at.is_(None))
        .where(Commitment.id.in_(ids)))  # fmt: skip
    return [
        SearchDoc("commitment", row.id, OPEN, "", None, row.created_at, title_of(row.CommitmentVersion, "title"),
                  say(*names_of(row.CommitmentVersion, "description"), row.CommitmentVersion.theme, *steps[row.id],
                       title_of(row.ActionPlan, "name")),
                  tags=(tag("commitment", row.id), *bodies[row.id]))
        for row in rows
    ]  # fmt: skip


def _show_commitments(ids: Iterable[int], _person_id: int | None) -> dict[int, Shown]:
    return {
        card.id: Shown(card.titles, "pages.commitment", {"commitment_id": card.id}, None, number=card.number)
        for card in commitments.cards(ids).values()
    }


def commitments_of_plan(plan_id: int) -> list[int]:
    """The commitments that are found under this plan's name."""
    return list(db.session.scalars(select(Commitment.id).where(Commitment.plan_id == plan_id)))


# Groups: found by whoever may know of them


def _load_groups(ids: Iterable[int]) -> list[SearchDoc]:
    return [
        SearchDoc("group", row.id, existence_of(row.id), "", None, row.created_at, title_of(row, "name"),
                  say(*names_of(row, "purpose")))
        for row in db.session.scalars(select(Group).where(Group.id.in_(ids)))
    ]  # fmt: skip


def _show_groups(ids: Iterable[int], person_id: int | None) -> dict[int, Shown]:
    known = set(db.session.scalars(select(Group.id).where(Group.id.in_(ids), groups.knowable(person_id))))
    return {
        card.id: Shown(card.names, "pages.group", {"slug": card.slug}, None)
        for card in groups.cards(known).values()
    }


SOURCES: Final[dict[str, Source]] = {
    "post": Source(Post.id, _load_posts, _show_posts),
    "proposal": Source(Proposal.id, _load_proposals, _show_proposals),
    "meeting": Source(Meeting.id, _load_meetings, _show_meetings),
    "message": Source(Message.id, _load_messages, _show_messages),
    "commitment": Source(Commitment.id, _load_commitments, _show_commitments),
    "minutes": Source(Minutes.id, directory.load_minutes, directory.show_minutes),
    "group": Source(Group.id, _load_groups, _show_groups),
    "organisation": Source(Organisation.id, directory.load_organisations, directory.show_organisations),
    "person": Source(Person.id, directory.load_people, directory.show_people),
}
# What is listed apart: a discussion is found by the post that opens it.
KINDS: Final = frozenset({*SOURCES, "thread"})


def all_documents() -> Iterator[SearchDoc]:
    """Everything that can be found, read in batches; no read stays open while the index is being written."""
    for source in SOURCES.values():
        last = 0
        while True:
            ids = list(db.session.scalars(
                select(source.column).where(source.column > last).order_by(source.column).limit(BATCH)))  # fmt: skip
            if not ids:
                break
            docs, last = source.load(ids), ids[-1]
            db.session.remove()
            yield from docs

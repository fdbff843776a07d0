"""Told of proposals: published, changed, withdrawn, refused. What a vote decides is told with the vote."""

from collections.abc import Collection
from typing import Any

from flask import url_for
from flask_babel import ngettext
from sqlalchemy import and_, exists, or_, select
from sqlalchemy.sql.elements import ColumnElement

from goforum.core.db import db
from goforum.core.events import inside
from goforum.notifications.commands import tell_audience
from goforum.notifications.kinds import About, Kind, Subject, add_kinds, add_page, add_subject
from goforum.notifications.listeners.threads import posts_up_to
from goforum.notifications.models import Notice
from goforum.proposals.events import ProposalEdited, ProposalMoved, ProposalPublished
from goforum.proposals.models import Amendment, Proposal
from goforum.proposals.queries import cards


def _proposals(ids: Collection[int], person_id: int) -> dict[int, About]:
    return {one.id: About(one.title, one.language, url_for("proposals.show", proposal_id=one.id))
            for one in cards(ids, person_id).values()}


def _published(number: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(Proposal.id == number, Proposal.published_at.is_not(None))


def _on_its_page(shown: ColumnElement[Any], upto: ColumnElement[int]) -> ColumnElement[bool]:
    """The proposal, its vote, and its discussion as far as it is shown."""
    mine = Proposal.id == shown
    return or_(
        and_(Notice.subject == "proposal", Notice.subject_id == shown),
        and_(Notice.subject == "poll", Notice.subject_id.in_(select(Proposal.poll_id).where(mine))),
        posts_up_to(select(Proposal.thread_id).where(mine).scalar_subquery(), upto))


add_subject(Subject("proposal", _proposals, _published))
add_page("proposals.show", "proposal_id", _on_its_page)
add_kinds(
    Kind("proposal", lambda n, title: ngettext(
        "New proposal: %(title)s", "%(num)s new proposals, the last one: %(title)s", n, title=title),
        "file-text", family="decisions"),
    Kind("proposal-changed", lambda n, title: ngettext(
        "The text of the proposal %(title)s has changed",
        "The text of the proposal %(title)s has changed %(num)s times", n, title=title), "pencil", family="decisions"),
    Kind("amendment-accepted", lambda n, title: ngettext(
        "Your amendment is part of the proposal %(title)s now", "%(num)s of your amendments are part of %(title)s now",
        n, title=title), "circle-check", always=True, family="decisions"),
    Kind("proposal-withdrawn", lambda n, title: ngettext(
        "The proposal %(title)s was withdrawn by its author", "The proposal %(title)s was withdrawn by its author",
        n, title=title), "circle-minus", family="decisions"),
    Kind("proposal-rejected", lambda n, title: ngettext(
        "The proposal %(title)s was rejected, with a reason", "The proposal %(title)s was rejected, with a reason",
        n, title=title), "circle-x", family="decisions"),
)


def _thread_of(proposal_id: int) -> int | None:
    return db.session.scalar(select(Proposal.thread_id).where(Proposal.id == proposal_id))


@inside(ProposalPublished)
def tell_of_publication(event: ProposalPublished) -> None:
    """Who asked for everything in the group."""
    tell_audience(("group", event.group_id), "proposal", actor_id=event.actor_id,
                  subject=("proposal", event.proposal_id), group_id=event.group_id,
                  thread_id=_thread_of(event.proposal_id), dedup_key=f"proposal:{event.proposal_id}:published")


def _tell_followers(event: ProposalEdited | ProposalMoved, kind: str, key: str,
                    named: dict[str, list[int]] | None = None) -> None:
    thread_id = _thread_of(event.proposal_id)
    if thread_id is not None:
        tell_audience(("thread", thread_id), kind, actor_id=event.actor_id, thread_id=thread_id,
                      subject=("proposal", event.proposal_id), group_id=event.group_id,
                      dedup_key=f"proposal:{event.proposal_id}:{key}", named=named)


@inside(ProposalEdited)
def tell_of_change(event: ProposalEdited) -> None:
    """Who follows its discussion reads another text from now on; whose amendment it came from learns that instead."""
    named = {}
    if event.amendment_id is not None:
        amender = db.session.scalar(select(Amendment.author_id).where(Amendment.id == event.amendment_id))
        named = {"amendment-accepted": [amender]} if amender else {}
    _tell_followers(event, "proposal-changed", f"version:{event.version}", named)


@inside(ProposalMoved)
def tell_of_end(event: ProposalMoved) -> None:
    """Taken back, or refused without a vote."""
    if event.from_state == "voting" or event.told:
        return
    if event.to_state in {"withdrawn", "rejected"}:
        _tell_followers(event, f"proposal-{event.to_state}", event.to_state)

"""Told of what people do around a proposal: signing, supports, arguments, amendments. Each step once.

An accepted amendment is told with the new text it makes (``proposals``), so that nobody hears of it twice.
"""

from collections.abc import Collection

from flask import url_for
from flask_babel import ngettext
from sqlalchemy import exists, select
from sqlalchemy.sql.elements import ColumnElement

from goforum.core.db import db
from goforum.core.events import inside
from goforum.groups.queries import organiser_ids
from goforum.notifications.commands import tell
from goforum.notifications.kinds import About, Kind, Subject, add_kinds, add_subject
from goforum.proposals.events import (
    AmendmentPromoted,
    AmendmentProposed,
    AmendmentRejected,
    AmendmentWithdrawn,
    ArgumentGiven,
    AuthorAnswered,
    AuthorInvited,
    SupportsReached,
)
from goforum.proposals.models import Amendment, Proposal
from goforum.proposals.queries import author_ids, cards

AmendmentStep = AmendmentProposed | AmendmentRejected | AmendmentWithdrawn | AmendmentPromoted


def _to_sign(ids: Collection[int], person_id: int) -> dict[int, About]:
    """Drafts too: whoever is asked to sign one reads it."""
    return {one.id: About(one.title, one.language, url_for("proposals.show", proposal_id=one.id))
            for one in cards(ids, person_id).values()}


def _amendments(ids: Collection[int], person_id: int) -> dict[int, About]:
    rows = db.session.execute(select(Amendment.id, Amendment.proposal_id).where(Amendment.id.in_(ids))).all()
    known = cards({row.proposal_id for row in rows}, person_id)
    return {row.id: About(known[row.proposal_id].title, known[row.proposal_id].language,
                          url_for("proposals.amendment", proposal_id=row.proposal_id, amendment_id=row.id))
            for row in rows if row.proposal_id in known}


def _amendment_shown(number: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(Amendment.id == number, Proposal.id == Amendment.proposal_id, Proposal.hidden_at.is_(None))


add_subject(Subject("signing", _to_sign))
add_subject(Subject("amendment", _amendments, _amendment_shown))
add_kinds(
    Kind("sign-asked", lambda n, title: ngettext(
        "You are asked to sign the proposal %(title)s", "You are asked to sign the proposal %(title)s", n, title=title),
        "pencil", always=True),
    Kind("sign-answered", lambda n, title: ngettext(
        "Someone answered your invitation to sign %(title)s",
        "%(num)s people answered your invitation to sign %(title)s", n, title=title), "users", always=True),
    Kind("proposal-supported", lambda n, title: ngettext(
        "The proposal %(title)s has the supports that the group asks for",
        "The proposal %(title)s has the supports that the group asks for", n, title=title), "heart",
        family="decisions"),
    Kind("argument", lambda n, title: ngettext(
        "A new argument about your proposal %(title)s", "%(num)s new arguments about your proposal %(title)s",
        n, title=title), "message-square-text", family="decisions"),
    Kind("amendment", lambda n, title: ngettext(
        "An amendment to your proposal %(title)s waits for your answer",
        "%(num)s amendments to your proposal %(title)s wait for your answer", n, title=title),
        "file-text", always=True, family="decisions"),
    Kind("amendment-rejected", lambda n, title: ngettext(
        "Your amendment to %(title)s was rejected, with a reason",
        "%(num)s of your amendments to %(title)s were rejected, with reasons", n, title=title),
        "circle-x", always=True, family="decisions"),
    Kind("amendment-withdrawn", lambda n, title: ngettext(
        "An amendment to your proposal %(title)s was withdrawn",
        "%(num)s amendments to your proposal %(title)s were withdrawn", n, title=title), "circle-minus",
        family="decisions"),
    Kind("amendment-promoted", lambda n, title: ngettext(
        "An amendment you rejected to %(title)s is a proposal of its own now",
        "%(num)s amendments you rejected to %(title)s are proposals of their own now", n, title=title), "plus",
        family="decisions"),
)


def _proposal(proposal_id: int) -> Proposal:
    found: Proposal = db.session.execute(select(Proposal).where(Proposal.id == proposal_id)).scalar_one()
    return found


@inside(AuthorInvited)
def tell_of_invitation(event: AuthorInvited) -> None:
    """Whoever is asked to sign."""
    tell([event.person_id], "sign-asked", actor_id=event.actor_id, subject=("signing", event.proposal_id),
         group_id=event.group_id, dedup_key=f"sign:{event.proposal_id}:{event.person_id}:{event.round}")


@inside(AuthorAnswered)
def tell_of_signature(event: AuthorAnswered) -> None:
    """The first author, of a yes, a no, or a name taken off."""
    tell([_proposal(event.proposal_id).author_id], "sign-answered", actor_id=event.actor_id,
         subject=("signing", event.proposal_id), group_id=event.group_id,
         dedup_key=f"signed:{event.proposal_id}:{event.actor_id}:{event.answer}:{event.round}")


@inside(SupportsReached)
def tell_of_supports(event: SupportsReached) -> None:
    """The authors and those who facilitate: it is ready to go on."""
    proposal = _proposal(event.proposal_id)
    tell(sorted({*author_ids(proposal), *organiser_ids(event.group_id)}), "proposal-supported", actor_id=None,
         subject=("proposal", event.proposal_id), group_id=event.group_id, thread_id=proposal.thread_id,
         dedup_key=f"proposal:{event.proposal_id}:supported")


@inside(ArgumentGiven)
def tell_of_argument(event: ArgumentGiven) -> None:
    """The authors."""
    proposal = _proposal(event.proposal_id)
    tell(author_ids(proposal), "argument", actor_id=event.actor_id, subject=("proposal", event.proposal_id),
         group_id=event.group_id, thread_id=proposal.thread_id, dedup_key=f"argument:{event.argument_id}")


def _tell_of_amendment(event: AmendmentStep, ids: Collection[int], kind: str, step: str) -> None:
    tell(ids, kind, actor_id=event.actor_id, subject=("amendment", event.amendment_id), group_id=event.group_id,
         thread_id=_proposal(event.proposal_id).thread_id, dedup_key=f"amendment:{event.amendment_id}:{step}")


@inside(AmendmentProposed)
def tell_of_amendment(event: AmendmentProposed) -> None:
    """The authors, who answer it."""
    _tell_of_amendment(event, author_ids(_proposal(event.proposal_id)), "amendment", "proposed")


@inside(AmendmentRejected)
def tell_of_rejection(event: AmendmentRejected) -> None:
    """Whoever wrote it."""
    author = db.session.scalar(select(Amendment.author_id).where(Amendment.id == event.amendment_id))
    _tell_of_amendment(event, [author] if author else [], "amendment-rejected", "rejected")


@inside(AmendmentWithdrawn)
def tell_of_second_thought(event: AmendmentWithdrawn) -> None:
    """The authors, who need not answer any more."""
    _tell_of_amendment(event, author_ids(_proposal(event.proposal_id)), "amendment-withdrawn", "withdrawn")


@inside(AmendmentPromoted)
def tell_of_promotion(event: AmendmentPromoted) -> None:
    """The authors, who had said no."""
    _tell_of_amendment(event, author_ids(_proposal(event.proposal_id)), "amendment-promoted", "promoted")

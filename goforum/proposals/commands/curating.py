"""Facilitators at work: review, questions to the authors, themes, notes, commitments that accepted ones went into."""

from sqlalchemy import delete, select, update

from goforum.commitments.queries import existing
from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, upsert
from goforum.core.i18n import _l
from goforum.core.rules import Invalid, NotFound
from goforum.core.text import clean_line, clean_source
from goforum.proposals import events, rules
from goforum.proposals.commands.base import allow, given_reason, locked, move
from goforum.proposals.models import (
    MAX_NOTE,
    ProposalAsk,
    ProposalIntegration,
    ProposalNote,
    ProposalTheme,
    ProposalTheming,
    State,
)
from goforum.proposals.queries import part_of
from goforum.threads.commands.passing import passed_text


@command
def review_proposal(actor_id: int, proposal_id: int) -> None:
    """Take a proposal under review: its text is frozen until it is given back, put to the vote or answered."""
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_review(standing, proposal, now))
    move(proposal, State.REVIEW, actor_id, now)


@command
def give_back(actor_id: int, proposal_id: int) -> None:
    """Give a proposal under review back to discussion."""
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_give_back(standing, proposal, now))
    move(proposal, State.OPEN, actor_id, now)


@command
def ask_more(actor_id: int, proposal_id: int, *, words: str) -> int:
    """Ask the authors for more; one under review is given back, so that they can change the text."""
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_ask_more(standing, proposal, now))
    asked = ProposalAsk(proposal_id=proposal_id, asked_by_id=actor_id, words=given_reason(words), at=now)
    db.session.add(asked)
    db.session.flush()  # the event names it
    if proposal.state == State.REVIEW:
        move(proposal, State.OPEN, actor_id, now)
    record(events.MoreAsked(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id, ask_id=asked.id))
    return asked.id


@command
def answer_ask(actor_id: int, proposal_id: int, ask_id: int, *, words: str) -> None:
    """Answer in words what facilitators asked."""
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_answer_ask(standing, proposal, now, part_of(proposal, actor_id)))
    answer = passed_text(standing, given_reason(words), field="words")
    done = db.session.execute(
        update(ProposalAsk).where(ProposalAsk.id == ask_id, ProposalAsk.proposal_id == proposal_id)
        .values(answer=answer, answered_at=now, answered_by_id=actor_id).returning(ProposalAsk.id)
        .execution_options(synchronize_session=False)).first()
    if done is None:
        raise NotFound()
    record(events.AskAnswered(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id, ask_id=ask_id))


@command
def close_asks(proposal_id: int, actor_id: int | None) -> None:
    """A new text answers what was asked."""
    db.session.execute(
        update(ProposalAsk).where(ProposalAsk.proposal_id == proposal_id, ProposalAsk.answered_at.is_(None))
        .values(answered_at=clock.now(), answered_by_id=actor_id).execution_options(synchronize_session=False))


@command
def set_theme(actor_id: int, proposal_id: int, *, theme: str) -> None:
    """Put a proposal under a theme of its group; an empty one takes it out."""
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_curate(standing, proposal, now))
    name = clean_line(theme)
    if faults := rules.theme_fault(name):
        raise Invalid(faults)
    if not name:
        db.session.execute(delete(ProposalTheming).where(ProposalTheming.proposal_id == proposal_id))
    else:
        insert_or_ignore(ProposalTheme, {"group_id": proposal.group_id, "name": name}, ["group_id", "name"])
        theme_id = db.session.scalar(select(ProposalTheme.id).where(
            ProposalTheme.group_id == proposal.group_id, ProposalTheme.name == name))
        upsert(ProposalTheming, {"proposal_id": proposal_id, "theme_id": theme_id}, ["proposal_id"], ["theme_id"])
    record(events.ProposalThemed(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id))


@command
def add_note(actor_id: int, proposal_id: int, *, body: str) -> None:
    """Say something about a proposal to the other facilitators; nobody else reads it, nobody is told."""
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_curate(standing, proposal, now))
    body = clean_source(body).strip()
    if not body:
        raise Invalid({"body": _l("Fill in this field.")})
    if len(body) > MAX_NOTE:
        raise Invalid({"body": _l("At most %(max)d characters.", max=MAX_NOTE)})
    db.session.add(ProposalNote(proposal_id=proposal_id, author_id=actor_id, body=body, at=now))
    record(events.ProposalNoted(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id))


@command
def integrate_proposal(actor_id: int, proposal_id: int, *, commitment_id: int) -> None:
    """Say which commitment an accepted proposal became part of."""
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_integrate(standing, proposal, now))
    if not existing([commitment_id]):
        raise Invalid({"commitment": _l("Choose commitments of the list.")})
    insert_or_ignore(ProposalIntegration, {"proposal_id": proposal_id, "commitment_id": commitment_id,
                                           "actor_id": actor_id, "at": now}, ["proposal_id"])
    move(proposal, State.INTEGRATED, actor_id, now)

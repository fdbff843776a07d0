"""The official answer: prepared, then published, alone or with others; and one act on many proposals."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import update

from goforum.core.commands import command, record
from goforum.core.db import db, upsert
from goforum.core.i18n import _l
from goforum.core.rules import Invalid, Refusal
from goforum.core.text import clean_source
from goforum.proposals import events, rules
from goforum.proposals.commands.base import allow, locked, move
from goforum.proposals.models import Decision, ProposalAnswer
from goforum.proposals.queries import find_answer
from goforum.threads.commands.writing import write

MOST_AT_ONCE = 100
_TEXT = ("decision", "body_source", "body_html", "pipeline_version", "language", "prepared_by_id", "prepared_at")


@command
def prepare_answer(actor_id: int, proposal_id: int, *, decision: str, body: str) -> None:
    """Write the official answer, or change it; facilitators alone see it until it is published."""
    proposal, standing, now = locked(proposal_id, actor_id)
    before = find_answer(proposal_id)
    published = before is not None and before.published_at is not None
    allow(rules.may_prepare_answer(standing, proposal, published, now))
    faults = {}
    if decision not in set(Decision):
        faults["decision"] = _l("Choose one.")
    if not clean_source(body).strip():
        faults["body"] = _l("Say why: everyone who reads the proposal will read it.")
    if faults:
        raise Invalid(faults)
    written = write(body)
    upsert(ProposalAnswer, {
        "proposal_id": proposal_id, "decision": decision, "body_source": written.source,
        "body_html": written.rendered.html, "pipeline_version": written.rendered.version,
        "language": written.language, "prepared_by_id": actor_id, "prepared_at": now}, ["proposal_id"], _TEXT)
    record(events.AnswerPrepared(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id))


@command
def publish_answer(actor_id: int, proposal_id: int) -> None:
    """Show the prepared answer to everybody; a proposal that no vote decided is accepted or rejected by it."""
    proposal, standing, now = locked(proposal_id, actor_id)
    answer = find_answer(proposal_id)
    published = answer is not None and answer.published_at is not None
    allow(rules.may_publish_answer(standing, proposal, answer is not None, published, now))
    assert answer is not None
    db.session.execute(update(ProposalAnswer).where(ProposalAnswer.proposal_id == proposal_id).values(
        published_at=now, published_by_id=actor_id).execution_options(synchronize_session=False))
    record(events.AnswerPublished(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id,
                                  decision=answer.decision))
    to_state = rules.next_state(proposal.state, answer.decision)
    if to_state is not None:
        move(proposal, to_state, actor_id, now, told=True)


@dataclass
class Done:
    """What became of an act on many proposals."""

    done: list[int] = field(default_factory=list)
    refused: dict[int, Any] = field(default_factory=dict)


def for_each(actor_id: int, proposal_ids: Iterable[int], act: Callable[[int, int], object]) -> Done:
    """Do one thing with many proposals, each in a transaction of its own: one that may not be done stops no other."""
    found = Done()
    for one in list(dict.fromkeys(proposal_ids))[:MOST_AT_ONCE]:
        try:
            act(actor_id, one)
            found.done.append(one)
        except Refusal as refusal:
            found.refused[one] = refusal.reason or next(iter(getattr(refusal, "errors", {}).values()), "")
    return found

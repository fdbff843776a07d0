"""Arguments for and against a proposal: given, supported, taken back, out of sight."""

from datetime import datetime

from sqlalchemy import delete

from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.rules import Invalid, NotFound, require
from goforum.core.text import clean_source
from goforum.groups.rules import Standing
from goforum.proposals import events, rules
from goforum.proposals.commands.base import allow, locked
from goforum.proposals.models import ArgumentSupport, Proposal, ProposalArgument
from goforum.proposals.queries import find_argument_by_key, get_argument, part_of
from goforum.threads.commands.passing import passed_text
from goforum.threads.commands.writing import one_try, write


@command
def argue(actor_id: int, proposal_id: int, *, side: str, body: str, client_key: str | None = None) -> int:
    """Give a reason for or against; the same form sent again gives it once. Returns its number."""
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_argue(standing, proposal, now, part_of(proposal, actor_id)))
    if faults := rules.argument_faults(side, clean_source(body)):
        raise Invalid(faults)
    written = write(passed_text(standing, clean_source(body)))
    key = one_try(client_key, "argument", proposal_id, side, written.source)
    made = insert_or_ignore(ProposalArgument, {
        "proposal_id": proposal_id, "author_id": actor_id, "side": side, "body_source": written.source,
        "body_html": written.rendered.html, "pipeline_version": written.rendered.version,
        "language": written.language, "client_key": key, "created_at": now}, ["author_id", "client_key"])
    argument_id = find_argument_by_key(actor_id, key)
    assert argument_id is not None
    if made:
        record(events.ArgumentGiven(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id,
                                    argument_id=argument_id))
    return argument_id


def _argued(actor_id: int, proposal_id: int, argument_id: int) -> tuple[Proposal, ProposalArgument, Standing, datetime]:
    """The proposal's row first, as everywhere, then the argument's, which must be of it."""
    proposal, standing, now = locked(proposal_id, actor_id)
    if get_argument(argument_id).proposal_id != proposal_id:
        raise NotFound()
    return proposal, lock_row(ProposalArgument, argument_id), standing, now


@command
def back_argument(actor_id: int, proposal_id: int, argument_id: int, *, on: bool) -> None:
    """Say that an argument convinces, or no longer does."""
    proposal, argument, standing, now = _argued(actor_id, proposal_id, argument_id)
    allow(rules.may_back_argument(standing, proposal, argument, now))
    if on:
        insert_or_ignore(ArgumentSupport, {"argument_id": argument_id, "person_id": actor_id, "at": now},
                         ["argument_id", "person_id"])
    else:
        db.session.execute(delete(ArgumentSupport).where(
            ArgumentSupport.argument_id == argument_id, ArgumentSupport.person_id == actor_id))


@command
def take_back_argument(actor_id: int, proposal_id: int, argument_id: int, *, undo: bool = False) -> None:
    """Delete an argument of one's own, or bring it back."""
    proposal, argument, standing, now = _argued(actor_id, proposal_id, argument_id)
    require(rules.may_take_back_argument(standing, argument, now))
    argument.deleted_at = None if undo else argument.deleted_at or now
    record(events.ArgumentTakenBack(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id,
                                    argument_id=argument_id, undone=undo))


@command
def hide_argument(actor_id: int, argument_id: int, *, on: bool) -> None:
    """Take an argument out of sight of everybody but its author and those who moderate, or show it again."""
    proposal_id = get_argument(argument_id).proposal_id
    proposal, argument, standing, now = _argued(actor_id, proposal_id, argument_id)
    require(rules.may_hide_words(standing, argument, now))
    argument.hidden_at = (argument.hidden_at or now) if on else None
    record(events.ArgumentHidden(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id,
                                 argument_id=argument_id, shown=not on))

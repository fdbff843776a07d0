"""A change to a commitment: carried by a proposal, part of the plan's next version once it is accepted."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import delete, update

from goforum.accounts.queries import get_person_row
from goforum.commitments import commands as commitments
from goforum.commitments.queries import existing, get_commitment
from goforum.commitments.rules import may_manage_plans
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, upsert
from goforum.core.i18n import _l
from goforum.core.rules import Conflict, Invalid, NotFound
from goforum.core.text import clean_line, clean_source
from goforum.proposals import events, rules
from goforum.proposals.commands.base import allow, locked, move
from goforum.proposals.commands.screening import passed_change
from goforum.proposals.models import ProposalChange, ProposalIntegration, State
from goforum.proposals.queries import find_change, part_of, said
from goforum.proposals.rules import change as changes

MAX_MILESTONE = 500
_KEPT = ("commitment_id", "fields", "base", "milestone", "milestone_due_on", "written_by_id", "written_at")


@command
def set_change(actor_id: int, proposal_id: int, *, commitment_id: int, fields: Mapping[str, str | None],
               milestone: str = "", milestone_due_on: date | None = None) -> None:
    """Say what the proposal would change in a commitment; nothing that differs takes the change away."""
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_edit(standing, proposal, now, part_of(proposal, actor_id)))
    if not existing([commitment_id]):
        raise Invalid({"commitment": _l("Choose commitments of the list.")})
    present = said(get_commitment(commitment_id))
    wanted = {name: (clean_source if name.startswith("description") else clean_line)(fields.get(name) or "").strip()
              for name in changes.FIELDS}
    commitments.check_fields(wanted)
    different, milestone = changes.differing(wanted, present), clean_line(milestone)
    if len(milestone) > MAX_MILESTONE:
        raise Invalid({"milestone": _l("At most %(max)d characters.", max=MAX_MILESTONE)})
    if milestone_due_on is not None and not milestone:
        raise Invalid({"milestone": _l("Fill in this field.")})
    if proposal.published_at is not None:  # of a draft nobody else reads a word
        different, milestone = passed_change(standing, different, milestone, present)
    if not different and not milestone:
        db.session.execute(delete(ProposalChange).where(ProposalChange.proposal_id == proposal_id))
    else:
        upsert(ProposalChange, {
            "proposal_id": proposal_id, "commitment_id": commitment_id, "fields": different,
            "base": {name: present[name] for name in different}, "milestone": milestone,
            "milestone_due_on": milestone_due_on, "written_by_id": actor_id, "written_at": now}, ["proposal_id"], _KEPT)
    record(events.ChangeWritten(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id))


@command
def publish_change(actor_id: int, proposal_id: int, *, mark: str) -> None:
    """Make the accepted change part of the plan's next version. ``mark``: what it was compared with on the page."""
    proposal, _standing, now = locked(proposal_id, actor_id)
    found = find_change(proposal_id)
    if found is None:
        raise NotFound()
    person = get_person_row(actor_id)
    keeps = may_manage_plans(admin=person.is_admin, confirmed=person.email_confirmed_at is not None,
                             suspended_until=person.suspended_until, now=now)
    allow(changes.may_publish_change(keeps, proposal.state, found.published_at))
    if mark != found.mark:
        raise Conflict(_l("The commitment has changed since you opened the page: compare it again."), code="stale")
    number = found.commitment.id
    commitments.change_by_decision(
        actor_id, number, fields=dict(found.fields), source=f"/proposals/{proposal_id}",
        milestone={f"title_{proposal.language}": found.milestone} if found.milestone else None,
        due_on=found.milestone_due_on)
    db.session.execute(update(ProposalChange).where(ProposalChange.proposal_id == proposal_id).values(
        published_at=now, published_by_id=actor_id).execution_options(synchronize_session=False))
    insert_or_ignore(ProposalIntegration, {"proposal_id": proposal_id, "commitment_id": number, "actor_id": actor_id,
                                           "at": now}, ["proposal_id"])
    move(proposal, State.INTEGRATED, actor_id, now)
    record(events.ChangePublished(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id,
                                  commitment_id=number))

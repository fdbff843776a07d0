"""Writing a proposal: the draft, its publication, each new text. The proposal's row is locked first."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select, update

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import _l
from goforum.core.rules import Conflict, Invalid, NotFound, require
from goforum.core.text import clean_line, clean_source
from goforum.groups import queries as groups
from goforum.groups.rules import Standing
from goforum.proposals import events, rules
from goforum.proposals.commands.base import allow, locked, move, note
from goforum.proposals.commands.curating import close_asks
from goforum.proposals.commands.screening import passed, passed_change
from goforum.proposals.models import Proposal, ProposalChange, ProposalCommitment, ProposalPost, ProposalVersion, State
from goforum.proposals.queries import find_by_client_key, part_of, running_process
from goforum.proposals.rules.process import may_propose_now
from goforum.proposals.spots import edit_place, new_place
from goforum.threads import commands as threads
from goforum.threads.commands.drafts import settle_draft
from goforum.threads.commands.writing import Written, check_commitments, one_try, write
from goforum.threads.queries import open_thread, post_cards

MOST_POSTS = 10


def checked(title: str, body: str) -> tuple[str, Written]:
    """Title and text as they are stored; Invalid with every fault at once."""
    title = clean_line(title)
    if faults := rules.text_faults(title, clean_source(body)):
        raise Invalid(faults)
    return title, write(body)


@command
def create_proposal(
    actor_id: int, group_id: int, *, title: str, body: str, commitment_ids: Iterable[int] = (),
    source_thread_id: int | None = None, post_ids: Iterable[int] = (), publish: bool = False,
    client_key: str | None = None, author_id: int | None = None,
) -> int:
    """Write a proposal, as a draft its author alone sees or published at once. Returns its number.

    ``post_ids`` are the posts of the source thread it came out of; both pages say so. ``author_id`` is whose proposal
    it is where somebody else makes it: a facilitator who takes a part out of one.
    The same text sent again under the same ``client_key`` is the same proposal.
    """
    standing, now = groups.standing(actor_id, group_id), clock.now()
    require(rules.may_propose(standing, now))
    if source_thread_id is not None:
        head, _place = open_thread(source_thread_id, actor_id)
        if head.group_id != group_id:
            raise NotFound()
    title, written = checked(title, body)
    if publish:
        title, written = passed(standing, title, written)
    linked = check_commitments((*commitment_ids, *written.rendered.references))
    key, author_id = one_try(client_key, "proposal", group_id, title, written.source), author_id or actor_id
    made = insert_or_ignore(Proposal, {
        "group_id": group_id, "author_id": author_id, "source_thread_id": source_thread_id, "title": title,
        "body_source": written.source, "body_html": written.rendered.html,
        "pipeline_version": written.rendered.version, "language": written.language, "version_number": 1,
        "state": State.DRAFT.value, "state_changed_at": now, "created_at": now, "client_key": key,
    }, ["author_id", "client_key"])
    proposal_id = find_by_client_key(author_id, key)
    assert proposal_id is not None
    if made:
        proposal = lock_row(Proposal, proposal_id)
        add_version(proposal, actor_id, now)
        _link(proposal, linked)
        if source_thread_id is not None:
            _remember(proposal_id, source_thread_id, actor_id, post_ids)
        note(proposal, None, State.DRAFT, actor_id, now)
        record(events.ProposalDrafted(actor_id=actor_id, proposal_id=proposal_id, group_id=group_id))
    settle_draft(actor_id, new_place(group_id), title=title, body=written.source, became=proposal_id)
    if publish and made:
        _publish(actor_id, lock_row(Proposal, proposal_id), now)
    return proposal_id


def _remember(proposal_id: int, thread_id: int, actor_id: int, post_ids: Iterable[int]) -> None:
    """The posts it came out of, in the order in which they were picked; what is not of that thread is left out."""
    wanted = list(dict.fromkeys(post_ids))[:MOST_POSTS]
    readable = post_cards(wanted, actor_id)
    for position, one in enumerate(one for one in wanted if one in readable and readable[one].thread_id == thread_id):
        db.session.add(ProposalPost(proposal_id=proposal_id, post_id=one, position=position))


@command
def follow_merged_thread(thread_id: int, target_id: int) -> None:
    """The discussion they came out of is part of another one now."""
    db.session.execute(update(Proposal).where(Proposal.source_thread_id == thread_id)
                       .values(source_thread_id=target_id).execution_options(synchronize_session=False))


def add_version(proposal: Proposal, actor_id: int, now: datetime) -> None:
    """Keep the text as it stands now as a version of its own."""
    db.session.add(ProposalVersion(
        proposal_id=proposal.id, number=proposal.version_number, title=proposal.title,
        body_source=proposal.body_source, body_html=proposal.body_html,
        pipeline_version=proposal.pipeline_version, language=proposal.language, author_id=actor_id,
        created_at=now))


def _link(proposal: Proposal, wanted: list[int]) -> bool:
    """Make the proposal be about exactly these commitments; True when that changed anything."""
    present = set(db.session.scalars(select(ProposalCommitment.commitment_id).where(
        ProposalCommitment.proposal_id == proposal.id)))
    if gone := present - set(wanted):
        db.session.execute(delete(ProposalCommitment).where(
            ProposalCommitment.proposal_id == proposal.id, ProposalCommitment.commitment_id.in_(gone)))
    for one in wanted:
        insert_or_ignore(ProposalCommitment, {"proposal_id": proposal.id, "commitment_id": one},
                         ["proposal_id", "commitment_id"])
    return present != set(wanted)


@command
def publish_proposal(actor_id: int, proposal_id: int) -> None:
    """Show a draft to the readers of its group and open its discussion."""
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_publish(standing, proposal, now))
    _pass(proposal, standing, now)
    _publish(actor_id, proposal, now)


def _publish(actor_id: int, proposal: Proposal, now: datetime) -> None:
    """Open its discussion; its words have met the group's policy."""
    allow(may_propose_now(running_process(proposal.group_id), now))
    linked = list(db.session.scalars(select(ProposalCommitment.commitment_id).where(
        ProposalCommitment.proposal_id == proposal.id).order_by(ProposalCommitment.id)))
    proposal.published_at = now
    proposal.thread_id = threads.create_thread(
        actor_id, proposal.group_id, title=proposal.title, commitment_ids=linked, kind="proposal",
        client_key=f"proposal-{proposal.id}")
    if proposal.source_thread_id is not None:
        threads.note_proposal(actor_id, proposal.source_thread_id, proposal.id)
    record(events.ProposalPublished(actor_id=actor_id, proposal_id=proposal.id, group_id=proposal.group_id))
    move(proposal, State.OPEN, actor_id, now)


def _pass(proposal: Proposal, standing: Standing, now: datetime) -> None:
    """A draft nobody else has seen meets the group's policy now."""
    written = write(proposal.body_source, default_language=proposal.language)
    try:
        title, written = passed(standing, proposal.title, written)
        if (change := db.session.get(ProposalChange, proposal.id)) is not None:
            change.fields, change.milestone = passed_change(standing, change.fields, change.milestone, change.base)
    except Invalid as invalid:
        raise Conflict(next(iter(invalid.errors.values())), code="screened") from None
    set_text(proposal, title, written, proposal.author_id, now)


@command
def edit_proposal(actor_id: int, proposal_id: int, *, title: str, body: str, commitment_ids: Iterable[int],
                  version: int | None = None) -> None:
    """Change the text or its links before a vote opens; the earlier text stays as a version.

    ``version`` is what the editor had before them: when the text has changed since, nothing is overwritten.
    """
    proposal, standing, now = locked(proposal_id, actor_id)
    allow(rules.may_edit(standing, proposal, now, part_of(proposal, actor_id)))
    require_version(proposal, version)
    title, written = checked(title, body)
    if proposal.published_at is not None:
        title, written = passed(standing, title, written, before=proposal.body_source)
    settle_draft(actor_id, edit_place(proposal_id), title=title, body=written.source, became=proposal_id)
    wanted = check_commitments((*commitment_ids, *written.rendered.references))
    linked = _link(proposal, wanted)
    changed = set_text(proposal, title, written, actor_id, now)
    if proposal.thread_id is not None and (changed or linked):
        threads.follow_home(actor_id, proposal.thread_id, title=title, commitment_ids=wanted)
    if changed or linked:
        db.session.flush()
        record(events.ProposalEdited(actor_id=actor_id, proposal_id=proposal_id, group_id=proposal.group_id,
                                     version=proposal.version_number))


def require_version(proposal: Proposal, version: int | None) -> None:
    """What somebody had before them must be what stands now."""
    if version is not None and version != proposal.version_number:
        raise Conflict(_l("This proposal was changed in another window meanwhile."), code="stale")


def set_text(proposal: Proposal, title: str, written: Written, author_id: int, now: datetime) -> bool:
    """Give the proposal another text, as a new version by this author; False when it says so already."""
    if (title, written.source) == (proposal.title, proposal.body_source):
        return False
    proposal.title, proposal.language = title, written.language
    proposal.body_source, proposal.body_html = written.source, written.rendered.html
    proposal.pipeline_version = written.rendered.version
    proposal.version_number += 1
    add_version(proposal, author_id, now)
    close_asks(proposal.id, author_id)
    return True

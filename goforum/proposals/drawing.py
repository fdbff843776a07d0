"""What the page of a proposal needs, gathered in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext as _
from markupsafe import Markup

from goforum.accounts.queries import people_by_ids
from goforum.core import clock
from goforum.core.i18n import date_long
from goforum.core.paging import int_arg
from goforum.core.rules import Invalid
from goforum.core.text import PIPELINE_VERSION, excerpt
from goforum.core.viewer import Viewer
from goforum.groups import queries as groups
from goforum.groups.rules import Standing, may_join
from goforum.proposals import queries, rules
from goforum.proposals.around import around
from goforum.proposals.forms import ArgumentForm
from goforum.proposals.models import DATES, Amendment, Proposal, ProposalProcess, ProposalVersion, State
from goforum.proposals.queries import People, Step
from goforum.proposals.rules.process import PHASES, phase_of
from goforum.threads import queries as threads
from goforum.threads.commands.writing import write
from goforum.threads.composer import composer, own_draft
from goforum.threads.drawing import page_count, posts_view
from goforum.threads.queries import Head
from goforum.threads.queries.life import cited_posts
from goforum.threads.queries.posts import post_commitment_ids
from goforum.threads.quoting import quote_of
from goforum.threads.rules import may_read_thread, may_reply
from goforum.threads.spots import reply_place
from goforum.voting import queries as voting
from goforum.voting.drawing import AnyBallot, card_context
from goforum.voting.queries import PollView

MOST_QUOTES = 10

Stage = tuple[str, str, str]


def stages(proposal: Proposal, steps: Sequence[Step], poll: PollView | None) -> list[Stage]:
    """The way in four stages, for the steps on top of the page: label, date, done | now | nothing."""
    state = State(proposal.state)
    at = {State(step.to_state): date_long(step.at) for step in steps}
    order = {State.DRAFT: 0, State.OPEN: 1, State.REVIEW: 1, State.VOTING: 2}.get(state, 3)
    voted = poll is not None and poll.phase != "cancelled"
    end = {
        State.ACCEPTED: _("Accepted"), State.REJECTED: _("Rejected"), State.WITHDRAWN: _("Withdrawn"),
        State.MERGED: _("Merged"), State.INTEGRATED: _("Part of a commitment"),
    }.get(state, _("Decision"))
    vote_detail = ""
    if voted and poll is not None:
        until = date_long(poll.closes_at)
        vote_detail = _("until %(day)s", day=until) if state is State.VOTING else until
    talk = _("Under review") if state is State.REVIEW else _("Discussion")
    labels = [(_("Draft"), at.get(State.DRAFT, "")),
              (talk, at.get(State.REVIEW if state is State.REVIEW else State.OPEN, "")), (_("Vote"), vote_detail),
              (end, date_long(proposal.state_changed_at) if order == 3 else "")]
    found: list[Stage] = []
    for number, (label, detail) in enumerate(labels):
        skipped = (number == 2 and order == 3 and not voted) or (number == 1 and proposal.published_at is None)
        mark = "now" if number == order else "done" if number < order and not skipped else ""
        found.append((label, detail, mark))
    return found


def phase_stages(process: ProposalProcess, now: datetime) -> list[Stage]:
    """The phases of a process as steps: label, when it begins, done | now | nothing."""
    labels = (_("Ideas"), _("Discussion"), _("Texts frozen"), _("Vote"), _("Answers"))
    present = phase_of(process, now)
    found = []
    for phase, label, name in zip(PHASES, labels, DATES, strict=False):
        mark = "now" if phase is present else "done" if getattr(process, name) < now else ""
        found.append((label, date_long(getattr(process, name)), mark))
    return found


def text_html(text: Proposal | ProposalVersion | Amendment) -> Markup:
    """The stored HTML of a text; made again when the rules of rendering have changed since it was stored."""
    if text.pipeline_version == PIPELINE_VERSION:
        return Markup(text.body_html)  # noqa: S704 - cleaned when it was stored
    return Markup(write(text.body_source).rendered.html)  # noqa: S704 - cleaned just now


def _discussion(proposal: Proposal, standing: Standing, me: Viewer) -> dict[str, Any]:
    """The posts of the proposal's own thread and the form to answer; nothing for a draft."""
    nothing: dict[str, Any] = {"head": None, "posts": None, "reply": None, "verdict": None, "may": {}}
    if proposal.thread_id is None:
        return nothing
    head = threads.get_head(proposal.thread_id, me.id)
    now = clock.now()
    if not may_read_thread(standing, head.facts, now):
        return nothing
    page = min(int_arg("page", 1, low=1) or 1, page_count(head))
    verdict = may_reply(standing, head.facts, now)
    quoted = quoted_posts(head.id, request.args.get("quote", ""), me.id) if verdict else ""
    return {"head": head, "posts": posts_view(head, standing, me, page), "verdict": verdict,
            "reply": composer(head, quoted, own_draft(reply_place(head.id))) if verdict else None,
            "may": {"join": bool(may_join(standing, now))}}


@dataclass(frozen=True)
class SourcePost:
    """A post the proposal came out of, where it stands now."""

    id: int
    number: int
    name: str
    at: datetime
    gone: bool


def source_posts(proposal: Proposal) -> list[SourcePost]:
    """The posts a proposal came out of that everybody who reads it may read."""
    ids = queries.list_source_posts(proposal.id)
    found = cited_posts(ids, proposal.group_id)
    people = people_by_ids({one.author_id for one in found.values()}) if found else {}
    return [SourcePost(one, found[one].number, people[found[one].author_id].name, found[one].created_at,
                       found[one].gone) for one in ids if one in found]


def show_context(proposal: Proposal, standing: Standing, me: Viewer, ballot: AnyBallot | None = None,
                 argument: ArgumentForm | None = None) -> dict[str, Any]:
    """Everything ``proposals/show.html`` draws."""
    now = clock.now()
    people = People()
    people.want([proposal.author_id])
    steps = queries.list_steps(proposal.id, people)
    poll = voting.view_of_poll(proposal.poll_id, standing, request.values.get("as", "")) if proposal.poll_id else None
    source = (threads.cards([proposal.source_thread_id], me.id).get(proposal.source_thread_id)
              if proposal.source_thread_id else None)
    found = around(proposal, standing, now, people, argument)
    return {
        "proposal": proposal, "html": text_html(proposal),
        "group": groups.cards([proposal.group_id])[proposal.group_id],
        "author": people[proposal.author_id], "source": source,
        "source_posts": source_posts(proposal) if proposal.source_thread_id else [],
        "steps": steps, "stages": stages(proposal, steps, poll),
        "may_publish": rules.may_publish(standing, proposal, now),
        "may_withdraw": rules.may_withdraw(standing, proposal, now),
        "may_refuse": rules.may_refuse(standing, proposal, now),
        **found,
        **(card_context(poll, standing, ballot) if poll else {"poll": None}),
        **_discussion(proposal, standing, me),
    }


def preview_html(body: str) -> Markup | None:
    """A text as it would look; None when it cannot be stored as it is."""
    try:
        return Markup(write(body).rendered.html)  # noqa: S704 - cleaned just now
    except Invalid:
        return None


@dataclass(frozen=True)
class Pick:
    """A post of the discussion that may be quoted in the proposal."""

    id: int
    name: str
    language: str
    text: str


def posts_to_pick(head: Head) -> list[Pick]:
    """The latest posts of a discussion, shortened, to choose what the proposal quotes."""
    rows = [row for row in threads.page_posts(head.id, page_count(head))
            if not (row.deleted_at or row.hidden_at or row.held_at)]
    names = people_by_ids({row.author_id for row in rows})
    return [Pick(row.id, names[row.author_id].name, row.language, excerpt(row.body_html, 140)) for row in rows]


def picked_ids(wanted: str) -> list[int]:
    """The posts named in an address: ids with commas, each once, at most so many."""
    ids = [int(one) for one in wanted.split(",") if one.isascii() and one.isdigit() and len(one) < 10]
    return list(dict.fromkeys(ids))[:MOST_QUOTES]


def picked_commitments(thread_id: int, wanted: str, person_id: int | None) -> list[int]:
    """What the discussion is about, and what those of the posts picked that the person may read were linked to."""
    linked = threads.commitments_of([thread_id]).get(thread_id, [])
    readable = [one.id for one in threads.post_cards(picked_ids(wanted), person_id).values()
                if one.thread_id == thread_id]
    return list(dict.fromkeys([*linked, *(one for found in post_commitment_ids(readable).values() for one in found)]))


def quoted_posts(thread_id: int, wanted: str, person_id: int | None) -> str:
    """The posts picked (``wanted``: ids with commas) as Markdown quotes, each under its author's name and link."""
    ids = picked_ids(wanted)
    readable = threads.post_cards(ids, person_id)
    picked = [one for one in dict.fromkeys(ids) if one in readable and readable[one].thread_id == thread_id]
    names = people_by_ids({readable[one].author_id for one in picked})
    return "".join(quote_of(threads.get_post(one), names[readable[one].author_id].name) for one in picked)

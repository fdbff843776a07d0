"""What stands around a proposal's text on its page: who signed, who supports it, arguments, amendments."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from goforum.accounts.queries import PersonCard
from goforum.commitments.rules import may_manage_plans
from goforum.core.rules import Verdict
from goforum.groups.rules import Standing, may_moderate
from goforum.proposals import queries, rules
from goforum.proposals.forms import ArgumentForm
from goforum.proposals.models import Proposal, Side
from goforum.proposals.queries import Argument, Facts, People
from goforum.proposals.rules import Part, change
from goforum.threads.diffing import Diff, word_diffs


def compared(new: str, old: str) -> Diff | None:
    """What changed from one text to the other, word by word; None where it is too much to compare."""
    return word_diffs([new, old])[0]


@dataclass(frozen=True)
class ArgumentLine:
    """An argument with its author and what who looks may do with it."""

    argument: Argument
    may_back: bool
    may_take_back: bool
    may_report: bool
    people: People = field(repr=False)

    @property
    def author(self) -> PersonCard:
        """Who says it."""
        return self.people[self.argument.author_id]


def _lines(found: list[Argument], people: People, proposal: Proposal, standing: Standing,
           now: datetime, *, moderates: bool) -> list[ArgumentLine]:
    lines = []
    for one in found:
        if one.hidden_at is not None and not (moderates or one.author_id == standing.person_id):
            continue
        lines.append(ArgumentLine(
            one, bool(rules.may_back_argument(standing, proposal, one, now)),
            bool(rules.may_take_back_argument(standing, one, now)),
            standing.person_id is not None and one.author_id != standing.person_id, people))
    return lines


def arguments(proposal: Proposal, standing: Standing, now: datetime, facts: Facts,
              people: People) -> dict[str, list[ArgumentLine]]:
    """What is said for and against it, for who looks."""
    if "arguments" not in facts.has:
        return {side.value: [] for side in Side}
    found = queries.list_arguments(proposal.id, standing.person_id)
    people.want(one.author_id for side in found.values() for one in side)
    moderates = bool(may_moderate(standing, now))
    return {side: _lines(ones, people, proposal, standing, now, moderates=moderates) for side, ones in found.items()}


def around(proposal: Proposal, standing: Standing, now: datetime, people: People,
           argument: ArgumentForm | None = None) -> dict[str, Any]:
    """Everything the page of a proposal draws beside its text, its vote and its discussion."""
    facts = queries.facts_of(proposal.id)
    authors = queries.list_authors(proposal.id, people) if "authors" in facts.has else []
    part = next((Part(one.state) for one in authors if one.person_id == standing.person_id), Part.NONE)
    shared = {
        "part": part, "authors": authors, "change": queries.find_change(proposal.id) if "change" in facts.has else None,
        "commitments": queries.commitments_of([proposal.id]).get(proposal.id, []) if "commitments" in facts.has else [],
        **_may(proposal, standing, now, part)}
    if proposal.published_at is None:
        return {"supports": None, "arguments": None, "amendments": [], "argue": None, "amenders": {}, "story": None,
                "answer": None, "asks": [], "may_curate": False, **shared}
    listed = [one for one in queries.list_amendments(proposal.id) if rules.may_see_amendment(standing, one, now)
              ] if "amendments" in facts.has else []
    people.want(one.author_id for one in listed)
    form = argument
    if form is None and rules.may_argue(standing, proposal, now, part):
        form = ArgumentForm(formdata=None, client_key=secrets.token_hex(16))
    for box in form or ():  # the page has another form, of the discussion, with fields of the same names
        box.id = f"argue-{box.id}"
    return {
        "supports": queries.supports_of(proposal, standing.person_id, facts.needed, people),
        "arguments": arguments(proposal, standing, now, facts, people), "argue": form, "amendments": listed,
        "amenders": people, **_curated(proposal, standing, now, part, facts, people), **shared}


def _curated(proposal: Proposal, standing: Standing, now: datetime, part: Part, facts: Facts,
             people: People) -> dict[str, Any]:
    """What facilitators did with it, as everybody reads it."""
    answer, asks = facts.answer, queries.list_asks(proposal.id) if "asks" in facts.has else []
    story = queries.story_of(proposal.id, standing.person_id, facts)
    shown = answer if answer is not None and answer.published_at is not None else None
    people.want(one for ask in asks for one in (ask.asked_by_id, ask.answered_by_id))
    people.want((shown.published_by_id if shown else None, story.split_by_id))
    return {
        "story": story, "answer": shown, "asks": asks, "askers": people,
        "may_curate": rules.may_curate(standing, proposal, now),
        "may_answer_ask": rules.may_answer_ask(standing, proposal, now, part),
        "undoable": {merge.id for merge in story.merges if merge.target_id == proposal.id
                     and rules.may_undo_merge(standing, proposal, merge, now)}}


def may_publish_change(standing: Standing, proposal: Proposal, published_at: datetime | None, now: datetime) -> Verdict:
    """Whether who looks keeps the plans, and the change waits for that."""
    keeps = may_manage_plans(admin=standing.admin, confirmed=standing.confirmed and not standing.suspended,
                             suspended_until=None, now=now)
    return change.may_publish_change(keeps, proposal.state, published_at)


def _may(proposal: Proposal, standing: Standing, now: datetime, part: Part) -> dict[str, Any]:
    return {
        "compared": compared, "may_publish_change": may_publish_change(standing, proposal, None, now),
        "may_support": rules.may_support(standing, proposal, now, part),
        "may_sign": rules.may_sign(standing, proposal, now, part),
        "may_leave": rules.may_leave_authors(standing, proposal, now, part),
        "may_invite": rules.may_invite_author(standing, proposal, now),
        "may_amend": rules.may_amend(standing, proposal, now, part),
        "may_edit": rules.may_edit(standing, proposal, now, part),
        "may_put_to_vote": rules.may_put_to_vote(standing, proposal, now, part),
    }

"""Who may move, change or see a proposal, state by state."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from goforum.groups.rules import Standing
from goforum.proposals import rules
from goforum.proposals.models import State

NOW = datetime(2019, 3, 20, 12, tzinfo=UTC)


@dataclass(frozen=True)
class ProposalStub:
    state: str
    author_id: int = 1
    published_at: datetime | None = NOW
    hidden_at: datetime | None = None


def proposal(state):
    return ProposalStub(state, published_at=None if state == "draft" else NOW)


AUTHOR = Standing(group_id=1, visibility="public", person_id=1, confirmed=True, role="member")


def who(**changes):
    return Standing(**{**AUTHOR.__dict__, **changes})


MEMBER = who(person_id=2)
FACILITATOR = who(person_id=3, role="facilitator")
OBSERVER = who(person_id=4, role="observer")
STRANGER = who(person_id=5, role=None)
ADMIN = who(person_id=6, role=None, admin=True)
VISITOR = Standing(group_id=1, visibility="public")
SILENCED = who(silenced_until=NOW + timedelta(days=1))

YES = None
TABLE = {
    # rule: {state: (author, another member, facilitator, observer, stranger, administrator, visitor)}
    rules.may_see: {
        "draft": (YES, "hidden", "hidden", "hidden", "hidden", "hidden", "hidden"),
        "open": (YES,) * 7, "voting": (YES,) * 7, "accepted": (YES,) * 7, "withdrawn": (YES,) * 7,
    },
    rules.may_edit: {
        "draft": (YES, "hidden", "hidden", "hidden", "hidden", "hidden", "hidden"),
        "open": (YES, "not-author", "not-author", "observer", "not-member", "not-member", "visitor"),
        "voting": ("voting", "not-author", "not-author", "observer", "not-member", "not-member", "visitor"),
        "rejected": ("ended", "not-author", "not-author", "observer", "not-member", "not-member", "visitor"),
    },
    rules.may_publish: {
        "draft": (YES, "hidden", "hidden", "hidden", "hidden", "hidden", "hidden"),
        "open": ("published", "not-author", "not-author", "observer", "not-member", "not-member", "visitor"),
    },
    rules.may_put_to_vote: {
        "draft": ("draft", "hidden", "hidden", "hidden", "hidden", "hidden", "hidden"),
        "open": (YES, "not-author", YES, "observer", "not-member", "not-member", "visitor"),
        "voting": ("voting", "not-author", "voting", "observer", "not-member", "not-member", "visitor"),
        "withdrawn": ("ended", "not-author", "ended", "observer", "not-member", "not-member", "visitor"),
    },
    rules.may_withdraw: {
        "draft": (YES, "hidden", "hidden", "hidden", "hidden", "hidden", "hidden"),
        "open": (YES, "not-author", "not-author", "observer", "not-member", "not-member", "visitor"),
        "voting": ("voting", "not-author", "not-author", "observer", "not-member", "not-member", "visitor"),
        "accepted": ("ended", "not-author", "not-author", "observer", "not-member", "not-member", "visitor"),
    },
    rules.may_refuse: {
        "draft": ("not-facilitator", "hidden", "hidden", "hidden", "hidden", "hidden", "hidden"),
        "open": ("not-facilitator", "not-facilitator", YES, "not-facilitator", "not-facilitator", YES, "visitor"),
        "voting": ("not-facilitator", "not-facilitator", "voting", "not-facilitator", "not-facilitator", "voting",
                   "visitor"),
        "accepted": ("not-facilitator", "not-facilitator", "ended", "not-facilitator", "not-facilitator", "ended",
                     "visitor"),
    },
}
PEOPLE = (AUTHOR, MEMBER, FACILITATOR, OBSERVER, STRANGER, ADMIN, VISITOR)
CASES = [(rule, state, person, answer) for rule, states in TABLE.items() for state, answers in states.items()
         for person, answer in zip(PEOPLE, answers, strict=True)]


@pytest.mark.parametrize(("rule", "state", "person", "answer"), CASES)
def test_the_table(rule, state, person, answer):
    verdict = rule(person, proposal(state), NOW)
    assert (None if verdict else verdict.code) == answer


def test_a_silenced_author_writes_nothing():
    assert rules.may_edit(SILENCED, proposal("open"), NOW).code == "silenced"
    assert rules.may_put_to_vote(SILENCED, proposal("open"), NOW).code == "silenced"


def test_every_state_has_its_moves_and_ends_have_none():
    assert set(rules.MOVES) == set(State)
    for end in (State.REJECTED, State.WITHDRAWN, State.INTEGRATED):
        assert not any(rules.can_move(end, other) for other in State)
    assert not rules.can_move("draft", "voting")
    assert not rules.can_move("voting", "withdrawn")

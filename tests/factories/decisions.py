"""Polls and proposals to test with. Call inside ``ctx``; each returns an id."""

import itertools
from datetime import timedelta
from typing import Any

from goforum.core import clock
from goforum.proposals import commands as proposals
from goforum.voting import commands as voting

_numbers = itertools.count(1)
A_DAY = timedelta(days=1)


def make_poll(group_id: int, opener: int, *, closes_in: timedelta = A_DAY, **terms: Any) -> int:
    """An open poll with everyone of the group on its roll."""
    return voting.open_poll(opener, group_id, question=f"Question {next(_numbers)}", language="en",
                            closes_at=clock.now() + closes_in, **terms)


def make_proposal(group_id: int, author: int, *, publish: bool = True, title: str | None = None,
                  body: str = "Every body publishes its figures.", **more: Any) -> int:
    """A published proposal, or a draft."""
    return proposals.create_proposal(author, group_id, title=title or f"Proposal {next(_numbers)}", body=body,
                                     publish=publish, **more)


def put_to_vote(proposal_id: int, actor: int, *, closes_in: timedelta = A_DAY, **terms: Any) -> int:
    """A vote on a proposal; returns the poll."""
    return proposals.put_to_vote(actor, proposal_id, closes_at=clock.now() + closes_in, **terms)

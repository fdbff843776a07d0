"""Every write about polls.

Whatever depends on time reads the clock after the poll's row is locked: between two ballots and the close
there is one order, and the deadline cuts it at one place.
"""

from goforum.voting.commands.casting import cast_vote, withdraw_vote
from goforum.voting.commands.closing import cancel_poll, close_due_polls, close_poll
from goforum.voting.commands.delegating import delegate_vote, revoke_delegation
from goforum.voting.commands.opening import open_poll
from goforum.voting.commands.phoning import answer_phone_vote, record_phone_vote
from goforum.voting.commands.reasoning import (
    answer_reason,
    hide_answer,
    hide_reason,
    show_answer,
    write_statement,
)
from goforum.voting.commands.receipts import Receipt
from goforum.voting.commands.scheduling import extend_poll, open_due_polls, open_planned

__all__ = [
    "Receipt",
    "answer_phone_vote",
    "answer_reason",
    "cancel_poll",
    "cast_vote",
    "close_due_polls",
    "close_poll",
    "delegate_vote",
    "extend_poll",
    "hide_answer",
    "hide_reason",
    "open_due_polls",
    "open_planned",
    "open_poll",
    "record_phone_vote",
    "revoke_delegation",
    "show_answer",
    "withdraw_vote",
    "write_statement",
]

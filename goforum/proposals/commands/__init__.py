"""Every write about proposals. Each locks the proposal's row first: its state is judged and moved under the lock."""

from goforum.proposals.commands.amendments import (
    accept_amendment,
    amend,
    promote_amendment,
    reject_amendment,
    withdraw_amendment,
)
from goforum.proposals.commands.arguments import argue, back_argument, hide_argument, take_back_argument
from goforum.proposals.commands.moving import (
    hide_proposal,
    put_to_vote,
    refuse_proposal,
    reopen_after_cancelled_poll,
    settle_by_poll,
    show_proposal,
    withdraw_proposal,
)
from goforum.proposals.commands.together import invite_author, leave_authors, set_proposals, sign, support
from goforum.proposals.commands.writing import create_proposal, edit_proposal, follow_merged_thread, publish_proposal

__all__ = [
    "accept_amendment",
    "amend",
    "argue",
    "back_argument",
    "create_proposal",
    "edit_proposal",
    "follow_merged_thread",
    "hide_argument",
    "hide_proposal",
    "invite_author",
    "leave_authors",
    "promote_amendment",
    "publish_proposal",
    "put_to_vote",
    "refuse_proposal",
    "reject_amendment",
    "reopen_after_cancelled_poll",
    "set_proposals",
    "settle_by_poll",
    "show_proposal",
    "sign",
    "support",
    "take_back_argument",
    "withdraw_amendment",
    "withdraw_proposal",
]

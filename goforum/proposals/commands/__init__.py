"""Every write about proposals. Each locks the proposal's row first: its state is judged and moved under the lock."""

from goforum.proposals.commands.amendments import (
    accept_amendment,
    amend,
    hide_amendment,
    promote_amendment,
    reject_amendment,
    withdraw_amendment,
)
from goforum.proposals.commands.answers import Done, for_each, prepare_answer, publish_answer
from goforum.proposals.commands.arguments import argue, back_argument, hide_argument, take_back_argument
from goforum.proposals.commands.change import publish_change, set_change
from goforum.proposals.commands.curating import (
    add_note,
    answer_ask,
    ask_more,
    give_back,
    integrate_proposal,
    review_proposal,
    set_theme,
)
from goforum.proposals.commands.merging import merge_proposals, split_proposal, undo_merge
from goforum.proposals.commands.moving import (
    hide_proposal,
    put_to_vote,
    refuse_proposal,
    reopen_after_cancelled_poll,
    settle_by_poll,
    show_proposal,
    withdraw_proposal,
)
from goforum.proposals.commands.process import end_process, move_processes, start_process
from goforum.proposals.commands.together import invite_author, leave_authors, set_proposals, sign, support
from goforum.proposals.commands.writing import create_proposal, edit_proposal, follow_merged_thread, publish_proposal

__all__ = [
    "Done",
    "accept_amendment",
    "add_note",
    "amend",
    "answer_ask",
    "argue",
    "ask_more",
    "back_argument",
    "create_proposal",
    "edit_proposal",
    "end_process",
    "follow_merged_thread",
    "for_each",
    "give_back",
    "hide_amendment",
    "hide_argument",
    "hide_proposal",
    "integrate_proposal",
    "invite_author",
    "leave_authors",
    "merge_proposals",
    "move_processes",
    "prepare_answer",
    "promote_amendment",
    "publish_answer",
    "publish_change",
    "publish_proposal",
    "put_to_vote",
    "refuse_proposal",
    "reject_amendment",
    "reopen_after_cancelled_poll",
    "review_proposal",
    "set_change",
    "set_proposals",
    "set_theme",
    "settle_by_poll",
    "show_proposal",
    "sign",
    "split_proposal",
    "start_process",
    "support",
    "take_back_argument",
    "undo_merge",
    "withdraw_amendment",
    "withdraw_proposal",
]

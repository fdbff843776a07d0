"""Every write about minutes."""

from goforum.minutes.commands.adopting import adopt, adopt_by_clock, put_to_vote, settle_by_poll
from goforum.minutes.commands.drafting import draft_minutes
from goforum.minutes.commands.editing import add_item, change_item, leave_out, move_item
from goforum.minutes.commands.printing import ask_print, keep_print
from goforum.minutes.commands.remarking import answer_remark, circulate, remark

__all__ = ["add_item", "adopt", "adopt_by_clock", "answer_remark", "ask_print", "change_item", "circulate",
           "draft_minutes", "keep_print", "leave_out", "move_item", "put_to_vote", "remark",
           "settle_by_poll"]

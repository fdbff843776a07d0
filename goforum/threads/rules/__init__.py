"""Who may do what in a thread; pure. The group's own rules come first and give their own reasons."""

from goforum.threads.rules.files import may_open_file
from goforum.threads.rules.marks import MAX_NOTE, REACTIONS, may_bookmark, may_mark_read, may_react
from goforum.threads.rules.moderating import may_judge, may_see_waiting, may_withdraw_waiting
from goforum.threads.rules.threads import (
    PostFacts,
    ThreadFacts,
    may_bring_back,
    may_close,
    may_delete,
    may_edit,
    may_open,
    may_read_thread,
    may_reopen,
    may_reply,
    may_restore,
    may_see_history,
    may_shape,
    may_undo,
)

__all__ = [
    "MAX_NOTE",
    "REACTIONS",
    "PostFacts",
    "ThreadFacts",
    "may_bookmark",
    "may_bring_back",
    "may_close",
    "may_delete",
    "may_edit",
    "may_judge",
    "may_mark_read",
    "may_open",
    "may_open_file",
    "may_react",
    "may_read_thread",
    "may_reopen",
    "may_reply",
    "may_restore",
    "may_see_history",
    "may_see_waiting",
    "may_shape",
    "may_undo",
    "may_withdraw_waiting",
]

"""Who may do what in a thread; pure. The group's own rules come first and give their own reasons."""

from goforum.threads.rules.files import may_open_file
from goforum.threads.rules.threads import (
    PostFacts,
    ThreadFacts,
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
)

__all__ = [
    "PostFacts",
    "ThreadFacts",
    "may_close",
    "may_delete",
    "may_edit",
    "may_open",
    "may_open_file",
    "may_read_thread",
    "may_reopen",
    "may_reply",
    "may_restore",
    "may_see_history",
    "may_shape",
]

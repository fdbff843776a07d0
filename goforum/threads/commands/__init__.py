"""Every write about threads and posts."""

from goforum.threads.commands.posts import delete_post, edit_post, reply, restore_post
from goforum.threads.commands.reading import save_positions
from goforum.threads.commands.threads import (
    change_thread,
    close_thread,
    create_thread,
    link_commitments,
    reopen_thread,
    set_commitments,
)

__all__ = [
    "change_thread",
    "close_thread",
    "create_thread",
    "delete_post",
    "edit_post",
    "link_commitments",
    "reopen_thread",
    "reply",
    "restore_post",
    "save_positions",
    "set_commitments",
]

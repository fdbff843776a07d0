"""Every write about threads and posts."""

from goforum.threads.commands.drafts import discard_draft, recover_draft, save_draft
from goforum.threads.commands.life import archive_thread, note_proposal, pin_thread, set_slow_mode
from goforum.threads.commands.marks import mark_all_read, mark_read, mark_unread, set_bookmark, set_reaction
from goforum.threads.commands.moves import merge_threads, move_thread, split_thread, undo_move
from goforum.threads.commands.names import index_organisation, index_person
from goforum.threads.commands.posts import bring_text_back, delete_post, edit_post, reply, restore_post
from goforum.threads.commands.reading import save_positions
from goforum.threads.commands.summaries import write_summary
from goforum.threads.commands.threads import (
    change_thread,
    close_thread,
    create_thread,
    link_commitments,
    reopen_thread,
    set_commitments,
)
from goforum.threads.commands.undo import undo_post

__all__ = [
    "archive_thread",
    "bring_text_back",
    "change_thread",
    "close_thread",
    "create_thread",
    "delete_post",
    "discard_draft",
    "edit_post",
    "index_organisation",
    "index_person",
    "link_commitments",
    "mark_all_read",
    "mark_read",
    "mark_unread",
    "merge_threads",
    "move_thread",
    "note_proposal",
    "pin_thread",
    "recover_draft",
    "reopen_thread",
    "reply",
    "restore_post",
    "save_draft",
    "save_positions",
    "set_bookmark",
    "set_commitments",
    "set_reaction",
    "set_slow_mode",
    "split_thread",
    "undo_move",
    "undo_post",
    "write_summary",
]

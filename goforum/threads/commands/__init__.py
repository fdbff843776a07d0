"""Every write about threads and posts."""

from goforum.threads.commands.drafts import discard_draft, recover_draft, save_draft
from goforum.threads.commands.life import archive_thread, note_proposal, pin_thread, set_slow_mode
from goforum.threads.commands.marks import mark_all_read, mark_read, mark_unread, set_bookmark, set_reaction
from goforum.threads.commands.moderating import (
    bring_back_post,
    give_words_back,
    hide_post,
    hide_thread,
    pace_thread,
    remove_post,
    rewrite_post,
    show_post,
    show_thread,
)
from goforum.threads.commands.moves import merge_threads, move_thread, split_thread, undo_move
from goforum.threads.commands.names import index_organisation, index_person
from goforum.threads.commands.posts import bring_text_back, delete_post, edit_post, reply, restore_post
from goforum.threads.commands.reading import save_positions
from goforum.threads.commands.screening import MustWait
from goforum.threads.commands.summaries import write_summary
from goforum.threads.commands.threads import (
    change_thread,
    close_thread,
    create_thread,
    follow_home,
    link_commitments,
    reopen_thread,
    set_commitments,
)
from goforum.threads.commands.undo import undo_post
from goforum.threads.commands.waiting import Sent, refuse_text, release_text, send_reply, send_thread, withdraw_text

__all__ = [
    "MustWait",
    "Sent",
    "archive_thread",
    "bring_back_post",
    "bring_text_back",
    "change_thread",
    "close_thread",
    "create_thread",
    "delete_post",
    "discard_draft",
    "edit_post",
    "follow_home",
    "give_words_back",
    "hide_post",
    "hide_thread",
    "index_organisation",
    "index_person",
    "link_commitments",
    "mark_all_read",
    "mark_read",
    "mark_unread",
    "merge_threads",
    "move_thread",
    "note_proposal",
    "pace_thread",
    "pin_thread",
    "recover_draft",
    "refuse_text",
    "release_text",
    "remove_post",
    "reopen_thread",
    "reply",
    "restore_post",
    "rewrite_post",
    "save_draft",
    "save_positions",
    "send_reply",
    "send_thread",
    "set_bookmark",
    "set_commitments",
    "set_reaction",
    "set_slow_mode",
    "show_post",
    "show_thread",
    "split_thread",
    "undo_move",
    "undo_post",
    "withdraw_text",
    "write_summary",
]

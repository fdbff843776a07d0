"""Everything that writes about notifications."""

from goforum.notifications.commands.following import (
    KEEP,
    begin_following,
    choose_for_group,
    choose_for_thread,
    note_writer,
    save_settings,
    stop_following,
)
from goforum.notifications.commands.reading import mark_all, mark_line, note_seen, unmark
from goforum.notifications.commands.telling import spread, tell, tell_audience

__all__ = [
    "KEEP",
    "begin_following",
    "choose_for_group",
    "choose_for_thread",
    "mark_all",
    "mark_line",
    "note_seen",
    "note_writer",
    "save_settings",
    "spread",
    "stop_following",
    "tell",
    "tell_audience",
    "unmark",
]

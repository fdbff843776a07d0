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
from goforum.notifications.commands.mailing import (
    TEMPLATE,
    forget_old,
    gather_mail,
    set_mail_by_link,
    settle_history,
)
from goforum.notifications.commands.reading import mark_all, mark_line, note_positions, note_seen, unmark
from goforum.notifications.commands.telling import spread, tell, tell_audience

__all__ = [
    "KEEP",
    "TEMPLATE",
    "begin_following",
    "choose_for_group",
    "choose_for_thread",
    "forget_old",
    "gather_mail",
    "mark_all",
    "mark_line",
    "note_positions",
    "note_seen",
    "note_writer",
    "save_settings",
    "set_mail_by_link",
    "settle_history",
    "spread",
    "stop_following",
    "tell",
    "tell_audience",
    "unmark",
]

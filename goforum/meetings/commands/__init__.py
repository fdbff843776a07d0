"""Every write about meetings and their rooms."""

from goforum.meetings.commands.agenda import (
    add_agenda_item,
    change_agenda_item,
    remove_agenda_item,
    shift_agenda_item,
)
from goforum.meetings.commands.captures import capture_action, capture_point, change_point, take_out_point
from goforum.meetings.commands.planning import (
    Invitation,
    Point,
    cancel_meeting,
    change_meeting,
    check_links,
    end_meeting,
    give_answer,
    plan_meeting,
    start_meeting,
    write_text,
)
from goforum.meetings.commands.room import (
    Said,
    bring_back_message,
    delete_message,
    edit_message,
    move_agenda,
    say,
    take_out_message,
)

__all__ = [
    "Invitation", "Point", "Said", "add_agenda_item", "bring_back_message", "cancel_meeting", "capture_action",
    "capture_point", "change_agenda_item", "change_meeting", "change_point", "check_links",
    "delete_message", "edit_message", "end_meeting", "give_answer", "move_agenda", "plan_meeting",
    "remove_agenda_item", "say", "shift_agenda_item", "start_meeting", "take_out_message", "take_out_point",
    "write_text",
]

"""Every write about meetings and their rooms."""

from goforum.meetings.commands.agenda import (
    add_agenda_item,
    change_agenda_item,
    remove_agenda_item,
    shift_agenda_item,
)
from goforum.meetings.commands.captures import capture_action, capture_point, change_point, take_out_point
from goforum.meetings.commands.desk import Noted, capture, correct_capture, withdraw_capture
from goforum.meetings.commands.documents import put_files
from goforum.meetings.commands.floor import (
    ask_floor,
    call_speaker,
    end_turn,
    set_floor,
    shift_speaker,
    skip_speaker,
    withdraw_request,
)
from goforum.meetings.commands.guests import (
    answer_as_guest,
    enter_as_guest,
    forget_addresses,
    forget_guest,
    invite_guest,
    not_working,
    send_guest_again,
    tell_guests,
    withdraw_guest,
)
from goforum.meetings.commands.leading import (
    extend_point,
    give_role,
    lock_chat,
    move_agenda,
    pin_message,
    remove_person,
)
from goforum.meetings.commands.notes import NoteConflict, add_note, save_note
from goforum.meetings.commands.pictures import Shown
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
    touch,
    write_text,
)
from goforum.meetings.commands.polls import (
    Prepared,
    change_prepared,
    drop_prepared,
    open_prepared,
    open_room_poll,
    prepare_poll,
)
from goforum.meetings.commands.presence import count_presence
from goforum.meetings.commands.reading import save_readings
from goforum.meetings.commands.room import (
    Said,
    bring_back_message,
    delete_message,
    edit_message,
    react,
    say,
    take_out_message,
)
from goforum.meetings.commands.waiting import let_in

__all__ = [
    "Invitation", "NoteConflict", "Noted", "Point", "Prepared", "Said", "Shown", "add_agenda_item", "add_note",
    "answer_as_guest", "ask_floor", "bring_back_message", "call_speaker", "cancel_meeting", "capture",
    "capture_action", "capture_point", "change_agenda_item", "change_meeting", "change_point",
    "change_prepared", "check_links", "correct_capture", "count_presence", "delete_message", "drop_prepared",
    "edit_message", "end_meeting", "end_turn", "enter_as_guest", "extend_point", "forget_addresses",
    "forget_guest", "give_answer", "give_role", "invite_guest", "let_in", "lock_chat", "move_agenda",
    "not_working", "open_prepared", "open_room_poll", "pin_message", "plan_meeting", "prepare_poll", "put_files",
    "react", "remove_agenda_item", "remove_person", "save_note", "save_readings", "say", "send_guest_again",
    "set_floor", "shift_agenda_item", "shift_speaker", "skip_speaker", "start_meeting", "take_out_message",
    "take_out_point", "tell_guests", "touch", "withdraw_capture", "withdraw_guest", "withdraw_request", "write_text",
]

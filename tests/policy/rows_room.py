"""The rows of a live room; see ``table.py`` for how to read one."""

from tests.policy.doors import group

# Visitor, unconfirmed, member, other, facilitator, committee, admin, suspended.
EVERYONE = "200 200 200 200 200 200 200 200"
LEAD = "403 403 403 403 303 403 303 403"
SEE = "in 403 403 403 200 403 200 403"
WRITE = "403 403 303 403 303 403 403 403"
KEY = {"client_id": "a-client-made-id"}

ROOM = [
    *group("meetings.message_acts", "GET", EVERYONE, "200"),
    # The world's message is the facilitator's: nobody reacts to their own.
    *group("meetings.react", "POST", "403 403 303 403 403 403 403 403", "303", {"kind": "agree", "on": "1"}),
    *group("meetings.seen", "POST", "403 204 204 204 204 204 204 204", "204", {"number": "1"}),
    *group("meetings.pin", "POST", LEAD, "403", {"on": "1"}),
    *group("meetings.lock", "POST", LEAD, "403", {"on": "1"}),
    *group("meetings.call_next", "POST", LEAD, "403"),
    # The request is the member's, and the reserved one's own.
    *group("meetings.floor_act", "POST", "403 403 303 403 303 403 303 403", "303", act="withdraw"),
    *group("meetings.floor_act", "POST", LEAD, "403", act="call"),
    *group("meetings.floor_act", "POST", LEAD, "403", act="down"),
    *group("meetings.floor_act", "POST", LEAD, "403", act="skip"),
    *group("meetings.ask_floor", "POST", WRITE, "303", {"kind": "point", **KEY}),
    *group("meetings.floor_rules", "POST", LEAD, "403", {"first_time_first": "y", "turn_minutes": "2"}),
    *group("meetings.extend", "POST", LEAD, "403", {"minutes": "5", "item_id": "=current_item_id"}),
    *group("meetings.capture", "POST", LEAD, "403", {"kind": "decision", "text": "Agreed", "owner_id": "0", **KEY}),
    *group("meetings.correct_capture", "POST", LEAD, "403", {"kind": "decision", "text": "Agreed", "owner_id": "0", "version": "1"}),
    *group("meetings.withdraw_capture", "POST", LEAD, "403"),
    # Voting's own rule opens votes: an administrator who belongs to no group opens none.
    *group("meetings.open_poll", "POST", "403 403 403 403 303 403 403 403", "403",
           {"question": "Shall we?", "minutes": "2", "results": "open", **KEY}),
    *group("meetings.vote", "POST", WRITE, "303", {"choice": "for"}, poll_id="room_poll_id"),
    *group("meetings.people", "POST", LEAD, "403", {"person_id": "=helper", "act": "secretary"}),
    # The message that waits is the member's.
    *group("meetings.let_in", "POST", LEAD, "403", {"on": "1"}),
    *group("meetings.prepared", "GET", SEE, "403"),
    *group("meetings.prepared", "POST", LEAD, "403", {"question": "Shall we?", "minutes": "2", "results": "open", "item_id": "0", **KEY}),
    *group("meetings.change_prepared", "GET", SEE, "403"),
    *group("meetings.change_prepared", "POST", LEAD, "403",
           {"question": "Shall we?", "minutes": "2", "results": "open", "item_id": "0", "version": "1"}),
    *group("meetings.drop_prepared", "POST", LEAD, "403"),
    *group("meetings.open_prepared", "POST", "403 403 403 403 303 403 403 403", "403"),
    *group("meetings.notes", "GET", EVERYONE, "200"),
    *group("meetings.add_note", "POST", LEAD, "403", {"text": "Noted", **KEY}),
    *group("meetings.save_note", "POST", LEAD, "403", {"text": "Noted", "revision": "1"}),
]

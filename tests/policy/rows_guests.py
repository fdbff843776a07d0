"""Guests as one more kind of person: a visitor at every door, except at these of the one meeting they are invited to.

Given: the answer in the public group's meeting, and in the reserved group's. The world's message, request and poll
are other people's.
"""

from tests.policy.doors import Row, group, site

LEAD = "403 403 403 403 303 403 303 403"
FORM = {"name": "Another guest", "email": "another@example.org", "language": "en", "client_key": "a-form-of-the-table"}

GUESTS: list[Row] = [
    *group("meetings.guests", "GET", "in 403 403 403 200 403 200 403", "403"),
    *group("meetings.invite_guest", "POST", LEAD, "403", FORM),
    *group("meetings.guest_act", "POST", LEAD, "403", act="withdraw"),
    *group("meetings.guest_act", "POST", LEAD, "403", act="again"),
    # Whoever is invited is not forgotten before that is withdrawn.
    *group("meetings.guest_act", "POST", "403 403 403 403 409 403 409 403", "403", act="forget"),
    *group("meetings.answer_as_guest", "POST", "403 403 403 403 403 403 403 403", "403", {"answer": "yes"}),
    # A dead link is the same page for all; tests/meetings/test_guests.py has those that work.
    site("meetings.guest", "GET", "410", token="made-up"),
    site("meetings.guest", "POST", "410", token="made-up"),
]

# (endpoint, method): (in the public group, in the reserved one).
AS_GUEST: dict[tuple[str, str], tuple[str, str]] = {
    ("meetings.show", "GET"): ("200", "200"),
    ("meetings.room", "GET"): ("200", "200"),
    ("meetings.events", "GET"): ("200", "200"),
    ("meetings.ics", "GET"): ("200", "200"),
    ("meetings.message", "GET"): ("303", "303"),
    ("meetings.message_acts", "GET"): ("200", "200"),
    ("meetings.edit_message", "GET"): ("403", "404"),
    ("meetings.edit_message", "POST"): ("403", "403"),
    ("meetings.delete_message", "POST"): ("403", "404"),
    ("meetings.say", "POST"): ("303", "303"),
    ("meetings.react", "POST"): ("303", "303"),
    ("meetings.ask_floor", "POST"): ("303", "303"),
    ("meetings.floor_act", "POST"): ("403", "404"),
    ("meetings.seen", "POST"): ("204", "204"),
    ("meetings.vote", "POST"): ("403", "403"),
    ("meetings.answer_as_guest", "POST"): ("303", "303"),
}
# What a guest of the reserved meeting may read there: its title, agenda and place, what is said and voted in its room,
# by whom. Nothing else of the group.
SEEN = frozenset({"meeting", "agenda", "place", "message", "member"})

# By socket: the acks in the public room and in the reserved one.
GUEST_EVENTS: dict[str, tuple[str, str]] = {
    "room_join": ("ok", "ok"), "room_since": ("ok", "ok"), "room_leave": ("ok", "ok"), "room_say": ("ok", "ok"),
    "room_edit": ("not-author", "not-author"), "room_delete": ("guest", "not-found"),
    "room_react": ("ok", "ok"), "room_ask": ("ok", "ok"), "room_floor": ("guest", "not-found"),
    "room_pin": ("guest", "guest"), "room_lock": ("guest", "guest"), "room_vote": ("guest", "guest"),
    "room_typing": ("ok", "ok"), "room_agenda": ("guest", "guest"),
}


def as_guest(row: Row) -> str:
    """What a guest is answered at a door: of the place's own meeting where it is in a group."""
    found = AS_GUEST.get((row.endpoint, row.method)) if row.place != "site" else None
    return row.answers["visitor"] if found is None else found[row.place == "reserved"]

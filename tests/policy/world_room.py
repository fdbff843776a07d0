"""What a live room adds to the world: requests for the floor, something noted, a vote, notes, a message that waits."""

from typing import Any

from goforum.meetings import commands as meetings
from goforum.meetings import queries


def add(world: Any, words: dict[str, str]) -> None:
    """Fill both places; who asks and whose message waits is the public group's member, and the reserved one's."""
    for place, author, said in ((world.public, world.people["member"], {}),
                                (world.reserved, world.people["committee"], words)):
        _fill(place, author, said.get("message", "Plain words of a room"))


def _fill(place: Any, author: int, words: str) -> None:
    organiser, helper, meeting = place.ids["organiser"], place.ids["helper"], place.ids["meeting_id"]
    for who in (author, helper):
        meetings.ask_floor(who, meeting, kind="statement", statement=words, client_id="asked-in-the-world")
    meetings.say(author, meeting, text=f"{words} Waitword", client_id="said-in-the-world")
    noted, _seq = meetings.capture(organiser, meeting, meetings.Noted(kind="decision", text=words),
                                   client_id="noted-in-the-world")
    poll, _seq = meetings.open_room_poll(organiser, meeting, question=words, minutes=30, language="en",
                                         client_id="asked-in-the-world")
    prepared = meetings.prepare_poll(organiser, meeting, meetings.Prepared(question=f"{words} Draftword", minutes=5),
                                     client_id="prepared-in-the-world")
    note = meetings.add_note(organiser, meeting, text=words, client_id="note-in-the-world")
    room = queries.get_room(meeting)
    place.ids |= {
        "turn_id": queries.get_queue(room).waiting[0].id, "capture_id": noted, "room_poll_id": poll, "note_id": note.id,
        "prepared_id": prepared,
        "held_id": queries.list_held(room.id)[0].id, "current_item_id": room.current_item_id or 0,
    }

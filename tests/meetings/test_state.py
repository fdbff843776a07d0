"""What a client knew, plus the lines it missed, is what a fresh page shows: for every kind of line, from any point."""

import random
from typing import Any

import pytest

from goforum.meetings import commands, payloads, queries
from goforum.meetings.queries import LogPage
from tests.meetings.conftest import Place

State = dict[str, Any]


def apply(state: State, event: dict[str, Any]) -> None:
    """As room.js does it: a message is a new line, an edit or a deletion changes one that is there."""
    assert event["seq"] == state["last"] + 1
    state["last"] = event["seq"]
    kind, message = event["kind"], event.get("message")
    if kind == "message" and message is not None:
        state["lines"][event["seq"]] = _words(message)
    elif message is not None:
        if message["seq"] in state["lines"]:
            known = state["lines"][message["seq"]]
            state["lines"][message["seq"]] = (message.get("html", known[0]) if not message["deleted"] else "",
                                              message["edited"], message["deleted"])
    else:
        state["lines"][event["seq"]] = kind
    if event.get("item"):
        state["item"] = event["item"]["id"]


def _words(message: dict[str, Any]) -> tuple[str, bool, str]:
    return message["html"], message["edited"], message["deleted"]


def fresh(meeting_id: int) -> State:
    """What the page shows when it is opened now."""
    room, meeting = queries.get_room(meeting_id), queries.get_meeting(meeting_id)
    page: LogPage = queries.page_log(room.id, size=1000)
    lines = [payloads.line(one, meeting.zone) for one in page.lines]
    return {"last": room.last_seq, "item": room.current_item_id,
            "lines": {line["seq"]: _words(line["message"]) if "message" in line else line["kind"] for line in lines}}


def copy(state: State) -> State:
    return {**state, "lines": dict(state["lines"])}


def act(rng: random.Random, place: Place, meeting_id: int, said: list[tuple[int, int]], n: int) -> None:
    """One thing that people do in a room, at random."""
    who = rng.choice([place.member, place.other_member, place.facilitator])
    deed = rng.choice(["say", "say", "say", "edit", "delete", "move"])
    if deed == "say" or not said:
        said.append((who, commands.say(who, meeting_id, text=f"n° {n}", client_id=f"state-{n:05}").message_id))
    elif deed == "edit":
        author, message_id = rng.choice(said)
        commands.edit_message(author, message_id, text=f"n° {n} corrigé")
    elif deed == "delete":
        author, message_id = said.pop(rng.randrange(len(said)))
        commands.delete_message(rng.choice([author, place.facilitator]), message_id)
    else:
        items = queries.list_agenda(queries.get_meeting(meeting_id))
        commands.move_agenda(place.facilitator, meeting_id, item_id=rng.choice(items).id)


@pytest.mark.parametrize("seed", range(3))
def test_state_and_lines_make_the_fresh_state(place: Place, seed: int) -> None:
    rng, meeting_id = random.Random(seed), place.plan(agenda=3, live=True)
    said: list[tuple[int, int]] = []
    clients = [fresh(meeting_id)]
    for n in range(40):
        act(rng, place, meeting_id, said, n)
        if rng.random() < 0.2:
            clients.append(fresh(meeting_id))
        for state in clients:
            if rng.random() < 0.3:  # the others stay away for longer
                _catch_up(meeting_id, state)
    commands.end_meeting(place.facilitator, meeting_id)
    for state in clients:
        _catch_up(meeting_id, state)
        assert state == fresh(meeting_id)
    again = copy(clients[0])
    _catch_up(meeting_id, again)  # nothing new changes nothing
    assert again == clients[0]


def _catch_up(meeting_id: int, state: State) -> None:
    meeting = queries.get_meeting(meeting_id)
    while True:
        room = queries.get_room(meeting_id)
        answer = payloads.catch_up(queries.catch_up(room, state["last"]), meeting, room)
        assert not answer["reset"]
        for event in answer["events"]:
            apply(state, event)
        if not answer["more"]:
            return

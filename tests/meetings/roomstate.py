"""What a room's page knows, and how it changes by a line of the log: ``static/meetings/room.js`` in Python."""

from typing import Any

import orjson

from goforum.meetings import payloads, queries
from goforum.meetings.missed import missed

State = dict[str, Any]
# A line of these kinds changes what stands there already.
CHANGES = {"edit", "delete", "reaction", "pin", "role"}


def fresh(meeting_id: int) -> State:
    """What the page shows when it is opened now."""
    room, meeting = queries.get_room(meeting_id), queries.get_meeting(meeting_id)
    lines = [payloads.line(one, meeting.zone) for one in queries.page_log(room.id, size=1000).lines]
    return {"last": room.last_seq, "head": payloads.head(room, queries.find_pinned(room.id)),
            "queue": payloads.queue(queries.get_queue(room)),
            "lines": {one["seq"]: drawn(one) for one in lines}}


def drawn(event: dict[str, Any]) -> State:
    """A line as it stands in the list."""
    if "message" in event:
        return _message(event["message"])
    if "capture" in event:
        return {"capture": event["capture"]}
    told = {name: event.get(name) for name in ("kind", "word", "who", "item", "about", "poll", "amount", "clock")}
    return {name: value for name, value in told.items() if value is not None}


def _message(message: dict[str, Any]) -> State:
    return {"id": message["id"], "html": "" if message["deleted"] else message["html"], "edited": message["edited"],
            "deleted": message["deleted"], "reactions": message["reactions"], "answers": message.get("answers"),
            "phone": message["phone"], "lang": message["lang"], "picture": message.get("picture")}


def apply(state: State, event: dict[str, Any]) -> None:
    """One line more."""
    assert event["seq"] == state["last"] + 1
    state["last"] = event["seq"]
    state["head"] = event.get("head", state["head"])
    state["queue"] = event.get("queue", state["queue"])
    kind, lines = event["kind"], state["lines"]
    if kind in CHANGES:
        if "message" in event:
            _change(lines, kind, event["message"])
    elif kind == "capture" and event["word"] != "noted":
        for line in lines.values():
            if line.get("capture", {}).get("id") == event["capture"]["id"]:
                line["capture"] = event["capture"]
    elif kind != "queue" or event["word"] == "called":
        lines[event["seq"]] = drawn(event)


def _change(lines: dict[int, State], kind: str, message: dict[str, Any]) -> None:
    there = lines.get(message["seq"])
    if there is not None and kind == "reaction":
        there["reactions"] = message["reactions"]
    elif there is not None:
        there |= {"edited": message["edited"], "deleted": message["deleted"],
                  "html": "" if message["deleted"] else message.get("html", there["html"]),
                  "lang": message.get("lang", there["lang"]),
                  "picture": message.get("picture") if "html" in message or message["deleted"] else there["picture"]}
    if kind in {"edit", "delete"}:
        for line in lines.values():
            if (line.get("answers") or {}).get("id") == message["id"]:
                line["answers"] = {**line["answers"], "words": None if message["deleted"] else message["words"],
                                   "lang": message.get("lang", line["answers"]["lang"])}


def catch_up(meeting_id: int, state: State) -> None:
    """Ask for what is missing until nothing is."""
    while True:
        answer = orjson.loads(orjson.dumps(missed(queries.get_meeting(meeting_id), state["last"])))
        assert not answer["reset"]
        for event in answer["events"]:
            apply(state, event)
        state |= {"head": answer["head"], "queue": answer["queue"]}
        if not answer["more"]:
            return


def comparable(state: State) -> State:
    """A state to be compared: a deleted message has no language, whoever saw it before."""
    lines = {seq: {**one, "lang": "" if one.get("deleted") else one.get("lang")} for seq, one in state["lines"].items()}
    return {**state, "lines": lines}

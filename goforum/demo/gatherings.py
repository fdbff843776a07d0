"""The meetings of the demonstration: the committee's history of 2019, and example meetings of today."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import NAMESPACE_OID, uuid5
from zoneinfo import ZoneInfo

from goforum.conclusions import commands as conclusions
from goforum.conclusions.commands import Task
from goforum.core.db import db
from goforum.core.viewer import ZONE
from goforum.demo import content
from goforum.demo.cast import ORGANISERS, Stage
from goforum.demo.timeline import Timeline
from goforum.meetings import commands as meetings
from goforum.meetings import queries
from goforum.meetings.commands import Invitation, Point
from goforum.meetings.models import MeetingGuest
from goforum.planning import commands as planning

# The day after the committee's meeting, when its conclusions were entered here.
HISTORY_AT = "2019-02-07T10:50"
NO_PLACE = {"fr": "Lieu non indiqué · المكان غير مذكور"}
LISTS = ("opening", "discussed", "decided")


def tell_gatherings(stage: Stage, line: Timeline) -> None:
    """Put meetings, answers and the live room's talk on the line."""
    for meeting in content.read("meetings.json")["meetings"]:
        line.at(content.instant(meeting.get("created_at", HISTORY_AT), stage.now), partial(_plan, stage, meeting))
        for who, answer in meeting.get("rsvps", {}).items():
            line.at(content.instant(meeting["created_at"], stage.now), partial(_answer, stage, meeting, who, answer))
        for number, action in enumerate(meeting.get("actions", ())):
            line.at(content.instant(action["at"], stage.now), partial(_decide, stage, meeting, action, number))
        for number, offer in enumerate(meeting.get("offered", ())):
            line.at(content.instant(offer["at"], stage.now), partial(_offer, stage, meeting, offer, number))
        for guest in meeting.get("guests", ()):
            line.at(content.instant(guest["at"], stage.now), partial(_invite, stage, meeting, guest))
            if "enters" in guest:
                line.at(content.instant(guest["enters"], stage.now), partial(_let_in, stage, guest))
        if meeting["state"] == "live":
            _tell_room(stage, line, meeting)


def _organiser(stage: Stage, meeting: dict[str, Any]) -> int:
    return stage.person(meeting.get("convener") or ORGANISERS[meeting["group"]])


def _meeting(stage: Stage, meeting: dict[str, Any]) -> int:
    return stage.ids[f"meeting:{meeting['key']}"]


def _plan(stage: Stage, meeting: dict[str, Any]) -> None:
    place = meeting["place"] or ({} if meeting["form"] == "remote" else NO_PLACE)
    invitation = Invitation(
        titles=meeting["title"], starts_at=content.instant(meeting["starts_at"], stage.now),
        ends_at=content.instant(meeting["ends_at"], stage.now), form=meeting["form"],
        place=place.get("fr", ""), video_url=meeting.get("video_url", ""),
        source="" if meeting.get("example") else content.read("meetings.json")["source"],
        commitment_ids=stage.commitments(meeting["commitments"]))
    agenda = [Point(titles={lang: point[lang] for lang in ("ar", "fr", "en")}, minutes=point.get("minutes"))
              for point in meeting["agenda"]]
    stage.put(f"meeting:{meeting['key']}", meetings.plan_meeting(
        _organiser(stage, meeting), stage.group(meeting["group"]), invitation, agenda=agenda,
        held=meeting["state"] == "ended"))
    _write(stage, meeting)


def _write(stage: Stage, meeting: dict[str, Any]) -> None:
    """The meeting's texts; of the minutes, the French is theirs and the rest is our translation."""
    real = not meeting.get("example")
    for lang in ("ar", "fr", "en"):
        texts = {"about": meeting["note"][lang]}
        texts |= {kind: "\n".join(f"- {point[lang]}" for point in meeting[kind])
                  for kind in LISTS if meeting.get(kind)}
        for kind, source in texts.items():
            meetings.write_text(_organiser(stage, meeting), _meeting(stage, meeting), kind=kind, lang=lang,
                                source=source, is_translation=real and lang != "fr" and kind != "about")


def _answer(stage: Stage, meeting: dict[str, Any], who: str, answer: str) -> None:
    if answer == "remote" and meeting["form"] == "remote":
        answer = "yes"
    meetings.give_answer(stage.person(who), _meeting(stage, meeting), answer=answer)


def _decide(stage: Stage, meeting: dict[str, Any], action: dict[str, Any], number: int) -> None:
    """An example action of the group: it comes back before its next meeting."""
    day = stage.now.astimezone(ZoneInfo(ZONE)).date() + timedelta(days=action["due_in_days"])
    conclusions.make_action(stage.person(action["by"]), stage.group(meeting["group"]), Task(
        titles=action["title"], owner_id=stage.person(action["owner"]), due_on=day,
        commitment_id=stage.commitments([action["commitment"]])[0]), client_key=f"demo-{meeting['key']}-{number}")


def _offer(stage: Stage, meeting: dict[str, Any], offer: dict[str, Any], number: int) -> None:
    planning.offer_point(stage.person(offer["by"]), _meeting(stage, meeting), title=offer["title"],
                         reason=offer["reason"], minutes=offer["minutes"],
                         client_key=f"demo-{meeting['key']}-{number}")


def _invite(stage: Stage, meeting: dict[str, Any], guest: dict[str, Any]) -> None:
    stage.put(f"guest:{guest['key']}", meetings.invite_guest(
        _organiser(stage, meeting), _meeting(stage, meeting), name=guest["name"], about=guest["about"],
        email=guest["email"], language=guest["language"], client_key=f"demo-guest-{guest['key']}"))


def _let_in(stage: Stage, guest: dict[str, Any]) -> None:
    """The guest opens the link of the mail and presses its button: from now on they speak in the room."""
    found = db.session.get_one(MeetingGuest, stage.ids[f"guest:{guest['key']}"])
    meetings.enter_as_guest(found.link)
    assert found.person_id is not None  # whoever has come in has a stand-in
    stage.put(f"person:{guest['key']}", found.person_id)


def _tell_room(stage: Stage, line: Timeline, meeting: dict[str, Any]) -> None:
    """The meeting begins, people speak, and the facilitator goes to the next point when they say so."""
    began = content.instant(meeting["starts_at"], stage.now)
    line.at(began, lambda: _begin(stage, meeting))
    for number, message in enumerate(meeting["chat"]):
        line.at(content.instant(message["at"], stage.now), partial(_say, stage, meeting, message, number))
        if point := message.get("opens_point"):
            line.at(content.instant(message["at"], stage.now), partial(_go_to, stage, meeting, point))
    for number, deed in enumerate(meeting.get("deeds", [])):
        line.at(content.instant(deed["at"], stage.now), partial(_do, stage, meeting, deed, number))


def _begin(stage: Stage, meeting: dict[str, Any]) -> None:
    meetings.start_meeting(_organiser(stage, meeting), _meeting(stage, meeting))


def _say(stage: Stage, meeting: dict[str, Any], message: dict[str, Any], number: int) -> None:
    said = meetings.say(stage.person(message["by"]), _meeting(stage, meeting), text=message["body"],
                        client_id=str(uuid5(NAMESPACE_OID, f"demo-{meeting['key']}-{number}")))
    stage.put(f"said:{meeting['key']}:{number}", said.message_id)


def _do(stage: Stage, meeting: dict[str, Any], deed: dict[str, Any], number: int) -> None:
    """What people do in a room beside writing: react, ask for the floor, give it, note what is said."""
    meeting_id, chair = _meeting(stage, meeting), _organiser(stage, meeting)
    key = f"demo-{meeting['key']}-deed-{number}"
    if deed["do"] == "react":
        meetings.react(stage.person(deed["by"]), stage.ids[f"said:{meeting['key']}:{deed['to']}"], deed["kind"])
    elif deed["do"] == "ask":
        meetings.ask_floor(stage.person(deed["by"]), meeting_id, kind=deed["kind"], client_id=key,
                           statement=deed.get("statement", ""))
    elif deed["do"] == "call":
        meetings.call_speaker(chair, meeting_id)
    elif deed["do"] == "done":
        speaking = queries.get_queue(queries.get_room(meeting_id)).speaking
        meetings.end_turn(chair, speaking.id if speaking else 0)
    else:
        noted = meetings.Noted(kind=deed["kind"], text=deed["text"],
                               message_id=stage.ids[f"said:{meeting['key']}:{deed['from']}"])
        meetings.capture(chair, meeting_id, noted, client_id=key)


def _go_to(stage: Stage, meeting: dict[str, Any], point: int) -> None:
    agenda = queries.list_agenda(queries.get_meeting(_meeting(stage, meeting)))
    meetings.move_agenda(_organiser(stage, meeting), _meeting(stage, meeting), item_id=agenda[point - 1].id)

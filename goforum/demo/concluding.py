"""What the demonstration shows before and after meetings: minutes adopted and minutes before the members, a question
about dates, a workshop whose waiting list has moved up.
"""

from functools import partial
from typing import Any

from goforum.conclusions.commands import Task
from goforum.demo import content
from goforum.demo.cast import Stage
from goforum.demo.timeline import Timeline
from goforum.meetings import commands as meetings
from goforum.meetings import queries
from goforum.meetings.commands import Invitation, Point
from goforum.minutes import commands as minutes
from goforum.planning import commands as planning
from goforum.planning.commands import Question
from goforum.voting import commands as voting
from goforum.workshops import commands as workshops
from goforum.workshops.commands import Announcement

LANGUAGES = ("ar", "fr", "en")


def tell_conclusions(stage: Stage, line: Timeline) -> None:
    """Put them on the line."""
    told = content.read("minutes.json")
    for meeting in told["meetings"]:
        _tell_meeting(stage, line, meeting)
    _tell_dates(stage, line, told["dates"])
    _tell_workshop(stage, line, told["workshop"])


def _texts(said: dict[str, Any]) -> dict[str, str]:
    return {lang: said[lang] for lang in LANGUAGES}


def _tell_meeting(stage: Stage, line: Timeline, meeting: dict[str, Any]) -> None:
    def at(when: str, act: Any, *more: Any) -> None:
        line.at(content.instant(when, stage.now), partial(act, stage, meeting, *more))

    at(meeting["planned_at"], _plan)
    for who, answer in meeting["answers"].items():
        at(meeting["planned_at"], _answer, who, answer)
    at(meeting["starts_at"], _hold)
    at(meeting["ends_at"], _end)
    at(meeting["drafted_at"], _draft)
    at(meeting["circulated_at"], _circulate)
    for number, remark in enumerate(meeting["remarks"]):
        at(remark["at"], _remark, remark, number)
        if "answer" in remark:
            at(remark["answered_at"], _answer_remark, remark, number)
    if "adopted_at" in meeting:
        at(meeting["adopted_at"], _adopt)


def _keys(stage: Stage, meeting: dict[str, Any]) -> tuple[int, int]:
    """Who leads the meeting, and the meeting."""
    return stage.person(meeting["convener"]), stage.ids[f"meeting:{meeting['key']}"]


def _plan(stage: Stage, meeting: dict[str, Any]) -> None:
    convener = stage.person(meeting["convener"])
    meeting_id = meetings.plan_meeting(
        convener, stage.group(meeting["group"]), Invitation(
            titles=meeting["title"], starts_at=content.instant(meeting["starts_at"], stage.now),
            ends_at=content.instant(meeting["ends_at"], stage.now), form=meeting["form"],
            place=meeting.get("place", "")),
        agenda=[Point(titles=_texts(point), minutes=point["minutes"]) for point in meeting["agenda"]])
    stage.put(f"meeting:{meeting['key']}", meeting_id)
    for lang in LANGUAGES:
        meetings.write_text(convener, meeting_id, kind="about", lang=lang, source=meeting["note"][lang])


def _answer(stage: Stage, meeting: dict[str, Any], who: str, answer: str) -> None:
    meetings.give_answer(stage.person(who), _keys(stage, meeting)[1], answer=answer)


def _hold(stage: Stage, meeting: dict[str, Any]) -> None:
    """The meeting, with what its secretary notes point after point."""
    convener, meeting_id = _keys(stage, meeting)
    meetings.start_meeting(convener, meeting_id)
    agenda = queries.list_agenda(queries.get_meeting(meeting_id))
    for number, point in enumerate(meeting["points"]):
        meetings.capture_point(convener, meeting_id, kind=point["kind"], texts=_texts(point),
                               client_key=f"demo-{meeting['key']}-p{number}", item_id=agenda[point["item"] - 1].id)
    for number, action in enumerate(meeting["actions"]):
        meetings.capture_action(
            convener, meeting_id, Task(
                titles=_texts(action), owner_id=stage.person(action["owner"]),
                organisation_id=stage.ids[f"organisation:{action['organisation']}"],
                due_on=content.day(action["due"], stage.now),
                commitment_id=stage.commitments([action["commitment"]])[0]),
            client_key=f"demo-{meeting['key']}-a{number}", item_id=agenda[action["item"] - 1].id)


def _end(stage: Stage, meeting: dict[str, Any]) -> None:
    meetings.end_meeting(*_keys(stage, meeting))


def _draft(stage: Stage, meeting: dict[str, Any]) -> None:
    stage.put(f"minutes:{meeting['key']}", minutes.draft_minutes(*_keys(stage, meeting)))


def _circulate(stage: Stage, meeting: dict[str, Any]) -> None:
    minutes.circulate(_keys(stage, meeting)[0], stage.ids[f"minutes:{meeting['key']}"],
                      until=content.instant(meeting["until"], stage.now), by_silence=True)


def _remark(stage: Stage, meeting: dict[str, Any], remark: dict[str, Any], number: int) -> None:
    stage.put(f"remark:{meeting['key']}:{number}", minutes.remark(
        stage.person(remark["by"]), stage.ids[f"minutes:{meeting['key']}"], item_id=None, body=remark["body"],
        client_key=f"demo-{meeting['key']}-r{number}"))


def _answer_remark(stage: Stage, meeting: dict[str, Any], remark: dict[str, Any], number: int) -> None:
    minutes.answer_remark(_keys(stage, meeting)[0], stage.ids[f"remark:{meeting['key']}:{number}"],
                          state=remark["state"], answer=remark["answer"])


def _adopt(stage: Stage, meeting: dict[str, Any]) -> None:
    """The time for remarks is over, and the clock adopts, as it does on every site."""
    minutes.adopt_by_clock(stage.ids[f"minutes:{meeting['key']}"])


def _tell_dates(stage: Stage, line: Timeline, asked: dict[str, Any]) -> None:
    def ask() -> None:
        dates = [content.instant(one, stage.now) for one in asked["dates"]]
        poll = planning.ask_dates(
            stage.person(asked["by"]), stage.group(asked["group"]), Question(
                titles=asked["title"], dates=dates, minutes=asked["minutes"], form=asked["form"],
                agenda=asked["agenda"]),
            closes_at=content.instant(asked["closes_at"], stage.now), words=asked["words"], language=asked["language"],
            client_key="demo-dates")
        for who, marks in asked["answers"].items():
            voting.cast_vote(stage.person(who), poll, marks={f"o{at}": mark for at, mark in enumerate(marks, 1)})

    line.at(content.instant(asked["at"], stage.now), ask)


def _tell_workshop(stage: Stage, line: Timeline, told: dict[str, Any]) -> None:
    def announce() -> None:
        stage.put("workshop", workshops.plan_workshop(
            stage.person(told["by"]), stage.group(told["group"]), Announcement(
                titles=told["title"], audience=told["audience"], about=told["about"], places=told["places"],
                open_to=told["open_to"], form=told["form"], venues=told["venues"],
                starts_at=content.instant(told["starts_at"], stage.now),
                ends_at=content.instant(told["ends_at"], stage.now),
                closes_at=content.instant(told["closes_at"], stage.now)),
            client_key="demo-workshop"))

    line.at(content.instant(told["at"], stage.now), announce)
    for who, when, note in told["registered"]:
        line.at(content.instant(when, stage.now), partial(_register, stage, who, note))
    for who, when in told["withdrew"]:
        line.at(content.instant(when, stage.now), partial(_withdraw, stage, who))


def _register(stage: Stage, who: str, note: str) -> None:
    workshops.register(stage.person(who), stage.ids["workshop"], note=note)


def _withdraw(stage: Stage, who: str) -> None:
    workshops.withdraw(stage.person(who), stage.ids["workshop"])

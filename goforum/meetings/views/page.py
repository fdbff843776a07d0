"""The page of a live room: everything it draws, for whoever looks, with what they typed when it was refused."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from flask import current_app, g, make_response, render_template, request
from flask_babel import get_locale

from goforum.core import clock
from goforum.core.forms import Form
from goforum.core.i18n import date_parts, localised
from goforum.core.light import light_mode
from goforum.core.paging import int_arg, whole_number
from goforum.core.rules import Verdict
from goforum.core.web import viewer
from goforum.files.queries import FileCard, list_own_files
from goforum.groups.rules import Standing
from goforum.meetings import forms, payloads, queries, rules
from goforum.meetings.queries import LogLine, MeetingCard, RoomHead
from goforum.meetings.reading import note_line, opened
from goforum.meetings.rules import Here
from goforum.meetings.sockets.presence import room_name, summary
from goforum.meetings.views.base import agenda_of, enter_room, group_of
from goforum.threads.marks import SYMBOLS, WORDS
from goforum.voting import queries as voting
from goforum.voting.drawing import AnyBallot, card_context

# Messages missed before the page sums them up.
WORTH_A_SUM = 15
TURN_WORDS, CAPTURE_WORDS = dict(forms.TURN_KINDS), dict(forms.CAPTURE_KINDS)


def draw_room(meeting_id: int, *, status: int = 200, ballot: AnyBallot | None = None, **typed: Any) -> Any:
    """The page; ``typed`` are forms as they were refused, by the name the page knows them by."""
    meeting, who = enter_room(meeting_id)
    if request.method == "GET" and (words := request.args.get("q", "").strip()):
        return _draw_found(meeting, words)
    now, head = clock.now(), queries.get_room(meeting_id)
    here, me = queries.get_here(meeting_id, viewer().id), viewer().id
    guest, seen = rules.is_guest(who, here), int_arg("after")
    known = queries.find_reading(head.id, me) if opened() else None
    log = _log(head, seen)
    may = _may(who, meeting, here)
    shown = {line.message.id for line in log.lines if line.message is not None}
    light = "light" in request.args
    answer = make_response(render_template(
        "meetings/light.html" if light else "meetings/room.html",
        meeting=meeting, group=group_of(meeting), head=head, log=log, seen=seen, light=light,
        no_pictures=light_mode(),
        agenda=agenda_of(meeting, head.current_item_id), phase=rules.phase(meeting, now), **may,
        mine=_touchable(who, meeting, here, log.lines), reacted=queries.my_reactions(me, shown),
        present=summary(room_name(meeting_id)), frame=_frame(meeting), clock_text=payloads.clock_text,
        zone_city=_zone_city, deleted_by=payloads.deleted_by, queue=queries.get_queue(head),
        pinned=queries.find_pinned(head.id), since=_since(head, known if seen is None else seen),
        faces=(WORDS, SYMBOLS), turn_words=TURN_WORDS, capture_words=CAPTURE_WORDS, day_words=date_parts(),
        prepared=_prepared(meeting, head, may), held=queries.list_held(head.id) if may["may_let_in"] else [],
        folk=queries.list_people(head.id) if may["may_lead"] or may["may_give_roles"] else [],
        guest=guest, **_polls(head, ballot, who, guest=guest), **_forms(meeting, head, may, typed)), status)
    if opened() and log.lines:
        note_line(answer, me, head.id, log.lines[-1].seq, known)
    return answer


def _draw_found(meeting: MeetingCard, words: str) -> Any:
    """The messages that hold these words, newest first."""
    hits, further = queries.search_messages(queries.get_room(meeting.id).id, words, before=int_arg("before", low=1))
    return render_template("meetings/found.html", meeting=meeting, hits=hits, words=words[:100], further=further), 200


def _may(who: Standing, meeting: MeetingCard, here: Here) -> dict[str, Verdict]:
    now = clock.now()
    return {
        "may_say": rules.may_speak(who, meeting, now, here), "may_start": rules.may_start(who, meeting, now, here),
        "may_lead": rules.may_lead(who, meeting, now, here),
        "may_record": rules.may_record(who, meeting, now, here),
        "may_ask": rules.may_ask_floor(who, meeting, now, here),
        "may_let_in": rules.may_let_in(who, meeting, now, here),
        "may_give_roles": rules.may_give_roles(who, meeting, now),
        "may_prepare": rules.may_prepare(who, meeting, now, here),
    }


def _log(head: RoomHead, seen: int | None) -> queries.LogPage:
    """The end of the log; the page after ``seen`` when more came since than one page holds."""
    before = int_arg("before", low=1)
    if before is not None:
        return queries.page_log(head.id, before=before)
    if seen is not None and head.last_seq - seen > 50:
        return queries.page_log(head.id, after=seen)
    return queries.page_log(head.id)


def _prepared(meeting: MeetingCard, head: RoomHead, may: dict[str, Verdict]) -> list[queries.PreparedLine]:
    """The votes that wait, for those who may know of them; those of the present point first."""
    found = queries.list_prepared(meeting.id) if may["may_prepare"] else []
    return sorted(found, key=lambda one: one.item_id != head.current_item_id)


def _since(head: RoomHead, seen: int | None) -> queries.Since | None:
    """What was missed, for those who come back after more than a moment."""
    if seen is None or seen <= 0 or head.last_seq - seen < WORTH_A_SUM:
        return None
    return queries.get_since(head, seen, viewer().id)


def _touchable(who: Standing, meeting: MeetingCard, here: Here, lines: list[LogLine]) -> set[int]:
    """The messages whose author or whose team may change them or take them out."""
    now = clock.now()
    return {line.message.id for line in lines if line.message is not None and line.message.deleted_at is None
            and rules.may_delete_message(who, meeting, line.message, now, here)}


def _polls(head: RoomHead, ballot: AnyBallot | None, who: Standing, *, guest: bool) -> dict[str, Any]:
    """The newest poll with its ballot and its counts as they may be seen; the others as links."""
    found = queries.list_polls(head.id)
    if not found:
        return {"polls": [], "poll": None}
    if guest:  # what the room votes on is theirs to follow, whatever of its group is not
        looker = replace(who, visibility="public", guest=True)
        seen = card_context(voting.view_of_poll(found[0].id, looker), looker)
        return {"polls": found[1:], **seen, "may_vote": rules.NO_VOTE}
    poll, standing = voting.open_view(found[0].id, viewer().id)
    return {"polls": found[1:], **card_context(poll, standing, ballot)}


def _forms(meeting: MeetingCard, head: RoomHead, may: dict[str, Verdict], typed: dict[str, Any]) -> dict[str, Any]:
    """A form for each thing this reader may do, or the one that was refused."""
    def fresh(form: type[Form], **data: Any) -> Form:
        return form(formdata=None, data={"client_id": secrets.token_urlsafe(12), **data})

    answers = int_arg("reply", low=1) or ""
    say = typed.get("form") or fresh(forms.SayForm, reply_to=answers)
    say.seen.data = str(head.last_seq)
    found: dict[str, Any] = {"form": say, "answers": _asked(meeting, say.reply_to.data), "picked": _picked(say)}
    found["ask_form"] = typed.get("ask_form") or fresh(forms.FloorForm)
    if may["may_record"]:
        form = typed.get("capture_form") or _capture_form(meeting, fresh)
        form.offer(doers(meeting, head))
        found["capture_form"] = form
    if may["may_lead"]:
        found["poll_form"] = typed.get("poll_form") or fresh(forms.RoomPollForm, results="open")
        found["extend_form"] = typed.get("extend_form") or fresh(forms.ExtendForm, item_id=head.current_item_id)
        found["rules_form"] = typed.get("rules_form") or fresh(
            forms.FloorRulesForm, alternate_colleges=head.alternate_colleges, first_time_first=head.first_time_first,
            organisation_quota=head.organisation_quota, turn_minutes=head.turn_seconds // 60)
    if may["may_lead"] or may["may_give_roles"]:
        form = typed.get("person_form") or fresh(forms.PersonForm)
        form.offer(people_here(meeting, head))
        found["person_form"] = form
    for name, form in found.items():
        if isinstance(form, Form) and name != "form":
            _set_apart(name, form)
    return found


def _set_apart(name: str, form: Form) -> None:
    """Several forms on one page: each field has an id of its own, by which its label finds it."""
    for field in form:
        field.id = f"{name.removesuffix('_form')}-{field.name}"


def _asked(meeting: MeetingCard, message_id: Any) -> queries.MessageRow | None:
    """The message that is being answered, when it is one of this room."""
    if not str(message_id or "").isdecimal() or len(str(message_id)) > 9:
        return None
    found = queries.get_message(int(message_id))
    return found if found.meeting_id == meeting.id and found.deleted_at is None else None


def _picked(form: forms.SayForm) -> FileCard | None:
    """The picture of a form that was refused: it was taken in, and is still to be sent."""
    file_id, me = whole_number(form.file_id.data or ""), viewer().id
    own = list_own_files(me, [file_id]) if file_id is not None and me is not None else []
    return own[0] if own and own[0].is_picture else None


def _capture_form(meeting: MeetingCard, fresh: Callable[..., Form]) -> Form:
    """What is to be noted: empty, or the words of the message it is taken from."""
    noted = int_arg("correct", low=1)
    if noted is not None and (known := queries.get_capture(noted)).meeting_id == meeting.id:
        return fresh(forms.CaptureForm, kind=known.kind, text=known.text, owner_id=known.owner_id or 0,
                     due_on=known.due_on, version=known.version)
    message = _asked(meeting, request.args.get("note"))
    if message is None:
        return fresh(forms.CaptureForm)
    return fresh(forms.CaptureForm, text=message.body_source, message_id=message.id)


def people_here(meeting: MeetingCard, head: RoomHead) -> list[tuple[int, str]]:
    """Whom something can be decided about: those who are or were here, and those with a role."""
    found = {one.person_id: one.name for one in queries.list_attendance(meeting.id)}
    found |= {one["id"]: one["name"] for one in summary(room_name(meeting.id))["people"]}
    found |= {one.person_id: one.name for one in queries.list_people(head.id)}
    found |= queries.recent_authors(head.id)
    found.pop(viewer().id or 0, None)
    return sorted(found.items(), key=lambda pair: (pair[1], pair[0]))


def doers(meeting: MeetingCard, head: RoomHead) -> list[tuple[int, str]]:
    """Who may be charged with an action: those who are or were here, and oneself."""
    me = viewer()
    return [(me.id or 0, me.name), *people_here(meeting, head)]


def _zone_city(zone: str) -> str:
    """The city whose clock is meant, in the reader's language."""
    return get_timezone_location(ZoneInfo(zone), locale=get_locale(), return_city=True)


def _frame(meeting: MeetingCard) -> str:
    """The video as a frame of this page: asked for, live, and from the one origin the operator allows."""
    origin = current_app.config["SETTINGS"].video_frame_origin.rstrip("/")
    if not origin or "video" not in request.args or meeting.state != "live":
        return ""
    if not meeting.video_url.startswith(f"{origin}/"):
        return ""
    g.frames_video = True
    return meeting.video_url


def item_title(item: queries.AgendaLine) -> str:
    """A point's title in the reader's language."""
    return localised(item.titles).text

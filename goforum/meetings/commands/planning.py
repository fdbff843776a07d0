"""Planning a meeting, changing it, answering it, cancelling it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from goforum.commitments import queries as commitments
from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, lock_row, upsert
from goforum.core.i18n import LANGUAGES, _l
from goforum.core.rules import Conflict, Invalid, require
from goforum.core.text import TextTooLong, clean_line, render_markdown
from goforum.core.viewer import ZONE
from goforum.groups.queries import standing
from goforum.meetings import events, rules
from goforum.meetings.commands.floor import close_floor
from goforum.meetings.commands.log import change_room, give_back, put_line, take_number
from goforum.meetings.models import (
    AgendaItem,
    EventKind,
    Meeting,
    MeetingCommitment,
    MeetingForm,
    MeetingState,
    MeetingText,
    Room,
    Rsvp,
    TextKind,
)
from goforum.meetings.queries import get_here
from goforum.proposals import queries as proposals
from goforum.threads import queries as threads

MAX_TEXT = 20_000


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """What an invitation says; titles by language, at least one of them."""

    titles: Mapping[str, str | None]
    starts_at: datetime
    ends_at: datetime
    zone: str = ZONE
    form: str = MeetingForm.REMOTE
    place: str = ""
    video_url: str = ""
    source: str = ""
    commitment_ids: Sequence[int] = ()


@dataclass(frozen=True, kw_only=True)
class Point:
    """A point of an agenda: titles by language, at least one of them."""

    titles: Mapping[str, str | None]
    minutes: int | None = None
    thread_id: int | None = None
    proposal_id: int | None = None
    commitment_id: int | None = None


def clean_titles(titles: Mapping[str, str | None], limit: int) -> dict[str, str | None]:
    """The titles as three columns; Invalid when there is none, or one is too long."""
    found = {f"title_{lang}": clean_line(titles.get(lang) or "") or None for lang in LANGUAGES}
    if not any(found.values()):
        raise Invalid({"title_fr": _l("Write the title in at least one language.")})
    for name, title in found.items():
        if title and len(title) > limit:
            raise Invalid({name: _l("At most %(max)d characters.", max=limit)})
    return found


def _check(invitation: Invitation, *, held: bool, times_changed: bool = True) -> None:
    errors: dict[str, object] = {}
    if times_changed and (fault := rules.times_fault(invitation.starts_at, invitation.ends_at, held=held,
                                                     now=clock.now())):
        errors[fault[0]] = fault[1]
    if invitation.form not in set(MeetingForm):
        errors["form"] = _l("Choose one.")
    if invitation.video_url and (reason := rules.video_fault(invitation.video_url)):
        errors["video_url"] = reason
    if not invitation.place and invitation.form != MeetingForm.REMOTE:
        errors["place"] = _l("Say where people meet.")
    if errors:
        raise Invalid(errors)


def _columns(invitation: Invitation) -> dict[str, object]:
    return {
        **clean_titles(invitation.titles, 200),
        # To the second: the keys of pages carry no more.
        "starts_at": invitation.starts_at.replace(microsecond=0),
        "ends_at": invitation.ends_at.replace(microsecond=0),
        "zone": invitation.zone, "form": str(invitation.form), "place": clean_line(invitation.place),
        "video_url": invitation.video_url, "source": clean_line(invitation.source),
    }


@command
def plan_meeting(actor_id: int, group_id: int, invitation: Invitation, *, agenda: Sequence[Point] = (),
                 held: bool = False) -> int:
    """Plan a meeting, or record one that was held; its room is made with it. Returns its id."""
    now = clock.now()
    require(rules.may_plan(standing(actor_id, group_id), now))
    _check(invitation, held=held)
    meeting = Meeting(
        group_id=group_id, **_columns(invitation), created_by_id=actor_id, created_at=now, updated_at=now,
        state=MeetingState.ENDED if held else MeetingState.PLANNED,
        started_at=invitation.starts_at if held else None, ended_at=invitation.ends_at if held else None)
    db.session.add(meeting)
    db.session.flush()  # what belongs to it needs its id
    db.session.add(Room(meeting_id=meeting.id))
    for position, point in enumerate(agenda[: rules.MAX_ITEMS], start=1):
        db.session.add(AgendaItem(meeting_id=meeting.id, position=position, **point_columns(actor_id, point)))
    _link(meeting.id, invitation.commitment_ids)
    record(events.MeetingPlanned(actor_id=actor_id, meeting_id=meeting.id, group_id=group_id))
    return meeting.id


def check_links(actor_id: int, point: Point) -> None:
    """Refuse a point that leads to what whoever writes it cannot see."""
    known = {
        "thread_id": point.thread_id is None or threads.cards([point.thread_id], actor_id),
        "proposal_id": point.proposal_id is None or proposals.cards([point.proposal_id], actor_id),
        "commitment_id": point.commitment_id is None or commitments.existing([point.commitment_id]),
    }
    if missing := [name for name, found in known.items() if not found]:
        raise Invalid({name: _l("There is no such thing here.") for name in missing})


def point_columns(actor_id: int, point: Point) -> dict[str, object]:
    """The columns of a point; Invalid when its minutes make no sense."""
    if point.minutes is not None and not 1 <= point.minutes <= rules.MAX_MINUTES:
        raise Invalid({"minutes": _l("Write a number of minutes, from 1 to 600.")})
    check_links(actor_id, point)
    return {**clean_titles(point.titles, 300), "minutes": point.minutes, "thread_id": point.thread_id,
            "proposal_id": point.proposal_id, "commitment_id": point.commitment_id}


def _link(meeting_id: int, commitment_ids: Iterable[int]) -> None:
    db.session.execute(delete(MeetingCommitment).where(MeetingCommitment.meeting_id == meeting_id))
    db.session.add_all(MeetingCommitment(meeting_id=meeting_id, commitment_id=one)
                       for one in sorted(commitments.existing(commitment_ids)))


@command
def change_meeting(actor_id: int, meeting_id: int, invitation: Invitation, *, version: int) -> None:
    """Change the invitation; ``version`` is the one the organiser saw, an older one is a Conflict."""
    now = clock.now()
    meeting = lock_row(Meeting, meeting_id)
    require(rules.may_change(standing(actor_id, meeting.group_id), meeting, now))
    if meeting.version != version:
        raise Conflict(_l("Somebody else has changed this meeting. Look at it again before changing it."))
    moved = (meeting.starts_at, meeting.ends_at) != (invitation.starts_at, invitation.ends_at)
    _check(invitation, held=False, times_changed=moved)
    for name, value in _columns(invitation).items():
        setattr(meeting, name, value)
    _link(meeting_id, invitation.commitment_ids)
    touch(meeting, actor_id)


def touch(meeting: Meeting, actor_id: int) -> None:
    """Note that what the meeting says has changed."""
    meeting.version += 1
    meeting.updated_at = clock.now()
    record(events.MeetingChanged(actor_id=actor_id, meeting_id=meeting.id, group_id=meeting.group_id))


@command
def cancel_meeting(actor_id: int, meeting_id: int, *, reason: str) -> None:
    """Cancel a planned meeting, with the reason that everybody reads."""
    now = clock.now()
    line = take_number(meeting_id)
    meeting = lock_row(Meeting, meeting_id)
    require(rules.may_cancel(standing(actor_id, meeting.group_id), meeting, now))
    reason = clean_line(reason)
    if not reason or len(reason) > 1000:
        raise Invalid({"reason": _l("Say why, in at most 1,000 characters.")})
    meeting.state, meeting.cancel_reason = MeetingState.CANCELLED, reason
    meeting.version += 1
    meeting.updated_at = now
    put_line(line, EventKind.CANCELLED, actor_id, now)
    record(events.MeetingCancelled(actor_id=actor_id, meeting_id=meeting_id, group_id=meeting.group_id,
                                   seq=line.seq))


@command
def write_text(actor_id: int, meeting_id: int, *, kind: str, lang: str, source: str,
               is_translation: bool = False) -> None:
    """Write one of the meeting's texts in one language, in Markdown; an empty text takes it away."""
    now = clock.now()
    meeting = lock_row(Meeting, meeting_id)
    require(rules.may_write_texts(standing(actor_id, meeting.group_id), meeting, now))
    if kind not in set(TextKind) or lang not in LANGUAGES:
        raise Invalid({"kind": _l("Choose one.")})
    try:
        rendered = render_markdown(source, limit=MAX_TEXT)
    except TextTooLong as error:
        raise Invalid({"body": _l("At most %(max)d characters.", max=MAX_TEXT)}) from error
    key = (MeetingText.meeting_id == meeting_id, MeetingText.kind == kind, MeetingText.lang == lang)
    if source.strip():
        values = {"meeting_id": meeting_id, "kind": str(kind), "lang": lang, "body_source": source,
                  "body_html": rendered.html, "pipeline_version": rendered.version,
                  "is_translation": is_translation, "updated_by_id": actor_id, "updated_at": now}
        upsert(MeetingText, values, ["meeting_id", "kind", "lang"], [
            "body_source", "body_html", "pipeline_version", "is_translation", "updated_by_id", "updated_at"])
    else:
        db.session.execute(delete(MeetingText).where(*key))
    touch(meeting, actor_id)


@command
def give_answer(actor_id: int, meeting_id: int, *, answer: str) -> None:
    """Answer the invitation, or change one's answer: one row for a person, the last answer counts."""
    now = clock.now()
    row = db.session.execute(select(
        Meeting.group_id, Meeting.state, Meeting.form, Meeting.starts_at, Meeting.ends_at)
        .where(Meeting.id == meeting_id)).one_or_none()
    facts = row if row is not None else lock_row(Meeting, meeting_id)  # the latter says that there is none
    require(rules.may_answer(standing(actor_id, facts.group_id), facts, now))
    if not rules.answer_fits(answer, facts.form):
        raise Invalid({"answer": _l("Choose one.")})
    upsert(Rsvp, {"meeting_id": meeting_id, "person_id": actor_id, "answer": str(answer), "answered_at": now},
           ["meeting_id", "person_id"], ["answer", "answered_at"])
    record(events.RsvpGiven(actor_id=actor_id, meeting_id=meeting_id, group_id=facts.group_id,
                            person_id=actor_id, answer=str(answer)))


@command
def start_meeting(actor_id: int, meeting_id: int) -> int:
    """Begin the meeting at the first point of its agenda; the number of the line in the log. Twice is once."""
    now = clock.now()
    line = take_number(meeting_id)
    meeting = lock_row(Meeting, meeting_id)
    who = standing(actor_id, meeting.group_id)
    here = get_here(meeting_id, actor_id)
    if meeting.state == MeetingState.LIVE and rules.may_lead(who, meeting, now, here):
        return give_back(line)
    require(rules.may_start(who, meeting, now, here))
    first = db.session.scalar(select(AgendaItem.id).where(AgendaItem.meeting_id == meeting_id)
                              .order_by(AgendaItem.position).limit(1))
    meeting.state, meeting.started_at = MeetingState.LIVE, now
    change_room(line, current_item_id=first, item_since=now)
    put_line(line, EventKind.STARTED, actor_id, now, item_id=first)
    record(events.MeetingStarted(actor_id=actor_id, meeting_id=meeting_id, group_id=meeting.group_id,
                                 seq=line.seq))
    return line.seq


@command
def end_meeting(actor_id: int, meeting_id: int) -> int:
    """End the meeting: from this line of the log on, the room can only be read. Twice is once."""
    now = clock.now()
    line = take_number(meeting_id)
    meeting = lock_row(Meeting, meeting_id)
    who = standing(actor_id, meeting.group_id)
    if meeting.state == MeetingState.ENDED and rules.may_write_texts(who, meeting, now):
        return give_back(line)
    require(rules.may_lead(who, meeting, now, get_here(meeting_id, actor_id)))
    meeting.state, meeting.ended_at = MeetingState.ENDED, now
    close_floor(line.room_id, now)
    put_line(line, EventKind.ENDED, actor_id, now)
    record(events.MeetingEnded(actor_id=actor_id, meeting_id=meeting_id, group_id=meeting.group_id, seq=line.seq))
    return line.seq

"""Pure rules of a live room: who leads it, who records, who may say and do what in it now."""

from datetime import datetime

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict
from goforum.groups.rules import Standing, may_facilitate, may_moderate, may_vote, rank
from goforum.meetings.rules.guests import guest_may_act, is_guest, may_visit
from goforum.meetings.rules.meetings import (
    CLOSED,
    PLAIN,
    Facts,
    Here,
    Phase,
    Said,
    may_say,
    room_is_open,
)

# What a reaction can say, as in discussions.
REACTIONS = ("agree", "thanks", "insight", "unclear", "source")
MAX_REASON = 500
MAX_CAPTURE = 2000
MAX_NOTE = 10_000
MAX_NAME = 200
# What a picture shows, in words.
MAX_ALT = 300
# Votes that wait for one meeting, at most.
MAX_PREPARED = 50
# Minutes that can be added to a point at once, and in all.
MOST_EXTRA = 120


def _chairs(standing: Standing, here: Here, now: datetime) -> Verdict:
    verdict = may_facilitate(standing, now)
    if verdict or here.role != "chair":
        return verdict
    return may_vote(standing, now) and (_OUT if here.removed else YES)


_OUT = No("removed", _l("You were taken out of this room. What was said can be read here once the meeting is over."))
_NOT_STARTED = No("not-started", _l("The meeting has not begun."))


def _while_live(verdict: Verdict, meeting: Facts) -> Verdict:
    if not verdict or meeting.state == "live":
        return verdict
    return _NOT_STARTED if meeting.state == "planned" else CLOSED[Phase(meeting.state)]


def may_follow(standing: Standing, meeting: Facts, now: datetime, here: Here = PLAIN) -> Verdict:
    """Read a room as it goes on: whoever may read its meeting, but not somebody taken out of it while it is live."""
    verdict = may_visit(standing, now, here)
    return _OUT if verdict and here.removed and meeting.state == "live" else verdict


def may_see_picture(standing: Standing, meeting: Facts, message: Said, now: datetime, here: Here = PLAIN) -> Verdict:
    """Open the picture of a message: whoever may read the message; of one that was taken out, who moderates alone."""
    verdict = may_follow(standing, meeting, now, here)
    return may_moderate(standing, now) if verdict and message.deleted_at is not None else verdict


def may_start(standing: Standing, meeting: Facts, now: datetime, here: Here = PLAIN) -> Verdict:
    """Start a meeting: organisers and its chairs, from half an hour before its time."""
    verdict = _chairs(standing, here, now)
    if not verdict:
        return verdict
    if meeting.state == "live":
        return No("live", _l("The meeting has begun already."))
    return room_is_open(meeting, now)


def may_lead(standing: Standing, meeting: Facts, now: datetime, here: Here = PLAIN) -> Verdict:
    """Move the agenda, give the floor, lock the chat, end the meeting: organisers and chairs, while it is live."""
    return _while_live(_chairs(standing, here, now), meeting)


def _records(standing: Standing, here: Here, now: datetime) -> Verdict:
    """Whoever chairs, and the room's secretary."""
    verdict = _chairs(standing, here, now)
    if not verdict and here.role == "secretary":
        return may_vote(standing, now) and (_OUT if here.removed else YES)
    return verdict


def may_prepare(standing: Standing, meeting: Facts, now: datetime, here: Here = PLAIN) -> Verdict:
    """Prepare votes, and see those that wait: whoever leads or records, until the meeting is over."""
    verdict = _records(standing, here, now)
    return CLOSED[Phase(meeting.state)] if verdict and meeting.state in ("ended", "cancelled") else verdict


def may_record(standing: Standing, meeting: Facts, now: datetime, here: Here = PLAIN) -> Verdict:
    """Note decisions, write the notes, record who speaks by phone: whoever leads, and the room's secretary."""
    return _while_live(_records(standing, here, now), meeting)


def may_give_roles(standing: Standing, meeting: Facts, now: datetime) -> Verdict:
    """Say who chairs and who is secretary for the day: organisers, until the meeting is over."""
    verdict = may_facilitate(standing, now)
    return CLOSED[Phase(meeting.state)] if verdict and meeting.state in ("ended", "cancelled") else verdict


def _present(verdict: Verdict, standing: Standing, here: Here, now: datetime) -> Verdict:
    if not verdict:
        return verdict
    if here.removed:
        return _OUT
    if here.locked and not _chairs(standing, here, now) and here.role != "secretary":
        return No("locked", _l("The chat is locked for now: you can read, and ask for the floor."))
    return YES


def _may_say(standing: Standing, meeting: Facts, now: datetime, here: Here) -> Verdict:
    """Whoever may write in the group, and the guests of the meeting, while the room is open."""
    if is_guest(standing, here):
        return room_is_open(meeting, now) and guest_may_act(standing)
    return may_say(standing, meeting, now)


def may_speak(standing: Standing, meeting: Facts, now: datetime, here: Here = PLAIN) -> Verdict:
    """Write in the chat: whoever may write in the group, and guests, while the room is open and not locked."""
    return _present(_may_say(standing, meeting, now, here), standing, here, now)


def may_change_message(standing: Standing, meeting: Facts, message: Said, now: datetime,
                       here: Here = PLAIN) -> Verdict:
    """Change one's own message, where one may still write."""
    verdict = _may_say(standing, meeting, now, here)
    if not verdict:
        return verdict
    if message.deleted_at is not None:
        return No("deleted", _l("This message was deleted."))
    if message.author_id != standing.person_id:
        return No("not-author", _l("Only its author may change a message."))
    return _present(YES, standing, here, now)


def may_delete_message(standing: Standing, meeting: Facts, message: Said, now: datetime,
                       here: Here = PLAIN) -> Verdict:
    """Take a message out: its author while the room is open, the facilitators and the secretary at any time."""
    facilitates = may_facilitate(standing, now)
    if facilitates:
        return YES
    if not may_visit(standing, now, here) or message.author_id != standing.person_id:
        return facilitates
    return room_is_open(meeting, now) and _takes_part(standing, now, here)


def _takes_part(standing: Standing, now: datetime, here: Here) -> Verdict:
    return guest_may_act(standing) if is_guest(standing, here) else may_vote(standing, now)


def may_react(standing: Standing, meeting: Facts, message: Said, now: datetime, here: Here = PLAIN) -> Verdict:
    """React to somebody else's message: whoever could answer it."""
    verdict = may_speak(standing, meeting, now, here)
    if not verdict:
        return verdict
    if message.deleted_at is not None:
        return No("deleted", _l("This message was deleted."))
    if message.author_id == standing.person_id:
        return No("own", _l("Reactions are for the messages of others."))
    return YES


def may_pin(standing: Standing, meeting: Facts, message: Said, now: datetime, here: Here = PLAIN) -> Verdict:
    """Pin a message or take the pin off: whoever leads, while the meeting is live."""
    verdict = may_lead(standing, meeting, now, here)
    return No("deleted", _l("This message was deleted.")) if verdict and message.deleted_at is not None else verdict


def may_ask_floor(standing: Standing, meeting: Facts, now: datetime, here: Here = PLAIN) -> Verdict:
    """Ask for the floor: whoever may write here, from when the room opens; a locked chat does not matter."""
    verdict = _may_say(standing, meeting, now, here)
    return _OUT if verdict and here.removed else verdict


def may_remove(standing: Standing, target: Standing, meeting: Facts, now: datetime, here: Here = PLAIN) -> Verdict:
    """Take a person out of the room, or let them in again: whoever leads; never oneself, nor who organises too."""
    verdict = may_lead(standing, meeting, now, here)
    if not verdict:
        return verdict
    if target.person_id is None or target.person_id == standing.person_id:
        return No("own", _l("Nobody decides about themselves."))
    if rank(target) >= max(rank(standing), 1):
        return No("rank", _l("This person organises too: only somebody above both of you may do this."))
    return YES


def may_let_in(standing: Standing, meeting: Facts, now: datetime, here: Here = PLAIN) -> Verdict:
    """Read the messages that wait, and let them in or not: moderators, and whoever leads the meeting."""
    verdict = may_moderate(standing, now)
    return _while_live(YES if verdict or _chairs(standing, here, now) else verdict, meeting)


def may_take_back(standing: Standing, meeting: Facts, now: datetime, here: Here = PLAIN) -> Verdict:
    """Take back one's own request for the floor, or say that one has finished: whoever takes part, while it is open."""
    return _takes_part(standing, now, here) and room_is_open(meeting, now)

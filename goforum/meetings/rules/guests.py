"""Pure rules of guests: invited to one meeting, taking part in its room, never voting, never leading.

In a group a guest is nobody; everything they may do is said here and in ``room.py``, from ``Here.guest``.
"""

from datetime import datetime, timedelta
from typing import Protocol

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict
from goforum.groups.rules import Standing, may_facilitate, may_read
from goforum.meetings.rules.meetings import CLOSED, PLAIN, Facts, Here, Phase, may_change

# How long after its end a guest may read the meeting again; then the link, the sessions and the address are gone.
GUEST_STAYS = timedelta(days=7)
MOST_GUESTS = 200
# One mailbox, and one organiser's day.
MAILS_TO_ONE, MAILS_A_DAY, TIMES_SENT = 4, 60, 10
# To whom these went is not known any more: they could have gone to one mailbox.
FORGOTTEN_A_DAY = 8
SEND_AGAIN_AFTER, A_DAY = timedelta(minutes=5), timedelta(days=1)
# A meeting that is moved to and fro is told of no oftener.
NEWS_EVERY = timedelta(minutes=30)
# Browsers of one guest at a time; the newest is let in, the oldest goes.
SESSIONS_EACH = 5

NO_VOTE = No("guest", _l("You are a guest of this meeting: you follow the vote, the members of the group cast it."))


class Ends(Protocol):
    """What says until when a guest stays."""

    @property
    def ends_at(self) -> datetime: ...
    @property
    def ended_at(self) -> datetime | None: ...


def guest_until(meeting: Ends) -> datetime:
    """When the invitations of a meeting stop working."""
    return max(meeting.ends_at, meeting.ended_at or meeting.ends_at) + GUEST_STAYS


def guest_state(*, withdrawn_at: datetime | None, entered_at: datetime | None, until: datetime, now: datetime) -> str:
    """withdrawn, over, entered or invited."""
    if withdrawn_at is not None:
        return "withdrawn"
    if now >= until:
        return "over"
    return "invited" if entered_at is None else "entered"


def may_invite(standing: Standing, meeting: Facts, now: datetime) -> Verdict:
    """Invite a guest, or send the link again: whoever may change the meeting, until it is over."""
    return may_change(standing, meeting, now)


def may_see_guests(standing: Standing, now: datetime) -> Verdict:
    """See who is invited, with their addresses, and withdraw an invitation: organisers, at any time."""
    return may_facilitate(standing, now)


def is_guest(standing: Standing, here: Here) -> bool:
    """Whether somebody is here as a guest: invited, and of no standing of their own in the group."""
    return here.guest and standing.person_id is not None and standing.role is None


def may_visit(standing: Standing, now: datetime, here: Here = PLAIN) -> Verdict:
    """Read the page of a meeting: whoever may read its group, and its guests."""
    return YES if is_guest(standing, here) else may_read(standing, now)


def guest_may_act(standing: Standing) -> Verdict:
    """Take part as a guest: unless the account, where there is one, is suspended, or the group archived."""
    if standing.suspended:
        return No("suspended", _l("Your account is suspended: you can read, not write."))
    if standing.archived:
        return No("archived", _l("This group is archived: it can be read, not written in."))
    return YES


def may_answer_as_guest(standing: Standing, meeting: Facts, now: datetime, here: Here = PLAIN) -> Verdict:
    """Say whether one comes: a guest, until the time of the meeting has passed."""
    if not is_guest(standing, here):
        return No("not-guest", _l("Only the guests of this meeting answer here."))
    if meeting.state in ("ended", "cancelled"):
        return CLOSED[Phase(meeting.state)]
    return No("late", _l("The time of this meeting has passed.")) if now >= meeting.ends_at else guest_may_act(standing)

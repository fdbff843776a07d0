"""Guests: invited to one meeting by name and address, let in by a mailed link, sent away again."""

import hashlib
import re
import secrets
from datetime import UTC, datetime

from sqlalchemy import case, select, text, update

from goforum.accounts import commands as accounts
from goforum.accounts.queries import is_guest
from goforum.core import clock, outbox
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import LANGUAGES, _l
from goforum.core.outbox import call_off, queue_mail
from goforum.core.rules import Conflict, Gone, Invalid, NotFound, Refused, require
from goforum.core.text import clean_line
from goforum.groups.queries import standing
from goforum.meetings import events, queries, rules
from goforum.meetings.commands.floor import leave_queue
from goforum.meetings.commands.log import give_back, put_line, take_number
from goforum.meetings.models import EventKind, GuestAnswer, Meeting, MeetingGuest
from goforum.meetings.queries import MeetingCard

_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@[^@\s<>,;:\"()\[\]\\]{1,185}\.[^@\s<>,;:\"()\[\]\\.]{2,}")

_TOO_MANY = _l("Too many invitations by e-mail today. Go on tomorrow.")


def not_working() -> Gone:
    """The one thing said of a link that is made up, replaced, withdrawn or over."""
    return Gone(_l("This invitation does not work, or no longer does. Ask whoever sent it for a new one."))


def _new_link() -> int:
    return secrets.randbits(62)


def told_of(meeting: MeetingCard) -> str:
    """When and where a meeting is, in a form that can be compared."""
    words = (meeting.state, meeting.starts_at.isoformat(), meeting.ends_at.isoformat(), meeting.form, meeting.place,
             meeting.video_url)
    return hashlib.sha256("\0".join(words).encode()).hexdigest()


def _mail(guest: MeetingGuest, meeting: MeetingCard, what: str, key: str, due_at: datetime | None = None) -> bool:
    assert guest.email is not None  # who is mailed has an address still
    guest.told = told_of(meeting)
    return queue_mail(guest.email, name=guest.name, template=f"meetings/{what}", lang=guest.language,
                      data={"guest_id": guest.id}, dedup_key=f"guest:{guest.id}:{key}", due_at=due_at)


@command
def invite_guest(actor_id: int, meeting_id: int, *, name: str, email: str, language: str, client_key: str,
                 about: str = "") -> int:
    """Invite somebody to this one meeting, and mail them their link. The same form again is the same invitation.

    Whether the address has an account is not looked at: nobody learns it here.
    """
    meeting, now = queries.get_meeting(meeting_id), clock.now()
    require(rules.may_invite(standing(actor_id, meeting.group_id), meeting, now))
    known = queries.find_guest_made(actor_id, client_key)
    if known is not None:
        return known
    name, about, email = clean_line(name), clean_line(about), email.strip().lower()
    _check(name, about, email, language)
    lock_row(Meeting, meeting_id)  # two at once must not both find room for the last one
    _check_pace(actor_id, meeting_id, email)
    link = _new_link()
    made = insert_or_ignore(MeetingGuest, {
        "meeting_id": meeting_id, "name": name, "about": about, "email": email, "language": language, "link": link,
        "made_by": actor_id, "client_key": client_key, "created_at": now, "sent_at": now, "times_sent": 1, "told": "",
    }, ["meeting_id", "email"], text("withdrawn_at IS NULL AND email IS NOT NULL"))
    if not made:
        again = queries.find_guest_made(actor_id, client_key)
        if again is not None:
            return again
        raise Invalid({"email": _l("Somebody is invited at this address already: send their link again instead.")})
    guest = db.session.scalars(select(MeetingGuest).where(MeetingGuest.link == link)).one()
    _mail(guest, meeting, "guest", str(link))
    record(events.GuestInvited(actor_id=actor_id, meeting_id=meeting_id, group_id=meeting.group_id, guest_id=guest.id))
    return guest.id


def _check(name: str, about: str, email: str, language: str) -> None:
    errors: dict[str, object] = {}
    if not name:
        errors["name"] = _l("Fill in this field.")
    for field, words, limit in (("name", name, 80), ("about", about, 120)):
        if len(words) > limit:
            errors[field] = _l("At most %(max)d characters.", max=limit)
    if not _ADDRESS.fullmatch(email):
        errors["email"] = _l("Write a whole e-mail address, as in name@example.org.")
    if language not in LANGUAGES:
        errors["language"] = _l("Choose one.")
    if errors:
        raise Invalid(errors)


def _check_pace(actor_id: int, meeting_id: int, email: str) -> None:
    since = clock.now() - rules.A_DAY
    # Withdrawn and forgotten, an invitation is not seen to have gone to this mailbox: it may have.
    if (queries.count_invited(since, made_by=actor_id) >= rules.MAILS_A_DAY
            or queries.count_forgotten(since, made_by=actor_id) >= rules.FORGOTTEN_A_DAY
            or queries.count_to_address(since, email) >= rules.MAILS_TO_ONE):
        raise Invalid({"email": _TOO_MANY})
    if queries.count_guests(meeting_id) >= rules.MOST_GUESTS:
        raise Invalid({"email": _l("This meeting has as many guests as it may have: withdraw an invitation first.")})


def _organise(actor_id: int, meeting_id: int, guest_id: int) -> tuple[MeetingGuest, MeetingCard]:
    """The invitation, held until the command ends, for somebody who may see it."""
    meeting = queries.get_meeting(meeting_id)
    require(rules.may_see_guests(standing(actor_id, meeting.group_id), clock.now()))
    guest = lock_row(MeetingGuest, guest_id)
    if guest.meeting_id != meeting_id:
        raise NotFound()
    return guest, meeting


@command
def send_guest_again(actor_id: int, meeting_id: int, guest_id: int) -> None:
    """Mail a guest a new link; from this moment the one before opens nothing."""
    guest, meeting = _organise(actor_id, meeting_id, guest_id)
    now = clock.now()
    require(rules.may_invite(standing(actor_id, meeting.group_id), meeting, now))
    if guest.withdrawn_at is not None or guest.email is None:
        raise Conflict(_l("This invitation was withdrawn: invite them anew."))
    if now < guest.sent_at + rules.SEND_AGAIN_AFTER:
        raise Conflict(_l("The link was sent a moment ago. Send it again in five minutes, if it has not arrived."))
    if guest.times_sent >= rules.TIMES_SENT:
        raise Conflict(_l("The link was sent often enough to this address."))
    if queries.count_to_address(now - rules.A_DAY, guest.email) >= rules.MAILS_TO_ONE:
        raise Conflict(_TOO_MANY)
    call_off(f"guest:{guest.id}:{guest.link}")
    guest.link, guest.sent_at, guest.times_sent = _new_link(), now, guest.times_sent + 1
    _mail(guest, meeting, "guest", str(guest.link))
    record(events.GuestSentAgain(actor_id=actor_id, meeting_id=meeting_id, group_id=meeting.group_id,
                                 guest_id=guest_id))


@command
def withdraw_guest(actor_id: int, meeting_id: int, guest_id: int) -> None:
    """Take an invitation back: the link is dead, and whoever came in by it is out of the room now. Twice is once."""
    line = take_number(meeting_id)
    guest, meeting = _organise(actor_id, meeting_id, guest_id)
    now = clock.now()
    out = guest.withdrawn_at is None and guest.person_id is not None and bool(rules.room_is_open(meeting, now))
    if out:
        leave_queue(line.room_id, guest.person_id or 0, now)
        put_line(line, EventKind.REMOVAL, actor_id, now, word="out", person_id=guest.person_id)
        record(events.PersonRemoved(actor_id=actor_id, meeting_id=meeting_id, group_id=meeting.group_id, seq=line.seq,
                                    person_id=guest.person_id or 0, word="out"))
    else:
        give_back(line)
    if guest.withdrawn_at is not None:
        return
    guest.withdrawn_at = now
    call_off(f"guest:{guest.id}:{guest.link}")
    _end_sessions(guest)
    record(events.GuestWithdrawn(actor_id=actor_id, meeting_id=meeting_id, group_id=meeting.group_id,
                                 guest_id=guest_id, person_id=guest.person_id))


def _end_sessions(guest: MeetingGuest) -> None:
    if guest.person_id is not None and is_guest(guest.person_id):
        accounts.end_sessions(None, guest.person_id)


@command
def enter_as_guest(link: int, me: int | None = None) -> tuple[int, str | None]:
    """Come in by a mailed link: the meeting, and the key of a new session for whoever has no account.

    Whoever comes first holds the invitation: somebody signed in comes as themselves, anybody else as a guest of the
    invitation's name. It can be used again, from another device, as long as it works.
    """
    guest_id = db.session.scalar(select(MeetingGuest.id).where(MeetingGuest.link == link))
    if guest_id is None:
        raise not_working()
    guest = lock_row(MeetingGuest, guest_id)
    meeting, now = queries.get_meeting(guest.meeting_id), clock.now()
    if guest.link != link or guest.withdrawn_at is not None or now >= rules.guest_until(meeting):
        raise not_working()
    key = None
    if me is None:
        key = _open(guest, meeting)
    else:
        _hold(guest, meeting, me)
    if guest.entered_at is None and guest.person_id is not None:
        guest.entered_at = now
        record(events.GuestEntered(actor_id=guest.person_id, meeting_id=meeting.id, group_id=meeting.group_id,
                                   guest_id=guest.id, person_id=guest.person_id))
    return meeting.id, key


def _hold(guest: MeetingGuest, meeting: MeetingCard, me: int) -> None:
    """Somebody signed in takes the invitation; members of the group, and who is a guest already, need none."""
    if guest.person_id == me or standing(me, meeting.group_id).belongs or queries.get_here(meeting.id, me).guest:
        return
    if guest.person_id is None:
        guest.person_id = me
    elif is_guest(guest.person_id):
        raise Refused(_l("This invitation was used without an account before: sign out to come in by it again."),
                      code="taken")
    else:
        raise Refused(_l("This invitation was taken up with another account."), code="taken")


def _open(guest: MeetingGuest, meeting: MeetingCard) -> str:
    """A session for somebody without an account."""
    if guest.person_id is None:
        guest.person_id = accounts.add_guest(name=guest.name, language=guest.language, zone=meeting.zone).id
    elif not is_guest(guest.person_id):
        raise Refused(_l("This invitation was taken up with an account: sign in with it."), code="taken",
                      help="log-in")
    key = accounts.start_session(guest.person_id, until=rules.guest_until(meeting))
    for old in queries.guest_sessions(guest.person_id, rules.SESSIONS_EACH):
        accounts.end_sessions(guest.person_id, guest.person_id, only=old)
    return key


@command
def answer_as_guest(actor_id: int, meeting_id: int, *, answer: str) -> None:
    """Say whether one comes, as a guest; the last answer counts. It is counted with nobody else's."""
    meeting, now = queries.get_meeting(meeting_id), clock.now()
    require(rules.may_answer_as_guest(standing(actor_id, meeting.group_id), meeting, now,
                                      queries.get_here(meeting_id, actor_id)))
    if answer not in set(GuestAnswer):
        raise Invalid({"answer": _l("Choose one.")})
    guest_id = db.session.execute(
        update(MeetingGuest).where(MeetingGuest.meeting_id == meeting_id, MeetingGuest.person_id == actor_id,
                                   MeetingGuest.withdrawn_at.is_(None))
        .values(answer=answer, answered_at=now).returning(MeetingGuest.id)
        .execution_options(synchronize_session=False)).scalar_one()
    record(events.GuestAnswered(actor_id=actor_id, meeting_id=meeting_id, group_id=meeting.group_id,
                                guest_id=guest_id, answer=answer))


@command
def forget_guest(actor_id: int, meeting_id: int, guest_id: int) -> None:
    """Erase a guest's name and address at their wish. What they said in the meeting stays, and is nobody's by name."""
    guest, meeting = _organise(actor_id, meeting_id, guest_id)
    if guest.withdrawn_at is None and clock.now() < rules.guest_until(meeting):
        raise Conflict(_l("Withdraw the invitation first."))
    guest.name, guest.about, guest.email = "\N{EM DASH}", "", None
    outbox.forget_addresses(f"guest:{guest_id}:")
    if guest.person_id is not None and is_guest(guest.person_id):
        accounts.erase_guest(guest.person_id)
    record(events.GuestForgotten(actor_id=actor_id, meeting_id=meeting_id, group_id=meeting.group_id,
                                 guest_id=guest_id))


@command
def forget_addresses() -> int:
    """Forget the addresses of guests whose invitation is over, and the names of those who never came; how many."""
    ids = queries.list_forgettable(clock.now() - rules.GUEST_STAYS)
    if ids:
        db.session.execute(update(MeetingGuest).where(MeetingGuest.id.in_(ids)).values(
            email=None, name=case((MeetingGuest.entered_at.is_(None), "\N{EM DASH}"), else_=MeetingGuest.name))
            .execution_options(synchronize_session=False))
    for guest_id in ids:
        outbox.forget_addresses(f"guest:{guest_id}:")
    return len(ids)


def tell_guests(meeting_id: int) -> None:
    """Mail the guests of a meeting that has another time or place now, or is cancelled (inside a command)."""
    meeting = queries.get_meeting(meeting_id)
    if meeting.state not in ("planned", "cancelled"):
        return
    told = told_of(meeting)
    for one in queries.list_mailed_guests(meeting_id):
        guest = lock_row(MeetingGuest, one.id)
        if guest.told != told:
            _mail_news(guest, meeting)


def _mail_news(guest: MeetingGuest, meeting: MeetingCard) -> None:
    """At once, and once in each span of time: what follows is in one mail at its end, which says how it is then."""
    if meeting.state == "cancelled":
        _mail(guest, meeting, "guest_news", "news:cancelled")
        return
    span = clock.now().timestamp() // rules.NEWS_EVERY.total_seconds()
    if not _mail(guest, meeting, "guest_news", f"news:{span:.0f}"):
        due_at = datetime.fromtimestamp((span + 1) * rules.NEWS_EVERY.total_seconds(), UTC)
        _mail(guest, meeting, "guest_news", f"news:{span + 1:.0f}", due_at)

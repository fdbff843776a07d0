"""Mails to the guests of a meeting, drawn when they are sent: the invitation, and that the meeting moved or is off."""

from email.utils import parseaddr

from flask import current_app, url_for

from goforum.accounts.sessions import sign_token
from goforum.config import Settings
from goforum.core.i18n import language, localised
from goforum.core.outbox import DueMail, Invite, Letter
from goforum.groups.queries import GroupCard, cards
from goforum.meetings import queries
from goforum.meetings.calendars import Invited, meeting_file, method_of
from goforum.meetings.queries import GuestLetter
from goforum.meetings.rules import guest_until

PURPOSE = "guest"


def link_of(letter: GuestLetter) -> str:
    """The address that lets this guest in; it names its language, which a new browser does not know."""
    return url_for("meetings.guest", token=sign_token(letter.link, PURPOSE), lang=letter.guest.language,
                   _external=True)


def host_of(letter: GuestLetter, group: GroupCard) -> str:
    """Who invites: the group, or a person of it where the group itself is not to be named."""
    return letter.maker if group.visibility == "reserved" else localised(group.names).text


def _invite(letter: GuestLetter, group: GroupCard, mail: DueMail) -> Invite:
    """The file for the guest's calendar. Of a reserved group it says when and what alone, as members' do."""
    settings: Settings = current_app.config["SETTINGS"]
    meeting, hidden = letter.meeting, group.visibility == "reserved"
    answer = letter.guest.answer
    invited = Invited(mail.to_name, mail.to_address, host_of(letter, group), parseaddr(settings.mail_from)[1], answer)
    body = meeting_file(
        meeting, title=localised(meeting.titles).text,
        address=url_for("meetings.show", meeting_id=meeting.id, _external=True), site=settings.base_url,
        lang=language(), invited=invited, plain=hidden,
        agenda=[] if hidden else queries.with_documents(queries.list_agenda(meeting), meeting.id, None))
    return Invite(body, method_of(meeting), f"meeting-{meeting.id}.ics")


def prepare(mail: DueMail) -> Letter | None:
    """What a mail to a guest says; None once the invitation is withdrawn or over."""
    letter = queries.find_guest_letter(int(mail.data["guest_id"]))
    if letter is None:
        return None
    group = cards([letter.meeting.group_id])[letter.meeting.group_id]
    return Letter({
        "letter": letter, "meeting": letter.meeting, "host": host_of(letter, group), "link": link_of(letter),
        "until": guest_until(letter.meeting), "title": localised(letter.meeting.titles).text,
        "place": "" if group.visibility == "reserved" else letter.meeting.place,
    }, invites=[_invite(letter, group, mail)])

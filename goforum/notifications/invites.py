"""The meetings and workshops a mail tells of, as files for its reader's calendar: invited, changed, or called off."""

from email.utils import parseaddr

from flask import current_app, url_for

from goforum.config import Settings
from goforum.core.i18n import language, localised
from goforum.core.outbox import Invite
from goforum.groups.queries import cards as group_cards
from goforum.meetings.calendars import Invited, meeting_file, method_of
from goforum.meetings.queries import list_agenda, list_answers_of, with_documents
from goforum.notifications import queries
from goforum.workshops.calendars import invite as workshop_invite


def draw_invites(person_id: int, mail_id: int, name: str, address: str) -> list[Invite]:
    """One file for each meeting, as it stands now. Of a reserved group it says when and what alone: a mail lies in many
    places on its way.
    """
    settings: Settings = current_app.config["SETTINGS"]
    meetings = queries.list_mailed_meetings(person_id, mail_id)
    groups = group_cards({one.group_id for one in meetings})
    answers = list_answers_of(person_id, [one.id for one in meetings]) if meetings else {}
    found = []
    for one in meetings:
        group = groups[one.group_id]
        hidden = group.visibility == "reserved"
        invited = Invited(name, address, localised(group.names).text, parseaddr(settings.mail_from)[1],
                          answers.get(one.id))
        body = meeting_file(
            one, title=localised(one.titles).text, address=url_for("meetings.show", meeting_id=one.id, _external=True),
            site=settings.base_url, lang=language(), invited=invited, plain=hidden,
            agenda=[] if hidden else with_documents(list_agenda(one), one.id, person_id))
        found.append(Invite(body, method_of(one), f"meeting-{one.id}.ics"))
    return found + _workshops(person_id, mail_id, name, address)


def _workshops(person_id: int, mail_id: int, name: str, address: str) -> list[Invite]:
    settings: Settings = current_app.config["SETTINGS"]
    told = queries.list_mailed_workshops(person_id, mail_id)
    groups = group_cards({one.group_id for one, _turn in told})
    files = [workshop_invite(
        one, turn, name=name, address=address, host=localised(groups[one.group_id].names).text,
        host_address=parseaddr(settings.mail_from)[1], lang=language(),
        plain=groups[one.group_id].visibility == "reserved") for one, turn in told]
    return [file for file in files if file is not None]

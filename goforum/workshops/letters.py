"""The mail to somebody who registered, or gave their place back, drawn when it is sent; with the calendar's file."""

from email.utils import parseaddr

from flask import current_app, url_for

from goforum.config import Settings
from goforum.core.i18n import language, localised
from goforum.core.outbox import DueMail, Letter
from goforum.groups.queries import cards as group_cards
from goforum.workshops import calendars, queries


def prepare(mail: DueMail) -> Letter | None:
    """What the mail says; None when something else holds by now, which is told by a mail of its own, or by the site."""
    person_id, workshop_id = int(mail.data["person_id"]), int(mail.data["workshop_id"])
    workshop = queries.cards([workshop_id], person_id).get(workshop_id)
    turn = queries.turns_of(person_id, [workshop_id]).get(workshop_id)
    if workshop is None or workshop.cancelled_at is not None or turn is None:
        return None
    if (turn.state, turn.number) != (mail.data["state"], mail.data.get("number", turn.number)):  # came or went since
        return None
    group = group_cards([workshop.group_id])[workshop.group_id]
    hidden = group.visibility == "reserved"
    settings: Settings = current_app.config["SETTINGS"]
    invite = calendars.invite(
        workshop, turn, name=mail.to_name, address=mail.to_address, host=localised(group.names).text,
        host_address=parseaddr(settings.mail_from)[1], lang=language(), plain=hidden)
    return Letter({
        "workshop": workshop, "title": localised(workshop.titles).text, "state": turn.state,
        "venues": [] if hidden else workshop.venues.splitlines(),
        "link": url_for("workshops.show", workshop_id=workshop_id, _external=True),
    }, invites=[invite] if invite else [])

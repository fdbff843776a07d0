"""Workshops in calendars: in those that programs read, as a file of their page, and mailed to who has a place."""

from flask import current_app, url_for

from goforum.config import Settings
from goforum.core.i18n import localised
from goforum.core.outbox import Invite
from goforum.meetings.calendars import Dated, Invited, calendar_file
from goforum.workshops import queries
from goforum.workshops.queries import OwnTurn, WorkshopCard

# What a calendar shows of what one has.
_STATUS = {"waiting": "TENTATIVE", "withdrawn": "CANCELLED"}
_ANSWER = {"placed": "yes", "waiting": "maybe", "withdrawn": "no"}


def dated_of(workshop: WorkshopCard, turn: OwnTurn | None, *, lang: str, held: bool = False) -> Dated:
    """A workshop as calendars know it; for one person, as what they have of it.

    The sequence of a person's event grows whenever the workshop changes, and whenever they come or go. ``held``: it
    is in their calendar without a place too, because their group holds it.
    """
    base: str = current_app.config["SETTINGS"].base_url
    state = "" if turn is None or (held and turn.state == "withdrawn") else turn.state
    status = "CANCELLED" if workshop.cancelled_at else _STATUS.get(state, "CONFIRMED")
    changed_at = workshop.changed_at or workshop.created_at
    return Dated(
        uid=f"workshop-{workshop.id}",
        sequence=workshop.version + (2 * turn.number + (turn.state == "withdrawn") if turn else 0),
        changed_at=max(changed_at, turn.changed_at) if turn else changed_at,
        starts_at=workshop.starts_at, ends_at=workshop.ends_at, zone=workshop.zone,
        title=localised(workshop.titles, lang).text, where=" · ".join(workshop.venues.splitlines()), status=status,
        address=base.rstrip("/") + url_for("workshops.show", workshop_id=workshop.id))


def dates(person_id: int | None, group_id: int | None, mine: bool, lang: str) -> list[Dated]:
    """What calendars that programs read show of workshops."""
    found = queries.list_for_feed(person_id, group_id=group_id, mine=mine)
    turns = queries.turns_of(person_id, [one.id for one in found]) if mine and person_id is not None else {}
    # Who gave their place back sees it as everybody of the group does: it is held all the same.
    return [dated_of(one, turns.get(one.id), lang=lang, held=True) for one in found]


def workshop_file(workshop: WorkshopCard, *, lang: str) -> bytes:
    """The file that the page of a workshop offers."""
    settings: Settings = current_app.config["SETTINGS"]
    return calendar_file(dated_of(workshop, None, lang=lang), site=settings.base_url, about=workshop.audience)


def invite(workshop: WorkshopCard, turn: OwnTurn, *, name: str, address: str, host: str, host_address: str, lang: str,
           plain: bool) -> Invite | None:
    """The file mailed to somebody who has a place, or has it no more; none to who only waits."""
    if turn.state == "waiting" and workshop.cancelled_at is None:
        return None
    settings: Settings = current_app.config["SETTINGS"]
    one = dated_of(workshop, turn, lang=lang)
    method = "CANCEL" if one.status == "CANCELLED" else "REQUEST"
    body = calendar_file(
        one, site=settings.base_url, about="" if plain else workshop.audience, method=method, plain=plain,
        invited=Invited(name, address, host, host_address, _ANSWER[turn.state]))
    return Invite(body, method, f"workshop-{workshop.id}.ics")

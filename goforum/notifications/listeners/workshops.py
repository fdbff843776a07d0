"""Told of workshops: announced, moved, called off; a place came free for one who waited."""

from collections.abc import Collection
from typing import Any

from flask import url_for
from flask_babel import ngettext
from sqlalchemy import Select, and_, select

from goforum.core.events import inside
from goforum.core.i18n import localised
from goforum.notifications.commands import tell, tell_audience
from goforum.notifications.kinds import About, Kind, Subject, add_audience, add_kinds, add_page, add_subject
from goforum.notifications.models import Notice
from goforum.workshops.events import MovedUp, SeatChanged, WorkshopCancelled, WorkshopChanged, WorkshopPlanned
from goforum.workshops.models import Registration
from goforum.workshops.queries import cards


def _workshops(ids: Collection[int], person_id: int) -> dict[int, About]:
    found = {}
    for card in cards(ids, person_id).values():
        title = localised(card.titles)
        found[card.id] = About(title.text, title.lang, url_for("workshops.show", workshop_id=card.id))
    return found


def _registered(workshop_id: Any) -> list[Select[Any]]:
    """Those with a place and those who wait."""
    return [select(Registration.person_id).where(
        Registration.workshop_id == workshop_id, Registration.state.in_(("placed", "waiting")))]


add_subject(Subject("workshop", _workshops))
add_page("workshops.show", "workshop_id",
         lambda shown, _upto: and_(Notice.subject == "workshop", Notice.subject_id == shown))
add_audience("registered", _registered)
add_kinds(
    Kind("workshop", lambda n, title: ngettext(
        "A workshop is announced: %(title)s", "%(num)s workshops are announced, the last one: %(title)s", n,
        title=title), "calendar", family="meetings"),
    Kind("workshop-moved", lambda n, title: ngettext(
        "The workshop %(title)s has another time or place", "The workshop %(title)s was moved %(num)s times", n,
        title=title), "calendar", always=True, family="me"),
    Kind("workshop-cancelled", lambda n, title: ngettext(
        "The workshop %(title)s is cancelled", "The workshop %(title)s is cancelled", n, title=title),
        "circle-x", always=True, family="me"),
    Kind("workshop-place", lambda n, title: ngettext(
        "A place came free: you take part in the workshop %(title)s",
        "A place came free: you take part in the workshop %(title)s", n, title=title), "check", always=True,
        family="me"),
    Kind("workshop-removed", lambda n, title: ngettext(
        "You were taken off the list of the workshop %(title)s",
        "You were taken off the list of the workshop %(title)s", n, title=title), "x", always=True, family="me"),
)


@inside(WorkshopPlanned)
def tell_of_plan(event: WorkshopPlanned) -> None:
    """The group hears of it."""
    tell_audience(("members", event.group_id), "workshop", actor_id=event.actor_id,
                  subject=("workshop", event.workshop_id), group_id=event.group_id,
                  dedup_key=f"workshop:{event.workshop_id}:planned")


@inside(WorkshopChanged)
def tell_of_move(event: WorkshopChanged) -> None:
    """Those who registered hear of another time or place."""
    if event.moved:
        _tell_registered(event, "workshop-moved", f"moved:{event.occurred_at.isoformat()}")


@inside(WorkshopCancelled)
def tell_of_cancelling(event: WorkshopCancelled) -> None:
    """Those who registered hear that it is called off."""
    _tell_registered(event, "workshop-cancelled", "cancelled")


def _tell_registered(event: WorkshopChanged | WorkshopCancelled, kind: str, key: str) -> None:
    tell_audience(("registered", event.workshop_id), kind, actor_id=event.actor_id,
                  subject=("workshop", event.workshop_id), group_id=event.group_id,
                  dedup_key=f"workshop:{event.workshop_id}:{key}")


@inside(MovedUp)
def tell_of_place(event: MovedUp) -> None:
    """Who waited has a place; told again should it happen again."""
    tell([event.person_id], "workshop-place", actor_id=None, subject=("workshop", event.workshop_id),
         group_id=event.group_id,
         dedup_key=f"workshop:{event.workshop_id}:place:{event.person_id}:{event.occurred_at.isoformat()}")


@inside(SeatChanged)
def tell_of_removal(event: SeatChanged) -> None:
    """Who was taken off the list by somebody else."""
    if event.state == "withdrawn" and event.actor_id != event.person_id:
        tell([event.person_id], "workshop-removed", actor_id=event.actor_id, subject=("workshop", event.workshop_id),
             group_id=event.group_id,
             dedup_key=f"workshop:{event.workshop_id}:removed:{event.person_id}:{event.occurred_at.isoformat()}")

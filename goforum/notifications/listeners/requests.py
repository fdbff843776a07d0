"""Told of requests to join: organisers that someone asks, the person what was answered."""

from collections.abc import Collection
from functools import partial

from flask import url_for
from flask_babel import ngettext
from sqlalchemy import exists
from sqlalchemy.sql.elements import ColumnElement

from goforum.core.events import inside
from goforum.core.i18n import localised
from goforum.groups.events import JoinRequestAnswered, JoinRequested
from goforum.groups.models import Group, Visibility
from goforum.groups.queries import list_known, organiser_ids
from goforum.notifications.commands import tell
from goforum.notifications.kinds import About, Kind, Subject, add_kinds, add_subject


def _about(endpoint: str, ids: Collection[int], person_id: int) -> dict[int, About]:
    found = {}
    for card in list_known(ids, person_id):
        name = localised(card.names)
        found[card.id] = About(name.text, name.lang, url_for(endpoint, slug=card.slug))
    return found


def _known(group_id: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(Group.id == group_id, Group.visibility != Visibility.RESERVED)


add_subject(Subject("join-requests", partial(_about, "groups.requests")))
# Who was refused may not read the group, but knows of it: they have asked to join it.
add_subject(Subject("join-answer", partial(_about, "groups.ask"), _known))
add_kinds(
    Kind("request-waits", lambda n, title: ngettext(
        "Someone asks to join the group %(title)s", "%(num)s people ask to join the group %(title)s", n, title=title),
        "users", always=True),
    Kind("request-refused", lambda n, title: ngettext(
        "Your request to join the group %(title)s was refused", "Your request to join the group %(title)s was refused",
        n, title=title), "users", always=True),
)


@inside(JoinRequested)
def tell_organisers(event: JoinRequested) -> None:
    """Those who answer requests here."""
    tell(sorted(organiser_ids(event.group_id)), "request-waits", actor_id=event.actor_id,
         subject=("join-requests", event.group_id), group_id=event.group_id,
         dedup_key=f"request:{event.request_id}")


@inside(JoinRequestAnswered)
def tell_of_answer(event: JoinRequestAnswered) -> None:
    """Whoever was refused; who was let in is told of belonging."""
    if not event.accepted:
        tell([event.person_id], "request-refused", actor_id=event.actor_id, subject=("join-answer", event.group_id),
             group_id=None, dedup_key=f"request-answer:{event.request_id}")

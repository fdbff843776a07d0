"""Told of a process: each phase of a group's proposals, as it begins."""

from collections.abc import Collection

from flask import url_for
from flask_babel import ngettext

from goforum.core.events import inside
from goforum.core.i18n import localised
from goforum.groups.queries import cards, readable_ids
from goforum.notifications.commands import tell_audience
from goforum.notifications.kinds import About, Kind, Subject, add_kinds, add_subject
from goforum.proposals.events import PhaseBegun
from goforum.proposals.queries import groups_of


def _processes(ids: Collection[int], person_id: int) -> dict[int, About]:
    places = groups_of(list(ids))
    known = cards(readable_ids(person_id, places.values()))
    found = {}
    for number, group_id in places.items():
        if group_id in known:
            name = localised(known[group_id].names)
            found[number] = About(name.text, name.lang, url_for("proposals.process", slug=known[group_id].slug))
    return found


add_subject(Subject("process", _processes))
add_kinds(Kind("phase", lambda n, title: ngettext(
    "The proposals of the group %(title)s have come to their next phase",
    "The proposals of the group %(title)s have come %(num)s phases further", n, title=title), "clock",
    family="decisions"))


@inside(PhaseBegun)
def tell_of_phase(event: PhaseBegun) -> None:
    """Everybody who belongs to the group."""
    tell_audience(("members", event.group_id), "phase", actor_id=None, subject=("process", event.process_id),
                  group_id=event.group_id, dedup_key=f"process:{event.process_id}:{event.phase}")

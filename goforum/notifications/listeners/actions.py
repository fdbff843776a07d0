"""Told of actions: one is yours to do, its day comes near."""

from collections.abc import Collection

from flask import url_for
from flask_babel import ngettext
from sqlalchemy import and_

from goforum.conclusions.events import ActionChanged, ActionMade
from goforum.conclusions.queries import ActionCard, action_cards, get_action
from goforum.core.events import inside
from goforum.core.i18n import localised
from goforum.groups.queries import mandate_holders, organiser_ids
from goforum.notifications.commands import tell
from goforum.notifications.kinds import About, Kind, Subject, add_kinds, add_page, add_subject
from goforum.notifications.models import Notice


def _actions(ids: Collection[int], person_id: int) -> dict[int, About]:
    found = {}
    for card in action_cards(ids, person_id).values():
        title = localised(card.titles)
        found[card.id] = About(title.text, title.lang, url_for("minutes.action", action_id=card.id))
    return found


add_subject(Subject("action", _actions))
add_page("minutes.action", "action_id", lambda shown, _upto: and_(
    Notice.subject == "action", Notice.subject_id == shown))
add_kinds(
    Kind("action-given", lambda n, title: ngettext(
        "An action is yours to do: %(title)s", "%(num)s actions are yours to do, the last one: %(title)s", n,
        title=title), "check", always=True, family="me"),
    Kind("action-due", lambda n, title: ngettext(
        "The deadline of an action comes near: %(title)s",
        "The deadlines of %(num)s actions come near, the last one: %(title)s", n, title=title),
        "clock", always=True, family="me"),
)


def owners(action: ActionCard) -> list[int]:
    """Who does it: the person named, and whoever speaks for the organisation in the group."""
    bodies = [action.organisation_id] if action.organisation_id else []
    named = [action.owner_id] if action.owner_id else []
    return list(dict.fromkeys([*named, *mandate_holders(action.group_id, bodies)]))


@inside(ActionMade)
@inside(ActionChanged)
def tell_owners(event: ActionMade | ActionChanged) -> None:
    """Whoever it falls to hears so; the same person of the same action once."""
    action = get_action(event.action_id)
    for person_id in owners(action):
        tell([person_id], "action-given", actor_id=event.actor_id, subject=("action", action.id),
             group_id=action.group_id, dedup_key=f"action:{action.id}:given:{person_id}")


def due_key(action_id: object, due_on: object) -> str:
    """The key of the one reminder of an action for one deadline; another deadline is reminded of again."""
    return f"action:{action_id}:due:{due_on}"


def tell_of_deadline(action: ActionCard) -> None:
    """Its owners are reminded; where nobody does it, the organisers are: an action without anyone is theirs."""
    people = owners(action) or sorted(organiser_ids(action.group_id))
    tell(people, "action-due", actor_id=None, subject=("action", action.id), group_id=action.group_id,
         dedup_key=due_key(action.id, action.due_on))

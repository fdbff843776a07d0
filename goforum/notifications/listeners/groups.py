"""Told of groups: what is decided about oneself (added, another role, a mandate)."""

from collections.abc import Collection

from flask import url_for
from flask_babel import ngettext
from sqlalchemy import and_, select

from goforum.core.events import inside
from goforum.core.i18n import localised
from goforum.groups.events import MandateEnded, MandateGiven, MemberJoined, MemberLeft, RoleChanged
from goforum.groups.models import Group
from goforum.groups.queries import list_known
from goforum.notifications.commands import begin_following, stop_following, tell
from goforum.notifications.kinds import About, Kind, Subject, add_kinds, add_page, add_subject
from goforum.notifications.models import Notice


def _groups(ids: Collection[int], person_id: int) -> dict[int, About]:
    found = {}
    for card in list_known(ids, person_id):
        name = localised(card.names)
        found[card.id] = About(name.text, name.lang, url_for("pages.group", slug=card.slug))
    return found


add_subject(Subject("group", _groups))
add_page("pages.group", "slug", lambda shown, _upto: and_(
    Notice.subject == "group", Notice.subject_id.in_(select(Group.id).where(Group.slug == shown))))
add_kinds(
    Kind("group-added", lambda n, title: ngettext(
        "You now belong to the group %(title)s", "You now belong to the group %(title)s", n, title=title),
        "users", always=True),
    Kind("group-role", lambda n, title: ngettext(
        "Your role in the group %(title)s has changed", "Your role in the group %(title)s has changed %(num)s times",
        n, title=title), "users", always=True),
    Kind("mandate-given", lambda n, title: ngettext(
        "You now speak for an organisation in the group %(title)s",
        "You now speak for %(num)s organisations in the group %(title)s", n, title=title),
        "shield-check", always=True),
    Kind("mandate-ended", lambda n, title: ngettext(
        "A mandate of yours in the group %(title)s has an end",
        "%(num)s mandates of yours in the group %(title)s have an end", n, title=title), "shield-check", always=True),
)


def _tell(event: MemberJoined | RoleChanged | MandateGiven | MandateEnded, kind: str, key: str) -> None:
    tell([event.person_id], kind, actor_id=event.actor_id, subject=("group", event.group_id),
         group_id=event.group_id, dedup_key=f"group:{event.group_id}:{kind}:{key}")


@inside(MemberJoined)
def tell_of_joining(event: MemberJoined) -> None:
    """Whoever was added by somebody else; and the group begins at the level its member chose."""
    begin_following(event.person_id, event.group_id)
    if event.actor_id != event.person_id:
        _tell(event, "group-added", f"{event.person_id}:{event.occurred_at.isoformat()}")


@inside(MemberLeft)
def forget_choices(event: MemberLeft) -> None:
    """Nothing of a group's choices is left with who left it."""
    stop_following(event.person_id, event.group_id)


@inside(RoleChanged)
def tell_of_role(event: RoleChanged) -> None:
    """Another role; being silenced is moderation's to tell."""
    if event.role != "silenced":
        _tell(event, "group-role", f"{event.person_id}:{event.occurred_at.isoformat()}")


@inside(MandateGiven)
def tell_of_mandate(event: MandateGiven) -> None:
    """A mandate begins."""
    _tell(event, "mandate-given", str(event.mandate_id))


@inside(MandateEnded)
def tell_of_end(event: MandateEnded) -> None:
    """A mandate has an end."""
    _tell(event, "mandate-ended", f"{event.mandate_id}:{event.occurred_at.isoformat()}")

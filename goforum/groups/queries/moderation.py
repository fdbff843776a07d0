"""Who moderates where, and what a group lets wait before it is published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, bindparam, exists, false, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from goforum.accounts.models import Person
from goforum.core import clock
from goforum.core.db import db
from goforum.core.hot import Hot
from goforum.core.rules import NotFound
from goforum.groups.models import Group, GroupEntry, Membership, WatchedWord
from goforum.groups.queries.groups import readable
from goforum.groups.rules import ORGANISERS
from goforum.groups.screening import Policy, Word

__all__ = [
    "Entry", "Policy", "Word", "list_entries", "list_words", "moderated", "moderated_groups", "moderates_any",
    "other_moderators", "policy_of", "words_for",
]


def _in_good_standing(person_id: int) -> ColumnElement[bool]:
    now = clock.now()
    return exists().where(
        Person.id == person_id, Person.erased_at.is_(None), Person.email_confirmed_at.is_not(None),
        or_(Person.suspended_until.is_(None), Person.suspended_until <= now))


def moderated(person_id: int | None) -> ColumnElement[bool]:
    """SQL twin of ``rules.may_moderate``; an agreement test builds every combination and checks both."""
    if person_id is None:
        return false()
    now = clock.now()
    own, above, barred = aliased(Membership), aliased(Membership), aliased(Membership)
    mine = exists().where(own.group_id == Group.id, own.person_id == person_id, own.ended_at.is_(None),
                          own.role.in_(ORGANISERS))
    inherited = and_(Group.inherits_moderation, exists().where(
        above.group_id == Group.parent_id, above.person_id == person_id, above.ended_at.is_(None),
        above.role.in_(ORGANISERS)))
    belongs = exists().where(barred.group_id == Group.id, barred.person_id == person_id, barred.ended_at.is_(None))
    suspended = exists().where(barred.group_id == Group.id, barred.person_id == person_id,
                               barred.ended_at.is_(None), barred.suspended_until > now)
    administers = and_(exists().where(Person.id == person_id, Person.is_admin),
                       or_(Group.visibility != "reserved", belongs))
    return and_(_in_good_standing(person_id), readable(person_id), ~suspended, or_(mine, inherited, administers))


def moderated_groups(person_id: int | None) -> Select[int]:
    """Ids of the groups this person moderates: ``.where(T.group_id.in_(moderated_groups(p)))``."""
    return select(Group.id).where(moderated(person_id))


def moderates_any(person_id: int | None) -> bool:
    """Whether there is any group this person moderates."""
    return person_id is not None and db.session.scalar(moderated_groups(person_id).limit(1)) is not None


def other_moderators(group_id: int, but: Iterable[int | None]) -> bool:
    """Whether anybody moderates the group besides these people: members of the team, those above, administrators."""
    now = clock.now()
    known = [one for one in but if one is not None]
    group = aliased(Group)
    team = and_(Membership.ended_at.is_(None), Membership.role.in_(ORGANISERS),
                or_(Membership.suspended_until.is_(None), Membership.suspended_until <= now))
    inside = exists().where(Membership.group_id == group_id, Membership.person_id == Person.id, team)
    member = aliased(Membership)
    # Named, because it stands two levels down: left to itself it would ask whether *anybody* belongs.
    belongs = exists().where(member.group_id == group_id, member.person_id == Person.id,
                             member.ended_at.is_(None)).correlate(Person)
    above = exists().where(group.id == group_id, group.inherits_moderation, Membership.group_id == group.parent_id,
                           Membership.person_id == Person.id, team, or_(group.visibility == "public", belongs))
    administers = and_(Person.is_admin, exists().where(group.id == group_id, or_(
        group.visibility != "reserved", belongs)))
    found = db.session.scalar(select(Person.id).where(
        Person.id.not_in(known), Person.erased_at.is_(None), Person.email_confirmed_at.is_not(None),
        or_(Person.suspended_until.is_(None), Person.suspended_until <= now),
        or_(inside, above, administers)).limit(1))
    return found is not None


_G, _W = Group.__table__, WatchedWord.__table__
_POLICY = Hot(select(
    _G.c.hold_first, _G.c.hold_links, _G.c.min_seconds, _G.c.posts_an_hour, _G.c.inherits_moderation,
).where(_G.c.id == bindparam("group")))


def policy_of(group_id: int) -> Policy:
    """The policy of a group."""
    row = _POLICY.one_or_none({"group": group_id})
    if row is None:
        raise NotFound()
    return Policy(*row)


_WORD = (WatchedWord.id, WatchedWord.group_id, WatchedWord.word, WatchedWord.folded, WatchedWord.act)
_WATCHED = Hot(select(*(_W.c[column.key] for column in _WORD)).where(
    or_(_W.c.place == 0, _W.c.place == bindparam("group"))).order_by(_W.c.id))


def words_for(group_id: int) -> list[Word]:
    """The words watched for in a group: its own and the site's."""
    return [Word(*row) for row in _WATCHED.all({"group": group_id})]


def list_words(group_id: int | None) -> list[Word]:
    """The words of one list: a group's own, or the site's."""
    rows = db.session.execute(select(*_WORD).where(WatchedWord.place == (group_id or 0)).order_by(
        WatchedWord.word, WatchedWord.id).limit(1000))
    return [Word(*row) for row in rows]


@dataclass(frozen=True)
class Entry:
    """An administrator entered: who, why, when."""

    person_id: int
    name: str
    reason: str
    at: datetime


def list_entries(group_id: int, limit: int = 20) -> list[Entry]:
    """Administrators who entered a reserved group without being asked in, newest first; for its members."""
    rows = db.session.execute(
        select(GroupEntry.person_id, Person.name, GroupEntry.reason, GroupEntry.at)
        .join(Person, Person.id == GroupEntry.person_id).where(GroupEntry.group_id == group_id)
        .order_by(GroupEntry.id.desc()).limit(limit))
    return [Entry(*row) for row in rows]

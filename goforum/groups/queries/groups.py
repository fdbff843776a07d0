"""Groups and standing. ``readable_groups`` is the one door between a person and what groups hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, exists, or_, select
from sqlalchemy.sql.elements import ColumnElement

from goforum.accounts.models import Person
from goforum.accounts.rules import is_suspended
from goforum.core import clock
from goforum.core.db import db
from goforum.core.hot import Hot
from goforum.core.rules import NotFound
from goforum.core.viewer import ZONE
from goforum.groups.models import Group, Mandate, Membership
from goforum.groups.rules import ORGANISERS, Standing, place_fault


@dataclass(frozen=True)
class GroupCard:
    """What a list shows of a group."""

    id: int
    slug: str
    kind: str
    visibility: str
    parent_id: int | None
    names: Mapping[str, str | None]
    purposes: Mapping[str, str | None]
    theme: str | None = None


CARD = (Group.id, Group.slug, Group.kind, Group.visibility, Group.parent_id, Group.name_ar, Group.name_fr,
         Group.name_en, Group.purpose_ar, Group.purpose_fr, Group.purpose_en, Group.theme)


def list_cards(statement: Any) -> list[GroupCard]:
    """The cards of a select of ``CARD``."""
    return [_card(row) for row in db.session.execute(statement)]


def _card(r: Any) -> GroupCard:
    return GroupCard(r.id, r.slug, r.kind, r.visibility, r.parent_id,
                     {"ar": r.name_ar, "fr": r.name_fr, "en": r.name_en},
                     {"ar": r.purpose_ar, "fr": r.purpose_fr, "en": r.purpose_en}, r.theme)


def belongs(person_id: int | None) -> ColumnElement[bool]:
    """SQL: the person belongs to this row of ``groups`` now."""
    if person_id is None:
        return Group.id.is_(None)  # never
    return exists().where(Membership.group_id == Group.id, Membership.person_id == person_id,
                          Membership.ended_at.is_(None))


def administers(person_id: int | None) -> ColumnElement[bool]:
    """SQL: the person administers the site, and this row of ``groups`` is not reserved."""
    if person_id is None:
        return Group.id.is_(None)
    now = clock.now()
    return and_(Group.visibility != "reserved", exists().where(
        Person.id == person_id, Person.is_admin, Person.email_confirmed_at.is_not(None),
        or_(Person.suspended_until.is_(None), Person.suspended_until <= now)))


def knowable(person_id: int | None) -> ColumnElement[bool]:
    """SQL twin of ``rules.may_know``; an agreement test builds every combination and checks both."""
    if person_id is None:
        return Group.visibility != "reserved"
    return or_(Group.visibility != "reserved", belongs(person_id))


def readable(person_id: int | None) -> ColumnElement[bool]:
    """SQL twin of ``rules.may_read``."""
    if person_id is None:
        return Group.visibility == "public"
    return or_(Group.visibility == "public", belongs(person_id), administers(person_id))


def readable_ids(person_id: int | None, ids: Iterable[int]) -> list[int]:
    """Those of these groups whose content the person may read."""
    return list(db.session.scalars(select(Group.id).where(Group.id.in_(list(ids)), readable(person_id))))


def readable_groups(person_id: int | None) -> Select[int]:
    """Ids of the groups whose content the person may read: ``.where(T.group_id.in_(readable_groups(p)))``."""
    return select(Group.id).where(readable(person_id))


# Asked on every page: made once, of plain tables, because putting it together takes ten times as long as asking.
_G, _P, _M, _D = Group.__table__, Person.__table__, Membership.__table__, Mandate.__table__
_ABOVE = Membership.__table__.alias("above")
_PLACE = (_G.c.id, _G.c.visibility, _G.c.join_policy, _G.c.archived_at)
_STANDING_OF_VISITOR = Hot(select(*_PLACE).where(_G.c.id == bindparam("group")))
_STANDING = Hot(
    select(*_PLACE, _P.c.id.label("person_id"), _P.c.email_confirmed_at, _P.c.suspended_until, _P.c.is_admin,
           _P.c.is_guest, _M.c.role, _M.c.silenced_until, _M.c.suspended_until.label("suspended_here_until"),
           _M.c.slow_seconds, _ABOVE.c.role.label("parent_role"), _D.c.id.label("mandate_id"),
           _D.c.organisation_id, _D.c.college)
    .select_from(
        _G.outerjoin(_P, and_(_P.c.id == bindparam("person"), _P.c.erased_at.is_(None)))
        .outerjoin(_M, and_(_M.c.group_id == _G.c.id, _M.c.person_id == _P.c.id, _M.c.ended_at.is_(None)))
        .outerjoin(_ABOVE, and_(_ABOVE.c.group_id == _G.c.parent_id, _ABOVE.c.person_id == _P.c.id,
                                _ABOVE.c.ended_at.is_(None), _G.c.inherits_moderation))
        .outerjoin(_D, and_(_D.c.group_id == _G.c.id, _D.c.person_id == _P.c.id,
                            _D.c.starts_on <= bindparam("day", type_=Date),
                            or_(_D.c.ends_on.is_(None), _D.c.ends_on >= bindparam("day", type_=Date)))))
    .where(_G.c.id == bindparam("group")).order_by(_D.c.capacity.desc(), _D.c.id).limit(1)
)


def standing(person_id: int | None, group_id: int) -> Standing:
    """What the person is to the group now, in one statement; NotFound when there is no such group."""
    if person_id is None:
        row = _STANDING_OF_VISITOR.one_or_none({"group": group_id})
        if row is None:
            raise NotFound()
        return Standing(row.id, row.visibility, row.join_policy, row.archived_at is not None)
    now = clock.now()
    row = _STANDING.one_or_none({"group": group_id, "person": person_id, "day": clock.today(ZONE)})
    if row is None:
        raise NotFound()
    mandated = row.role is not None and row.mandate_id is not None
    return Standing(
        group_id=row.id, visibility=row.visibility, join_policy=row.join_policy,
        archived=row.archived_at is not None, person_id=row.person_id,
        confirmed=row.email_confirmed_at is not None, suspended=is_suspended(row.suspended_until, now),
        admin=bool(row.is_admin), role=row.role, silenced_until=row.silenced_until,
        mandate_id=row.mandate_id if mandated else None,
        organisation_id=row.organisation_id if mandated else None, college=row.college if mandated else None,
        parent_role=row.parent_role, suspended_here_until=row.suspended_here_until,
        slow_seconds=row.slow_seconds or 0, guest=bool(row.is_guest))


def current_mandate(day: date) -> ColumnElement[bool]:
    """SQL: a mandate that holds on this day."""
    return and_(Mandate.starts_on <= day, or_(Mandate.ends_on.is_(None), Mandate.ends_on >= day))


_BY_SLUG = Hot(select(*(_G.c[column.key] for column in CARD)).where(_G.c.slug == bindparam("slug")))


def get_group_by_slug(slug: str) -> GroupCard:
    """A group by the word in its address; asks nothing about who looks (the caller asks ``may_read``)."""
    # PostgreSQL refuses a NUL instead of not finding it.
    found = _BY_SLUG.one_or_none({"slug": slug}) if "\0" not in slug else None
    if found is None:
        raise NotFound()
    return _card(found)


def get_group_row(group_id: int) -> Group:
    """The stored group, to change in a command."""
    group = db.session.get(Group, group_id)
    if group is None:
        raise NotFound()
    return group


def cards(ids: Iterable[int]) -> dict[int, GroupCard]:
    """Cards of these groups, whoever looks: pass only ids that came through a readable query."""
    wanted = set(ids)
    return {c.id: c for c in list_cards(select(*CARD).where(Group.id.in_(wanted)))} if wanted else {}


def list_known(ids: Iterable[int], person_id: int | None) -> list[GroupCard]:
    """Those of these groups that the person may know of."""
    wanted = set(ids)
    return list_cards(select(*CARD).where(Group.id.in_(wanted), knowable(person_id))) if wanted else []


def list_groups(person_id: int | None, *, parent_id: int | None = None, mine: bool = False) -> list[GroupCard]:
    """Groups the person may know of, in a steady order; below one group, or those they belong to."""
    statement = select(*CARD).where(knowable(person_id), Group.archived_at.is_(None))
    if parent_id is not None:
        statement = statement.where(Group.parent_id == parent_id)
    if mine:
        statement = statement.where(belongs(person_id))
    order = {"committee": 0, "forum": 1, "working_group": 2}
    return sorted(list_cards(statement), key=lambda c: (order[c.kind], c.id))


def taken_slugs(start: str) -> set[str]:
    """The slugs in use that begin like this, so that a new one differs."""
    return set(db.session.scalars(select(Group.slug).where(Group.slug.startswith(start, autoescape=True))))


def _parents() -> dict[int, int | None]:
    return {row.id: row.parent_id for row in db.session.execute(select(Group.id, Group.parent_id))}


def list_above(group_id: int) -> list[int]:
    """A group and every group over it, from the inside out."""
    return chain_above(group_id, _parents())


def list_places_for(person_id: int, group_id: int) -> list[GroupCard]:
    """Groups below which this one may be put by this person: those they organise, not below itself, not too deep."""
    organises = or_(administers(person_id), exists().where(
        Membership.group_id == Group.id, Membership.person_id == person_id, Membership.ended_at.is_(None),
        Membership.role.in_(sorted(ORGANISERS))))
    found = list_cards(select(*CARD).where(organises, Group.archived_at.is_(None)).order_by(Group.id))
    parents = _parents()
    return [card for card in found if place_fault(group_id, chain_above(card.id, parents)) is None]


def chain_above(group_id: int, parents: Mapping[int, int | None]) -> list[int]:
    """A group and every group over it, from the inside out, by a map of parents."""
    chain: list[int] = []
    at: int | None = group_id
    while at is not None and at not in chain:
        chain.append(at)
        at = parents.get(at)
    return chain


def lock_all_groups() -> None:
    """Hold every group in place until the command ends (on SQLite the command holds the database already)."""
    db.session.execute(select(Group.id).order_by(Group.id).with_for_update()).all()

"""Whom and what one may mean while typing ``@`` or ``#``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, exists, or_, select

from goforum.accounts.models import Person
from goforum.commitments import queries as commitments
from goforum.core.db import db
from goforum.core.i18n import localised
from goforum.groups.models import Membership
from goforum.groups.queries import readable_groups
from goforum.organisations import queries as organisations
from goforum.threads.models import NameWord
from goforum.threads.naming import name_words, typed_starts
from goforum.threads.queries.links import plan_at_hand

MOST = 8
# Above every letter: the end of the words that begin with what was typed.
_END = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody, or an organisation, that may be called."""

    id: int
    handle: str
    name: str
    lang: str = ""
    organisation: bool = False


def _begins(starts: Sequence[str]) -> Any:
    return or_(*(and_(NameWord.word >= start, NameWord.word < start + _END) for start in starts))


def find_names(typed: str, group_id: int, visibility: str, person_id: int | None, lang: str) -> list[Named]:
    """People and organisations whose name has a word that begins so; members of the group first.

    People who do not belong to the group are offered in public groups only, and only those one can see in some
    group one may read: a reserved group's members stay unknown, and in it nobody is called who could not read it.
    """
    starts = typed_starts(typed)
    if not starts:
        return []
    found = _people(starts, Membership.group_id == group_id)
    if len(found) < MOST and visibility == "public":
        others = _people(starts, Membership.group_id.in_(readable_groups(person_id)))
        found += [one for one in others if one not in found]
    # Two lines are kept for organisations, where one of them has such a name.
    bodies = _bodies(starts, lang, max(2, MOST - len(found)))
    return [*found[: MOST - len(bodies)], *bodies]


def _people(starts: Sequence[str], where: Any) -> list[Named]:
    belongs = exists().where(Membership.person_id == Person.id, Membership.ended_at.is_(None), where)
    rows = db.session.execute(
        select(Person.id, Person.handle, Person.name).join(
            NameWord, and_(NameWord.kind == "person", NameWord.target_id == Person.id))
        .where(_begins(starts), Person.erased_at.is_(None), belongs)
        .order_by(NameWord.word, Person.id).limit(MOST * 2))
    return list(dict.fromkeys(Named(*row) for row in rows))[:MOST]


def _bodies(starts: Sequence[str], lang: str, most: int) -> list[Named]:
    ids = list(dict.fromkeys(db.session.scalars(
        select(NameWord.target_id).where(NameWord.kind == "organisation", _begins(starts))
        .order_by(NameWord.word, NameWord.target_id).limit(MOST * 3))))[:most]
    cards = organisations.names(ids)
    found = []
    for card in (cards[one] for one in ids if one in cards):
        name = localised(card.names, lang)
        found.append(Named(card.id, card.slug.replace("-", "_"), name.text, name.lang, True))
    return found


@dataclass(frozen=True, slots=True)
class Referred:
    """A commitment that may be meant: what to put in the text, and what to show in the list."""

    put: str
    name: str
    detail: str
    lang: str


def find_references(typed: str, thread_id: int | None, lang: str) -> list[Referred]:
    """Commitments with this number, or with words that begin so in their title; those of the plan at hand first."""
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else None
    starts = typed_starts(typed)
    if not starts:
        return []
    plan = commitments.slug_of_plan(plan_at_hand(thread_id))
    hits = []
    for card in commitments.list_commitments():
        if number is not None:
            fits = str(card.number).startswith(typed)
        else:
            words = name_words(card.titles.values())
            fits = any(word.startswith(start) for word in words for start in starts)
        if fits:
            hits.append(card)
    hits.sort(key=lambda card: (card.plan_slug != plan, card.number != number, card.number))
    found = []
    for card in hits[:MOST]:
        title, name = localised(card.titles, lang), localised(card.plan_names, lang)
        put = f"#{card.number}" if card.plan_slug == plan else f"#{card.plan_slug}/{card.number}"
        found.append(Referred(put, f"{card.number}. {title.text}", name.text, title.lang))
    return found

"""Every read about organisations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import NotFound
from goforum.core.viewer import ZONE
from goforum.organisations.models import Organisation, OrganisationName


@dataclass(frozen=True)
class OrgCard:
    """An organisation under the name it had on the day asked for."""

    id: int
    slug: str
    kind: str
    names: Mapping[str, str | None]
    short_name: str | None = None
    is_example: bool = False


@dataclass(frozen=True)
class NameLine:
    """One name of an organisation's history."""

    names: Mapping[str, str | None]
    short_name: str | None
    valid_from: date | None
    valid_to: date | None
    source: str | None


_COLUMNS = (
    Organisation.id, Organisation.slug, Organisation.kind, Organisation.is_example, OrganisationName.name_ar,
    OrganisationName.name_fr, OrganisationName.name_en, OrganisationName.short_name,
    OrganisationName.valid_from, OrganisationName.valid_to,
)


def _read(where: list[object], on: date | None) -> dict[int, OrgCard]:
    day = on or clock.today(ZONE)
    rows = db.session.execute(
        select(*_COLUMNS).join(OrganisationName, OrganisationName.organisation_id == Organisation.id)
        .where(*where).order_by(Organisation.id, OrganisationName.valid_from.asc().nulls_first(), OrganisationName.id))  # type: ignore[arg-type]
    cards: dict[int, OrgCard] = {}
    exact: set[int] = set()
    for row in rows:
        fits = (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or day <= row.valid_to)
        # Without a name for that day the last known one stands: better an old name than none.
        if row.id in exact and not fits:
            continue
        cards[row.id] = OrgCard(row.id, row.slug, row.kind,
                                {"ar": row.name_ar, "fr": row.name_fr, "en": row.name_en},
                                row.short_name, row.is_example)
        if fits:
            exact.add(row.id)
    return cards


def names(ids: Iterable[int], on: date | None = None) -> dict[int, OrgCard]:
    """Cards of these organisations as they were called on a day (today by default), in one statement."""
    wanted = set(ids)
    return _read([Organisation.id.in_(wanted)], on) if wanted else {}


def list_all(on: date | None = None) -> list[OrgCard]:
    """Every organisation, in order of number."""
    return list(_read([], on).values())


def get_organisation(organisation_id: int, on: date | None = None) -> OrgCard:
    """One organisation; NotFound when there is none."""
    card = names([organisation_id], on).get(organisation_id)
    if card is None:
        raise NotFound()
    return card


def find_by_slug(slug: str) -> OrgCard | None:
    """The organisation at this address, by the name it has today."""
    return next(iter(_read([Organisation.slug == slug], None).values()), None)


def resolve_handles(handles: Iterable[str]) -> dict[str, tuple[int, str]]:
    """The organisations behind typed @handles, as (id, slug): the word of the address, with _ for each hyphen."""
    wanted = {handle.replace("_", "-"): handle for handle in handles}
    if not wanted:
        return {}
    rows = db.session.execute(select(Organisation.id, Organisation.slug).where(Organisation.slug.in_(list(wanted))))
    return {wanted[row.slug]: (row.id, row.slug) for row in rows}


def list_names(organisation_id: int) -> list[NameLine]:
    """The history of an organisation's names, newest first."""
    rows = db.session.scalars(select(OrganisationName).where(
        OrganisationName.organisation_id == organisation_id).order_by(OrganisationName.id.desc()))
    return [NameLine({"ar": r.name_ar, "fr": r.name_fr, "en": r.name_en}, r.short_name, r.valid_from, r.valid_to,
                     r.source) for r in rows]


def find_id_by_name(name: str) -> int | None:
    """The organisation that has, or had, exactly this name in some language (imports)."""
    return db.session.scalar(select(OrganisationName.organisation_id).where(
        (OrganisationName.name_en == name) | (OrganisationName.name_fr == name)
        | (OrganisationName.name_ar == name)).limit(1))

"""People, organisations and adopted minutes, as they are found.

A person is found by their name and handle alone, by whoever may read a group they belong to: nobody is found for
having an account, and what they do elsewhere shows in no result. Minutes are found once they are adopted.
"""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select

from goforum.accounts.models import Person
from goforum.core.db import db
from goforum.groups import queries as groups
from goforum.groups.models import Membership
from goforum.meetings.models import Meeting, MeetingCommitment
from goforum.meetings.queries import meetings
from goforum.minutes import queries as minutes
from goforum.minutes.models import Minutes, MinutesItem, MinutesState
from goforum.organisations import queries as organisations
from goforum.organisations.models import Organisation, OrganisationName
from goforum.search.backend import OPEN, SearchDoc, content_of, tag
from goforum.search.sources import Shown, names_of, say, tags_of, title_of

# Where somebody stands who belongs to no group: nobody looks there.
NOWHERE = "nowhere"


def load_people(ids: Iterable[int]) -> list[SearchDoc]:
    ids = list(ids)
    belongs: dict[int, list[str]] = defaultdict(list)
    for row in db.session.execute(select(Membership.person_id, Membership.group_id).where(
            Membership.person_id.in_(ids), Membership.ended_at.is_(None)).order_by(Membership.group_id)):
        belongs[row.person_id].append(content_of(row.group_id))
    rows = db.session.execute(select(Person.id, Person.name, Person.handle, Person.created_at)
                              .where(Person.id.in_(ids), Person.erased_at.is_(None)))
    return [SearchDoc("person", row.id, NOWHERE, "", row.id, row.created_at, row.name, f"@{row.handle}",
                      also=tuple(belongs[row.id])) for row in rows]


def show_people(ids: Iterable[int], person_id: int | None) -> dict[int, Shown]:
    rows = db.session.execute(
        select(Person.id, Person.name).where(
            Person.id.in_(list(ids)), Person.erased_at.is_(None),
            Person.id.in_(select(Membership.person_id).where(
                Membership.ended_at.is_(None), Membership.group_id.in_(groups.readable_groups(person_id))))))
    return {row.id: Shown({"": row.name}, "groups.person", {"person_id": row.id}, None) for row in rows}


def load_organisations(ids: Iterable[int]) -> list[SearchDoc]:
    ids = list(ids)
    names: dict[int, list[str | None]] = defaultdict(list)
    for row in db.session.scalars(select(OrganisationName).where(OrganisationName.organisation_id.in_(ids))
                                  .order_by(OrganisationName.id.desc())):
        names[row.organisation_id] += [*names_of(row, "name"), row.short_name]
    now = organisations.names(ids)
    rows = db.session.execute(select(Organisation.id, Organisation.created_at).where(Organisation.id.in_(ids)))
    return [SearchDoc("organisation", row.id, OPEN, "", None, row.created_at,
                      " · ".join(dict.fromkeys(filter(None, (*now[row.id].names.values(), now[row.id].short_name)))),
                      say(*dict.fromkeys(names[row.id])), tags=(tag("organisation", row.id),))
            for row in rows if row.id in now]


def show_organisations(ids: Iterable[int], _person_id: int | None) -> dict[int, Shown]:
    return {card.id: Shown(card.names, "pages.organisation", {"organisation_id": card.id}, None)
            for card in organisations.names(ids).values()}


def load_minutes(ids: Iterable[int]) -> list[SearchDoc]:
    rows = db.session.execute(
        select(Minutes.id, Minutes.group_id, Minutes.meeting_id, Minutes.adopted_at, Meeting.title_ar,
               Meeting.title_fr, Meeting.title_en)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .where(Minutes.id.in_(list(ids)), Minutes.state == MinutesState.ADOPTED)).all()
    texts: dict[int, list[str | None]] = defaultdict(list)
    for item in db.session.scalars(select(MinutesItem).where(
            MinutesItem.minutes_id.in_([row.id for row in rows]), MinutesItem.taken_out.is_(False))
            .order_by(MinutesItem.minutes_id, MinutesItem.heading, MinutesItem.position, MinutesItem.id)):
        texts[item.minutes_id] += names_of(item, "text")
    about = tags_of("commitment", db.session.execute(
        select(MeetingCommitment.meeting_id, MeetingCommitment.commitment_id)
        .where(MeetingCommitment.meeting_id.in_([row.meeting_id for row in rows]))))
    return [SearchDoc("minutes", row.id, content_of(row.group_id), "", None, row.adopted_at, title_of(row, "title"),
                      say(*texts[row.id]), tags=(tag("state", "adopted"), *about[row.meeting_id])) for row in rows]


def show_minutes(ids: Iterable[int], person_id: int | None) -> dict[int, Shown]:
    found = [card for card in minutes.cards(ids, person_id).values() if card.state == MinutesState.ADOPTED]
    held = meetings.cards({card.meeting_id for card in found}, person_id)
    return {card.id: Shown(held[card.meeting_id].titles, "minutes.show", {"meeting_id": card.meeting_id},
                           card.adopted_at, card.group_id) for card in found if card.meeting_id in held}


def members_of(group_id: int) -> list[int]:
    """The people who belong to a group now."""
    return list(db.session.scalars(select(Membership.person_id).where(
        Membership.group_id == group_id, Membership.ended_at.is_(None))))

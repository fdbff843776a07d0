"""Who of those with an open socket may still read the rooms they are in."""

from collections.abc import Collection

from sqlalchemy import select

from goforum.accounts.models import Person
from goforum.accounts.rules import is_suspended
from goforum.core import clock
from goforum.core.db import db
from goforum.groups.models import Group, Membership, Visibility
from goforum.groups.rules import Standing, may_read
from goforum.meetings.models import Meeting, MeetingGuest, MeetingState, Room, RoomPerson
from goforum.meetings.rules import guest_until

Seat = tuple[int | None, int]


def rooms_lost(seats: Collection[Seat]) -> set[Seat]:
    """Of these (person, meeting) pairs, those whose person may not follow the meeting's room; None is a visitor.

    Five statements for any number of pairs, four without guests, two while all the rooms are those of public groups.
    """
    out = {(row.person_id, row.meeting_id) for row in db.session.execute(
        select(RoomPerson.person_id, Room.meeting_id).join(Room, Room.id == RoomPerson.room_id)
        .join(Meeting, Meeting.id == Room.meeting_id).where(
            RoomPerson.removed_at.is_not(None), Meeting.state == MeetingState.LIVE,
            Meeting.id.in_({meeting_id for _, meeting_id in seats})))}
    rows = db.session.execute(select(Meeting.id, Meeting.group_id, Group.visibility)
                              .join(Group, Group.id == Meeting.group_id)
                              .where(Meeting.id.in_({meeting_id for _, meeting_id in seats})))
    closed = {row[0]: (row[1], row[2]) for row in rows if row[2] != Visibility.PUBLIC}
    asked = {(person, *closed[meeting]) for person, meeting in seats if meeting in closed}
    readers = _readers(asked) if asked else set()
    strangers = {(person, meeting) for person, meeting in seats
                 if meeting in closed and (person, closed[meeting][0]) not in readers}
    # Asked only where somebody sits whom the group does not know: seldom, or as long as a meeting has guests.
    guests = _guests({meeting for _, meeting in strangers}) if strangers else set()
    return {seat for seat in seats if seat in out or (seat in strangers and seat not in guests)}


def _guests(meeting_ids: Collection[int]) -> set[Seat]:
    """The guests of these meetings whose invitations work now."""
    now = clock.now()
    rows = db.session.execute(
        select(MeetingGuest.person_id, MeetingGuest.meeting_id, Meeting.ends_at, Meeting.ended_at)
        .join(Meeting, Meeting.id == MeetingGuest.meeting_id)
        .where(MeetingGuest.meeting_id.in_(meeting_ids), MeetingGuest.withdrawn_at.is_(None),
               MeetingGuest.person_id.is_not(None)))
    return {(row.person_id, row.meeting_id) for row in rows if now < guest_until(row)}


def _readers(asked: set[tuple[int | None, int, str]]) -> set[Seat]:
    """Those (person, group) pairs to whom the rule says yes, from facts read for all of them at once."""
    people = {person for person, _, _ in asked if person is not None}
    now = clock.now()
    known = {row.id: row for row in db.session.execute(
        select(Person.id, Person.is_admin, Person.email_confirmed_at, Person.suspended_until)
        .where(Person.id.in_(people)))}
    roles = {(row.person_id, row.group_id): row.role for row in db.session.execute(
        select(Membership.person_id, Membership.group_id, Membership.role).where(
            Membership.person_id.in_(people), Membership.group_id.in_({group for _, group, _ in asked}),
            Membership.ended_at.is_(None)))}
    found: set[Seat] = set()
    for person, group, visibility in asked:
        row = known.get(person) if person is not None else None
        who = Standing(group, visibility) if row is None else Standing(
            group, visibility, person_id=row.id, confirmed=row.email_confirmed_at is not None,
            suspended=is_suspended(row.suspended_until, now), admin=row.is_admin, role=roles.get((row.id, group)))
        if may_read(who, now):
            found.add((person, group))
    return found

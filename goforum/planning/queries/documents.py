"""Documents of meetings, of points and of proposed points; and through which of them a person may open a file."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select

from goforum.core.db import db
from goforum.files.models import File
from goforum.files.queries import CARD, FileCard
from goforum.groups.models import Group
from goforum.groups.queries import readable_groups, standing
from goforum.meetings.models import Meeting
from goforum.meetings.queries import MeetingCard, meetings_visited
from goforum.planning.models import MeetingFile, OfferedFile, OfferedPoint
from goforum.threads.queries import list_group_documents

MOST_CHOICES = 20
MOST_WORDS = 8


def list_files(meeting_id: int) -> list[FileCard]:
    """The documents of a meeting."""
    rows = db.session.execute(select(*CARD).join(MeetingFile, MeetingFile.file_id == File.id).where(
        MeetingFile.meeting_id == meeting_id).order_by(MeetingFile.position))
    return [FileCard(*row) for row in rows]


def files_visible_to(file_id: int, person_id: int | None) -> set[str]:
    """The kinds of groups through whose meetings the person may open this file now; guests have one meeting of it."""
    return set(db.session.scalars(
        select(Group.visibility).join(Meeting, Meeting.group_id == Group.id)
        .join(MeetingFile, MeetingFile.meeting_id == Meeting.id)
        .where(MeetingFile.file_id == file_id, or_(
            Group.id.in_(readable_groups(person_id)), Meeting.id.in_(meetings_visited(person_id)))).distinct()))


def offered_files_visible_to(file_id: int, person_id: int | None) -> set[str]:
    """The same for what came with proposed points: those who see these, the group itself. Never said to be public."""
    groups = db.session.scalars(
        select(Meeting.group_id).join(OfferedPoint, OfferedPoint.meeting_id == Meeting.id)
        .join(OfferedFile, OfferedFile.offer_id == OfferedPoint.id)
        .where(OfferedFile.file_id == file_id, Meeting.group_id.in_(readable_groups(person_id))).distinct()).all()
    who = [standing(person_id, group_id) for group_id in groups]
    return {"offered" for one in who if one.belongs or one.administers}


def list_offered_files(meeting_id: int) -> dict[int, list[FileCard]]:
    """What came with each point proposed for a meeting."""
    rows = db.session.execute(
        select(OfferedFile.offer_id, *CARD).join(OfferedPoint, OfferedPoint.id == OfferedFile.offer_id)
        .join(File, File.id == OfferedFile.file_id).where(OfferedPoint.meeting_id == meeting_id)
        .order_by(OfferedFile.offer_id, OfferedFile.position))
    found: dict[int, list[FileCard]] = {}
    for row in rows:
        found.setdefault(row.offer_id, []).append(FileCard(*row[1:]))
    return found


def is_proposed_by(item_id: int, person_id: int | None) -> bool:
    """Whether this point of an agenda was proposed by this person."""
    return db.session.scalar(select(OfferedPoint.id).where(
        OfferedPoint.item_id == item_id, OfferedPoint.author_id == person_id).limit(1)) is not None


@dataclass(frozen=True)
class Choice:
    """A document there is already; of a post where it is one's."""

    file: FileCard
    post_id: int | None


def list_choices(meeting: MeetingCard, person_id: int | None, *, words: str = "", ids: Iterable[int] | None = None,
                 organises: bool) -> list[Choice]:
    """Documents of the meeting and of posts of its group, by words of their names or by numbers; for those who organise
    also those of the group's other meetings, which a guest of this one does not have.
    """
    statement = (select(*CARD).join(MeetingFile, MeetingFile.file_id == File.id)
                 .join(Meeting, Meeting.id == MeetingFile.meeting_id).where(File.gone_at.is_(None)))
    statement = statement.where(Meeting.group_id == meeting.group_id if organises else Meeting.id == meeting.id)
    for word in words.split()[:MOST_WORDS]:
        statement = statement.where(File.name.icontains(word, autoescape=True))
    wanted = None if ids is None else set(ids)
    if wanted is not None:
        statement = statement.where(File.id.in_(wanted))
    rows = db.session.execute(statement.order_by(
        Meeting.id != meeting.id, Meeting.id.desc(), MeetingFile.position).limit(MOST_CHOICES))
    found = {row.id: Choice(FileCard(*row), None) for row in rows}
    for card, post_id in list_group_documents(meeting.group_id, person_id, words=words, ids=wanted):
        found.setdefault(card.id, Choice(card, post_id))
    return list(found.values())

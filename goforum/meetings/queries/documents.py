"""The documents of points of an agenda, and through which points a person may open a file."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import or_, select

from goforum.core.db import db
from goforum.files.models import File
from goforum.files.queries import CARD, FileCard
from goforum.groups.models import Group
from goforum.groups.queries import readable_groups
from goforum.meetings.models import AgendaFile, AgendaItem, Meeting
from goforum.meetings.queries.guests import meetings_visited
from goforum.meetings.queries.meetings import AgendaLine
from goforum.threads.queries import carried_openly


def documents_of_agenda(meeting_id: int, person_id: int | None) -> dict[int, list[FileCard]]:
    """The documents of each point, for a reader of the meeting; those of posts only where they read the post."""
    rows = db.session.execute(
        select(AgendaFile.item_id, *CARD).join(AgendaItem, AgendaItem.id == AgendaFile.item_id)
        .join(File, File.id == AgendaFile.file_id)
        .where(AgendaItem.meeting_id == meeting_id, File.gone_at.is_(None), or_(
            AgendaFile.post_id.is_(None), carried_openly(AgendaFile.post_id, AgendaFile.file_id, person_id)))
        .order_by(AgendaFile.item_id, AgendaFile.position, AgendaFile.file_id))
    found: dict[int, list[FileCard]] = {}
    for row in rows:
        found.setdefault(row.item_id, []).append(FileCard(*row[1:]))
    return found


def with_documents(lines: Sequence[AgendaLine], meeting_id: int, person_id: int | None) -> list[AgendaLine]:
    """The points, each with its documents; one statement, and none where there is no point."""
    known = documents_of_agenda(meeting_id, person_id) if lines else {}
    return [replace(line, files=tuple(known.get(line.id, ()))) for line in lines]


def list_point_files(item_id: int) -> list[tuple[FileCard, int | None]]:
    """The documents of one point, and of which post each is, whoever looks: for those who change them."""
    rows = db.session.execute(
        select(AgendaFile.post_id, *CARD).join(File, File.id == AgendaFile.file_id)
        .where(AgendaFile.item_id == item_id).order_by(AgendaFile.position, AgendaFile.file_id))
    return [(FileCard(*row[1:]), row.post_id) for row in rows]


def point_files_visible_to(file_id: int, person_id: int | None) -> set[str]:
    """The kinds of groups through whose agendas the person may open this file now; a file of a post is asked there."""
    return set(db.session.scalars(
        select(Group.visibility).join(Meeting, Meeting.group_id == Group.id)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id).join(AgendaFile, AgendaFile.item_id == AgendaItem.id)
        .where(AgendaFile.file_id == file_id, AgendaFile.post_id.is_(None), or_(
            Group.id.in_(readable_groups(person_id)), Meeting.id.in_(meetings_visited(person_id)))).distinct()))


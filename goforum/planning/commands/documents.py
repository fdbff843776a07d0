"""The documents of a meeting and of the points of its agenda."""

from collections.abc import Sequence

from flask_babel import ngettext
from sqlalchemy import delete

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_many_or_ignore, lock_row
from goforum.core.rules import Invalid, require
from goforum.files.queries import list_own_files
from goforum.groups.queries import standing
from goforum.meetings import commands as meetings
from goforum.meetings import queries as meeting_queries
from goforum.meetings import rules as meeting_rules
from goforum.meetings.models import Meeting
from goforum.planning import events, queries, rules
from goforum.planning.models import MeetingFile


@command
def set_files(actor_id: int, meeting_id: int, file_ids: Sequence[int]) -> None:
    """The documents of a meeting, in this order: those it has and may keep, and own ones of who puts them there."""
    meeting = lock_row(Meeting, meeting_id)
    require(meeting_rules.may_write_texts(standing(actor_id, meeting.group_id), meeting, clock.now()))
    present = {one.id for one in queries.list_files(meeting_id)}
    own = {one.id for one in list_own_files(actor_id, list(file_ids))}
    kept = [one for one in dict.fromkeys(file_ids) if one in present | own][: rules.MOST_FILES]
    db.session.execute(delete(MeetingFile).where(MeetingFile.meeting_id == meeting_id))
    insert_many_or_ignore(MeetingFile, [
        {"meeting_id": meeting_id, "file_id": one, "position": place} for place, one in enumerate(kept)],
        ["meeting_id", "file_id"])
    record(events.MeetingFilesChanged(actor_id=actor_id, meeting_id=meeting_id, group_id=meeting.group_id))


@command
def set_point_files(actor_id: int, meeting_id: int, item_id: int, file_ids: Sequence[int]) -> None:
    """The documents of a point, in this order: those it has, those of the meeting and its group, and own new ones.

    What the actor cannot see now, because its post is hidden, stays for when it is shown again.
    """
    meeting = lock_row(Meeting, meeting_id)
    meeting_queries.get_agenda_item(meeting_id, item_id)
    who, now = standing(actor_id, meeting.group_id), clock.now()
    require(rules.may_put_documents(who, meeting, now, proposed=queries.is_proposed_by(item_id, actor_id)))
    wanted = list(dict.fromkeys(file_ids))
    if len(wanted) > rules.MOST_FILES:
        raise Invalid({"files": ngettext("A point holds at most %(num)s file.", "A point holds at most %(num)s files.",
                                         rules.MOST_FILES)})
    seen = {one.id for one in meeting_queries.documents_of_agenda(meeting_id, actor_id).get(item_id, ())}
    present = {one.id: post_id for one, post_id in meeting_queries.list_point_files(item_id)}
    known = {one.file.id: one.post_id for one in queries.list_choices(
        meeting_queries.get_meeting(meeting_id), actor_id, ids=wanted,
        organises=bool(meeting_rules.may_write_texts(who, meeting, now)))}
    known |= {one: post_id for one, post_id in present.items() if one in seen}
    own = [one.id for one in list_own_files(actor_id, wanted) if one.id not in known]
    files = [(one, known.get(one)) for one in wanted if one in known or one in own]
    files += [(one, post_id) for one, post_id in present.items() if one not in seen]
    meetings.put_files(actor_id, item_id, list(dict(files).items()), own=own)
    meetings.touch(meeting, actor_id)
    record(events.MeetingFilesChanged(actor_id=actor_id, meeting_id=meeting_id, group_id=meeting.group_id))

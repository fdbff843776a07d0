"""The files of a post, as part of writing or changing it."""

from collections.abc import Sequence

from flask_babel import ngettext
from sqlalchemy import delete, select

from goforum.core.commands import record
from goforum.core.db import db
from goforum.core.rules import Invalid
from goforum.files.commands import claim_files, release_files
from goforum.files.limits import limits
from goforum.files.queries import digests
from goforum.threads import events
from goforum.threads.models import Thread
from goforum.threads.models.files import PostFile


def set_files(post_id: int, thread: Thread, actor_id: int, file_ids: Sequence[int]) -> bool:
    """Make the post carry exactly these files, in this order; True when that changed something.

    New ones must be the actor's own: nobody attaches, and so opens to others, what somebody else uploaded.
    """
    wanted = list(dict.fromkeys(file_ids))
    most = limits().post_files
    if len(wanted) > most:
        raise Invalid({"files": ngettext("A post holds at most %(num)s file.", "A post holds at most %(num)s files.",
                                         most)})
    present = list(db.session.scalars(select(PostFile.file_id).where(PostFile.post_id == post_id)
                                      .order_by(PostFile.position, PostFile.file_id)))
    if wanted == present:
        return False
    added = [one for one in wanted if one not in present]
    removed = [one for one in present if one not in wanted]
    claim_files(actor_id, added)
    db.session.execute(delete(PostFile).where(PostFile.post_id == post_id))
    db.session.add_all(PostFile(post_id=post_id, file_id=one, position=place) for place, one in enumerate(wanted))
    if removed:
        release_files(removed)
    if added or removed:
        record(events.PostFilesChanged(actor_id=actor_id, post_id=post_id, thread_id=thread.id,
                                       group_id=thread.group_id, added_ids=tuple(added), removed_ids=tuple(removed)))
    return True


def carries(post_id: int, file_ids: Sequence[int]) -> bool:
    """Whether the post holds the same bytes as these files: then the same text sent again is no second post."""
    present = db.session.scalars(select(PostFile.file_id).where(PostFile.post_id == post_id)).all()
    return digests(present) == digests(file_ids)

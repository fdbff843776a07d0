"""The documents of a point, as part of what changes it; whoever calls has asked the rule and holds the meeting."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from goforum.core.db import db
from goforum.files.commands import claim_files, release_files
from goforum.meetings.models import AgendaFile


def put_files(actor_id: int, item_id: int, files: Sequence[tuple[int, int | None]], *, own: Sequence[int]) -> None:
    """Let the point have exactly these files, in this order, each with the post it is taken from. ``own`` are new."""
    before = set(db.session.scalars(select(AgendaFile.file_id).where(AgendaFile.item_id == item_id)))
    claim_files(actor_id, own)
    db.session.execute(delete(AgendaFile).where(AgendaFile.item_id == item_id))
    db.session.add_all(AgendaFile(item_id=item_id, file_id=file_id, position=place, post_id=post_id)
                       for place, (file_id, post_id) in enumerate(files))
    if gone := before - {file_id for file_id, _post in files}:
        release_files(gone)


def clear_files(item_id: int) -> None:
    """A point that is taken out has no documents any more."""
    put_files(0, item_id, [], own=[])

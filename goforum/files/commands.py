"""Every write about files. The bytes are on the disk before any of these begins."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import db, insert_or_ignore
from goforum.core.i18n import _l
from goforum.core.rules import Invalid
from goforum.files.kinds import Unfit
from goforum.files.limits import limits
from goforum.files.models import File, FileDay
from goforum.files.uses import used

GONE = _l("A file you had added is no longer here. Add it again.")


@command
def add_file(actor_id: int, *, name: str, kind: str, media_type: str, sha256: str, size: int, width: int | None,
             height: int | None, client_key: str) -> int:
    """Write an upload down as this person's own; under the same key it is the same file. Returns its id."""
    now = clock.now()
    made = insert_or_ignore(File, {
        "owner_id": actor_id, "client_key": client_key, "name": name, "kind": kind, "media_type": media_type,
        "sha256": sha256, "size": size, "width": width, "height": height, "created_at": now, "idle_since": now,
    }, ["owner_id", "client_key"])
    row = db.session.execute(select(File.id, File.gone_at).where(
        File.owner_id == actor_id, File.client_key == client_key)).one()
    if row.gone_at is not None:
        raise Unfit(GONE, code="gone")
    if made:
        _count(actor_id, size, now)
    found: int = row.id
    return found


def _count(actor_id: int, size: int, now: datetime) -> None:
    """Add to the person's day; one statement decides, however many uploads run at once."""
    day = now.date()
    insert_or_ignore(FileDay, {"person_id": actor_id, "day": day, "bytes": 0}, ["person_id", "day"])
    added = db.session.execute(update(FileDay).where(
        FileDay.person_id == actor_id, FileDay.day == day, FileDay.bytes + size <= limits().day_bytes
    ).values(bytes=FileDay.bytes + size))
    if not added.rowcount:
        raise day_full()


def day_full() -> Unfit:
    """Refuse what is more than one person may add in a day."""
    return Unfit(_l("You have added as much today as one person may. Try again tomorrow."), code="day")


@command
def claim_files(actor_id: int, ids: Iterable[int]) -> None:
    """Say that something refers to these files of one's own from now on; their rows stay locked until it does."""
    wanted = set(ids)
    if not wanted:
        return
    held = db.session.execute(update(File).where(
        File.id.in_(wanted), File.owner_id == actor_id, File.gone_at.is_(None)).values(idle_since=None))
    if held.rowcount != len(wanted):
        raise Invalid({"files": GONE})


@command
def release_files(ids: Iterable[int]) -> None:
    """Say that something no longer refers to these files; they stay for a while, then go unless something else does."""
    db.session.execute(update(File).where(File.id.in_(list(ids))).values(idle_since=clock.now()))


@command
def give_up_idle_files(before: datetime, limit: int = 100) -> int:
    """Give up files to which nothing has referred since ``before``. Returns how many.

    Whoever attaches one has its row locked or waits for our lock: the second look, under the lock, sees it; and who
    comes after us finds the file given up, and says so.
    """
    idle = list(db.session.scalars(
        select(File.id).where(File.idle_since < before, File.gone_at.is_(None)).order_by(File.idle_since).limit(limit)
        .with_for_update(skip_locked=True)))
    if not idle:
        return 0
    db.session.execute(update(File).where(File.id.in_(idle), used()).values(idle_since=None))
    gone = db.session.execute(update(File).where(File.id.in_(idle), ~used()).values(gone_at=clock.now()))
    return int(gone.rowcount)


@command
def forget_files(ids: Iterable[int]) -> None:
    """Remove the rows of files given up, once their bytes are gone; and the counts of days long past."""
    db.session.execute(delete(File).where(File.id.in_(list(ids)), File.gone_at.is_not(None)))
    db.session.execute(delete(FileDay).where(FileDay.day < clock.now().date() - timedelta(days=7)))

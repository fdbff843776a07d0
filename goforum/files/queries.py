"""Every read about files. Whether somebody may see one is asked of whoever refers to it."""

from collections.abc import Iterable
from dataclasses import dataclass

from babel.numbers import format_decimal
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select

from goforum.core import clock
from goforum.core.db import db
from goforum.files.limits import limits
from goforum.files.models import File, FileDay
from goforum.files.pictures import shown_size
from goforum.files.uses import used


@dataclass(frozen=True, slots=True)
class FileCard:
    """What a page shows of a file."""

    id: int
    name: str
    kind: str
    media_type: str
    size: int
    width: int | None
    height: int | None

    @property
    def is_picture(self) -> bool:
        return self.kind == "picture"

    @property
    def shown(self) -> tuple[int, int]:
        """The size in which the small form of a picture is shown."""
        return shown_size(self.width or 1, self.height or 1)

    @property
    def ending(self) -> str:
        """What it is, as people say it: "PDF", "DOCX"."""
        return self.name.rpartition(".")[2].upper()


CARD = (File.id, File.name, File.kind, File.media_type, File.size, File.width, File.height)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What sending a file needs: whose it is, where its bytes lie, whether anything refers to it."""

    card: FileCard
    owner_id: int | None
    sha256: str
    used: bool


def size_text(size: int) -> str:
    """"120 KB" in the reader's language."""
    if size >= 1_000_000:
        number = format_decimal(round(size / 1_000_000, 1), locale=get_locale() or "en")
        return _("%(num)s MB", num=number)
    return _("%(num)s KB", num=max(1, round(size / 1000)))


def find_file(file_id: int) -> StoredFile | None:
    """A file, whoever asks."""
    row = db.session.execute(select(*CARD, File.owner_id, File.sha256, used().label("used")).where(
        File.id == file_id, File.gone_at.is_(None))).one_or_none()
    return None if row is None else StoredFile(FileCard(*row[:7]), row.owner_id, row.sha256, bool(row.used))


def list_own_files(person_id: int, ids: Iterable[int]) -> list[FileCard]:
    """Those of these files that are this person's own, in the order given."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return []
    rows = db.session.execute(select(*CARD).where(
        File.id.in_(wanted), File.owner_id == person_id, File.gone_at.is_(None)))
    found = {row.id: FileCard(*row) for row in rows}
    return [found[one] for one in wanted if one in found]


def has_room(person_id: int, size: int) -> bool:
    """Whether a person may add so many bytes more today; the row that counts them decides, this looks ahead."""
    used_up = db.session.scalar(select(FileDay.bytes).where(
        FileDay.person_id == person_id, FileDay.day == clock.now().date())) or 0
    return used_up + size <= limits().day_bytes


def digests(ids: Iterable[int]) -> list[str]:
    """The names of the bytes of these files, sorted: two equal lists hold the same."""
    return sorted(db.session.scalars(select(File.sha256).where(File.id.in_(list(ids)))))


def list_gone(limit: int = 100) -> list[tuple[int, str]]:
    """Files given up whose bytes go next: (id, name of the bytes)."""
    return [(row.id, row.sha256) for row in db.session.execute(
        select(File.id, File.sha256).where(File.gone_at.is_not(None)).order_by(File.id).limit(limit))]


def still_needed(names: Iterable[str]) -> set[str]:
    """Those of these bytes that a living row needs."""
    return set(db.session.scalars(select(File.sha256).where(File.sha256.in_(list(names)), File.gone_at.is_(None))))


def list_stored(after: int = 0, limit: int = 500) -> list[tuple[int, str, bool]]:
    """Every living row in order, a page at a time: (id, name of the bytes, has a small form)."""
    return [(row.id, row.sha256, row.kind == "picture") for row in db.session.execute(
        select(File.id, File.sha256, File.kind).where(File.id > after, File.gone_at.is_(None))
        .order_by(File.id).limit(limit))]


def known_names(names: Iterable[str]) -> set[str]:
    """Those of these bytes that any row names, given up or not."""
    return set(db.session.scalars(select(File.sha256).where(File.sha256.in_(list(names)))))

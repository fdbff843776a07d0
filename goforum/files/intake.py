"""From bytes that arrive to a row: measured, recognised, made harmless, stored, and only then written down."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import NAMESPACE_OID, uuid4, uuid5

from goforum.core.i18n import _l
from goforum.files import commands
from goforum.files.kinds import Unfit, kind_of
from goforum.files.limits import limits
from goforum.files.names import clean_name
from goforum.files.pictures import redraw
from goforum.files.queries import has_room, size_text
from goforum.files.store import store

CHUNK = 256 * 1024


@dataclass(frozen=True)
class Prepared:
    """Bytes that are stored, and what a row says of them. ``origin`` names the bytes as they came."""

    name: str
    kind: str
    media_type: str
    sha256: str
    size: int
    width: int | None
    height: int | None
    origin: str


def too_large() -> Unfit:
    """Refuse a file that is longer than one may be."""
    return Unfit(_l("This file is too large: at most %(size)s.", size=size_text(limits().file_bytes)), code="too-large")


def _copy(stream: IO[bytes], target: Path) -> str:
    made, length, most = hashlib.sha256(), 0, limits().file_bytes
    with target.open("wb") as out:
        while chunk := stream.read(CHUNK):
            length += len(chunk)
            if length > most:
                raise too_large()
            made.update(chunk)
            out.write(chunk)
    return made.hexdigest()


def prepare(stream: IO[bytes], name: str, owner_id: int | None = None) -> Prepared:
    """Store what a stream holds; Unfit when it is not taken. Hold ``store().keeping()`` until the row is there.

    Of ``owner_id`` nothing new is stored once their day is full: a row refused later would leave its bytes behind.
    """
    keep = store()
    with keep.aside() as folder:
        came, small = folder / "came", None
        origin = _copy(stream, came)
        kind, whole, width, height = kind_of(came, name), came, None, None
        if kind.picture:
            whole, small = folder / "full", folder / "small"
            drawn = redraw(came, kind, whole, small)
            kind, width, height = drawn.kind, drawn.width, drawn.height
        size = whole.stat().st_size
        if owner_id is not None and not has_room(owner_id, size) and not keep.holds(whole):
            raise commands.day_full()
        return Prepared(
            name=clean_name(name, kind.extension), kind="picture" if kind.picture else "document",
            media_type=kind.media_type, sha256=keep.keep(whole, small), size=size, width=width, height=height,
            origin=origin)


def take_in(actor_id: int, stream: IO[bytes], name: str, client_key: str = "") -> int:
    """Store a file and write it down as this person's; answers its id.

    The same bytes sent again by the same composer (``client_key``) are the same file.
    """
    with store().keeping():
        return write_down(actor_id, prepare(stream, name, actor_id), client_key)


def write_down(actor_id: int, made: Prepared, client_key: str = "") -> int:
    """The row of a file whose bytes are stored; answers its id. For who prepares before a transaction of their own."""
    key = str(uuid5(NAMESPACE_OID, f"{client_key}\x1f{made.origin}\x1f{made.name}")) if client_key else str(uuid4())
    return commands.add_file(
        actor_id, name=made.name, kind=made.kind, media_type=made.media_type, sha256=made.sha256, size=made.size,
        width=made.width, height=made.height, client_key=key)

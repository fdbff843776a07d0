"""Pictures as they are kept: drawn again by a process that is thrown away (see ``workshop``)."""

import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import structlog

from goforum.core.i18n import _l
from goforum.core.rules import TooBusy
from goforum.files.kinds import JPEG, PNG, WEBP, Kind, Unfit, damaged

log = structlog.get_logger(__name__)
WORKSHOP = Path(__file__).with_name("workshop.py")
# Wall-clock time of one drawing, and how long one waits for a place.
SECONDS = 10
WAIT = 20.0
AT_ONCE = 2
_gate = threading.BoundedSemaphore(AT_ONCE)
# What the workshop takes of kinds that it cannot read at a fraction of their size; there it is asked again.
MOST_POINTS = 25_000_000
_MADE = {"PNG": PNG, "JPEG": JPEG, "WEBP": WEBP}
# The box a small form is drawn in on a page; the file has twice as many points, for fine screens.
BOX = (320, 240)


@dataclass(frozen=True)
class Picture:
    """A picture drawn again: what it is now, and its size in points."""

    kind: Kind
    width: int
    height: int


def shown_size(width: int, height: int) -> tuple[int, int]:
    """The size in which a page shows the small form: within the box, never larger than the picture."""
    scale = min(1.0, BOX[0] / width, BOX[1] / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def redraw(source: Path, kind: Kind, full: Path, small: Path) -> Picture:
    """Draw the picture at ``source`` again, whole and small; Unfit when it cannot be."""
    width, height = _size_on_the_cover(source, kind)
    if width * height > MOST_POINTS:
        raise _too_many_points(round(width * height / 1e6), MOST_POINTS // 1_000_000)
    if not _gate.acquire(timeout=WAIT):
        raise TooBusy()
    try:
        done = subprocess.run(  # noqa: S603 - our own script, with paths of our own making
            [sys.executable, "-I", str(WORKSHOP), str(source), kind.media_type, str(full), str(small)],
            stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False, env={}, close_fds=True)
        told: dict[str, Any] = {"error": f"ended with {done.returncode}"}
        if done.returncode == 0:
            told = orjson.loads(done.stdout)
    except (subprocess.TimeoutExpired, orjson.JSONDecodeError):
        told = {"error": "too long"}
    finally:
        _gate.release()
    if told.get("error") == "points":
        raise _too_many_points(told["millions"], told["most"])
    if "error" in told:
        log.info("picture_refused", why=told["error"], detail=told.get("detail"))
        raise damaged()
    return Picture(_MADE[told["format"]], told["width"], told["height"])


def _size_on_the_cover(source: Path, kind: Kind) -> tuple[int, int]:
    """What a PNG or GIF says of its size in its first bytes, so that a far too large one waits for no place."""
    with source.open("rb") as file:
        start = file.read(24)
    if kind is PNG and len(start) == 24:
        return int.from_bytes(start[16:20]), int.from_bytes(start[20:24])
    if start.startswith(b"GIF8"):
        return int.from_bytes(start[6:8], "little"), int.from_bytes(start[8:10], "little")
    return 0, 0


def _too_many_points(millions: int, most: int) -> Unfit:
    return Unfit(_l("This picture has %(millions)s million points; at most %(most)s million are taken. Make it"
                    " smaller first.", millions=millions, most=most), code="points")

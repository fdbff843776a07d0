"""What was noted in a room follows what is corrected on the pages of the meeting: a line of the log says so.

A correction made in the room itself is there already when its point or action is heard of: nothing differs then.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.sql.elements import ColumnElement

from goforum.conclusions.queries import get_action, get_point
from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db
from goforum.core.i18n import LANGUAGES
from goforum.core.text import clean_line
from goforum.meetings import events, queries
from goforum.meetings.commands.log import give_back, put_line, take_number
from goforum.meetings.models import EventKind, RoomCapture

# A point that was moved under another heading is no decision any more, and still something to know.
KINDS = {"decided": "decision"}


@command
def follow_point(actor_id: int, point_id: int) -> None:
    """A point was said otherwise, put under another heading, or taken out."""
    found = _noted(RoomCapture.point_id == point_id)
    if found is not None:
        point = get_point(point_id)
        kind = KINDS.get(point.kind, "information")
        _correct(actor_id, found, {"kind": kind, **_words(found, point.texts)}, withdrawn=point.taken_out)


@command
def follow_action(actor_id: int, action_id: int) -> None:
    """An action was said otherwise, given to somebody else, or to another day."""
    found = _noted(RoomCapture.action_id == action_id)
    if found is not None:
        action = get_action(action_id)
        _correct(actor_id, found, {"owner_id": action.owner_id, "due_on": action.due_on,
                                   **_words(found, action.titles)})


def _noted(which: ColumnElement[bool]) -> queries.Capture | None:
    noted = db.session.scalar(select(RoomCapture.id).where(which, RoomCapture.withdrawn_at.is_(None)))
    return None if noted is None else queries.get_capture(noted)


def _words(found: queries.Capture, texts: Mapping[str, str | None]) -> dict[str, str]:
    """The words in the language they were noted in, or in the first they are left in."""
    own = found.language if found.language in LANGUAGES else LANGUAGES[0]
    for tongue in (own, *LANGUAGES):
        if text := clean_line(texts.get(tongue) or ""):
            same = text == found.text and tongue == own
            return {"text": text, "language": found.language if same else tongue}
    return {}


def _correct(actor_id: int, found: queries.Capture, values: dict[str, Any], *, withdrawn: bool = False) -> None:
    if not withdrawn and not _differing(found, values):
        return
    line = take_number(found.meeting_id)
    before = queries.get_capture(found.id)  # again, now that nobody else can change it
    changed = {"withdrawn_at": clock.now()} if withdrawn else _differing(before, values)
    if before.withdrawn_at is not None or not changed:
        give_back(line)
        return
    db.session.execute(update(RoomCapture).where(RoomCapture.id == found.id)
                       .values(version=RoomCapture.version + 1, **changed)
                       .execution_options(synchronize_session=False))
    word = "withdrawn" if withdrawn else "changed"
    put_line(line, EventKind.CAPTURE, actor_id, clock.now(), word=word, capture_id=found.id)
    record(events.CaptureChanged(actor_id=actor_id, capture_id=found.id, word=word, meeting_id=found.meeting_id,
                                 group_id=queries.get_meeting(found.meeting_id).group_id, seq=line.seq))


def _differing(noted: queries.Capture, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if getattr(noted, name) != value}

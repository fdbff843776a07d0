"""The worker's part: drawing the copies that pages asked for, and the adoption that silence brings at its date."""

import structlog

from goforum.groups.queries import cards
from goforum.meetings.queries import get_meeting
from goforum.minutes import commands, pdf, queries
from goforum.minutes.paper import draw_paper

log = structlog.get_logger(__name__)


def tick() -> int:
    """Draw what waits; how many copies. Without the libraries it waits on: the page says so."""
    waiting = queries.list_prints_waiting()
    if not waiting or not pdf.available():
        return 0
    for print_id in waiting:
        commands.keep_print(print_id, _draw(print_id))
    return len(waiting)


def adopt_silent() -> int:
    """Adopt the minutes whose date has come and which nobody holds back; how many. Called every few seconds."""
    adopted = 0
    for minutes_id in queries.list_silent():
        try:
            adopted += commands.adopt_by_clock(minutes_id)
        except Exception:  # minutes that cannot be locked must not keep the others waiting
            log.exception("minutes_not_adopted", minutes_id=minutes_id)
    return adopted


def _draw(print_id: int) -> bytes | None:
    """The PDF; None when it cannot be drawn, or when the minutes have changed since it was asked for."""
    copy, _body = queries.get_print(print_id)
    minutes = queries.get_minutes(copy.minutes_id)
    if (copy.revision, copy.status) != (minutes.revision, minutes.state):
        return None
    meeting = get_meeting(minutes.meeting_id)
    names = cards([meeting.group_id])[meeting.group_id].names
    try:
        return pdf.draw(draw_paper(minutes, meeting, queries.content_of(minutes, meeting), names, copy.lang))
    except Exception:  # one sheet that cannot be drawn must not stop the others
        log.exception("print_failed", print_id=print_id)
        return None

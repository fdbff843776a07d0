"""Every write about reports, decisions and appeals."""

from goforum.moderation.commands.appeals import answer_appeal, appeal
from goforum.moderation.commands.cases import (
    Stale,
    close_case,
    file_duplicate,
    file_held,
    file_request,
    note_scanned,
    open_case,
    release,
    report,
    take,
)
from goforum.moderation.commands.deciding import Verdict, decide, reverse
from goforum.moderation.commands.reasons import retire_reason, save_reason

__all__ = [
    "Stale", "Verdict", "answer_appeal", "appeal", "close_case", "decide", "file_duplicate", "file_held",
    "file_request", "note_scanned", "open_case", "release", "report", "retire_reason", "reverse", "save_reason", "take",
]

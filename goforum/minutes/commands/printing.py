"""Copies on paper: asked for by a page, drawn by the worker, kept for each revision and language."""

from datetime import datetime

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import insert_or_ignore, lock_row
from goforum.core.i18n import LANGUAGES
from goforum.core.rules import Invalid, require
from goforum.groups.queries import standing
from goforum.minutes import queries, rules
from goforum.minutes.models import Minutes, MinutesPrint, PrintState


@command
def ask_print(actor_id: int, minutes_id: int, *, lang: str) -> None:
    """Ask for a PDF of what stands now, in one language; twice is once, and a failed one is tried again."""
    if lang not in LANGUAGES:
        raise Invalid({"lang": ""})
    now, minutes = clock.now(), lock_row(Minutes, minutes_id)
    require(rules.may_see(standing(actor_id, minutes.group_id), minutes, now))
    _ask(minutes, lang, now)
    found = queries.find_print(queries.get_minutes(minutes_id), lang)
    if found is not None and found.state == PrintState.FAILED:
        lock_row(MinutesPrint, found.id).state = PrintState.WAITING


def _ask(minutes: Minutes, lang: str, now: datetime) -> None:
    insert_or_ignore(MinutesPrint, {
        "minutes_id": minutes.id, "lang": lang, "revision": minutes.revision, "status": str(minutes.state),
        "state": str(PrintState.WAITING), "asked_at": now}, ["minutes_id", "lang", "revision", "status"])


def ask_prints(minutes: Minutes, now: datetime) -> None:
    """All languages at once, when minutes are adopted."""
    for lang in LANGUAGES:
        _ask(minutes, lang, now)


@command
def keep_print(print_id: int, body: bytes | None) -> None:
    """What the worker drew, or that it could not."""
    row = lock_row(MinutesPrint, print_id)
    row.body, row.state = body, PrintState.READY if body else PrintState.FAILED

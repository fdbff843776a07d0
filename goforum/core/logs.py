"""Structured logs, one JSON object a line, without personal data: ids, kinds, counts and durations only.

What one request causes carries one mark through all of it: the page, what its sockets say, and the jobs it asks for.
"""

import contextlib
import logging
import re
import secrets
import sys
from typing import Final, TextIO, cast

import structlog

# What a proxy in front may call a request; anything else could forge lines or fill the log.
_MARK: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")


def new_request(claimed: str | None = None) -> str:
    """Begin a request: its mark, the one claimed where that is a plain one, on every line logged from here on."""
    mark = claimed if claimed and _MARK.fullmatch(claimed) else secrets.token_hex(8)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=mark)
    return mark


def request_mark() -> str:
    """The mark of the request being served here; empty outside of one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


class _Patient:
    """Where lines go; one that cannot be written (a full disk) is lost, and whoever wrote it goes on."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError, ValueError):
            return self.stream.write(text)
        return 0

    def flush(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            self.stream.flush()


def init_logs(level: str = "INFO") -> None:
    """Send everything to standard error as JSON."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", _Patient(sys.stderr))),
        cache_logger_on_first_use=False,
    )

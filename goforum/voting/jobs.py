"""The clock of voting."""

from goforum.core.db import forget_history
from goforum.voting.commands import close_due_polls, open_due_polls
from goforum.voting.queries.secrecy import has_open_secret_poll


def tick() -> int:
    """Open and close what is due; called by the worker every few seconds, on any number of workers. How many moved."""
    if has_open_secret_poll():  # a reader may have been in the way when the vote was cast
        forget_history()
    return open_due_polls() + close_due_polls()

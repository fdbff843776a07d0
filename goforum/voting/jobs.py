"""The clock of voting."""

from goforum.voting.commands import close_due_polls, open_due_polls


def tick() -> int:
    """Open and close what is due; called by the worker every few seconds, on any number of workers. How many moved."""
    return open_due_polls() + close_due_polls()

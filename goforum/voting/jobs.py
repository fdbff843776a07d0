"""The clock of voting."""

from goforum.voting.commands import close_due_polls


def tick() -> int:
    """Close what is due; called by the worker every few seconds, on any number of workers. How many closed."""
    return close_due_polls()

"""The clock of proposals."""

from goforum.proposals.commands import move_processes


def tick() -> int:
    """Begin the phases that are due; called by the worker every few seconds, on any number of workers."""
    return move_processes()

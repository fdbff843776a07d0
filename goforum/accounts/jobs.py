"""Timed work about people."""

from goforum.accounts import commands, queries


def tick() -> None:
    """Forget what is over; called by the worker every few minutes."""
    commands.clean_up()


def answer_links() -> int:
    """Mail the links people asked for; called by the worker several times a second."""
    return commands.answer_asked() if queries.has_asked() else 0

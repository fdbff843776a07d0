"""Timed work about people."""

from goforum.accounts import commands


def tick() -> None:
    """Forget what is over; called by the worker every few minutes."""
    commands.clean_up()

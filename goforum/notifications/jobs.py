"""Timed work about notifications: telling large audiences, and the reminders that a clock brings."""

from goforum.notifications.commands import spread
from goforum.notifications.queries import list_waiting


def tick() -> int:
    """Tell the next people of what waits; how many were told. Called by the worker several times a second."""
    return sum(spread(one) for one in list_waiting())

"""Timed work about meetings."""

from goforum.core import clock
from goforum.meetings import commands, queries, rules


def tick() -> None:
    """Forget the addresses of guests whose invitation is over; called by the worker every few minutes."""
    if queries.list_forgettable(clock.now() - rules.GUEST_STAYS, limit=1):
        commands.forget_addresses()

"""Every read about notifications."""

from goforum.notifications.queries.audience import list_recipients, list_waiting
from goforum.notifications.queries.centre import FAMILIES, MOST, Line, New, count_new, page_lines
from goforum.notifications.queries.follows import (
    Choice,
    choice_for_group,
    choice_for_thread,
    get_settings,
    list_group_follows,
    page_thread_follows,
)

__all__ = [
    "FAMILIES",
    "MOST",
    "Choice",
    "Line",
    "New",
    "choice_for_group",
    "choice_for_thread",
    "count_new",
    "get_settings",
    "list_group_follows",
    "list_recipients",
    "list_waiting",
    "page_lines",
    "page_thread_follows",
]

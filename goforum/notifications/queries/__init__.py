"""Every read about notifications."""

from goforum.notifications.queries.audience import TOLD, Told, get_told, list_recipients, list_waiting
from goforum.notifications.queries.centre import FAMILIES, MOST, Line, New, count_new, page_lines
from goforum.notifications.queries.follows import (
    Choice,
    choice_for_group,
    choice_for_thread,
    get_settings,
    list_group_follows,
    page_thread_follows,
)
from goforum.notifications.queries.home import HeldPost, list_held_posts, list_unanswered_mentions
from goforum.notifications.queries.mail import (
    is_mailed,
    is_stopped,
    list_mail_lines,
    list_mailed_meetings,
    list_mailed_workshops,
    list_people_to_mail,
    load_excerpts,
    load_heads,
    name_of,
    wants_mail,
)
from goforum.notifications.queries.reminders import (
    list_closing_polls,
    list_due_actions,
    list_heads_due,
    list_near_meetings,
    list_reviews_due,
)

__all__ = [
    "FAMILIES",
    "MOST",
    "TOLD",
    "Choice",
    "HeldPost",
    "Line",
    "New",
    "Told",
    "choice_for_group",
    "choice_for_thread",
    "count_new",
    "get_settings",
    "get_told",
    "is_mailed",
    "is_stopped",
    "list_closing_polls",
    "list_due_actions",
    "list_group_follows",
    "list_heads_due",
    "list_held_posts",
    "list_mail_lines",
    "list_mailed_meetings",
    "list_mailed_workshops",
    "list_near_meetings",
    "list_people_to_mail",
    "list_recipients",
    "list_reviews_due",
    "list_unanswered_mentions",
    "list_waiting",
    "load_excerpts",
    "load_heads",
    "name_of",
    "page_lines",
    "page_thread_follows",
    "wants_mail",
]

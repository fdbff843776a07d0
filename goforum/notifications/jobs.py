"""Timed work about notifications: telling large audiences, mail, and the reminders that a clock brings."""

from goforum.notifications.commands import forget_old, gather_mail, spread
from goforum.notifications.listeners.actions import tell_of_deadline
from goforum.notifications.listeners.meetings import tell_of_nearness
from goforum.notifications.listeners.voting import tell_of_poll, tell_of_review
from goforum.notifications.queries import (
    list_closing_polls,
    list_due_actions,
    list_heads_due,
    list_near_meetings,
    list_people_to_mail,
    list_reviews_due,
    list_waiting,
)


def tick() -> int:
    """Tell the next people of what waits; how many were told. Called by the worker several times a second."""
    return sum(spread(one) for one in list_waiting())


def mail() -> int:
    """Promise the mails that are due; how many."""
    return sum(gather_mail(person_id) for person_id in list_people_to_mail())


def remind() -> int:
    """Remind who has not voted, a day before the close; who has something to do, days before its day; who is expected
    at a meeting, a day and an hour before it. Give voters each day the end of the chain; remind authors of decisions to
    look at again; let go of what is old. Called every minute."""
    due = list_closing_polls()
    for poll_id, group_id in due:
        tell_of_poll("poll-closing", poll_id, group_id, None, "poll-late")
    late = list_due_actions()
    for action in late:
        tell_of_deadline(action)
    for poll_id, group_id, day in list_heads_due():
        tell_of_poll("poll-head", poll_id, group_id, None, once=f"head-{day}")
    near = list_near_meetings()
    for one in near:
        tell_of_nearness(one.kind, one.meeting_id, one.group_id, one.key)
    for review in list_reviews_due():
        tell_of_review(*review)
    forget_old()
    return len(due) + len(late) + len(near)

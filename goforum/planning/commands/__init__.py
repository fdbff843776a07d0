"""Every write of planning."""

from goforum.planning.commands.calendars import end_calendar, plan_series, renew_calendar
from goforum.planning.commands.datepolls import Question, ask_dates, choose_date
from goforum.planning.commands.documents import set_files, set_point_files
from goforum.planning.commands.points import answer_offer, offer_point

__all__ = [
    "Question", "answer_offer", "ask_dates", "choose_date", "end_calendar", "offer_point", "plan_series",
    "renew_calendar", "set_files", "set_point_files",
]

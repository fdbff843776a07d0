"""Every read of planning."""

from goforum.planning.queries.before import (
    OfferLine,
    SeatLine,
    count_waiting,
    files_visible_to,
    find_calendar_key,
    find_calendar_owner,
    get_offer,
    list_clashes,
    list_files,
    list_for_feed,
    list_offers,
    list_seats,
    list_stand_ins,
)
from goforum.planning.queries.datepolls import (
    AskedDates,
    DateLine,
    find_asked_dates,
    list_dates,
    list_open_dates,
    titles_of,
)

__all__ = [
    "AskedDates", "DateLine", "OfferLine", "SeatLine", "count_waiting", "files_visible_to", "find_asked_dates",
    "find_calendar_key", "find_calendar_owner", "get_offer", "list_clashes", "list_dates", "list_files",
    "list_for_feed", "list_offers", "list_open_dates", "list_seats", "list_stand_ins", "titles_of",
]

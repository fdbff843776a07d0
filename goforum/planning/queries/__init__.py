"""Every read of planning."""

from goforum.planning.queries.before import (
    OfferLine,
    SeatLine,
    count_waiting,
    find_calendar_key,
    find_calendar_owner,
    get_offer,
    list_clashes,
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
from goforum.planning.queries.documents import (
    Choice,
    files_visible_to,
    is_proposed_by,
    list_choices,
    list_files,
    list_offered_files,
    offered_files_visible_to,
)

__all__ = [
    "AskedDates",
    "Choice",
    "DateLine",
    "OfferLine",
    "SeatLine",
    "count_waiting",
    "files_visible_to",
    "find_asked_dates",
    "find_calendar_key",
    "find_calendar_owner",
    "get_offer",
    "is_proposed_by",
    "list_choices",
    "list_clashes",
    "list_dates",
    "list_files",
    "list_for_feed",
    "list_offered_files",
    "list_offers",
    "list_open_dates",
    "list_seats",
    "list_stand_ins",
    "offered_files_visible_to",
    "titles_of",
]

"""Every read about minutes, and about the meeting they are drawn from."""

from goforum.minutes.queries.minutes import (
    ItemLine,
    MinutesCard,
    PrintLine,
    RemarkLine,
    RevisionLine,
    cards,
    content_of,
    count_open_remarks,
    find_minutes,
    find_print,
    get_item,
    get_minutes,
    get_print,
    get_remark,
    is_voting,
    list_items,
    list_prints_waiting,
    list_remarks,
    list_revisions,
    list_silent,
)
from goforum.minutes.queries.room import Attendance, Spoken, attendance, list_next, list_votes, spoken_by_college

__all__ = [
    "Attendance", "ItemLine", "MinutesCard", "PrintLine", "RemarkLine", "RevisionLine", "Spoken", "attendance",
    "cards", "content_of", "count_open_remarks", "find_minutes", "find_print", "get_item", "get_minutes",
    "get_print", "get_remark", "is_voting", "list_items", "list_next", "list_prints_waiting", "list_remarks",
    "list_revisions", "list_silent", "list_votes", "spoken_by_college",
]

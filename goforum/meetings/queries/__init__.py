"""Every read about meetings and their rooms, named."""

from goforum.meetings.queries.meetings import (
    AgendaLine,
    MeetingCard,
    TextLine,
    cards,
    commitment_ids,
    count_answers,
    find_answer,
    get_agenda_item,
    get_meeting,
    list_agenda,
    list_answers_of,
    list_live_for,
    list_of_commitment,
    list_of_group,
    list_texts,
    list_upcoming_for,
    list_year,
    page_past,
    page_upcoming,
    span_of_years,
)
from goforum.meetings.queries.room import (
    CatchUp,
    LogLine,
    LogPage,
    MessageCard,
    MessageLine,
    MessageRow,
    RoomHead,
    catch_up,
    find_line,
    get_message,
    get_room,
    message_cards,
    page_log,
    rooms_lost,
)

__all__ = [
    "AgendaLine", "CatchUp", "LogLine", "LogPage", "MeetingCard", "MessageCard", "MessageLine", "MessageRow",
    "RoomHead", "TextLine", "cards", "catch_up", "commitment_ids", "count_answers", "find_answer", "find_line",
    "get_agenda_item", "get_meeting", "get_message", "get_room", "list_agenda",
    "list_answers_of", "list_live_for", "list_of_commitment", "list_of_group", "list_texts", "list_upcoming_for",
    "list_year", "message_cards", "page_log", "page_past", "page_upcoming", "rooms_lost",
    "span_of_years",
]

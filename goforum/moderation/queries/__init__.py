"""Every read about moderation."""

from goforum.moderation.queries.cases import (
    CaseRow,
    Filters,
    cases_by_ids,
    count_open,
    count_reports_since,
    facts_of,
    find_case,
    get_case,
    has_reported,
    list_own_reports,
    list_reports,
    page_cases,
    reasons_of,
)
from goforum.moderation.queries.decisions import (
    SMALL,
    DecisionRow,
    Figures,
    Saved,
    figures,
    get_decision,
    list_about,
    list_of_case,
    page_log,
    saved_reasons,
)
from goforum.moderation.queries.things import SOURCES, Thing, find_thing, hidden_in_rooms, things

__all__ = [
    "SMALL", "SOURCES", "CaseRow", "DecisionRow", "Figures", "Filters", "Saved", "Thing", "cases_by_ids",
    "count_open", "count_reports_since", "facts_of", "figures", "find_case", "find_thing", "get_case",
    "get_decision", "has_reported", "hidden_in_rooms", "list_about", "list_of_case", "list_own_reports",
    "list_reports", "page_cases", "page_log", "reasons_of", "saved_reasons", "things",
]

"""Every read about polls. Hidden counts never leave the database before the close: no query asks for them."""

from goforum.voting.queries.counting import (
    count_ballots,
    count_by_choice,
    count_now,
    option_keys,
)
from goforum.voting.queries.lists import (
    PollCard,
    cards,
    list_due,
    list_open_polls_for,
    page_polls,
    page_polls_of_thread,
    readable_cards,
    waits_for,
)
from goforum.voting.queries.polls import (
    OwnBallot,
    PollView,
    cancel_reason,
    find_ballot,
    get_manifest_facts,
    get_poll,
    get_poll_by_client_key,
    list_options,
    open_view,
    view_of_poll,
)
from goforum.voting.queries.register import (
    BallotLine,
    CollegeLine,
    list_colleges,
    page_ballots,
)
from goforum.voting.queries.voters import (
    build_roll,
    has_to_vote,
    is_voter,
    keys_of,
    list_lines,
    list_roll,
)

__all__ = [
    "BallotLine",
    "CollegeLine",
    "OwnBallot",
    "PollCard",
    "PollView",
    "build_roll",
    "cancel_reason",
    "cards",
    "count_ballots",
    "count_by_choice",
    "count_now",
    "find_ballot",
    "get_manifest_facts",
    "get_poll",
    "get_poll_by_client_key",
    "has_to_vote",
    "is_voter",
    "keys_of",
    "list_colleges",
    "list_due",
    "list_lines",
    "list_open_polls_for",
    "list_options",
    "list_roll",
    "open_view",
    "option_keys",
    "page_ballots",
    "page_polls",
    "page_polls_of_thread",
    "readable_cards",
    "view_of_poll",
    "waits_for",
]

"""The words of the search page: kinds, states, filters."""

from typing import Final

from goforum.core.i18n import _l

# In the order of the list. The words are those of the menus.
KINDS: Final = {
    "thread": _l("Discussions"),
    "post": _l("Replies"),
    "proposal": _l("Proposals"),
    "commitment": _l("Commitments"),
    "meeting": _l("Meetings"),
    "minutes": _l("Minutes of meetings"),
    "message": _l("Live messages"),
    "group": _l("Groups"),
    "organisation": _l("Organisations"),
    "person": _l("People"),
}
ICONS: Final = {
    "thread": "message-square-text", "post": "reply", "proposal": "vote", "commitment": "target", "meeting": "video",
    "minutes": "file-text", "message": "message-square-text", "group": "users", "organisation": "landmark",
    "person": "user-round",
}
STATES: Final = {
    "open": _l("Open"), "closed": _l("Closed"), "archived": _l("Archived"), "review": _l("Under review"),
    "voting": _l("Voting"), "accepted": _l("Accepted"), "rejected": _l("Rejected"), "withdrawn": _l("Withdrawn"),
    "merged": _l("Merged"), "integrated": _l("Part of a commitment"), "planned": _l("Planned"), "live": _l("Live"),
    "ended": _l("Ended"), "cancelled": _l("Cancelled"), "adopted": _l("Adopted"),
}
FILTERS: Final = {
    "kind": _l("Kind"), "group": _l("Group"), "lang_of": _l("Language"), "author": _l("Author"),
    "org": _l("Organisation"), "commitment": _l("Commitment"), "state": _l("State"), "since": _l("From"),
    "until": _l("Before"),
}
RHYTHMS: Final = {"soon": _l("Within minutes"), "daily": _l("Once a day")}

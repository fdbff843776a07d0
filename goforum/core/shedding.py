"""What is refused first when there is more to do than can be done: a table, and nothing else.

A process that answers everything late answers nobody. So what costs most and is missed least goes first, and a vote
is refused last of all (docs/decisions/0072). Pure: where the figures come from is ``core/load.py``.
"""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limit:
    """From how long a wait, and from how many requests under way, this kind is refused."""

    seconds: float
    under_way: int


SEARCH, READING, CHAT, MEMBERS, POSTS, VOTES = "search", "reading", "chat", "members", "posts", "votes"
# In the order in which they are refused.
TABLE: Final[dict[str, Limit]] = {
    SEARCH: Limit(0.15, 40),
    READING: Limit(0.30, 80),
    CHAT: Limit(0.45, 120),
    MEMBERS: Limit(0.60, 160),
    POSTS: Limit(1.00, 240),
    VOTES: Limit(4.00, 600),
}
# How many requests must have come since the loop last came round before its lateness is called a crowd.
CROWD: Final = 4
# Never refused: the machines that watch, the files of a page, and the way in, which password hashing limits by itself.
_ALWAYS = re.compile(r"/(healthz|readyz|metrics)$|/(assets|static)/|/(favicon\.ico|sw\.js)$")
_SEARCH = re.compile(r"/search(/|$)|/proposals/similar$|/moderation/similar")
_CHAT = re.compile(r"/meetings/\d+/(say|events|since|react|notes)|/messages/|/notes/")
_VOTE = re.compile(r"/(polls|proposals)/\d+(/(vote|check|receipt|statement|withdraw|phone|delegate|undelegate)(/|$)|$)"
                   r"|/meetings/\d+/polls/\d+/vote$|/sign-in")

_VOTE_PAGE = re.compile(r"/(polls|proposals)/\d+$")


def kind_of(method: str, path: str, *, member: bool) -> str | None:
    """Which line of the table a request stands on; None for what is never refused."""
    if _ALWAYS.match(path):
        return None
    if _VOTE.match(path) and (member or method not in {"GET", "HEAD"} or path.startswith("/sign-in")):
        # Who votes must reach the page with the vote, too; but reading it is not voting.
        return POSTS if _VOTE_PAGE.match(path) else VOTES
    if _SEARCH.match(path):
        return SEARCH
    if _CHAT.match(path):
        return CHAT
    if method in {"GET", "HEAD"}:
        return MEMBERS if member else READING
    return POSTS


def is_refused(kind: str | None, waited: float, under_way: int) -> bool:
    """Whether a request of this kind is turned away, given the wait before it and what is under way."""
    if kind is None:
        return False
    limit = TABLE[kind]
    return waited >= limit.seconds or under_way >= limit.under_way


def retry_after(waited: float, chance: float) -> int:
    """In how many seconds to come back: later the longer the queue, and not all at once (``chance`` in 0..1)."""
    return 2 + int(min(waited, 10.0)) + int(chance * 6)

"""Who may save a search, how many, and when it is looked at again. Pure."""

from datetime import datetime, timedelta

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict

MOST_SAVED = 20
RHYTHMS = ("soon", "daily")
# Looked at so long after; and what was made a little before the last look is looked at once more, because the index
# may have been behind then.
PAUSES = {"soon": timedelta(minutes=5), "daily": timedelta(days=1)}
LOOK_BACK = timedelta(days=1)
# More than so many new things at once are told as so many.
MOST_TOLD = 20


def may_save(person_id: int | None, saved: int) -> Verdict:
    """Save one more search: whoever is signed in, up to a number that one can still look through."""
    if person_id is None:
        return No("log-in", _l("Sign in to be told of new results."), help="log-in")
    if saved >= MOST_SAVED:
        return No("too-many", _l("You have saved 20 searches, which is the most: stop one of them first."))
    return YES


def next_look(rhythm: str, now: datetime) -> datetime:
    """When a search is looked at next."""
    return now + PAUSES[rhythm]

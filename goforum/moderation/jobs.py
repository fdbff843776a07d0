"""What the worker does for moderators: looks for texts that repeat others, a few posts at a time and outside any
transaction, and lets go of the files of texts refused long ago."""

from datetime import timedelta
from functools import lru_cache

from goforum.core import clock
from goforum.core.analysis import tokens
from goforum.moderation.commands import file_duplicate, note_scanned
from goforum.moderation.queries.duplicates import Text, last_scanned, newest_post, texts_after, texts_before
from goforum.moderation.rules import APPEAL_DAYS
from goforum.threads.commands.waiting import forget_refused_files

AT_ONCE = 20
# Four times as long as one may appeal: an appeal takes its time too.
KEPT_DAYS = 4 * APPEAL_DAYS
# Of 100: so alike are two texts of which one was written from the other.
ALIKE = 92.0


# So much of a text is compared: who copies copies the beginning, and who writes chooses how much work a text is.
LOOK_AT = 2_000
# Texts whose lengths are further apart than this are not alike, whatever they say.
SHARE = 0.7


@lru_cache(maxsize=2048)
def stemmed(text: Text) -> str:
    """The words of a text by their first stems, so that endings and articles do not hide a copy."""
    return " ".join(one.stem for one in tokens(text.words[:LOOK_AT], text.language))


def _may_be_alike(one: Text, other: Text) -> bool:
    lengths = min(len(one.words), LOOK_AT), min(len(other.words), LOOK_AT)
    return min(lengths) >= SHARE * max(lengths)


def find_like(text: Text) -> int | None:
    """The newest earlier post of the group that says nearly the same, if there is one."""
    from rapidfuzz import fuzz

    mine = stemmed(text)
    return next((one.id for one in texts_before(text) if _may_be_alike(text, one)
                 and fuzz.ratio(mine, stemmed(one), score_cutoff=ALIKE) >= ALIKE), None)


def tidy() -> int:
    """Let go of the files of refused texts that no appeal can bring out any more; called by the worker."""
    return forget_refused_files(clock.now() - timedelta(days=KEPT_DAYS))


def tick() -> int:
    """Compare what is new; called by the worker. Answers how many posts were compared."""
    last = last_scanned()
    if last is None:
        note_scanned(newest_post())  # what stood before moderation came is not gone over
        return 0
    new = texts_after(last, AT_ONCE)
    for text in new:
        like = find_like(text)
        if like is not None:
            file_duplicate("post", text.id, like)
    if new:
        note_scanned(new[-1].id)
    return len(new) if len(new) == AT_ONCE else 0

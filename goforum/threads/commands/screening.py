"""A text on its way to publication meets the group's policy: it goes on, comes back, or must wait."""

from typing import Any

from goforum.core import clock
from goforum.core.i18n import _l
from goforum.core.rules import Invalid, Refusal, TooMany
from goforum.groups.queries import policy_of, words_for
from goforum.groups.rules import Standing, may_moderate
from goforum.groups.screening import Author, Policy, Screened, links_in, mask, screen
from goforum.threads.commands.writing import Written, write
from goforum.threads.queries.waiting import pace_of


class MustWait(Refusal):
    """A moderator reads this text before it appears; ``send_reply`` and ``send_thread`` let it wait.

    It carries the key under which the text would have been stored, and what else came with it.
    """

    status, code = 409, "must-wait"

    def __init__(self, screening: Screened, source: str, key: str, extras: dict[str, Any]) -> None:
        super().__init__(screening.reason)
        self.screening, self.source, self.key, self.extras = screening, source, key, extras


def look_at(place: Standing, source: str, *, title: str = "", typed_seconds: float | None = None) -> Screened:
    """What the group's policy says of a text now, with the author's history read where the policy asks for it."""
    assert place.person_id is not None  # every rule that leads here refuses visitors
    policy, words = policy_of(place.group_id), words_for(place.group_id)
    return screen(source, policy=policy, words=words, title=title,
                  author=_author(place, policy, typed_seconds))


def _author(place: Standing, policy: Policy, typed_seconds: float | None) -> Author:
    now = clock.now()
    if may_moderate(place, now):
        return Author(moderates=True)
    if not (policy.asks_history or policy.posts_an_hour or place.slow_seconds):
        return Author()
    assert place.person_id is not None
    pace = pace_of(place.group_id, place.person_id, now)
    return Author(published=pace.published, last_hour=pace.last_hour, since_last=pace.since_last,
                  minutes_to_wait=pace.minutes_to_wait, slow_seconds=place.slow_seconds, typed_seconds=typed_seconds)


def screened(place: Standing, written: Written, *, key: str, title: str = "", typed_seconds: float | None = None,
             **extras: Any) -> Written:
    """The text as it may be published; MustWait when a moderator reads it first, Invalid or TooMany when it may not.

    ``extras`` are what publishing needs besides, as plain values: they wait with the text.
    """
    seen = look_at(place, written.source, title=title, typed_seconds=typed_seconds)
    if seen.act == "hold":
        raise MustWait(seen, written.source, key, {**extras, "language": written.language if written.chosen else None})
    refuse(seen)
    return covered(written, seen.text)


def covered(written: Written, text: str) -> Written:
    """The same text with words covered; the language stays what it was found or chosen to be."""
    if text == written.source:
        return written
    return write(text, default_language=written.language, language=written.language if written.chosen else None)


def edited(place: Standing, written: Written, before: str) -> Written:
    """New words of a text that stands: there is no waiting in place, so what would have to wait is refused.

    Watched words are covered or refused; of somebody whose texts are still read first, so is every change, and of
    somebody whose links are, a link that was not in ``before``.
    """
    now = clock.now()
    policy, words = policy_of(place.group_id), words_for(place.group_id)
    if not (words or policy.asks_history) or may_moderate(place, now):
        return written
    assert place.person_id is not None  # only an author edits
    published = pace_of(place.group_id, place.person_id, now).published if policy.asks_history else 0
    fresh = links_in(written.source) - links_in(before)
    asked = Policy(hold_first=policy.hold_first, hold_links=policy.hold_links if fresh else 0)
    seen = screen(written.source, policy=asked, words=words, author=Author(published=published))
    if seen.code in {"first", "link"}:
        raise Invalid({"body": seen.reason})
    if seen.act != "publish":
        raise Invalid({"body": _l("“%(word)s” cannot be added to a text that stands already.", word=seen.word)})
    return covered(written, seen.text)


def refuse(seen: Screened) -> None:
    """Raise what a refused text is answered with."""
    if seen.act != "refuse":
        return
    if seen.code == "word":
        raise Invalid({"body": seen.reason})
    raise TooMany(seen.reason, code=seen.code)


def edited_title(place: Standing, title: str) -> str:
    """A new title of a discussion that stands: watched words are covered or refused, as in its text."""
    words = words_for(place.group_id)
    if not words or may_moderate(place, clock.now()):
        return title
    seen = screen(title, policy=Policy(), words=words, author=Author())
    if seen.act != "publish":
        raise Invalid({"title": _l("“%(word)s” cannot be added to a text that stands already.", word=seen.word)})
    return seen.text


def covered_title(place: Standing, title: str) -> str:
    """A title with the words to cover covered."""
    words: list[Any] = words_for(place.group_id)
    return mask(title, words)

"""Rules answer YES or a No with its reason; ``require`` turns a No into the refusal a door can show.

A rule is a pure function of facts: ``may_vote(standing, poll, now)``. The template asks it to draw the
button, the command asks it again to act, the socket asks it on join.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

# A text that is translated when it is shown, or a plain one.
Words = Any


@dataclass(frozen=True)
class Yes:
    """Allowed."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class No:
    """Refused, and why. ``hidden`` means that even the refusal must look like "no such page"."""

    code: str
    reason: Words = ""
    help: str | None = None  # "log-in", "confirm", "join": what would change the answer
    hidden: bool = False

    def __bool__(self) -> bool:
        return False


YES: Final = Yes()
Verdict = Yes | No


class Refusal(Exception):
    """What a door may answer instead of doing the thing; ``status`` is the HTTP code."""

    status = 400
    code = "bad"

    def __init__(self, reason: Words = "", *, code: str | None = None, help: str | None = None) -> None:
        super().__init__(str(code or self.code))
        self.reason = reason
        self.help = help
        if code:
            self.code = code


class Refused(Refusal):
    """Not allowed for this person, and they may know it."""

    status, code = 403, "refused"


class NotFound(Refusal):
    """There is no such thing, or this person must not learn that there is."""

    status, code = 404, "not-found"


class Conflict(Refusal):
    """The thing has changed or ended since the person looked."""

    status, code = 409, "conflict"


class Gone(Refusal):
    """It was there and is no more."""

    status, code = 410, "gone"


class TooMany(Refusal):
    """Too fast."""

    status, code = 429, "too-many"


class TooBusy(Refusal):
    """The database stayed busy for the whole of our patience; trying again is right."""

    status, code = 503, "busy"


class Crowded(TooBusy):
    """Turned away before anything was done, because too much is under way; with the seconds to wait."""

    code = "crowded"

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


class Invalid(Refusal):
    """What was typed cannot be accepted: field name to reason."""

    status, code = 422, "invalid"

    def __init__(self, errors: Mapping[str, Words]) -> None:
        super().__init__()
        self.errors = dict(errors)


def require(verdict: Verdict) -> None:
    """Go on if the rule says yes; raise the refusal otherwise."""
    if isinstance(verdict, No):
        if verdict.hidden:
            raise NotFound()
        raise Refused(verdict.reason, code=verdict.code, help=verdict.help)

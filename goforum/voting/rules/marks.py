"""Ballots of several marks: what they may say by each method, their one canonical text, and the box they make."""

from collections.abc import Iterable, Mapping, Sequence

import orjson

from goforum.core.i18n import _l
from goforum.core.rules import Words
from goforum.voting.rules.ballots import Ballots
from goforum.voting.rules.methods import MethodFacts, Shape

# Shapes in which nought is said, not left out: "no score" and "cannot come" are answers.
_NOUGHT_SPEAKS = {Shape.SCORES, Shape.DATES}
BLANK = "{}"


def highest(facts: MethodFacts, options: int, ceiling: int) -> int:
    """The greatest number one option can be given."""
    return {Shape.ONE: 1, Shape.SEVERAL: 1, Shape.RANKS: options, Shape.DATES: 2}.get(facts.shape, ceiling)


def marks_fault(facts: MethodFacts, options: Sequence[str], ceiling: int, marks: Mapping[str, int]) -> dict[str, Words]:
    """What is wrong with the marks, by option; under "" what is wrong with all of them. No marks at all is blank."""
    most = highest(facts, len(options), ceiling)
    errors: dict[str, Words] = {}
    for key, value in marks.items():
        if key not in options:
            errors[""] = _l("This option is not on the ballot. Open the page again.")
        elif not 0 <= value <= most:
            errors[key] = _l("Write a whole number from 0 to %(most)d.", most=most)
    if errors or not marks:
        return errors
    said = {key: value for key, value in marks.items() if value}
    if facts.shape is Shape.ONE and len(said) != 1:
        errors[""] = _l("Choose one.")
    elif facts.shape is Shape.DOTS and sum(said.values()) > ceiling:
        errors[""] = _l("You gave %(given)d dots and have %(dots)d.", given=sum(said.values()), dots=ceiling)
    elif facts.shape is Shape.RANKS and not facts.equal_ranks:
        seen: dict[int, str] = {}
        for key, value in said.items():
            if value in seen:
                errors[key] = _l("Another option has place %(place)d already.", place=value)
            seen[value] = key
    return errors


def canonical_marks(facts: MethodFacts, marks: Mapping[str, int]) -> str:
    """The one text of these marks: keys sorted, nothing that says nothing. The blank ballot is ``{}``.

    Places are written 1, 2, 3 whatever numbers were given, so that two ballots of one meaning are one text.
    """
    kept = {key: value for key, value in marks.items() if value or facts.shape in _NOUGHT_SPEAKS}
    if facts.shape is Shape.RANKS:
        places = {value: place for place, value in enumerate(sorted(set(kept.values())), 1)}
        kept = {key: places[value] for key, value in kept.items()}
    return orjson.dumps(kept, option=orjson.OPT_SORT_KEYS).decode()


def read_marks(content: str) -> dict[str, int]:
    """The marks of a canonical text."""
    found: dict[str, int] = orjson.loads(content) if content else {}
    return found


def box_of(options: Sequence[str], contents: Iterable[tuple[str, int]]) -> Ballots:
    """The ballots of a poll, from each distinct text and how many there are of it."""
    rows, weights, blank = [], [], 0
    for content, number in sorted(contents):
        if content == BLANK:
            blank += number
        else:
            marks = read_marks(content)
            rows.append(tuple(marks.get(key, 0) for key in options))
            weights.append(number)
    return Ballots(tuple(options), rows, weights, blank)

"""What a search is narrowed to: read from the address, and lifted out of the words that were typed. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Final

from goforum.core.analysis import fold_word
from goforum.core.text import clean_line
from goforum.search.vocabulary import NAMES, STATES, VALUES

LONGEST_VALUE: Final = 80
KINDS: Final = ("thread", "post", "proposal", "commitment", "meeting", "minutes", "message", "group", "organisation",
                "person")
LANGS: Final = ("ar", "fr", "en")
# Names of filters stand at the beginning of a word; a blank may follow the colon, as people write in Arabic.
_DAYS = (r"(?P<y>\d{4})(?:-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2}))?)?", r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})")
_TYPED = re.compile(r"""(?<!\S)([^\W\d_]+)\s?[:：]\s?(?:["«“]([^"»“”«]*)["»”]|([^\s"«“”]+))""")


@dataclass(frozen=True, slots=True)
class Filters:
    """Each is "" when not asked for; dates are ISO days, ``commitment`` a number of the database or "#" and its own."""

    kind: str = ""
    group: str = ""
    lang_of: str = ""
    author: str = ""
    org: str = ""
    commitment: str = ""
    state: str = ""
    since: str = ""
    until: str = ""

    def __bool__(self) -> bool:
        return any(self.args().values())

    def args(self) -> dict[str, str]:
        """The filters asked for, by the name each has in the address."""
        return {one.name: value for one in fields(self) if (value := getattr(self, one.name))}

    def without(self, *names: str) -> "Filters":
        return replace(self, **dict.fromkeys(names, ""))

    def narrows(self) -> bool:
        """Whether something can be listed without any word: a kind or a language alone is no question."""
        return bool(self.without("kind", "lang_of", "state"))


NO_FILTERS: Final = Filters()


def read_filters(args: Mapping[str, str]) -> Filters:
    """The filters of an address; what cannot be one is none."""
    return Filters(**{one.name: read_value(one.name, args.get(one.name, "")) for one in fields(Filters)})


def read_value(name: str, typed: str) -> str:
    """One filter as typed or chosen; "" when it says nothing."""
    value = clean_line(typed[:LONGEST_VALUE])
    if name in VALUES:
        known = {"kind": KINDS, "state": STATES, "lang_of": LANGS}[name]
        return value if value in known else VALUES[name].get(fold_word(value), "")
    if name in ("since", "until"):
        return read_day(value)
    if name == "commitment":
        return value if re.fullmatch(r"#?[0-9]{1,9}", value) else ""
    return value


def read_day(typed: str) -> str:
    """A day, a month or a year, as people write them; the first day of it."""
    digits = fold_word(typed)
    for pattern in _DAYS:
        found = re.fullmatch(pattern, digits)
        if found:
            try:
                return date(int(found["y"]), int(found["m"] or 1), int(found["d"] or 1)).isoformat()
            except ValueError:
                return ""
    return ""


def lift(text: str, filters: Filters) -> tuple[str, Filters, tuple[str, ...]]:
    """(the words left, the filters with those typed among the words, what looked like one and is not understood)."""
    odd: list[str] = []
    found: dict[str, str] = {}

    def take(match: re.Match[str]) -> str:
        name = NAMES.get(fold_word(match[1]))
        if name is None:
            return match[0]
        typed = match[2] or match[3] or ""
        value = read_value(name, "#" + typed if name == "commitment" and typed.isdigit() else typed)
        if value:
            found[name] = value
        else:
            odd.append(clean_line(match[0]))
        return " "

    rest = " ".join(_TYPED.sub(take, text).split())
    return rest, replace(filters, **found), tuple(odd)


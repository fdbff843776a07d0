"""Pages by key, not by offset: page 5,000 costs what page 2 costs, and nothing shifts while one reads."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

T = TypeVar("T")
PAGE_SIZE = 20


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some items in order, and the cursors of the pages on either side (None where there is none)."""

    items: list[T]
    next_cursor: str | None = None
    prev_cursor: str | None = None

    def __bool__(self) -> bool:
        return bool(self.items)


def int_arg(name: str, default: int | None = None, *, low: int = 0, high: int = 2**31 - 1) -> int | None:
    """A whole number from the query, or the default when it is absent, odd or out of range."""
    args = request.args
    # Most addresses have no query, and what is looked up in vain is dear: it raises.
    return whole_number(args.get(name, ""), default, low=low, high=high) if args else default


def whole_number(raw: str, default: int | None = None, *, low: int = 0, high: int = 2**31 - 1) -> int | None:
    """The same from any words that came with a request."""
    if not raw.isascii() or not raw.isdigit() or len(raw) > 10:
        return default
    value = int(raw)
    return value if low <= value <= high else default


def cut(rows: list[T], size: int = PAGE_SIZE) -> tuple[list[T], bool]:
    """From ``size + 1`` rows fetched: the page, and whether there is more behind it."""
    return rows[:size], len(rows) > size

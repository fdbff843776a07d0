"""Tables for spreadsheets: comma-separated, in UTF-8, with cells that are read and never run."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response

# What a spreadsheet takes for the beginning of a formula, the wide forms that some of them read as the same included.
_FORMULA = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
# Marks that turn what follows them: in a cell they could make its neighbours read otherwise than they are.
_TURNING = dict.fromkeys(map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


def cell(value: Any) -> str:
    """A value as a cell: one line, without marks that turn text, an apostrophe before what looks like a formula."""
    text = str("" if value is None else value).translate(_TURNING)
    text = "".join(one if one.isprintable() else " " for one in text)
    return f"'{text}" if text.lstrip()[:1] in _FORMULA else text


def csv_answer(name: str, head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Response:
    """The table as a file to be kept under this name."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([cell(one) for one in head])
    writer.writerows([cell(one) for one in row] for row in rows)
    # The mark in front tells spreadsheets that this is UTF-8: Arabic names would be noise without it.
    return Response("\ufeff" + out.getvalue(), mimetype="text/csv", headers={
        "Content-Disposition": f"attachment; filename={name}.csv"})

"""Places in a page that a feature above fills: ``{{ slot("bell") }}`` in a template, ``fill_slot("bell", fn)`` above.

So the header shows a count that the layout has never heard of, and a thread a menu that threads do not know. A slot
is drawn for the one who looks; pages that are kept leave a gap there. What is not filled is empty.
"""

from collections.abc import Callable

from markupsafe import Markup

Filler = Callable[..., Markup]

_fillers: dict[str, list[Filler]] = {}


def fill_slot(name: str, filler: Filler) -> None:
    """Let ``filler(**values)`` draw something there; several stand one after the other."""
    known = _fillers.setdefault(name, [])
    if filler not in known:
        known.append(filler)


def slot(name: str, **values: int | str) -> Markup:
    """What stands there for who looks now."""
    return Markup("").join(filler(**values) for filler in _fillers.get(name, ()))

"""Whole pages drawn once for each kind of reader, with marks where a single reader's own things go.

Drawing a page (layout, menus, words, addresses) takes ten times as long as reading what it shows. Readers of one
thread who may do the same things get the same page but for a few words: their name in the menu, form tokens, the
stylesheet of a first visit, their own posts. So the page is drawn with random marks in those places, kept, and
filled in for each reader.

The key must name everything else that the page depends on. ``tests/threads/test_shell.py`` holds the proof: for
every kind of reader the filled page is, byte for byte, the page drawn for that reader alone.
"""

import re
import secrets
import zlib
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import g, render_template, request, session
from markupsafe import Markup, escape

from goforum.core.assets import css_head
from goforum.core.bounded import Bounded
from goforum.core.forms import form_token
from goforum.core.i18n import language
from goforum.core.slots import slot
from goforum.core.templating import avatar_tone, initials, page_theme
from goforum.core.web import viewer
from goforum.threads.drawing import digest_of, kept_shells

_SALT = secrets.token_hex(10)
# What may stand in the address of a kept page: the rest would let anyone fill the memory with copies.
_ADDRESSES = frozenset({"page", "after", "before", "lang"})
_MARK = re.compile(f"{_SALT}([a-z]+)z")
_unpacked: Bounded[list[bytes]] = Bounded(8 * 1024 * 1024)


def mark(name: str) -> Markup:
    """A place to be filled later. Letters and digits only, so that no escaping changes it."""
    return Markup(f"{_SALT}{name}z")  # noqa: S704 - letters and digits


@dataclass(frozen=True, slots=True)
class Shell:
    """A drawn page cut at its marks, the names of the marks, and a fingerprint of its text.

    Packed, because there may be thousands: unpacking takes a fortieth of the time that drawing does.
    """

    packed: bytes
    names: tuple[str, ...]
    digest: str
    # The slots of the page, as they were asked for; the mark of the first is "slota", of the second "slotb".
    slots: tuple[tuple[str, tuple[tuple[str, int | str], ...]], ...] = ()

    @classmethod
    def of(cls, text: str, slots: Iterable[tuple[str, dict[str, int | str]]] = ()) -> "Shell":
        parts = _MARK.split(text)
        packed = zlib.compress(_SALT.join(parts[::2]).encode(), 1)
        return cls(packed, tuple(parts[1::2]), digest_of("".join(parts)),
                   tuple((name, tuple(values.items())) for name, values in slots))

    def _parts(self) -> list[bytes]:
        """The text between the marks; of the pages that are asked for now it lies there unpacked."""
        parts = _unpacked.find(self.packed)
        if parts is None:
            parts = zlib.decompress(self.packed).split(_SALT.encode())
            _unpacked.put(self.packed, parts, sum(map(len, parts)) + len(self.packed) + 1000)
        return parts

    def own_slots(self) -> tuple[str, ...]:
        """What stands in the slots for who looks now: a part of the page's fingerprint, for it changes by itself."""
        return tuple(str(slot(name, **dict(values))) for name, values in self.slots)

    def fill(self, fillings: Mapping[str, Callable[[], str | bytes]], slots: Sequence[str] | None = None) -> bytes:
        """The page with everything in its place, as it is sent."""
        makers: dict[str, Callable[[], str | bytes]] = {**_own_fillings(), **fillings}
        made = {f"slot{chr(97 + number)}": text.encode()
                for number, text in enumerate(self.own_slots() if slots is None else slots)}
        parts = self._parts()
        whole = [parts[0]]
        for name, part in zip(self.names, parts[1:], strict=True):
            if name not in made:
                text = makers[name]()
                made[name] = text.encode() if isinstance(text, str) else text
            whole += made[name], part
        return b"".join(whole)


def _own_fillings() -> dict[str, Callable[[], str]]:
    me = viewer()
    return {
        "token": form_token, "css": css_head, "name": lambda: str(escape(me.name)),
        "initials": lambda: str(escape(initials(me.name))), "tone": lambda: str(avatar_tone(me.name)),
    }


def keepable() -> bool:
    """Not when the page says something once (what an act of a moment ago had to say), nor for made-up addresses."""
    return not session.get("_flashes") and all(name in _ADDRESSES for name in request.args)


def _draw(template: str, values: dict[str, Any]) -> tuple[Shell, int]:
    me = viewer()
    slots: list[tuple[str, dict[str, int | str]]] = []

    def leave_slot(name: str, **values: int | str) -> Markup:
        slots.append((name, values))
        return mark(f"slot{chr(96 + len(slots))}")

    own: dict[str, Any] = {"css_head": lambda: mark("css"), "slot": leave_slot}
    if me.id is not None:
        own |= {"viewer": replace(me, name=mark("name")), "initials": lambda _name: mark("initials"),
                "avatar_tone": lambda _name: mark("tone")}
    # Flask-WTF keeps the request's token here; whatever asks for it while we draw gets the mark.
    token = g.pop("csrf_token", None)
    g.csrf_token = mark("token")
    try:
        text = render_template(template, **own, **values)
    finally:
        del g.csrf_token
        if token is not None:
            g.csrf_token = token
    made = Shell.of(text, slots)
    return made, len(made.packed) + 1000


def shell(template: str, key: Hashable, values: dict[str, Any]) -> Shell:
    """The page of this key. Whatever it shows depends on the key, the language, the theme and the kind of viewer."""
    me = viewer()
    whole = (template, key, language(), page_theme(), me.zone, me.id is None, me.is_admin)
    found: Shell = kept_shells.get(whole, lambda: _draw(template, values))
    return found

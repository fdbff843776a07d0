"""A field for the number of a thing, which also takes the address of its page as people paste it."""

import re
from typing import Any

from flask_babel import gettext as _
from wtforms import IntegerField
from wtforms.widgets import TextInput

_NUMBER = re.compile(r"#?(\d{1,9})", re.ASCII)


def linked_number(typed: str, place: str) -> int | None:
    """The number in "12", "#12", "/threads/12" or a whole address of this ``place``; None for anything else."""
    text = typed.strip()
    found = _NUMBER.fullmatch(text) or re.fullmatch(
        rf"(?:https?://[^/\s]+)?/?{re.escape(place)}/(\d{{1,9}})(?:[/?#]\S*)?", text, re.ASCII)
    return int(found.group(1)) or None if found else None


class LinkField(IntegerField):
    """The number of a thing, or the address somebody pastes; what was typed comes back as it was."""

    widget = TextInput()

    def __init__(self, label: Any = None, validators: Any = None, *, place: str = "", **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.place = place

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number out of what was typed."""
        self.data = None
        if valuelist and valuelist[0].strip():
            self.data = linked_number(valuelist[0], self.place)
            if self.data is None:
                raise ValueError(_("Write its number, or the whole address of its page."))

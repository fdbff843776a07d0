"""The files of a form: those added before (their ids come back with the form) and those that come with it now.

Works without scripts: a form that is refused or previewed comes back with its files still in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from goforum.core.rules import Refusal
from goforum.core.web import viewer
from goforum.files.intake import take_in
from goforum.files.limits import limits
from goforum.files.names import clean_name
from goforum.files.queries import FileCard, list_own_files
from goforum.files.rules import may_upload

log = structlog.get_logger(__name__)
MOST_IDS = 100


@dataclass(frozen=True)
class Fault:
    """A file that was not taken, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Picked:
    """The files of a form: what is in it, what was not taken; ``adding``: only files were to be added."""

    files: Sequence[FileCard] = ()
    faults: Sequence[Fault] = ()
    adding: bool = False

    @property
    def ids(self) -> list[int]:
        return [one.id for one in self.files]

    @property
    def again(self) -> bool:
        """Whether the form must be shown again before anything is made of it."""
        return self.adding or bool(self.faults)

    @property
    def errors(self) -> list[str]:
        """The faults as lines for the top of a refused form."""
        return [f"{one.name}: {one.reason}" for one in self.faults]


NOTHING = Picked()


def picked_files(present: Sequence[FileCard] = ()) -> Picked:
    """What the form that was sent holds. ``present``: files that are there already and may stay, whosever they are."""
    me = viewer()
    if me.id is None or not may_upload(me):
        return NOTHING
    ids = [int(raw) for raw in request.form.getlist("file_ids")[:MOST_IDS] if raw.isascii() and raw.isdigit()
           and len(raw) < 10]
    there = {one.id: one for one in present} | {one.id: one for one in list_own_files(me.id, ids)}
    files = [there[one] for one in dict.fromkeys(ids) if one in there]
    faults: list[Fault] = []
    new = [one for one in request.files.getlist("files") if one.filename]
    room = limits().post_files
    for one in new:
        name = shown_name(one.filename or "")
        if len(files) >= room:
            faults.append(Fault(name, ngettext(
                "A post holds at most %(num)s file.", "A post holds at most %(num)s files.", room)))
            continue
        try:
            made = take_in(me.id, one.stream, one.filename or "", request.form.get("client_key", "")[:64])
            files += [card for card in list_own_files(me.id, [made]) if card.id not in {have.id for have in files}]
        except Refusal as refusal:
            faults.append(Fault(name, str(refusal.reason) or cannot_keep()))
        except OSError:
            log.exception("file_not_stored")
            faults.append(Fault(name, cannot_keep()))
    return Picked(files, faults, "add_files" in request.form)


def shown_name(name: str) -> str:
    """The name of a file that was not taken, as a page may show it."""
    ending = name.rpartition(".")[2]
    return clean_name(name, ending if ending.isalnum() and ending.isascii() and len(ending) < 6 else "bin")


def cannot_keep() -> str:
    """What is said when the disk does not take a file."""
    return _("The site cannot keep files just now. Your text is safe; try again in a while.")

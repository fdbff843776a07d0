"""What a point is linked to, looked for by words while its form is filled in: nothing is saved, and nothing lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext as _

from goforum.core.web import viewer
from goforum.meetings import queries
from goforum.meetings.forms import LinksForm
from goforum.meetings.queries import Title


@dataclass(frozen=True)
class Looked:
    """What was looked for and found. ``pressed``: the form is to be shown again, whatever else is in it."""

    pressed: bool = False
    found: Mapping[str, Sequence[Title]] = field(default_factory=dict)
    # What the links that stand in the form are called.
    named: Mapping[str, Title] = field(default_factory=dict)

    @property
    def nothing(self) -> bool:
        """Whether no title holds the words."""
        return self.pressed and bool(self.found) and not any(self.found.values())


def look(form: LinksForm, group_id: int) -> Looked:
    """Take what was picked; look for words that were not looked for yet, by the button or by Enter in their field."""
    form.take_picks()
    words = form.words.data or ""
    pressed = form.is_submitted() and ("find" in request.form or words != (form.found_words.data or ""))
    found: Mapping[str, Sequence[Title]] = {}
    if pressed:
        form.found_words.data = words
        if not words:
            form.words.errors = [*form.words.errors, _("Write a word of the title.")]
        elif form.words.validate(form):
            found = queries.find_titles(words, viewer().id, group_id)
    named = queries.titles_of_links(form.thread_id.data, form.proposal_id.data, viewer().id)
    return Looked(pressed, found, named)

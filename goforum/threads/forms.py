"""The shape of what people type in threads."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from goforum.core.forms import Form, line, options, text
from goforum.core.i18n import LANGUAGE_NAMES
from goforum.core.text import MAX_SOURCE

_WRITING = _l("In your language. @name calls somebody, #7 links a commitment. Your draft is kept as you write.")


def _key() -> HiddenField:
    """Names this composer, so that sending twice is posting once."""
    return HiddenField(validators=[Optional(), Length(max=64)], default=lambda: str(uuid4()))


def _sequence() -> IntegerField:
    """Which state of the draft this form was drawn from (see ``commands/drafts.py``)."""
    return IntegerField(validators=[Optional()], widget=HiddenInput(), default=0)


def _tag() -> SelectField:
    """What a reply is to the discussion, for whoever wants to say so."""
    return SelectField(_l("My reply is"), [Optional()], default="", choices=options([
        ("", _l("a contribution")), ("for", _l("for")), ("against", _l("against")),
        ("question", _l("a question")), ("information", _l("information"))]))


def _commitments() -> SelectMultipleField:
    return SelectMultipleField(_l("Linked commitments"), [Optional()], coerce=int,
                               description=_l("What this is about, in the action plan."))


class _Linking(Form):
    """A form that offers commitments; the view says how to read the list, which is done when somebody looks at it."""

    commitments = _commitments()

    def __init__(self, choices: Callable[[], list[tuple[int, str]]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commitments.choices = choices


def _language() -> SelectField:
    """What the text is written in; left to itself the site reads it from the words."""
    choices = options([("", _l("Language: automatic")), *LANGUAGE_NAMES.items()])
    return SelectField(_l("Language of the text"), [Optional()], choices=choices, default="")


class ThreadForm(_Linking):
    title = line(_l("Title"), limit=200, hint=_l("The question, in one sentence."))
    body = text(_l("First post"), limit=MAX_SOURCE, hint=_WRITING)
    language = _language()
    client_key = _key()
    sequence = _sequence()


class ReplyForm(_Linking):
    body = text(_l("Your reply"), limit=MAX_SOURCE, hint=_WRITING)
    tag = _tag()
    language = _language()
    client_key = _key()
    sequence = _sequence()


class EditForm(Form):
    body = text(_l("Text of the post"), limit=MAX_SOURCE)
    language = _language()
    revision = IntegerField(validators=[Optional()], widget=HiddenInput())
    client_key = _key()
    sequence = _sequence()


class ChangeForm(_Linking):
    title = line(_l("Title"), limit=200)
    language = SelectField(_l("Language of the thread"), [Optional()], choices=options(list(LANGUAGE_NAMES.items())))


class CloseForm(Form):
    reason = text(_l("Conclusions"), limit=5000,
                  hint=_l("What was agreed, what was not, and where the discussion goes on. Markdown works."))


class EmptyForm(Form):
    """A button: only the CSRF token."""


class SlowForm(Form):
    seconds = SelectField(_l("Pause between two posts of the same person"), coerce=int,
                          description=_l("Facilitators are not held back. Writers see the pause before they write."))


class _Carrying(Form):
    """Where posts go; the view brings the places. Other readers are confirmed."""

    sure = BooleanField(_l("I have seen who will be able to read this"))


class MoveForm(_Carrying):
    group = RadioField(_l("To which group"), [InputRequired(_l("Choose one."))], coerce=int)


class MergeForm(_Carrying):
    into = RadioField(_l("Into which thread"), [InputRequired(_l("Choose one."))], coerce=int)


class SplitForm(_Carrying):
    into = RadioField(_l("Where the posts go"), [InputRequired(_l("Choose one."))], coerce=int, default=0)
    title = line(_l("Title of the new thread"), limit=200, optional=True)
    client_key = _key()


class SummaryForm(Form):
    body = text(_l("Where we are"), limit=10_000, optional=True,
                hint=_l("Agreed, in debate, next step. #12 cites post 12 with its author. Markdown works."))
    # The number of the text the writer had before them.
    after = IntegerField(validators=[Optional()], widget=HiddenInput(), default=0)

"""Forms check shape only: required, length, choice. What a person may do is asked by the command."""

from functools import cache, lru_cache
from typing import Any

from babel.support import NullTranslations, Translations
from flask import current_app, g, request, session
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadData, URLSafeTimedSerializer
from wtforms import Field, SelectChoice, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.i18n import messages_path
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from goforum.core import clock
from goforum.core.rules import Invalid
from goforum.core.text import clean_line, clean_source

__all__ = ["Form", "chosen", "form_token", "line", "many", "options", "required", "seconds_open", "text"]


@cache
def _words_of(locale: str) -> NullTranslations:
    """WTForms' own sentences in a language; read once, where Flask-WTF reads the file for each request."""
    return Translations.load(messages_path(), [locale], domain="wtforms")


class Form(FlaskForm):
    """The base of all forms: CSRF on, and refusals of a command shown beside their field."""

    class Meta(FlaskForm.Meta):
        """What all forms have in common."""

        def get_translations(self, _form: Any) -> Any:
            return _words_of(str(get_locale() or "en"))

    def add_errors(self, invalid: Invalid) -> None:
        """Put the reasons of a refused command beside their fields; unknown fields go on top."""
        for name, reason in invalid.errors.items():
            field = self._fields.get(name)
            if field is None:
                self.form_errors.append(reason)
            else:
                field.errors = [*field.errors, reason]


def required() -> Any:
    return DataRequired(message=_l("Fill in this field."))


def _length(limit: int) -> Any:
    return Length(max=limit, message=_l("At most %(max)d characters."))


def strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _clean(value: Any) -> Any:
    """Before anything is judged: no NUL (PostgreSQL refuses it), nothing invisible that turns the words around."""
    return clean_source(value) if isinstance(value, str) else value


def _one_line(value: Any) -> Any:
    return clean_line(value) if isinstance(value, str) else value


def line(label: Any, *, limit: int = 200, optional: bool = False, hint: Any = "", **kwargs: Any) -> Field:
    """A one-line text."""
    first = Optional() if optional else required()
    return StringField(label, [first, _length(limit)], filters=[_one_line], description=hint, **kwargs)


def text(label: Any, *, limit: int = 20_000, optional: bool = False, hint: Any = "", **kwargs: Any) -> Field:
    """A text of several lines, in Markdown where people write to each other."""
    first = Optional() if optional else required()
    return TextAreaField(label, [first, _length(limit)], filters=[_clean], description=hint, **kwargs)


def options(choices: Any) -> Any:
    """Pairs of value and label as WTForms wants them; anything else is passed as it is."""
    if isinstance(choices, list | tuple):
        return [SelectChoice(*c) if isinstance(c, tuple) else c for c in choices]
    return choices


def chosen(label: Any, choices: Any, *, hint: Any = "", **kwargs: Any) -> Field:
    """One of a list."""
    missing = InputRequired(message=_l("Choose one."))
    return SelectField(label, [missing], choices=options(choices), description=hint, **kwargs)


def many(label: Any, choices: Any, *, hint: Any = "", **kwargs: Any) -> Field:
    """Any number of a list."""
    return SelectMultipleField(label, [Optional()], choices=options(choices), description=hint, **kwargs)


@lru_cache(maxsize=4)
def _signer(key: str | bytes) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="wtf-csrf-token")


def form_token() -> str:
    """Flask-WTF's token for the forms of this page, by a signer that is made once and not for every page.

    The token itself is made anew: the time in it says when the page was drawn.
    """
    token: str | None = g.get("csrf_token")
    raw = session.get("csrf_token") if token is None else None
    if raw:
        token = g.csrf_token = str(_signer(current_app.secret_key or "").dumps(raw))
    return token if token is not None else generate_csrf()


def seconds_open() -> float | None:
    """How long ago the page was drawn whose form is sent: its token is signed with that time. None when unreadable."""
    try:
        _value, drawn = _signer(current_app.secret_key or "").loads(
            request.form.get("csrf_token", ""), return_timestamp=True)
    except BadData:
        return None
    seconds: float = (clock.now() - drawn).total_seconds()
    return max(0.0, seconds)

"""The shape of what people type about themselves."""

import re
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, Field, IntegerField, PasswordField, SelectField
from wtforms.validators import Email, InputRequired, Length, NumberRange, ValidationError

from goforum.core.forms import Form, line, options, required, strip
from goforum.core.i18n import LANGUAGE_NAMES
from goforum.core.viewer import ZONE

_ADDRESS = re.compile(r"://|@|www\.|\.[a-z]{2,}/", re.IGNORECASE)

_COMMON_ZONES = (ZONE, "Europe/Paris", "Europe/Madrid", "Europe/Brussels", "Europe/London", "Africa/Tunis",
                 "Africa/Algiers", "Africa/Dakar", "America/New_York", "America/Montreal", "Asia/Dubai", "UTC")


def _email_field() -> EmailField:
    shape = Email(message=_l("Write an e-mail address, such as name@example.org."))
    return EmailField(_l("E-mail address"), [required(), Length(max=254), shape], filters=[strip],
                      render_kw={"autocomplete": "email", "dir": "ltr", "inputmode": "email"})


def _password_field(label: object, autocomplete: str, hint: object = "") -> PasswordField:
    return PasswordField(label, [InputRequired(message=_l("Fill in this field."))], description=hint,
                         render_kw={"autocomplete": autocomplete, "dir": "ltr", "maxlength": 400})


_NEW_HINT = _l("At least 10 characters. A short sentence is easy to remember.")


class NameForm(Form):
    name = line(_l("Your name"), limit=80, hint=_l("As others will see it, in any script."),
                render_kw={"autocomplete": "name", "dir": "auto"})

    def validate_name(self, field: Field) -> None:
        """A name one can see and say: spaces of no width and lone marks are a mask."""
        typed = field.data or ""
        # Nor an address: the mail that confirms an account greets whoever owns the mailbox with this name.
        if not any(letter.isalnum() for letter in typed) or _ADDRESS.search(typed):
            raise ValidationError(_l("Write a name that others can read."))


class SignUpForm(NameForm):
    email = _email_field()
    password = _password_field(_l("Password"), "new-password", _NEW_HINT)


class SignInForm(Form):
    email = _email_field()
    password = _password_field(_l("Password"), "current-password")


class AskLinkForm(Form):
    email = _email_field()


class NewPasswordForm(Form):
    password = _password_field(_l("New password"), "new-password", _NEW_HINT)


class ChangePasswordForm(Form):
    current = _password_field(_l("Present password"), "current-password")
    password = _password_field(_l("New password"), "new-password", _NEW_HINT)


class PreferencesForm(NameForm):
    language = SelectField(_l("Language"), choices=options(list(LANGUAGE_NAMES.items())),
                           description=_l("Pages and mails come in this language."))
    zone = SelectField(_l("Time zone"), validate_choice=False,
                       description=_l("Meetings and deadlines are shown in this zone."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        zones = dict.fromkeys((*_COMMON_ZONES, self.zone.data or ZONE))
        self.zone.choices = options([(name, name.replace("_", " ")) for name in zones])

    def validate_zone(self, field: SelectField) -> None:
        if field.data not in available_timezones():
            raise ValidationError(_l("Choose a time zone of the list."))


class SuspendForm(Form):
    days = IntegerField(_l("Days"), [InputRequired(message=_l("Fill in this field.")), NumberRange(1, 3650)])


class EmptyForm(Form):
    """A button: only the CSRF token."""


class EverywhereForm(Form):
    everywhere = BooleanField(_l("On all my devices"))

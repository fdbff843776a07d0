"""The sample form of the components board: one field of each kind."""

from wtforms import BooleanField, DateTimeLocalField, EmailField, RadioField
from wtforms.validators import InputRequired, Optional

from goforum.core.forms import Form, chosen, line, many, options, text


class KitForm(Form):
    """One field of each kind, refused and redrawn like any other form."""

    title = line("Title", hint="A line of text.")
    body = text("Text", limit=200, hint="Kept on this device while you type.")
    email = EmailField("E-mail", [Optional()])
    when = DateTimeLocalField("Date and time", [Optional()], format="%Y-%m-%dT%H:%M")
    language = chosen("Language", [("ar", "العربية"), ("fr", "Français"), ("en", "English")])
    links = many("Commitments", [(str(n), f"Commitment {n}") for n in range(1, 8)])
    position = RadioField(
        "Position", [InputRequired("Choose one.")],
        choices=options([("for", "For"), ("abstain", "Abstention"), ("against", "Against"),
                         ("objection", "Reasoned objection")]))
    agree = BooleanField("I have read the charter")

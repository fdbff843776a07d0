"""The shape of what people type while a meeting is prepared."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, Field, HiddenField, IntegerField, SelectField, TimeField
from wtforms.validators import InputRequired, Optional

from goforum.core.forms import Form, chosen, line, options, required, text
from goforum.core.rules import Invalid, No
from goforum.meetings import rules as meeting_rules
from goforum.meetings.forms import FORMS, LinksForm, TitlesForm

EVERY = [("", _l("Only the days above")), ("week", _l("Every week")), ("two-weeks", _l("Every two weeks")),
         ("month-day", _l("Every month, on the same day of the month")),
         ("month-weekday", _l("Every month, on the same weekday"))]


class OfferForm(LinksForm):
    """A point proposed for the agenda."""

    title = line(_l("The point"), limit=300)
    minutes = IntegerField(_l("Minutes"), [Optional()])
    reason = line(_l("Why it should be discussed"), optional=True, limit=1000)
    commitment_id = SelectField(_l("Linked commitment"), coerce=int, validate_choice=False)
    client_key = HiddenField()


class RefuseForm(Form):
    answer = line(_l("Why not"), limit=1000, hint=_l("Whoever proposed the point reads it."))


class SeriesForm(TitlesForm):
    """Several dates at once."""

    days = text(_l("Days"), limit=2000, hint=_l("One a line or between commas, as in: 2 May, 5 September, 5 December"))
    year = IntegerField(_l("Year"), [required()], description=_l("For days written without one."))
    every = SelectField(_l("Repeated"), choices=options(EVERY))
    times = IntegerField(_l("How many dates in all"), [Optional()],
                         description=_l("When they repeat from the first day."))
    starts = TimeField(_l("Starts at"), [required()])
    ends = TimeField(_l("Ends at"), [required()])
    zone = SelectField(_l("Time zone"), validate_choice=False,
                       description=_l("The times above are those of this place."))
    form = chosen(_l("How people meet"), FORMS)
    place = line(_l("Place"), optional=True, limit=300)
    agenda = text(_l("Agenda of each"), optional=True, limit=5000,
                  hint=_l("One point a line; the minutes in brackets at the end, as in: Opening words (10)"))
    client_key = HiddenField()


DATES_ASKED = 8
_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


class DatesForm(TitlesForm):
    """A meeting whose date the members are asked for. All times are those of the zone that is chosen here."""

    zone = SelectField(_l("Time zone"), validate_choice=False,
                       description=_l("All times on this page are those of this place."))
    minutes = IntegerField(_l("How many minutes it lasts"), [InputRequired(message=_l("Fill in this field."))],
                           render_kw={"inputmode": "numeric"})
    form = chosen(_l("How people meet"), FORMS)
    place = line(_l("Place"), optional=True, limit=300)
    agenda = text(_l("Agenda"), optional=True, limit=5000,
                  hint=_l("One point a line; the minutes in brackets at the end, as in: Opening words (10)"))
    closes_at = DateTimeLocalField(_l("Members answer until"), [required()], format=_FORMATS)
    client_key = HiddenField()

    @property
    def dates(self) -> list[Field]:
        """The fields of the dates, in order."""
        return [self[f"date_{at}"] for at in range(1, DATES_ASKED + 1)]

    def instants(self) -> tuple[list[datetime], datetime]:
        """The dates and the deadline that were typed; Invalid for a time that those clocks never show, or twice."""
        errors: dict[str, object] = {}
        found: dict[str, datetime] = {}
        for field in (*self.dates, self.closes_at):
            if field.data is None:
                continue
            at = meeting_rules.instant_of(field.data, self.zone.data)
            if isinstance(at, No):
                errors["zone" if at.code == "zone" else field.name] = at.reason
            else:
                found[field.name] = at
        if errors:
            raise Invalid(errors)
        deadline = found.pop("closes_at")
        return list(found.values()), deadline


for _at in range(1, DATES_ASKED + 1):
    setattr(DatesForm, f"date_{_at}", DateTimeLocalField(
        _l("Date %(number)d", number=_at), [Optional()], format=_FORMATS))


class FilesForm(Form):
    """Only the CSRF token; the files are the picker's."""

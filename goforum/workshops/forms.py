"""The shape of what organisers and those who register type."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, DateTimeLocalField, HiddenField, IntegerField, SelectField, TimeField
from wtforms.validators import InputRequired

from goforum.core.forms import Form, chosen, line, options, required, text
from goforum.core.viewer import ZONE
from goforum.meetings.forms import FORMS, ZONES, TitlesForm

OPEN_TO = [("members", _l("Members of the group")), ("everyone", _l("Everybody who has an account"))]


class WorkshopForm(TitlesForm):
    """What the page of a workshop says."""

    audience = line(_l("For whom it is"), limit=500, hint=_l("For instance: associations that work on budgets."))
    about = text(_l("What it is about"), optional=True, hint=_l("Markdown."))
    open_to = chosen(_l("Who may register"), OPEN_TO)
    day = DateField(_l("Day"), [required()])
    starts = TimeField(_l("Starts at"), [required()])
    ends = TimeField(_l("Ends at"), [required()])
    closes_at = DateTimeLocalField(_l("Registration closes on"), [required()],
                                   format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
    zone = SelectField(_l("Time zone"), validate_choice=False,
                       description=_l("All times on this page are those of this place."))
    form = chosen(_l("How people meet"), FORMS)
    venues = text(_l("Where"), optional=True, limit=1000, hint=_l("One place a line."))
    places = IntegerField(_l("Number of places"), [InputRequired(message=_l("Fill in this field."))],
                          render_kw={"inputmode": "numeric"})
    version = HiddenField()
    client_key = HiddenField()

    def offer(self, own_zone: str) -> None:
        """Fill the list of zones, with the organiser's own."""
        zones = dict.fromkeys((*ZONES, own_zone, self.zone.data or ZONE))
        self.zone.choices = options([(name, name.replace("_", " ")) for name in zones])


class RegisterForm(Form):
    note = line(_l("What we should know"), optional=True, limit=300,
                hint=_l("For instance: a seat near the front, an interpreter. Only the organisers read it."))


class CancelForm(Form):
    reason = line(_l("Reason"), limit=1000, hint=_l("Everybody who registered reads it."))

"""The shape of what the secretary types about points and actions, and of what owners report."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, DateTimeLocalField, HiddenField, SelectField
from wtforms.validators import Optional, ValidationError

from goforum.core.forms import Form, chosen, line, options, required, text
from goforum.core.walltime import instant_of, wall_time_fault
from goforum.core.web import viewer

KINDS = [("opening", _l("Opening words")), ("discussed", _l("Points discussed")), ("decided", _l("Points decided")),
         ("information", _l("Information"))]
STATES = [("open", _l("Still open")), ("done", _l("Done")), ("dropped", _l("Dropped"))]


class PointForm(Form):
    """A point noted in a meeting."""

    kind = chosen(_l("Under"), KINDS)
    item_id = SelectField(_l("Point of the agenda"), coerce=int, validate_choice=False)
    text_ar = text(_l("In Arabic"), optional=True, limit=1000)
    text_fr = text(_l("In French"), optional=True, limit=1000)
    text_en = text(_l("In English"), optional=True, limit=1000)
    client_key = HiddenField()

    def offer(self, items: Iterable[tuple[int, str]]) -> None:
        """Fill the list of points of the agenda; 0 stands for none."""
        self.item_id.choices = options([(0, "—"), *items])


class ActionForm(Form):
    """What is to be done, by whom, until when, for what."""

    title_ar = line(_l("What is to be done, in Arabic"), optional=True, limit=1000)
    title_fr = line(_l("What is to be done, in French"), optional=True, limit=1000)
    title_en = line(_l("What is to be done, in English"), optional=True, limit=1000)
    owner_id = SelectField(_l("Who does it"), coerce=int, validate_choice=False)
    organisation_id = SelectField(_l("For which organisation"), coerce=int, validate_choice=False)
    due_on = DateField(_l("Deadline"), [Optional()], description=_l("The whole of that day counts."))
    commitment_id = SelectField(_l("Linked commitment"), coerce=int, validate_choice=False)
    item_id = SelectField(_l("Point of the agenda"), coerce=int, validate_choice=False, default=0)
    note = line(_l("Why it changes"), optional=True, limit=1000, hint=_l("It stands in the history."))
    version = HiddenField()
    client_key = HiddenField()

    def offer(self, *, people: Iterable[tuple[int, str]], organisations: Iterable[tuple[int, str]],
              commitments: Iterable[tuple[int, str]], items: Iterable[tuple[int, str]] = ()) -> None:
        """Fill the lists; 0 stands for none."""
        for field, choices in ((self.owner_id, people), (self.organisation_id, organisations),
                               (self.commitment_id, commitments), (self.item_id, items)):
            field.choices = options([(0, "—"), *choices])


class ReportForm(Form):
    """Where an action is."""

    state = chosen(_l("Where it is"), STATES)
    note = line(_l("In a few words"), optional=True, limit=1000,
                hint=_l("How it goes, or where the result can be found. Needed when it is dropped."))


class ItemTextsForm(Form):
    """An item of the minutes in three languages."""

    text_ar = text(_l("In Arabic"), optional=True, limit=4000)
    text_fr = text(_l("In French"), optional=True, limit=4000)
    text_en = text(_l("In English"), optional=True, limit=4000)


class ItemForm(ItemTextsForm):
    """An item to be said otherwise."""

    same = BooleanField(_l("All languages say the same now"))
    seen = HiddenField()


class NewItemForm(ItemTextsForm):
    """An item of the secretary's own."""

    heading = SelectField(_l("Under"), validate_choice=False)
    client_key = HiddenField()


class UntilForm(Form):
    """The end of the time for remarks, or of a vote, on the clocks of the person who types it."""

    until = DateTimeLocalField(_l("Until"), [required()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.zone = viewer().zone
        city = get_timezone_location(ZoneInfo(self.zone), locale=get_locale(), return_city=True)
        self.until.description = _("On the clocks of %(city)s, your time zone. At least one hour from now.", city=city)

    def validate_until(self, field: DateTimeLocalField) -> None:
        """A time those clocks show once."""
        if field.data is not None and (fault := wall_time_fault(field.data, self.zone)):
            raise ValidationError(fault)

    @property
    def instant(self) -> datetime:
        """The instant that was typed."""
        return instant_of(self.until.data, self.zone)


class CirculateForm(UntilForm):
    """The end of the time for remarks, and whether silence is consent then."""

    by_silence = BooleanField(_l("Silence is consent"), description=_l(
        "When this time is over, the minutes are adopted by themselves if every remark has its answer."))


class RemarkForm(Form):
    """What a member says of the minutes."""

    item_id = SelectField(_l("About"), coerce=int, validate_choice=False, default=0)
    body = text(_l("Your remark"), limit=4000)
    client_key = HiddenField()


class AnswerForm(Form):
    """What became of a remark."""

    state = chosen(_l("What becomes of it"), [("accepted", _l("Taken in")), ("partly", _l("Taken in in part")),
                                             ("refused", _l("Not taken in"))])
    answer = text(_l("The reason"), limit=4000)


class EmptyForm(Form):
    """A button: only the CSRF token."""

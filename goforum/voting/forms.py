"""The shape of a ballot, and of the questions asked when a vote opens or is cancelled."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateTimeLocalField, HiddenField, IntegerField, RadioField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from goforum.core import clock
from goforum.core.forms import Form, line, options, text
from goforum.core.walltime import instant_of, wall_time_fault, wall_time_of
from goforum.core.web import viewer
from goforum.voting.models import MAX_QUESTION, MAX_REASON

CHOICES = [("for", _l("For")), ("abstain", _l("Abstention")), ("against", _l("Against")),
           ("objection", _l("Reasoned objection"))]
RESULTS = [("open", _l("Shown while people vote")), ("hidden", _l("Hidden until the close"))]
_FORMAT = "%Y-%m-%dT%H:%M"


CONSENTING = [("consent", _l("I consent")), ("abstain", _l("I stand aside")), ("objection", _l("Reasoned objection"))]


class BallotForm(Form):
    choice = RadioField(_l("Your position"), [InputRequired(message=_l("Choose one."))], choices=options(CHOICES))
    reason = text(_l("Why?"), limit=MAX_REASON, optional=True)

    @property
    def said(self) -> dict[str, Any]:
        """What ``cast_vote`` is told."""
        return {"choice": self.choice.data}


class ConsentForm(BallotForm):
    choice = RadioField(_l("Your position"), [InputRequired(message=_l("Choose one."))], choices=options(CONSENTING))


class TermsForm(Form):
    """Deadline, quorum, results: what is fixed when a vote opens. The deadline is in the person's own zone."""

    closes_at = DateTimeLocalField(_l("Closes on"), [InputRequired(message=_l("Fill in this field."))],
                                   format=[_FORMAT, "%Y-%m-%dT%H:%M:%S"])
    quorum_percent = IntegerField(
        _l("Quorum, in percent of the voters"),
        [InputRequired(message=_l("Fill in this field.")),
         NumberRange(0, 100, message=_l("Write a whole number from 0 to 100."))],
        description=_l("Everyone who votes counts, abstentions included. 0 means no quorum."),
        default=50, render_kw={"inputmode": "numeric", "min": 0, "max": 100})
    results = RadioField(_l("Results"), [InputRequired(message=_l("Choose one."))], choices=options(RESULTS),
                         default="open")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.zone = viewer().zone
        city = get_timezone_location(ZoneInfo(self.zone), locale=get_locale(), return_city=True)
        self.closes_at.description = _("On the clocks of %(city)s, your time zone. At least one hour from now.",
                                       city=city)
        if self.closes_at.data is None and not self.closes_at.raw_data:
            self.closes_at.data = suggested_deadline(clock.now(), self.zone)

    def validate_closes_at(self, field: DateTimeLocalField) -> None:
        if field.data is not None and (fault := wall_time_fault(field.data, self.zone)):
            raise ValidationError(fault)

    @property
    def deadline(self) -> datetime:
        """The instant that was typed."""
        return instant_of(self.closes_at.data, self.zone)


def suggested_deadline(now: datetime, zone: str) -> datetime:
    """A week from now at six in the evening, on the clocks of the person who opens the vote."""
    return wall_time_of(now + timedelta(days=7), zone).replace(hour=18, minute=0, second=0, microsecond=0)


def secret_field() -> BooleanField:
    """Whether the vote is secret, for the forms that open one."""
    return BooleanField(_l("Secret vote"), description=_l(
        "Choices are published without names at the close. No count is shown before, and there are no reasons."))


class PollForm(TermsForm):
    """A question put to a group by itself."""

    question = line(_l("Question"), limit=MAX_QUESTION,
                    hint=_l("Write it so that “for” and “against” have one meaning."))
    client_key = HiddenField(validators=[Length(max=64)])


class ExtendForm(TermsForm):
    """A later deadline, and why."""

    quorum_percent = results = None
    reason = text(_l("Reason"), limit=MAX_REASON, hint=_l("The voters will read it."))


class CancelForm(Form):
    reason = text(_l("Reason"), limit=MAX_REASON, hint=_l("The voters will read it."))

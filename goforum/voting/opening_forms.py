"""The form that opens a poll, made for the method people will vote by."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateTimeLocalField, Field, HiddenField, IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange, Optional

from goforum.core.forms import options, text
from goforum.core.text import clean_line
from goforum.core.walltime import instant_of, wall_time_fault
from goforum.voting.forms import PollForm
from goforum.voting.models import MAX_LABEL, MAX_OPTIONS
from goforum.voting.rules import BASE_NAMES, HIGHEST_CEILING, MAJORITY_NAMES, METHODS, Shape, Terms

DATES_OFFERED = 8
_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


class MethodForm(PollForm):
    """A question with its method; which other fields there are depends on it."""

    method = HiddenField(default="position")
    thread = HiddenField(default="")

    @property
    def dates(self) -> list[Field]:
        return [field for field in self if field.name.startswith("date_")]

    def validate(self, extra_validators: object = None) -> bool:
        """Each date that is written must be one instant on the clocks of the opener."""
        good = super().validate(extra_validators)
        for field in self.dates:
            if field.data and (fault := wall_time_fault(field.data, self.zone)):
                field.errors = [*field.errors, fault]
                good = False
        return bool(good)

    @property
    def terms(self) -> Terms:
        """What ``open_poll`` is told of the method."""
        listed = self.options.data.splitlines() if "options" in self and self.options.data else []
        return Terms(
            method=self.method.data or "position",
            labels=tuple(one for one in map(clean_line, listed) if one),
            dates=tuple(self._instant(field.data) for field in self.dates if field.data),
            seats=(self.seats.data if "seats" in self else None) or 1,
            ceiling=(self.ceiling.data if "ceiling" in self else None) or 0,
            status_quo=bool(self.status_quo.data) if "status_quo" in self else False,
            majority=self.majority.data if "majority" in self else "simple",
            majority_of=self.majority_of.data if "majority_of" in self else "expressed")

    def _instant(self, typed: datetime) -> datetime:
        return instant_of(typed, self.zone)


def _whole(label: object, default: int, most: int, hint: object = "") -> Field:
    return IntegerField(label, [InputRequired(message=_l("Fill in this field.")),
                                NumberRange(1, most, message=_l("Write a whole number from %(min)s to %(max)s."))],
                        description=hint, default=default, render_kw={"inputmode": "numeric", "min": 1, "max": most})


def method_form(method: str) -> MethodForm:
    """The form for this method; an unknown one gets the plain question."""
    facts = METHODS.get(method, METHODS["position"])
    fields: dict[str, Field] = {}
    if facts.shape is Shape.DATES:
        fields |= {f"date_{at}": DateTimeLocalField(_l("Date %(number)d", number=at), [Optional()], format=_FORMATS)
                   for at in range(1, DATES_OFFERED + 1)}
    elif not facts.decides:
        fields["options"] = text(_l("Options"), limit=MAX_OPTIONS * (MAX_LABEL + 2),
                                 hint=_l("One on each line, at least two. They are shown in this order."))
        if facts.shape in {Shape.RANKS, Shape.ONE, Shape.SEVERAL} and facts.name != "stv":
            fields["status_quo"] = BooleanField(_l("Add “Leave it as it is” to the list"))
    if facts.seats:
        fields["seats"] = _whole(_l("Seats to fill") if facts.name == "stv" else _l("How many options are chosen"),
                                 2 if facts.name == "stv" else 1, MAX_OPTIONS)
    if facts.shape in HIGHEST_CEILING:
        fields["ceiling"] = _whole(_l("Highest mark") if facts.shape is Shape.SCORES else _l("Dots for each voter"),
                                   facts.limit, HIGHEST_CEILING[facts.shape])
    if facts.name == "position":
        fields["majority"] = RadioField(_l("Majority"), choices=options(list(MAJORITY_NAMES.items())), default="simple")
        fields["majority_of"] = RadioField(
            _l("Share of what"), choices=options(list(BASE_NAMES.items())), default="expressed",
            description=_l("Where more for than against is enough, this makes no difference."))
    made: type[MethodForm] = type("OpenPollForm", (MethodForm,), fields)
    form = made()
    form.method.data = facts.name
    if not facts.decides:
        form.question.description = _("Ask what is to be chosen, and leave the options to the list below.")
    return form

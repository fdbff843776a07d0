"""The form that opens a poll, made for the method people will vote by."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateTimeLocalField, Field, HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from goforum.core.forms import options, text
from goforum.core.text import clean_line
from goforum.core.walltime import instant_of, wall_time_fault, wall_time_of
from goforum.voting.forms import PollForm, secret_field
from goforum.voting.models import MAX_LABEL, MAX_OPTIONS, STATUS_QUO
from goforum.voting.queries import PollView
from goforum.voting.rules import (
    BASE_NAMES,
    COLLEGE_NAMES,
    COLLEGES,
    HIGHEST_CEILING,
    HOLDER_NAMES,
    MAJORITY_NAMES,
    METHODS,
    REASON_NAMES,
    Electorate,
    Majority,
    Shape,
    Terms,
    Threshold,
)

DATES_OFFERED = 8
_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


class MethodForm(PollForm):
    """A question with its method; which other fields there are depends on it."""

    method = HiddenField(default="position")
    thread = HiddenField(default="")
    again = HiddenField(default="")  # the cancelled vote this one asks again
    electorate = RadioField(_l("Who has a vote"), choices=options(list(HOLDER_NAMES.items())), default="person")
    opens_at = DateTimeLocalField(
        _l("Opens on"), [Optional()], format=_FORMATS,
        description=_l("Leave it empty to open the vote now. The list of voters is taken when it opens."))
    reasons = RadioField(
        _l("Reasons"), choices=options(list(REASON_NAMES.items())), default="objection",
        description=_l("They are listed with name and choice, and can be answered: at the close, or at once where "
                       "results are shown."))
    delegation = BooleanField(_l("Voters may delegate their vote within their college"))

    @property
    def dates(self) -> list[Field]:
        return [field for field in self if field.name.startswith("date_")]

    def validate(self, extra_validators: object = None) -> bool:
        """Each date that is written must be one instant on the clocks of the opener."""
        good = super().validate(extra_validators)
        for field in (self.opens_at, *self.dates):
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
            reasons=self.reasons.data or "objection",
            majority=self.majority.data if "majority" in self else "simple",
            majority_of=self.majority_of.data if "majority_of" in self else "expressed",
            secret=bool(self.secret.data) if "secret" in self else False)

    @property
    def holders(self) -> Electorate:
        """What ``open_poll`` is told of who votes."""
        apart = "colleges" in self and self.colleges.data == "apart"
        return Electorate(
            self.electorate.data or "person",
            {name: Threshold(Majority(self[f"majority_{name}"].data), quorum_percent=self[f"quorum_{name}"].data or 0)
             for name in COLLEGES} if apart else {},
            weighted=bool(self.weighted.data) if "weighted" in self else False, delegation=bool(self.delegation.data))

    @property
    def opening(self) -> datetime | None:
        """The instant at which it is to open by itself; nothing to open now."""
        return self._instant(self.opens_at.data) if self.opens_at.data else None

    def _instant(self, typed: datetime) -> datetime:
        return instant_of(typed, self.zone)


def _whole(label: object, default: int, most: int, hint: object = "") -> Field:
    return IntegerField(label, [InputRequired(message=_l("Fill in this field.")),
                                NumberRange(1, most, message=_l("Write a whole number from %(min)s to %(max)s."))],
                        description=hint, default=default, render_kw={"inputmode": "numeric", "min": 1, "max": most})


def _college_fields() -> dict[str, Field]:
    fields: dict[str, Field] = {"colleges": RadioField(
        _l("Colleges"), choices=options([("together", _l("All count together")),
                                         ("apart", _l("Each college must carry it too, by its own rule"))]),
        default="together")}
    for name, title in COLLEGE_NAMES.items():
        fields[f"majority_{name}"] = SelectField(title, choices=options(list(MAJORITY_NAMES.items())), default="simple")
        fields[f"quorum_{name}"] = IntegerField(
            _l("Quorum of this college, in percent"),
            [Optional(), NumberRange(0, 100, message=_l("Write a whole number from 0 to 100."))], default=50,
            render_kw={"inputmode": "numeric", "min": 0, "max": 100})
    return fields


def method_form(method: str, *, weights: bool = False) -> MethodForm:
    """The form for this method; an unknown one gets the plain question. ``weights``: the group's charter has some."""
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
        fields |= _college_fields()
    if facts.name != "consent":
        fields["secret"] = secret_field()
    if weights:
        fields["weighted"] = BooleanField(
            _l("Votes weigh as the charter says"), description=_l("Only where organisations vote."))
    made: type[MethodForm] = type("OpenPollForm", (MethodForm,), fields)
    form = made()
    form.method.data = facts.name
    if not facts.decides:
        form.question.description = _("Ask what is to be chosen, and leave the options to the list below.")
    return form


def fill_again(form: MethodForm, poll: PollView, names: Mapping[str, str]) -> None:
    """Fill the form with what a cancelled vote asked; the deadline is for whoever runs it again to choose."""
    form.again.data, form.question.data = str(poll.id), poll.question
    form.quorum_percent.data, form.results.data = poll.quorum_percent, poll.results
    form.reasons.data = poll.reasons
    form.electorate.data, form.delegation.data = poll.electorate, poll.delegation
    listed = [one for one in poll.options if one.key != STATUS_QUO]
    if "options" in form:
        form.options.data = "\n".join(names[one.key] for one in listed)
    if "status_quo" in form:
        form.status_quo.data = len(listed) < len(poll.options)
    for one, field in zip(listed, form.dates, strict=False):
        field.data = wall_time_of(one.starts_at, form.zone) if one.starts_at else None
    for name in ("seats", "ceiling", "majority", "majority_of"):
        if name in form:
            form[name].data = getattr(poll, name)
    if "secret" in form:
        form.secret.data = poll.is_secret
    if "weighted" in form:
        form.weighted.data = poll.roll_weight is not None
    for name, rule in (poll.college_rules or {}).items():
        form.colleges.data = "apart"
        form[f"majority_{name}"].data, form[f"quorum_{name}"].data = rule["majority"], rule["quorum"]

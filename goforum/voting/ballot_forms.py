"""The ballot of a poll whose options are its own: one field for each option, made for the poll it belongs to."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional

from goforum.core.forms import Form, line, options, text
from goforum.voting.forms import CHOICES, BallotForm
from goforum.voting.models import MAX_REASON
from goforum.voting.queries import PollView
from goforum.voting.rules import Shape

DATE_ANSWERS = [("2", _l("I can come")), ("1", _l("If needed")), ("0", _l("I cannot"))]


class MarksForm(Form):
    """What all such ballots share. ``rows`` are the fields of the options, where each has one."""

    blank = BooleanField(_l("A blank ballot: I take part and choose nothing"))
    reason = text(_l("Why?"), limit=MAX_REASON, optional=True)

    @property
    def rows(self) -> list[Field]:
        return [field for field in self if field.name.startswith("m_")]

    @property
    def marks(self) -> dict[str, int]:
        """The marks as they were typed, by option; a field left empty says nothing."""
        if "pick" in self:
            return {self.pick.data: 1} if self.pick.data else {}
        if "picks" in self:
            return dict.fromkeys(self.picks.data or [], 1)
        return {field.name[2:]: int(field.data) for field in self.rows if field.data not in {None, ""}}

    @property
    def said(self) -> dict[str, Any]:
        """What ``cast_vote`` is told."""
        return {"marks": {} if self.blank.data else self.marks}

    def validate(self, extra_validators: Any = None) -> bool:
        """A ballot without a mark is blank only when it says so: an empty form is more often a slip."""
        if not super().validate(extra_validators):
            return False
        if bool(self.blank.data) == bool(self.marks):
            self.form_errors.append(_("A ballot is either marked or blank: choose one.") if self.marks else
                                    _("Mark an option, or say that the ballot is blank."))
            return False
        return True


def _row(shape: Shape, label: str, size: int, ceiling: int) -> Field:
    if shape is Shape.DOTS:
        return IntegerField(label, [Optional()], render_kw={"min": 0, "max": ceiling, "inputmode": "numeric"})
    numbers = range(1, size + 1) if shape is Shape.RANKS else range(ceiling + 1)
    choices = DATE_ANSWERS if shape is Shape.DATES else [(str(one), str(one)) for one in numbers]
    return SelectField(label, choices=options([("", "–"), *choices]), default="")


def secret_form(poll: PollView, names: Mapping[str, str], *, posted: bool) -> MarksForm | BallotForm:
    """The ballot of a secret poll. Whoever has voted brings the tracker of that ballot to change it."""
    more = {"old": line(_l("Tracker of your last receipt"), limit=64, optional=True,
                        hint=_l("You have voted. To change your vote, bring its tracker."))} if poll.voted else {}
    if poll.facts.shape is not Shape.POSITION:
        return marks_form(poll, names, posted=posted, more=more)
    # An objection is its reason, and a secret ballot has none.
    choice = RadioField(_l("Your position"), [InputRequired(message=_l("Choose one."))], choices=options(CHOICES[:3]))
    made: type[BallotForm] = type("SecretBallot", (BallotForm,), {"choice": choice, **more})
    return made() if posted else made(formdata=None)


def marks_form(poll: PollView, names: Mapping[str, str], *, posted: bool,
               more: Mapping[str, Field] | None = None) -> MarksForm:
    """The ballot of this poll: as it was posted, or empty, or the voter's own to be changed."""
    shape, fields = poll.facts.shape, dict(more or {})
    named = options([(one.key, names[one.key]) for one in poll.options])
    if shape is Shape.ONE:
        fields["pick"] = RadioField(_l("Your choice"), choices=named, validate_choice=False)
    elif shape is Shape.SEVERAL:
        fields["picks"] = SelectMultipleField(_l("Your choice"), choices=named)
    else:
        fields |= {f"m_{one.key}": _row(shape, names[one.key], len(poll.options), poll.ceiling) for one in poll.options}
    made: type[MarksForm] = type("PollBallot", (MarksForm,), fields)
    if posted:
        return made()
    own = poll.own
    said = own.marks if own else {}
    marks = {f"m_{key}": value if shape is Shape.DOTS else str(value) for key, value in said.items()}
    picked = list(said)
    return made(formdata=None, **marks, pick=picked[0] if picked else None, picks=picked,
                blank=own is not None and not own.marks, reason=own.reason if own else "")

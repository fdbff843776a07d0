"""The shape of what people type about proposals."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from goforum.commitments.forms import CommitmentForm
from goforum.core.forms import Form, line, options, text
from goforum.core.text import MAX_SOURCE
from goforum.core.walltime import instant_of, wall_time_fault, wall_time_of
from goforum.core.web import viewer
from goforum.proposals.models import DATES, MAX_ARGUMENT, MAX_NOTE, MAX_REASON, MAX_THEME, MAX_TITLE, Decision, Side
from goforum.voting.forms import TermsForm, secret_field
from goforum.voting.rules import HOLDER_NAMES

NO_GROUP = 0


def _moment(label: Any) -> DateTimeLocalField:
    return DateTimeLocalField(label, [InputRequired(message=_l("Fill in this field."))],
                              format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


class ProposalForm(Form):
    title = line(_l("Title"), limit=MAX_TITLE, hint=_l("What would be decided, in one sentence."))
    body = text(_l("Text"), limit=MAX_SOURCE, hint=_l("What, why, and how one will see that it works. Markdown."))
    commitments = SelectMultipleField(_l("Linked commitments"), [Optional()], coerce=int, choices=[])
    client_key = HiddenField(validators=[Length(max=64)])
    sequence = IntegerField(validators=[Optional()], widget=HiddenInput(), default=0)
    # What the writer had before them, so that another window's changes are never overwritten.
    version = IntegerField(validators=[Optional()])


class FirstForm(ProposalForm):
    """A proposal from nothing also says where it is made."""

    group = SelectField(_l("Group"), coerce=int, choices=[])

    def offer(self, groups: list[tuple[int, str]]) -> None:
        """The groups to choose from; none is chosen beforehand when there are several: some are reserved."""
        none = [(NO_GROUP, _l("Choose a group"))] if len(groups) != 1 else []
        self.group.choices = options([*none, *groups])

    def validate_group(self, field: SelectField) -> None:
        if field.data == NO_GROUP:
            raise ValidationError(_l("Choose one."))


class VoteForm(TermsForm):
    """The terms of a vote on a proposal: those of every vote, and who has one; it may be secret."""

    electorate = RadioField(_l("Who has a vote"), choices=options(list(HOLDER_NAMES.items())), default="person")
    secret = secret_field()


class ReasonForm(Form):
    reason = text(_l("Reason"), limit=MAX_REASON, hint=_l("Everyone who reads the proposal will read it."))


class AuthorForm(Form):
    handle = line(_l("Who"), limit=60, hint=_l("Their name as it stands after the @ on their page."))


class ArgumentForm(Form):
    side = RadioField(_l("What it speaks for"), choices=options([(Side.FOR.value, _l("For")),
                                                                 (Side.AGAINST.value, _l("Against"))]),
                      validators=[InputRequired(message=_l("Choose one."))])
    body = text(_l("Your argument"), limit=MAX_ARGUMENT, hint=_l("One thought, so that others can support it."),
                id="argument-body")
    client_key = HiddenField(validators=[Length(max=64)])


class AmendForm(Form):
    title = line(_l("Title"), limit=MAX_TITLE)
    body = text(_l("Text"), limit=MAX_SOURCE,
                hint=_l("The whole text as you would have it: everyone sees what differs."))
    why = text(_l("Why"), limit=MAX_REASON, hint=_l("What your text does better. The authors answer it."))
    version = IntegerField(validators=[Optional()], widget=HiddenInput())
    sequence = IntegerField(validators=[Optional()], widget=HiddenInput(), default=0)
    client_key = HiddenField(validators=[Length(max=64)])


class RulesForm(Form):
    supports_needed = IntegerField(_l("Supports asked for"), validators=[
        InputRequired(message=_l("Write a whole number from 0 to %(max)d.", max=10_000))],
        description=_l("When a proposal has so many, its authors and the facilitators are told. 0 asks for none."))


class AskForm(Form):
    words = text(_l("What is missing"), limit=MAX_REASON, hint=_l("Everyone who reads the proposal sees it."))


class ReplyForm(Form):
    words = text(_l("Your reply"), limit=MAX_REASON)


class ThemeForm(Form):
    theme = line(_l("Theme"), limit=MAX_THEME, optional=True, hint=_l("One word or two. Empty: no theme."))


class NoteForm(Form):
    body = text(_l("Note"), limit=MAX_NOTE, hint=_l("Only the facilitators of the group read it."), id="note-body")


class AnswerForm(Form):
    decision = RadioField(_l("What it says"), validators=[InputRequired(message=_l("Choose one."))], choices=options([
        (Decision.ACCEPTED.value, _l("Accepted")), (Decision.REJECTED.value, _l("Rejected")),
        (Decision.NOTED.value, _l("Taken note of"))]))
    body = text(_l("Answer and reasons"), limit=MAX_SOURCE,
                hint=_l("Always with reasons. Nobody but the facilitators sees it until it is published. Markdown."),
                id="answer-body")


class MergeForm(Form):
    target = SelectField(_l("The proposal in which it goes on"), coerce=int, choices=[])
    number = IntegerField(_l("Or its number"), [Optional()], description=_l(
        "For one that is not in the list: its number stands above its title."),
        render_kw={"inputmode": "numeric", "min": 1})
    reason = text(_l("Reason"), limit=MAX_REASON, hint=_l("Everyone who reads the proposal will read it."))


class SplitForm(Form):
    title = line(_l("Title"), limit=MAX_TITLE, hint=_l("What would be decided, in one sentence."))
    body = text(_l("Text"), limit=MAX_SOURCE, hint=_l("The part that becomes a proposal of its own."))
    client_key = HiddenField(validators=[Length(max=64)])


class IntegrateForm(Form):
    commitment = SelectField(_l("Commitment"), coerce=int, choices=[])


class PhasesForm(Form):
    """The dates of a process, in the person's own zone."""

    ideas_at = _moment(_l("Ideas from"))
    discussion_at = _moment(_l("Discussion from"))
    freeze_at = _moment(_l("Texts frozen from"))
    vote_at = _moment(_l("Vote from"))
    answer_at = _moment(_l("Vote until, answers from"))
    ends_at = _moment(_l("End"))
    quorum_percent = IntegerField(_l("Quorum of the votes, in percent of the voters"), [
        InputRequired(message=_l("Fill in this field.")),
        NumberRange(0, 100, message=_l("Write a whole number from 0 to 100."))], default=50)
    automatic = BooleanField(_l("Let the clock move the proposals"), default=True, description=_l(
        "When discussion ends their texts are frozen; when the vote begins a vote is opened on each, in your name. "
        "With a number of supports asked for, only on those that have it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = viewer().zone

    def validate(self, extra_validators: Any = None) -> bool:
        """Beside the shape: an hour that the clocks leap over, or strike twice, names no instant."""
        fine = bool(super().validate(extra_validators))
        for name in DATES:
            wall = self[name].data
            if wall is not None and (fault := wall_time_fault(wall, self.zone)):
                self[name].errors = [*self[name].errors, fault]
                fine = False
        return fine

    @property
    def dates(self) -> dict[str, datetime]:
        """The instants that were meant."""
        return {name: instant_of(self[name].data, self.zone) for name in DATES}

    @staticmethod
    def wall(dates: dict[str, datetime]) -> dict[str, datetime]:
        """Instants as this person's clock shows them, to begin with."""
        zone = viewer().zone
        return {name: wall_time_of(at, zone) for name, at in dates.items()}


class ChangeForm(CommitmentForm):
    """What a commitment would say; who leads and supports it is not changed by a proposal."""

    theme = lead_ids = support_ids = source = None
    milestone = line(_l("One more milestone"), limit=500, optional=True, hint=_l("In the language of the proposal."))
    milestone_due_on = DateField(_l("Due on"), [Optional()])

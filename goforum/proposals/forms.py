"""The shape of what people type about proposals."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectField, SelectMultipleField
from wtforms.validators import Length, Optional, ValidationError
from wtforms.widgets import HiddenInput

from goforum.core.forms import Form, line, options, text
from goforum.core.text import MAX_SOURCE
from goforum.proposals.models import MAX_REASON, MAX_TITLE

NO_GROUP = 0


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


class ReasonForm(Form):
    reason = text(_l("Reason"), limit=MAX_REASON, hint=_l("Everyone who reads the proposal will read it."))

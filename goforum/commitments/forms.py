"""The shape of what administrators type about plans and commitments."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional

from goforum.core.forms import Form, line, many, text

_WHEN = _l("A year, a month or a day: 2018, 2018-08 or 2018-08-30.")


class PlanForm(Form):
    name_ar = line(_l("Name in Arabic"), optional=True)
    name_fr = line(_l("Name in French"), optional=True)
    name_en = line(_l("Name in English"), optional=True)
    starts = line(_l("Beginning"), optional=True, limit=10, hint=_WHEN)
    ends = line(_l("End"), optional=True, limit=10, hint=_WHEN)
    source = line(_l("Source"), optional=True, limit=500, hint=_l("Where this can be checked."))


class CommitmentForm(Form):
    title_ar = line(_l("Title in Arabic"), optional=True, limit=500)
    title_fr = line(_l("Title in French"), optional=True, limit=500)
    title_en = line(_l("Title in English"), optional=True, limit=500)
    description_ar = text(_l("Description in Arabic"), optional=True)
    description_fr = text(_l("Description in French"), optional=True)
    description_en = text(_l("Description in English"), optional=True)
    theme = line(_l("Theme"), optional=True, limit=120)
    starts = line(_l("Beginning"), optional=True, limit=10, hint=_WHEN)
    ends = line(_l("End"), optional=True, limit=10, hint=_WHEN)
    lead_ids = many(_l("Lead bodies"), [], coerce=int)
    support_ids = many(_l("Supporting bodies"), [], coerce=int)
    source = line(_l("Source"), optional=True, limit=500, hint=_l("Where this can be checked."))


class NewCommitmentForm(CommitmentForm):
    number = IntegerField(_l("Number"), [InputRequired(message=_l("Fill in this field.")), NumberRange(1, 9999)])
    code = line(_l("Code"), optional=True, limit=20, hint=_l("As in MO0001, if it has one."))


class MilestoneForm(Form):
    title_ar = line(_l("Title in Arabic"), optional=True, limit=500)
    title_fr = line(_l("Title in French"), optional=True, limit=500)
    title_en = line(_l("Title in English"), optional=True, limit=500)
    due_on = DateField(_l("Due on"), [Optional()])
    source = line(_l("Source"), optional=True, limit=500, hint=_l("Where this can be checked."))

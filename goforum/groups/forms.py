"""The shape of what organisers type about a group."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField
from wtforms.validators import Optional

from goforum.core.forms import Form, chosen, line, text

KINDS = [("working_group", _l("Working group")), ("forum", _l("Forum")), ("committee", _l("Committee"))]
VISIBILITIES = [("public", _l("Public: anyone reads")), ("members", _l("Members: others see only its name")),
                ("reserved", _l("Reserved: it does not exist for others"))]
WAYS_IN = [("open", _l("Open: anyone may join")), ("closed", _l("Closed: facilitators add members"))]
ROLES = [("member", _l("Member")), ("facilitator", _l("Facilitator")), ("secretary", _l("Secretary")),
         ("observer", _l("Observer"))]
COLLEGES = [("civil_society", _l("Civil society")), ("public_bodies", _l("Public bodies"))]
CAPACITIES = [("titular", _l("Titular")), ("alternate", _l("Alternate"))]


class GroupForm(Form):
    name_ar = line(_l("Name in Arabic"), optional=True)
    name_fr = line(_l("Name in French"), optional=True)
    name_en = line(_l("Name in English"), optional=True)
    purpose_ar = text(_l("Purpose in Arabic"), optional=True, limit=1000)
    purpose_fr = text(_l("Purpose in French"), optional=True, limit=1000)
    purpose_en = text(_l("Purpose in English"), optional=True, limit=1000)
    charter_source = text(_l("Charter"), optional=True, hint=_l("Rules, duration, composition. Markdown."))
    theme = line(_l("Theme of the action plan"), optional=True, limit=120)
    kind = chosen(_l("Kind"), KINDS)
    visibility = chosen(_l("Who can read it"), VISIBILITIES)
    join_policy = chosen(_l("How people enter"), WAYS_IN)


class MemberForm(Form):
    handle = line(_l("Handle or e-mail address"), limit=254, hint=_l("As in @salma_idrissi"))
    role = chosen(_l("Role"), ROLES)


class RoleForm(Form):
    role = chosen(_l("Role"), ROLES)


class MandateForm(Form):
    person_id = SelectField(_l("Member"), coerce=int)
    organisation_id = SelectField(_l("Organisation"), coerce=int)
    capacity = chosen(_l("Capacity"), CAPACITIES)
    college = chosen(_l("College"), COLLEGES)
    starts_on = DateField(_l("From"))
    ends_on = DateField(_l("To"), [Optional()], description=_l("Empty while no end is set."))

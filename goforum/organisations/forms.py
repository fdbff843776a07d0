"""The shape of what administrators type about organisations."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import Optional

from goforum.core.forms import Form, chosen, line

KINDS = [("cso", _l("Civil-society organisation")), ("public_body", _l("Public body")), ("other", _l("Other"))]


class NameForm(Form):
    name_ar = line(_l("Name in Arabic"), optional=True)
    name_fr = line(_l("Name in French"), optional=True)
    name_en = line(_l("Name in English"), optional=True)
    short_name = line(_l("Short name"), optional=True, limit=40)
    valid_from = DateField(_l("Since"), [Optional()])
    source = line(_l("Source"), optional=True, limit=500, hint=_l("Where this name can be checked."))


class OrganisationForm(NameForm):
    kind = chosen(_l("Kind"), KINDS)

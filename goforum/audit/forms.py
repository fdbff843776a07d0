"""What an administrator types to enter a reserved group."""

from flask_babel import lazy_gettext as _l

from goforum.core.forms import Form, line, text


class EnterForm(Form):
    slug = line(_l("The group's word in its address"), limit=80, hint=_l("As in /groups/steering-committee"))
    reason = text(_l("Why you must enter"), limit=500, hint=_l("Every member reads this, with your name."))

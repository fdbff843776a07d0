"""The shape of what organisers type about a group."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, HiddenField, IntegerField, SelectField
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, ValidationError

from goforum.core.forms import Form, chosen, line, options, text
from goforum.core.i18n import LANGUAGE_NAMES

KINDS = [("working_group", _l("Working group")), ("forum", _l("Forum")), ("committee", _l("Committee"))]
VISIBILITIES = [("public", _l("Public: anyone reads")), ("members", _l("Members: others see only its name")),
                ("reserved", _l("Reserved: it does not exist for others"))]
WAYS_IN = [("open", _l("Open: anyone may join")), ("request", _l("On request: people ask, facilitators answer")),
           ("closed", _l("Closed: facilitators add members"))]
ROLES = [("member", _l("Member")), ("facilitator", _l("Facilitator")), ("secretary", _l("Secretary")),
         ("observer", _l("Observer"))]
COLLEGES = [("civil_society", _l("Civil society")), ("public_bodies", _l("Public bodies"))]
LIVES = [("1", _l("One day")), ("7", _l("A week")), ("14", _l("Two weeks")), ("30", _l("A month"))]
MOST_ADDRESSES = 20
CAPACITIES = [("titular", _l("Titular")), ("alternate", _l("Alternate"))]


class GroupForm(Form):
    name_ar = line(_l("Name in Arabic"), optional=True)
    name_fr = line(_l("Name in French"), optional=True)
    name_en = line(_l("Name in English"), optional=True)
    purpose_ar = text(_l("Purpose in Arabic"), optional=True, limit=1000)
    purpose_fr = text(_l("Purpose in French"), optional=True, limit=1000)
    purpose_en = text(_l("Purpose in English"), optional=True, limit=1000)
    charter_source = text(_l("Charter"), optional=True, hint=_l("Rules, duration, composition. Markdown."))
    starts_on = DateField(_l("Works from"), [Optional()])
    ends_on = DateField(_l("Works until"), [Optional()], description=_l("Empty while no end is set."))
    seats_civil_society = IntegerField(_l("Seats of civil society"), [Optional(), NumberRange(0, 500)])
    seats_public_bodies = IntegerField(_l("Seats of public bodies"), [Optional(), NumberRange(0, 500)])
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
    person_id = HiddenField(filters=[lambda value: int(value) if str(value or "").isdecimal() else 0])
    organisation_id = SelectField(_l("Organisation"), coerce=int)
    capacity = chosen(_l("Capacity"), CAPACITIES)
    college = chosen(_l("College"), COLLEGES)
    starts_on = DateField(_l("From"))
    ends_on = DateField(_l("To"), [Optional()], description=_l("Empty while no end is set."))


class EndForm(Form):
    ends_on = DateField(_l("Last day"))


class AskForm(Form):
    reason = text(_l("Why do you want to take part?"), limit=1000,
                  hint=_l("A few sentences: who you are, what you bring. Facilitators of the group read them."))


class AnswerForm(Form):
    answer = text(_l("Your words to them"), optional=True, limit=1000)
    decision = chosen(_l("Decision"), [("accept", _l("Let them in")), ("refuse", _l("Refuse"))])


class MoveForm(Form):
    parent = SelectField(_l("Stands below"), coerce=int)


class _Shape:
    """The bare value that WTForms' own check of an address looks at."""

    def __init__(self, data: str) -> None:
        self.data = data


class InviteForm(Form):
    client_key = HiddenField(validators=[Length(max=60)])
    addresses = text(_l("E-mail addresses"), optional=True, limit=4000,
                     hint=_l("One a line, at most 20. Leave it empty to make a link that you hand over yourself."))
    role = chosen(_l("Role"), ROLES)
    max_uses = IntegerField(_l("How many people may use the link"), [
        InputRequired(message=_l("Fill in this field.")), NumberRange(1, 200, _l("Write a number from 1 to 200."))],
        description=_l("An invitation by e-mail works once."), default=1)
    days = chosen(_l("Valid for"), LIVES, default="14")
    language = chosen(_l("Language of the mail"), list(LANGUAGE_NAMES.items()))
    words = text(_l("Your words to them"), optional=True, limit=600)
    organisation_id = SelectField(_l("Speaks for"), coerce=int, default=0)
    capacity = SelectField(_l("Capacity"), choices=options(CAPACITIES))
    college = SelectField(_l("College"), choices=options(COLLEGES))

    def address_list(self) -> tuple[str, ...]:
        """The addresses, each once, in the order they were typed."""
        found = (self.addresses.data or "").replace(",", "\n").replace(";", "\n").split("\n")
        return tuple(dict.fromkeys(one.strip().lower() for one in found if one.strip()))

    def validate_addresses(self, field: Field) -> None:
        """Each line is an address, and there are not too many."""
        addresses = self.address_list()
        if len(addresses) > MOST_ADDRESSES:
            raise ValidationError(_l("Write at most 20 addresses at a time."))
        for address in addresses:
            try:
                Email(message="-")(self, _Shape(address))
            except ValidationError:
                raise ValidationError(_l("“%(address)s” is not an e-mail address.", address=address)) from None
            if len(address) > 254:
                raise ValidationError(_l("At most %(max)d characters.", max=254))


class EmptyForm(Form):
    """A button: only the CSRF token."""

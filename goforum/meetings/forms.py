"""The shape of what organisers type about a meeting, and what people type in its room."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TimeField,
    URLField,
)
from wtforms.validators import InputRequired, Length, Optional

from goforum.core.forms import Form, chosen, line, options, required, strip, text
from goforum.core.i18n import LANGUAGE_NAMES, LANGUAGES, language
from goforum.core.linking import LinkField
from goforum.core.viewer import ZONE
from goforum.voting.models import MAX_LABEL, MAX_OPTIONS

ZONES = (ZONE, "Europe/Paris", "Europe/Madrid", "Europe/Brussels", "Europe/London", "Africa/Tunis",
         "Africa/Algiers", "Africa/Dakar", "America/New_York", "America/Montreal", "Asia/Dubai", "UTC")
FORMS = [("remote", _l("Remote")), ("in_person", _l("In person")), ("hybrid", _l("In person and remote"))]
TEXT_KINDS = [("about", _l("What this meeting is about")), ("opening", _l("Opening words")),
              ("discussed", _l("Points discussed")), ("decided", _l("Points decided"))]


class TitlesForm(Form):
    """A title in up to three languages."""

    title_ar = line(_l("Title in Arabic"), optional=True)
    title_fr = line(_l("Title in French"), optional=True)
    title_en = line(_l("Title in English"), optional=True)

    def validate(self, extra_validators: Any = None) -> bool:
        """As every form; and one of the titles is there: said together with all else that is missing."""
        fine: bool = super().validate(extra_validators)
        if any(self[f"title_{lang}"].data for lang in LANGUAGES):
            return fine
        own = self[f"title_{language()}"]
        own.errors = [*own.errors, _("Write the title in at least one language.")]
        return False


class MeetingForm(TitlesForm):
    """An invitation."""

    day = DateField(_l("Day"), [required()])
    starts = TimeField(_l("Starts at"), [required()])
    ends = TimeField(_l("Ends at"), [required()])
    zone = SelectField(_l("Time zone"), validate_choice=False,
                       description=_l("The times above are those of this place."))
    form = chosen(_l("How people meet"), FORMS)
    place = line(_l("Place"), optional=True, limit=300, hint=_l("For those who come in person."))
    video_url = URLField(_l("Video link"), [Optional(), Length(max=500)], filters=[strip],
                         description=_l("The meeting can be followed by text alone; a link adds sound and picture."))
    commitment_ids = SelectMultipleField(_l("Linked commitments"), coerce=int)
    source = line(_l("Source"), optional=True, limit=500,
                  hint=_l("For a meeting recorded afterwards: the document that tells of it."))
    version = HiddenField()

    def offer(self, commitments: list[tuple[int, str]], own_zone: str) -> None:
        """Fill the lists: the commitments there are, and the zones with the organiser's own."""
        self.commitment_ids.choices = options(commitments)
        zones = dict.fromkeys((*ZONES, own_zone, self.zone.data or ZONE))
        self.zone.choices = options([(name, name.replace("_", " ")) for name in zones])


class NewMeetingForm(MeetingForm):
    """An invitation with its first agenda, or a meeting that was held."""

    agenda = text(_l("Agenda"), optional=True, limit=5000,
                  hint=_l("One point a line; the minutes in brackets at the end, as in: Opening words (10)"))
    held = BooleanField(_l("This meeting has been held already"))


class GuestForm(Form):
    """Somebody to invite to one meeting."""

    name = line(_l("Name"), limit=80, hint=_l("As everybody in the meeting will read it."))
    about = line(_l("As what they are invited"), optional=True, limit=120,
                 hint=_l("For example: expert, journalist, official of a ministry. It stands beside the name."))
    email = line(_l("E-mail address"), limit=254, hint=_l("Only those who organise the meeting see it."))
    language = chosen(_l("Language of the invitation"), list(LANGUAGE_NAMES.items()))
    client_key = HiddenField()


class CancelForm(Form):
    reason = line(_l("Reason"), limit=1000, hint=_l("Everybody who reads the invitation sees it."))


NUMBER_HINT = _l("Its number or the address of its page; or find it by its title below.")


class LinksForm(Form):
    """What a point is about: chosen, typed as a number or an address, or picked among titles that were found."""

    commitment_id = SelectField(_l("Linked commitment"), coerce=int)
    thread_id = LinkField(_l("Linked thread"), [Optional()], place="threads", description=NUMBER_HINT)
    proposal_id = LinkField(_l("Linked proposal"), [Optional()], place="proposals", description=NUMBER_HINT)
    words = line(_l("Find by title"), optional=True, limit=100,
                 hint=_l("Words of the title of a thread, a proposal or a commitment."))
    # The words whose answers the page shows: others are looked for before anything is saved.
    found_words = HiddenField()
    thread_pick = LinkField(validators=[Optional()], place="threads")
    proposal_pick = LinkField(validators=[Optional()], place="proposals")
    commitment_pick = LinkField(validators=[Optional()], place="commitments")

    def offer(self, commitments: list[tuple[int, str]]) -> None:
        """Fill the list of commitments; 0 stands for none."""
        self.commitment_id.choices = options([(0, "—"), *commitments])

    def take_picks(self) -> None:
        """What was picked among titles stands in its field, in place of what was typed there."""
        for kind in ("thread", "proposal", "commitment"):
            pick, field = self[f"{kind}_pick"], self[f"{kind}_id"]
            if pick.data or pick.process_errors:
                field.data, field.raw_data, field.process_errors = pick.data, pick.raw_data, pick.process_errors
                pick.process_errors = []


class ItemForm(LinksForm):
    """A point of the agenda."""

    title_ar = line(_l("Title in Arabic"), optional=True, limit=300)
    title_fr = line(_l("Title in French"), optional=True, limit=300)
    title_en = line(_l("Title in English"), optional=True, limit=300)
    minutes = IntegerField(_l("Minutes"), [Optional()])


class TextForm(Form):
    """One text of a meeting in one language."""

    kind = chosen(_l("Text"), TEXT_KINDS)
    lang = chosen(_l("Language"), list(LANGUAGE_NAMES.items()))
    body = text(_l("Words"), optional=True, hint=_l("Markdown. Empty takes the text away."))
    is_translation = BooleanField(_l("This is our translation, not the meeting's own words"))


class AnswerForm(Form):
    answer = StringField(validators=[InputRequired()])


class SayForm(Form):
    """A message; its name is made with the form, so that sending it twice is once."""

    # May be empty beside a picture, whose words are then what it shows; the command judges.
    text = text(_l("Your message"), limit=4000, optional=True, render_kw={"rows": 2, "maxlength": 4000})
    client_id = HiddenField()
    seen = HiddenField()
    reply_to = HiddenField()
    by_phone = line(_l("Said by telephone by"), optional=True,
                    hint=_l("The name of whoever says it, when you write it down for them."))
    picture = FileField(_l("Picture"), description=_l("PNG, JPEG, WebP or GIF. Where it was taken is not kept."))
    # One that was taken in before, when the form was refused for something else, or by a script.
    file_id = StringField()
    alt = line(_l("What it shows"), optional=True, limit=300, hint=_l("For those who do not see it."))


TURN_KINDS = [("point", _l("To speak on the point")), ("reply", _l("To answer what was said")),
              ("order", _l("Point of order")), ("technical", _l("Something does not work")),
              ("statement", _l("Read my statement out"))]
CAPTURE_KINDS = [("decision", _l("Decision")), ("action", _l("Action")), ("information", _l("Information"))]
PERSON_ACTS = [("chair", _l("Chairs this meeting")), ("secretary", _l("Is its secretary")),
               ("none", _l("Has no role any more")), ("out", _l("Is taken out of the room")),
               ("back", _l("May come in again"))]


class FloorForm(Form):
    """Asking for the floor."""

    kind = chosen(_l("What for"), TURN_KINDS)
    statement = text(_l("My statement"), optional=True, limit=4000,
                     hint=_l("Only when it is to be read out for you: for those who have no sound."))
    by_phone = line(_l("For somebody on the telephone"), optional=True,
                    hint=_l("Their name. Leave empty for yourself."))
    client_id = HiddenField()


class FloorRulesForm(Form):
    """How the floor is given."""

    alternate_colleges = BooleanField(_l("Colleges take turns"))
    first_time_first = BooleanField(_l("Those who have not spoken come first"))
    organisation_quota = IntegerField(_l("Turns for each organisation before the others"), [Optional()],
                                      description=_l("0: no limit."))
    turn_minutes = IntegerField(_l("Minutes for each turn"), [Optional()], description=_l("0: no limit."))


class CaptureForm(Form):
    """Something decided, to be done, or to be known."""

    kind = chosen(_l("What it is"), CAPTURE_KINDS)
    text = text(_l("In a sentence"), limit=2000)
    owner_id = SelectField(_l("Who does it"), coerce=int, description=_l("For an action."))
    due_on = DateField(_l("Until"), [Optional()])
    message_id = HiddenField()
    client_id = HiddenField()
    version = HiddenField()

    def offer(self, people: list[tuple[int, str]]) -> None:
        """Fill the list of those who may do it; 0 is nobody yet."""
        self.owner_id.choices = options([(0, "—"), *people])


class RoomPollForm(Form):
    """A vote held now, in the room."""

    question = line(_l("Question"), limit=300)
    minutes = IntegerField(_l("Minutes"), [InputRequired(message=_l("Fill in this field."))], default=2)
    results = chosen(_l("Counts"), [("open", _l("Seen while people vote")), ("hidden", _l("Seen at the end"))])
    client_id = HiddenField()


class PreparedForm(RoomPollForm):
    """A vote prepared for a meeting."""

    options = text(_l("Options"), limit=MAX_OPTIONS * (MAX_LABEL + 2), optional=True, hint=_l(
        "One on each line. Leave it empty to ask for or against."))
    item_id = SelectField(_l("Point of the agenda"), coerce=int)
    version = HiddenField()

    def offer(self, points: list[tuple[int, str]]) -> None:
        """Fill the list of points; 0 stands for none."""
        self.item_id.choices = options([(0, _("Beside the agenda")), *points])


class PersonForm(Form):
    """What a person is in this room."""

    person_id = SelectField(_l("Person"), coerce=int)
    act = chosen(_l("From now on"), PERSON_ACTS)
    reason = line(_l("Reason"), optional=True, limit=500, hint=_l("They are told."))

    def offer(self, people: list[tuple[int, str]]) -> None:
        """Fill the list with those who are here or have a role."""
        self.person_id.choices = options(people)


class ExtendForm(Form):
    minutes = IntegerField(_l("Minutes"), [InputRequired(message=_l("Fill in this field."))], default=5)
    item_id = HiddenField()


class NoteForm(Form):
    """A paragraph of the notes, with the number it was made from."""

    text = text(_l("Paragraph"), optional=True, limit=10_000)
    item_id = HiddenField()
    revision = HiddenField()
    client_id = HiddenField()


class ReactForm(Form):
    kind = StringField(validators=[InputRequired()])
    on = StringField()


class OnForm(Form):
    """A switch."""

    on = StringField()


class EditMessageForm(Form):
    text = text(_l("Your message"), limit=4000)


class MoveForm(Form):
    item_id = IntegerField(validators=[InputRequired()])


class ShiftForm(Form):
    way = StringField()


class EmptyForm(Form):
    """A button: only the CSRF token."""

"""The shape of what people report and moderators decide, and the words for both."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from goforum.core.forms import Form, chosen, line, options, text
from goforum.moderation.models import MAX_WORDS

REASONS = [
    ("spam", _l("Advertising or spam")),
    ("attack", _l("Attack on a person")),
    ("hate", _l("Hatred of a group of people")),
    ("private", _l("Private data of somebody")),
    ("misleading", _l("False or misleading as a fact")),
    ("off_topic", _l("Not about the subject")),
    ("illegal", _l("Against the law")),
    ("duplicate", _l("Said already elsewhere")),
    ("other", _l("Something else")),
]
KINDS = {"report": _l("Report"), "held": _l("Waiting text"), "duplicate": _l("Suspected duplicate"),
         "request": _l("Membership request"), "appeal": _l("Appeal")}
THINGS = {"post": _l("Post"), "thread": _l("Thread"), "proposal": _l("Proposal"), "argument": _l("Argument"),
          "amendment": _l("Amendment"), "reason": _l("Reason of a vote"), "answer": _l("Answer to a reason"),
          "message": _l("Message"),
          "waiting": _l("Waiting text"), "request": _l("Membership request"), "decision": _l("Decision")}
# On a button, and in the past tense in logs and letters.
ACTS = {"keep": _l("Keep as it is"), "hide": _l("Hide"), "delete": _l("Delete"), "edit": _l("Edit"),
        "publish": _l("Publish"), "refuse": _l("Do not publish"), "uphold": _l("Uphold the appeal"),
        "dismiss": _l("Dismiss the appeal")}
DONE = {"keep": _l("kept"), "hide": _l("hidden"), "delete": _l("deleted"), "edit": _l("edited"),
        "restore": _l("restored"), "publish": _l("published"), "refuse": _l("not published"), "warn": _l("warning"),
        "slow": _l("slower pace for a member"), "slow_thread": _l("slow mode of a thread"),
        "silence": _l("member silenced"), "suspend": _l("member suspended from the group"),
        "uphold": _l("appeal upheld"), "dismiss": _l("appeal dismissed")}
MEASURES = [("", _l("Nothing more")), ("warn", _l("Warn the author")), ("slow", _l("Ask the author for a slower pace")),
            ("slow_thread", _l("Slow mode in the thread")), ("silence", _l("Silence: no writing here")),
            ("suspend", _l("Suspend from the group: reads, takes part in nothing"))]
PAUSES = [("60", _l("1 minute")), ("600", _l("10 minutes")), ("3600", _l("1 hour")), ("21600", _l("6 hours"))]
WHY_HELD = {"first": _l("First texts of a new person"), "link": _l("Link from a new person"),
            "fast": _l("Sent very fast"), "word": _l("Watched word")}
WORD_ACTS = [("hold", _l("Let the text wait")), ("mask", _l("Cover the word")), ("refuse", _l("Refuse the text"))]


class ReportForm(Form):
    reason = RadioField(_l("What is wrong?"), [InputRequired(message=_l("Choose one."))], choices=options(REASONS))
    words = text(_l("In your words"), optional=True, limit=MAX_WORDS,
                 hint=_l("What should moderators look at? The author does not learn who reports."))


class DecideForm(Form):
    version = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    reason = chosen(_l("Reason"), REASONS)
    saved_id = SelectField(_l("Saved sentence"), [Optional()], coerce=int, validate_choice=False)
    words = text(_l("In your words"), optional=True, limit=MAX_WORDS,
                 hint=_l("The author reads this. Your name is not shown to them."))
    measure = SelectField(_l("Besides"), [Optional()], choices=options(MEASURES))
    days = IntegerField(_l("For how many days"), [Optional()], default=3)
    seconds = SelectField(_l("Pause between two texts"), [Optional()], choices=options(PAUSES), coerce=int)
    body = text(_l("The text after your edit"), optional=True)
    revision = HiddenField(validators=[Optional()])
    act = StringField(validators=[InputRequired(message=_l("Choose one."))])

    def __init__(self, saved: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.saved_id.choices = options([(0, _l("None")), *saved])


class AnswerForm(Form):
    version = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    words = text(_l("Your answer"), limit=MAX_WORDS, hint=_l("Whoever appealed reads this. Your name is not shown."))
    act = StringField(validators=[InputRequired(message=_l("Choose one."))])


class AppealForm(Form):
    words = text(_l("What is wrong with this decision?"), limit=MAX_WORDS,
                 hint=_l("Somebody else than who decided answers, where the group has somebody else."))


class PolicyForm(Form):
    hold_first = IntegerField(_l("First texts of a person that wait"), [InputRequired()],
                              description=_l("0: nobody waits. 2: until two texts of theirs stand here."))
    hold_links = IntegerField(_l("Texts before links go out at once"), [InputRequired()],
                              description=_l("0: links never wait."))
    min_seconds = IntegerField(_l("Seconds below which a new person's text waits"), [InputRequired()],
                               description=_l("Counted from the drawing of the page. 0: never."))
    posts_an_hour = IntegerField(_l("Most texts of one person in an hour"), [InputRequired()],
                                 description=_l("0: no limit."))
    inherits_moderation = BooleanField(_l("The facilitators of the group above moderate here too, where they may read"))


class WordForm(Form):
    word = line(_l("Word or phrase"), limit=80,
                hint=_l("Compared without vowel marks, accents and capitals. A * at the end stands for any ending."))
    act = chosen(_l("What happens"), WORD_ACTS)


class SentenceForm(Form):
    reason = chosen(_l("Reason"), REASONS)
    text_ar = text(_l("In Arabic"), optional=True, limit=500)
    text_fr = text(_l("In French"), optional=True, limit=500)
    text_en = text(_l("In English"), optional=True, limit=500)

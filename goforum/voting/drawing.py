"""What the card of a vote and its results need, for any page that shows a poll."""

from typing import Any

from flask_babel import gettext as _

from goforum.core import clock
from goforum.core.i18n import datetime_full, time_short
from goforum.groups.rules import Standing
from goforum.voting import rules
from goforum.voting.commands import Receipt
from goforum.voting.forms import BallotForm
from goforum.voting.queries import PollView


def ballot_form(poll: PollView) -> BallotForm:
    """An empty ballot, or the voter's own to be changed; never filled from the request."""
    own = poll.own
    return BallotForm(formdata=None, choice=own.choice if own else None, reason=own.reason if own else "")


def card_context(poll: PollView, standing: Standing, ballot: BallotForm | None = None) -> dict[str, Any]:
    """What ``voting/_card.html`` and ``voting/_results.html`` draw from."""
    now = clock.now()
    return {
        "poll": poll, "ballot": ballot or ballot_form(poll),
        "may_vote": rules.may_vote(standing, poll, poll.on_roll, now),
        "may_cancel": rules.may_cancel(standing, poll, poll.cast, now),
    }


def receipt_words(receipt: Receipt) -> str:
    """What a voter is told once it is recorded, and until when it can be changed."""
    at, until = time_short(receipt.recorded_at), datetime_full(receipt.closes_at)
    if receipt.first:
        return _("Vote recorded at %(at)s. You can change it until %(until)s.", at=at, until=until)
    if receipt.changed:
        return _("Vote changed at %(at)s. You can change it again until %(until)s.", at=at, until=until)
    return _("Your vote stands as recorded at %(at)s. You can change it until %(until)s.", at=at, until=until)

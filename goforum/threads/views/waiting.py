"""A text that waits for a moderator, as its author (and whoever moderates) sees it."""

from typing import Any

from flask import flash, render_template
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from goforum.core import clock
from goforum.core.i18n import direction
from goforum.core.light import light_mode
from goforum.core.rules import require
from goforum.core.web import keep_private, person_id, see_other
from goforum.groups.queries import cards, standing
from goforum.threads import commands, queries, rules
from goforum.threads.commands import Sent
from goforum.threads.drawing import draw
from goforum.threads.queries.waiting import Waiting, get_waiting, list_own_waiting
from goforum.threads.rules import may_read_thread
from goforum.threads.views.base import bp


def _enter(waiting_id: int) -> tuple[int, Waiting]:
    me = person_id()
    keep_private()
    text = get_waiting(waiting_id)
    require(rules.may_see_waiting(standing(me, text.group_id), text.author_id, clock.now()))
    return me, text


@bp.get("/waiting/<int:waiting_id>")
def waiting(waiting_id: int) -> Any:
    """A waiting text, why it waits, and the way to take it back."""
    me, text = _enter(waiting_id)
    place, now = standing(me, text.group_id), clock.now()
    head = queries.get_head(text.thread_id, me) if text.thread_id is not None else None
    return render_template(
        "threads/waiting.html", text=text, html=text.markup, files=queries.files_of_waiting(waiting_id),
        light=light_mode(),
        group=cards([text.group_id])[text.group_id],
        head=head if head is not None and may_read_thread(place, head.facts, now) else None,
        may_withdraw=bool(rules.may_withdraw_waiting(place, text.author_id, text.state, now)))


@bp.post("/waiting/<int:waiting_id>/withdraw")
def withdraw(waiting_id: int) -> Response:
    """Take one's waiting text back."""
    me, _text = _enter(waiting_id)
    commands.withdraw_text(me, waiting_id)
    flash(_("Your text does not wait any more: nobody else has read it but moderators."))
    return see_other("threads.waiting", waiting_id=waiting_id)


def to_waiting(sent: Sent) -> Response:
    """Lead the browser to a text that waits, saying so."""
    flash(_("Your text waits for a moderator: you see it, others do not yet."))
    return see_other("threads.waiting", waiting_id=sent.waiting_id)


def own_waiting(me: int | None, thread_id: int) -> list[Waiting]:
    """What of this person's waits in a thread; one statement, and none for visitors."""
    return list_own_waiting(me, thread_id=thread_id) if me is not None else []


def lay_waiting(texts: list[Waiting]) -> Markup:
    """What waits, drawn after the posts of its thread for its author alone."""
    if not texts:
        return Markup()
    return Markup(draw("threads/_waiting.html", texts=texts, direction=direction))  # noqa: S704 - our own template

"""The reply form at the end of a thread: the same for every reader of a language, but for four small things.

Drawn once for each language with marks in the places of the address, the form token, the composer's key and the
quote; those are put in for each reader. Drawing the whole form for each page view took longer than the posts.
"""

import secrets
from functools import partial
from uuid import uuid4

from flask import url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from goforum.core.i18n import language
from goforum.core.web import viewer
from goforum.files.picking import NOTHING, Picked
from goforum.threads import queries
from goforum.threads.drawing import draw, kept_forms
from goforum.threads.forms import ReplyForm

_ADDRESS, _TOKEN, _KEY, _BODY = (f"gap{secrets.token_hex(10)}" for _ in range(4))


def draw_form(form: ReplyForm, *, action: str, token: str, preview: Markup | None = None,
              open_links: bool = False, picked: Picked = NOTHING) -> str:
    """The form with whatever was typed into it."""
    return draw("threads/_reply.html", form=form, action=action, token=token, preview=preview,
                open_links=open_links, picked=picked)


def _draw_empty(writes_in: str) -> tuple[str, int]:
    form = ReplyForm(queries.commitment_choices(language()), formdata=None, meta={"csrf": False},
                     data={"client_key": _KEY, "body": _BODY, "language": writes_in})
    text = draw_form(form, action=_ADDRESS, token=_TOKEN)
    return text, 2 * len(text)


def composer(thread_id: int, quote: str = "") -> Markup:
    """The form ready to write in, with a quote when the reader asked for one."""
    writes_in = viewer().writes_in
    text = kept_forms.get((language(), writes_in), partial(_draw_empty, writes_in))
    for mark, value in ((_ADDRESS, url_for("threads.reply", thread_id=thread_id)), (_TOKEN, generate_csrf()),
                        (_KEY, str(uuid4())), (_BODY, str(escape(quote)))):
        text = text.replace(mark, value)
    return Markup(text)  # noqa: S704 - our own template; the quote was escaped just above

"""The reply form at the end of a thread: the same for every reader of a language, but for a few small things.

Drawn once for each language with marks in the places of the address, the form token, the composer's key, the draft
and the quote; those are put in for each reader. Drawing the whole form for each page view took longer than the
posts.
"""

import secrets
from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import uuid4

from flask import url_for
from markupsafe import Markup, escape

from goforum.core.forms import form_token
from goforum.core.i18n import language
from goforum.core.web import viewer
from goforum.files.picking import NOTHING, Picked
from goforum.files.queries import list_own_files
from goforum.threads import queries
from goforum.threads.drawing import draw, kept_forms
from goforum.threads.forms import ReplyForm
from goforum.threads.queries import Head
from goforum.threads.queries.drafts import DraftCard, find_draft
from goforum.threads.spots import reply_place

_ADDRESS, _TOKEN, _KEY, _BODY, _PLACE, _SLUG = (f"gap{secrets.token_hex(10)}" for _ in range(6))
# A number no draft has: the place of the real one.
_SEQUENCE = 10**12 + secrets.randbelow(10**12)


def draw_form(form: ReplyForm, *, action: str, token: str, place: str, slug: str, preview: Markup | None = None,
              linked: tuple[str, ...] = (), open_links: bool = False, moved: DraftCard | None = None,
              picked: Picked = NOTHING) -> str:
    """The form with whatever was typed into it."""
    return draw("threads/_reply.html", form=form, action=action, token=token, preview=preview, place=place, slug=slug,
                linked=linked, open_links=open_links, moved=moved, picked=picked)


def _form(data: Mapping[str, Any]) -> ReplyForm:
    return ReplyForm(partial(queries.commitment_choices, language()), formdata=None, meta={"csrf": False}, data=data)


def _draw_empty(writes_in: str) -> tuple[str, int]:
    form = _form({"client_key": _KEY, "body": _BODY, "sequence": _SEQUENCE, "language": writes_in})
    text = draw_form(form, action=_ADDRESS, token=_TOKEN, place=_PLACE, slug=_SLUG)
    return text, 2 * len(text)


def own_draft(place: str) -> DraftCard | None:
    """What the person looking has begun to write here, and its number."""
    me = viewer().id
    return None if me is None else find_draft(me, place)


def begun(draft: DraftCard | None) -> dict[str, Any]:
    """What a form starts with: the draft's words and choices where there is one, and always its number."""
    if draft is None:
        return {"sequence": 0}
    if not draft.alive:
        return {"sequence": draft.sequence}
    extra = {name: draft.extra[name] for name in ("tag", "commitments", "group", "language") if draft.extra.get(name)}
    if draft.extra.get("key"):
        extra["client_key"] = draft.extra["key"]
    return {"title": draft.title, "body": draft.body, "sequence": draft.sequence, **extra}


def carried(draft: DraftCard | None) -> Picked:
    """The files that were added to a draft."""
    me = viewer().id
    ids = draft.extra.get("files") if draft is not None and draft.alive else None
    return Picked(list_own_files(me, ids)) if me is not None and ids else NOTHING


def under(body: str, quote: str) -> str:
    """A quote goes under what was written already, once."""
    if not body or not quote:
        return body or quote
    return body if quote.strip() in body else f"{body.rstrip()}\n\n{quote}"


def composer(head: Head, quote: str = "", draft: DraftCard | None = None) -> Markup:
    """The form ready to write in, with the reader's draft, and a quote when they asked for one."""
    place, action = reply_place(head.id), url_for("threads.reply", thread_id=head.id)
    start = begun(draft)
    body, writes_in = under(start.get("body", ""), quote), viewer().writes_in
    picked = carried(draft)
    if picked.files or any(start.get(name) for name in ("tag", "commitments", "language")):
        form = _form({"client_key": str(uuid4()), "language": writes_in, **start, "body": body})
        return Markup(draw_form(form, action=action, token=form_token(), place=place,  # noqa: S704 - our template
                                slug=head.group_slug, open_links=bool(start.get("commitments")), picked=picked))
    text = kept_forms.get((language(), writes_in), partial(_draw_empty, writes_in))
    for mark, value in ((_ADDRESS, action), (_TOKEN, form_token()), (_PLACE, place), (_SLUG, head.group_slug),
                        (str(_SEQUENCE), str(start["sequence"])), (_BODY, str(escape(body))),
                        (_KEY, str(escape(start.get("client_key") or uuid4())))):
        text = text.replace(mark, value)
    return Markup(text)  # noqa: S704 - our own template; what people wrote was escaped just above

"""Reading: the list, a thread, a post's address, its history, what is new."""

from collections.abc import Callable, Hashable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import ngettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from goforum.accounts.queries import people_by_ids
from goforum.core import clock
from goforum.core.paging import int_arg
from goforum.core.rules import No, NotFound, Verdict
from goforum.core.web import viewer
from goforum.groups.rules import Standing, may_facilitate, may_join
from goforum.threads import queries, rules
from goforum.threads.composer import composer, own_draft
from goforum.threads.drawing import (
    draw,
    gather_top,
    lay_bytes,
    lay_out,
    page_count,
    posts_view,
    state_of,
    tell_elsewhere,
)
from goforum.threads.freshness import not_modified, stamp, tag, without_token
from goforum.threads.queries import Head, PostRow
from goforum.threads.quoting import quote_of
from goforum.threads.reading import note_reading
from goforum.threads.shell import keepable, mark, shell
from goforum.threads.spots import reply_place
from goforum.threads.story import pace_words
from goforum.threads.views.base import bp, enter_thread, here, home_of, page_url, to_post
from goforum.threads.views.waiting import lay_waiting, own_waiting


def code_of(verdict: Verdict) -> str:
    return verdict.code if isinstance(verdict, No) else ""


def answer_page(template: str, key: Hashable, values: dict[str, Any], fillings: Mapping[str, Callable[[], str]],
            parts: Hashable = None, ready: Mapping[str, Callable[[], bytes]] | None = None) -> Response:
    """The page, kept for its kind of reader where it may be, with what is this reader's own filled in.

    ``ready`` gives the longest of the fillings as bytes, as they are kept and as they are sent.
    """
    if not keepable():
        return Response(render_template(template, **values, **fillings), mimetype="text/html")
    kept = shell(template, key, {**values, **{name: partial(mark, name) for name in fillings}})
    slots = kept.own_slots()
    etag = tag(kept.digest, parts, without_token(slots)) if parts is not None else None
    answer = not_modified(etag)
    if answer is None:
        answer = Response(kept.fill({**fillings, **(ready or {})}, slots), mimetype="text/html")
    stamp(answer, etag)
    return answer


@bp.get("/threads/<int:thread_id>")
def show(thread_id: int) -> Any:
    """A page of a thread."""
    head, place = enter_thread(thread_id)
    if head.merged_into_id is not None:
        # Not for ever: a merge may be undone. Who may not read the target is not told where it is.
        onward, _place = enter_thread(head.merged_into_id)
        return redirect(url_for("threads.show", thread_id=onward.id), 302)
    page = int_arg("page", 1, low=1) or 1
    if page > page_count(head):
        # Posts were moved away since this link was made; what is left ends earlier.
        return redirect(page_url(head, page_count(head)), 303)
    return thread_page(head, place, page)


def thread_page(head: Head, place: Standing, page: int, reply: Markup | None = None) -> Response:
    """The page itself; ``reply`` is the form redrawn with what was typed, or None to draw it empty."""
    me, now = viewer(), clock.now()
    posts = posts_view(head, place, me, page)
    facts = head.facts
    verdict = rules.may_reply(place, facts, now)
    may = {"shape": head.kind == "discussion" and bool(rules.may_shape(place, facts, now)),
           "close": bool(rules.may_close(place, facts, now)),
           "reopen": bool(rules.may_reopen(place, facts, now)),
           "propose": bool(rules.may_open(place, now)), "join": bool(may_join(place, now)),
           "organise": bool(rules.may_slow(place, facts, now)),
           "reshape": bool(rules.may_split(place, facts, now)),
           "pin": bool(rules.may_pin(place, facts, now)), "pick": bool(rules.may_pick(place, facts, now))}
    wait = slow_note(head, place, now) if verdict else ""
    quoted = int_arg("quote")
    values = {"head": head, "posts": posts, "home": home_of(head, page), "verdict": verdict, "may": may,
              "top": partial(gather_top, head)}
    key = (state_of(head), head.group_slug, *head.group_names.values(), page, request.full_path, code_of(verdict),
           tuple(may.values()), values["home"])
    draft = own_draft(reply_place(head.id)) if verdict and reply is None else None
    waits = own_waiting(me.id, head.id) if head.waits else []
    at_end = waits if page == page_count(head) else []
    fillings = {"laid": lambda: lay_out(posts) + lay_waiting(at_end), "note": lambda: tell_elsewhere(posts),
                "form": lambda: wait + (reply if reply is not None else composer(head, _quote(head, quoted), draft))}
    personal = (head.last_read, posts.digest, place, wait, draft.sequence if draft else 0,
                [one.id for one in waits]) if reply is None else None
    ready = {"laid": lambda: lay_bytes(posts) + lay_waiting(at_end).encode()}
    answer = answer_page("threads/show.html", key, values, fillings, personal, ready)
    note_reading(here(), answer, me.id, head.id, posts.last_number, head.last_read)
    return answer


def slow_note(head: Head, place: Standing, now: datetime) -> Markup:
    """What slow mode asks of this writer, before they write: the pause, and when it ends for them."""
    if not head.slow_seconds or may_facilitate(place, now) or place.person_id is None:
        return Markup()
    last = queries.last_own_post_at(head.id, place.person_id)
    until = last + timedelta(seconds=head.slow_seconds) if last is not None else now
    return Markup(draw("threads/_slow.html", pause=pace_words(head.slow_seconds),  # noqa: S704 - our own template
                       until=until if until > now else None))


def _quote(head: Head, post_id: int | None) -> str:
    """The quote the reader asked for, or nothing when that post cannot be quoted here."""
    if post_id is None:
        return ""
    try:
        post = queries.get_post(post_id)
    except NotFound:
        return ""
    if post.thread_id != head.id or post.deleted_at or post.hidden_at or post.held_at:
        return ""
    author = people_by_ids([post.author_id]).get(post.author_id)
    return quote_of(post, author.name if author else "")


@bp.get("/threads/<int:thread_id>/fresh")
def fresh(thread_id: int) -> Response:
    """One line about what was posted after ``?after=``, for the page's script; empty when nothing was."""
    head, _place = enter_thread(thread_id)
    seen = int_arg("after", head.post_count)
    etag = tag(head.post_count, head.group_visibility)
    answer = not_modified(etag)
    if answer is None:
        new = max(0, head.post_count - (seen or 0))
        words = ngettext("%(num)s new post: show it", "%(num)s new posts: show them", new)
        link = Markup('<a class="btn btn-1" href="{}">{}</a>').format(
            url_for("threads.unread", thread_id=head.id, after=seen), words) if new else ""
        answer = Response(link, mimetype="text/html")
    stamp(answer, etag)
    return answer


def enter_post(post_id: int) -> tuple[PostRow, Head, Standing]:
    """A post, its thread and the person's standing; NotFound unless they may read it there."""
    post = queries.get_post(post_id)
    head, place = enter_thread(post.thread_id)
    if post.held_at is not None and post.author_id != place.person_id and not may_facilitate(place, clock.now()):
        raise NotFound()
    return post, head, place


@bp.get("/posts/<int:post_id>")
def permalink(post_id: int) -> Response:
    """The lasting address of a post: wherever it stands now."""
    post, head, _place = enter_post(post_id)
    return to_post(head, post.number)

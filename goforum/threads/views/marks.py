"""What readers put on posts: reactions, bookmarks; and how far they have read."""

from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from goforum.accounts.queries import people_by_ids
from goforum.core import clock
from goforum.core.i18n import ngettext
from goforum.core.paging import int_arg
from goforum.core.rules import Invalid, NotFound
from goforum.core.text import clean_line
from goforum.core.web import keep_private, person_id, see_other, viewer
from goforum.groups import queries as groups
from goforum.groups.rules import may_facilitate
from goforum.groups.views import enter
from goforum.threads import commands, queries, rules
from goforum.threads.marks import SYMBOLS, WORDS, draw_feet, press
from goforum.threads.reading import marks
from goforum.threads.views.base import bp, enter_thread, here, to_post
from goforum.threads.views.pages import enter_post


def _asked() -> tuple[str, bool]:
    """Which mark a button names, and whether to put it there or take it back."""
    return request.form.get("on") or request.form.get("off") or "", "off" not in request.form


def _answer(post_id: int, said: str = "") -> Response:
    """After the act: to the post; a script gets only the row under it, with the marks as they are now."""
    post, head, place = enter_post(post_id)
    if request.headers.get("X-Requested-With") != "fetch":
        if said:
            flash(said)
        return to_post(head, post.number)
    foot, me = draw_feet([post], signed_in=True)[0], viewer().id
    active = bool(rules.may_react(place, head.facts, post.facts, clock.now()))
    mine = queries.marks_of(me, [post_id]).get(post_id, frozenset()) if me is not None else frozenset()
    answer = Response(press(foot.active if active else foot.still, mine), mimetype="text/html")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/posts/<int:post_id>/react")
def react(post_id: int) -> Any:
    """Put a reaction on a post, or take it back."""
    me = person_id()
    enter_post(post_id)
    kind, on = _asked()
    commands.set_reaction(me, post_id, kind, on=on)
    return _answer(post_id)


@bp.get("/posts/<int:post_id>/reactions")
def reactions(post_id: int) -> Any:
    """Who reacted to a post, and how."""
    post, head, place = enter_post(post_id)
    if (post.deleted_at or post.hidden_at) and not may_facilitate(place, clock.now()):
        raise NotFound()  # with its words goes who thought what of them
    found = queries.list_reactors(post_id)
    people = people_by_ids({one for ids in found.values() for one in ids} | {post.author_id})
    return render_template(
        "threads/reactions.html", head=head, post=post, people=people, words=WORDS, symbols=SYMBOLS,
        found={kind: found[kind] for kind in rules.REACTIONS if kind in found},
        may_react=rules.may_react(place, head.facts, post.facts, clock.now()),
        mine={kind for kind, ids in found.items() if place.person_id in ids})


@bp.post("/posts/<int:post_id>/bookmark")
def bookmark(post_id: int) -> Any:
    """Keep a post for oneself, let it go, or note why it was kept."""
    me = person_id()
    _name, on = _asked()
    if not on:
        commands.set_bookmark(me, post_id, on=False)
        if "list" in request.form:
            return see_other("threads.bookmarks", removed=post_id)
        return _answer(post_id, _("The bookmark is removed."))
    enter_post(post_id)
    note = request.form.get("note")
    try:
        commands.set_bookmark(me, post_id, note=note)
    except Invalid as invalid:
        flash(invalid.errors["note"], "danger")
        return see_other("threads.bookmarks", _anchor=f"k{post_id}")
    if "list" in request.form:
        flash(_("Your note is kept.") if note is not None else _("The bookmark is back."))
        return see_other("threads.bookmarks", _anchor=f"k{post_id}")
    return _answer(post_id, _("The post is in your bookmarks."))


@bp.get("/bookmarks")
def bookmarks() -> Any:
    """The posts one has kept, the last first."""
    me = person_id()
    keep_private()
    words = clean_line(request.args.get("q", ""))[:100]
    page = queries.page_bookmarks(me, words=words, after=int_arg("after"), before=int_arg("before"))
    return render_template(
        "threads/bookmarks.html", page=page, words=words, removed=int_arg("removed"), max_note=rules.MAX_NOTE,
        people=people_by_ids({row.author_id for row in page.items}),
        groups=groups.cards({row.group_id for row in page.items}),
        first=not (request.args.get("after") or request.args.get("before")))


@bp.post("/posts/<int:post_id>/unread")
def mark_unread(post_id: int) -> Any:
    """Leave a post, and what follows it, for later."""
    me = person_id()
    post, head, _place = enter_post(post_id)
    marks.forget(me, head.id)
    commands.mark_unread(me, post_id)
    flash(_("Unread from post %(number)s on.", number=post.number))
    return see_other("threads.index", slug=head.group_slug)


@bp.post("/threads/<int:thread_id>/seen")
def seen(thread_id: int) -> Any:
    """How far somebody has really read, as their browser has seen it."""
    me = person_id()
    head, _place = enter_thread(thread_id)
    number, answer = request.form.get("number", ""), Response(status=204)
    if number.isascii() and number.isdigit() and len(number) < 10 and 0 < int(number) <= head.post_count:
        app = here()
        answer.call_on_close(lambda: marks.note(app, me, head.id, int(number)))
    return answer


@bp.post("/groups/<slug>/threads/read")
def read_all(slug: str) -> Any:
    """Everything in the group is read."""
    me = person_id()
    group, _place = enter(slug)
    count = commands.mark_all_read(me, group.id)
    flash(ngettext("%(num)s thread is marked as read.", "%(num)s threads are marked as read.", count))
    return see_other("threads.index", slug=slug)


def passage(html: str) -> str:
    """The first words of a post, for a list."""
    text = " ".join(Markup(html).striptags().split())  # noqa: S704 - only to take the tags out
    return text if len(text) <= 240 else text[:240].rsplit(" ", 1)[0] + "…"


bp.add_app_template_filter(passage, "passage")


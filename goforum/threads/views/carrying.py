"""Choosing posts, taking them into another thread or into a proposal, and merging threads."""

import re
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from goforum.accounts.queries import people_by_ids
from goforum.core import clock
from goforum.core.forms import options
from goforum.core.i18n import localised
from goforum.core.paging import int_arg
from goforum.core.rules import Invalid, NotFound
from goforum.core.templating import link_to
from goforum.core.text import excerpt
from goforum.core.web import person_id, see_other
from goforum.groups.queries import count_members
from goforum.groups.rules import Standing
from goforum.threads import commands, forms, queries, rules
from goforum.threads.commands.writing import ask
from goforum.threads.drawing import page_count
from goforum.threads.queries import Head
from goforum.threads.queries.life import ids_of_numbers
from goforum.threads.queries.placing import Target, list_targets
from goforum.threads.story import numbers_as_text, numbers_in
from goforum.threads.views.base import bp, enter_thread
from goforum.threads.views.life import readers_words

_ADDRESS = re.compile(r"^(?:.*/(threads|posts)/)?(\d{1,9})(?:[/?#].*)?$")


def _aim(head: Head, place: Standing) -> str:
    """What the posts are chosen for, where this person may do it."""
    aim = "propose" if request.args.get("aim") == "propose" else "split"
    rule = rules.may_pick if aim == "propose" else rules.may_split
    ask(rule(place, head.facts, clock.now()))
    return aim


def _chosen() -> list[int]:
    """The numbers chosen so far: the boxes ticked on this page, and those typed or chosen on others."""
    ticked = " ".join(request.args.getlist("n"))
    return numbers_in(f"{ticked} {request.args.get('posts', '')[:4000]}", rules.MOST_PICKS)


@bp.get("/threads/<int:thread_id>/pick")
def pick(thread_id: int) -> Any:
    """Choose posts, page by page, by boxes or by numbers."""
    head, place = enter_thread(thread_id)
    aim = _aim(head, place)
    last = page_count(head)
    page = min(int_arg("page", last, low=1) or last, last)
    rows = [row for row in queries.page_posts(thread_id, page) if row.held_at is None]
    here, chosen = {row.number for row in rows}, _chosen()
    return render_template(
        "threads/pick.html", head=head, aim=aim, rows=rows, page=page, last=last, chosen=set(chosen) & here,
        people=people_by_ids({row.author_id for row in rows}), excerpt=excerpt,
        elsewhere=numbers_as_text(set(chosen) - here), count=len(chosen), missing="missing" in request.args,
        too_many=len(chosen) > rules.MOST_PICKS)


def _none_chosen(thread_id: int, aim: str) -> Any:
    return redirect(url_for("threads.pick", thread_id=thread_id, aim=aim, missing=1), 303)


@bp.get("/threads/<int:thread_id>/propose")
def propose(thread_id: int) -> Any:
    """From chosen posts to a new proposal that quotes them."""
    head, place = enter_thread(thread_id)
    ask(rules.may_pick(place, head.facts, clock.now()))
    ids = ids_of_numbers(thread_id, _chosen(), live=True)
    if not ids:
        return _none_chosen(thread_id, "propose")
    address = link_to("proposals.new", thread=thread_id, posts=",".join(map(str, ids)))
    if not address:
        raise NotFound()
    return redirect(address, 303)


def _targets(head: Head) -> tuple[list[Target], str]:
    """Threads to choose from, by the words, the number or the address that was looked for."""
    words = request.args.get("q", "").strip()[:200]
    named = _ADDRESS.match(words)
    if not named:
        return list_targets(person_id(), head, words=words), words
    wanted = int(named[2])
    if named[1] == "posts":
        try:
            wanted = queries.get_post(wanted).thread_id
        except NotFound:
            return [], words
    return list_targets(person_id(), head, ids=[wanted]), words


def _offer(head: Head, targets: list[Target]) -> tuple[list[tuple[int, Markup]], dict[int, str], bool]:
    """The choices, who reads each, and whether one of them has other readers than this thread."""
    members = count_members({one.group.id for one in targets if one.group.id != head.group_id})
    choices = [(one.id, Markup("<bdi>{}</bdi>").format(one.title)) for one in targets]
    hints = {one.id: _words(head, one, members.get(one.group.id, 0)) for one in targets}
    return choices, hints, any(
        one.group.id != head.group_id and one.group.visibility != "public" for one in targets)


def _words(head: Head, target: Target, members: int) -> str:
    said = ngettext("%(num)s post", "%(num)s posts", target.post_count)
    if target.closed_at is not None:
        said = f"{said} · {_('closed')}"
    if target.group.id == head.group_id:
        return said
    return f"{localised(target.group.names).text} · {said} · {readers_words(target.group.visibility, members)}"


@bp.route("/threads/<int:thread_id>/split", methods=["GET", "POST"])
def split(thread_id: int) -> Any:
    """Take chosen posts into a new thread or into another one."""
    head, place = enter_thread(thread_id)
    ask(rules.may_split(place, head.facts, clock.now()))
    if request.method == "POST":
        ids = [int(one) for one in request.form.get("ids", "").split(",") if one.isascii() and one.isdigit()
               and len(one) < 10][: rules.MOST_PICKS + 1]
    else:
        ids = ids_of_numbers(thread_id, _chosen(), live=False)
        if not ids:
            return _none_chosen(thread_id, "split")
    targets, words = _targets(head)
    choices, hints, confirm = _offer(head, targets)
    form = forms.SplitForm()
    form.into.choices = options([(0, _("A new thread in this group")), *choices])
    if form.validate_on_submit():
        try:
            target = commands.split_thread(
                person_id(), thread_id, post_ids=ids, title=form.title.data or "", into_id=form.into.data or None,
                sure=form.sure.data, client_key=form.client_key.data)
            flash(_("The posts are here now. Their own addresses lead here."))
            return see_other("threads.show", thread_id=target)
        except Invalid as invalid:
            form.add_errors(invalid)
    shown = queries.list_posts(ids[:5])
    return render_template(
        "threads/split.html", head=head, form=form, hints=hints, confirm=confirm, ids=ids, words=words,
        rows=[row for row in shown if row.thread_id == thread_id], excerpt=excerpt,
        numbers=request.args.get("posts", ""),
        ticked=request.args.getlist("n"), people=people_by_ids({row.author_id for row in shown}),
    ), 422 if form.is_submitted() else 200


@bp.route("/threads/<int:thread_id>/merge", methods=["GET", "POST"])
def merge(thread_id: int) -> Any:
    """Put the whole of a thread into another one."""
    head, place = enter_thread(thread_id)
    ask(rules.may_merge(place, head.facts, clock.now()))
    targets, words = _targets(head)
    choices, hints, confirm = _offer(head, targets)
    form = forms.MergeForm()
    form.into.choices = options(choices)
    if form.validate_on_submit():
        try:
            commands.merge_threads(person_id(), thread_id, into_id=form.into.data, sure=form.sure.data)
            flash(_("The threads are one. You can undo this for a week."))
            return see_other("threads.show", thread_id=form.into.data)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("threads/merge.html", head=head, form=form, hints=hints, confirm=confirm,
                           words=words), 422 if form.is_submitted() else 200

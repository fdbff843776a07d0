"""Acts of one press or one sentence: delete, restore, close, open again, title and commitments."""

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from goforum.core import clock
from goforum.core.i18n import language
from goforum.core.rules import Invalid
from goforum.core.web import person_id, see_other
from goforum.threads import commands, forms, queries, rules
from goforum.threads.commands.writing import ask
from goforum.threads.views.base import bp, enter_thread, home_of, to_post
from goforum.threads.views.pages import enter_post


@bp.post("/posts/<int:post_id>/delete")
def delete(post_id: int) -> Any:
    """Take back one's own post."""
    post, head, _place = enter_post(post_id)
    commands.delete_post(person_id(), post_id)
    flash(_("Your post is deleted. You can restore it where it stood."),
          f"undo:{url_for('threads.restore', post_id=post_id)}")
    return to_post(head, post.number)


@bp.post("/posts/<int:post_id>/undo")
def undo(post_id: int) -> Any:
    """Take back what one has just posted; its text is a draft again."""
    post, head, _place = enter_post(post_id)
    _group_id, thread_id = commands.undo_post(person_id(), post_id)
    flash(_("Your post is taken back. Its text is in the form again."))
    if thread_id is None:
        return see_other("threads.new", slug=head.group_slug)
    if home := home_of(head):
        return redirect(f"{home}#reply", 303)
    return see_other("threads.show", thread_id=head.id, _anchor="reply", page=_page_before(head, post.number))


def _page_before(head: queries.Head, number: int) -> int | None:
    page = queries.page_of(min(number, max(1, head.post_count - 1)))
    return page if page > 1 else None


@bp.post("/posts/<int:post_id>/restore")
def restore(post_id: int) -> Any:
    """Bring back one's own post."""
    post, head, _place = enter_post(post_id)
    commands.restore_post(person_id(), post_id)
    flash(_("Your post is back."))
    return to_post(head, post.number)


@bp.route("/threads/<int:thread_id>/close", methods=["GET", "POST"])
def close(thread_id: int) -> Any:
    """Close a discussion, saying why."""
    head, place = enter_thread(thread_id)
    ask(rules.may_close(place, head.facts, clock.now()))
    form = forms.CloseForm()
    if form.validate_on_submit():
        try:
            commands.close_thread(person_id(), thread_id, reason=form.reason.data)
            flash(_("The thread is closed."), f"undo:{url_for('threads.reopen', thread_id=thread_id)}")
            return see_other("threads.show", thread_id=thread_id)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("threads/close.html", head=head, form=form), 422 if form.is_submitted() else 200


@bp.post("/threads/<int:thread_id>/reopen")
def reopen(thread_id: int) -> Any:
    """Open a closed discussion again."""
    enter_thread(thread_id)
    commands.reopen_thread(person_id(), thread_id)
    flash(_("The thread is open again."))
    return see_other("threads.show", thread_id=thread_id)


@bp.route("/threads/<int:thread_id>/change", methods=["GET", "POST"])
def change(thread_id: int) -> Any:
    """Change a thread's title and the commitments it is about."""
    head, place = enter_thread(thread_id)
    if proposal := home_of(head):
        # Its title and links are the proposal's own, which stay as they are once people vote on them.
        return redirect(proposal, 303)
    ask(rules.may_shape(place, head.facts, clock.now()))
    linked = queries.commitments_of([thread_id]).get(thread_id, [])
    form = forms.ChangeForm(partial(queries.commitment_choices, language()),
                            data={"title": head.title, "commitments": linked, "language": head.language})
    if form.validate_on_submit():
        try:
            commands.change_thread(person_id(), thread_id, title=form.title.data,
                                   commitment_ids=form.commitments.data or (), language=form.language.data)
            flash(_("The thread is changed."))
            return see_other("threads.show", thread_id=thread_id)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("threads/change.html", head=head, form=form), 422 if form.is_submitted() else 200

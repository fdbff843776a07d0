"""Writing: a new thread, a reply, an edit; each keeps what was typed whatever happens."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from werkzeug.wrappers import Response

from goforum.core import clock
from goforum.core.forms import Form
from goforum.core.i18n import language
from goforum.core.paging import int_arg
from goforum.core.rules import Conflict, Invalid, Refused, require
from goforum.core.text import TextTooLong, render_markdown
from goforum.core.web import person_id, see_other, viewer
from goforum.files.limits import takes_files
from goforum.files.picking import NOTHING, Picked, picked_files
from goforum.groups.views import enter
from goforum.threads import commands, forms, queries, rules
from goforum.threads.commands.writing import ask, people_named
from goforum.threads.composer import draw_form
from goforum.threads.drawing import page_count
from goforum.threads.views.base import bp, enter_thread, to_post
from goforum.threads.views.pages import enter_post, thread_page


def _preview(source: str | None) -> Markup | None:
    """What was typed as it would look, when that was asked for."""
    if "preview" not in request.form or not (source or "").strip():
        return None
    try:
        html = render_markdown(source or "", mentions=people_named).html
    except TextTooLong:
        return None
    return Markup(html)  # noqa: S704 - cleaned just now


def _status(form: Form, preview: Markup | None, picked: Picked = NOTHING) -> int:
    """A refused form is 422; a preview or files that were asked for are an answer."""
    asked = preview is not None or (picked.adding and not picked.faults)
    return 422 if form.is_submitted() and not asked else 200


def _tell_faults(form: Form, picked: Picked) -> None:
    """Files that were not taken refuse the form; what was taken stays in it."""
    form.form_errors += picked.errors


def _chosen_language(form: Form) -> str | None:
    """What the composer's list of languages said; None where there was none, as in forms kept from before."""
    return str(form["language"].data or "") if "language" in request.form else None


@bp.route("/groups/<slug>/threads/new", methods=["GET", "POST"])
@takes_files
def new(slug: str) -> Any:
    """Open a thread."""
    group, place = enter(slug)
    require(rules.may_open(place, clock.now()))
    form = forms.ThreadForm(queries.commitment_choices(language()))
    preview = _preview(form.body.data) if form.is_submitted() else None
    picked = picked_files() if form.is_submitted() else NOTHING
    if not picked.adding and form.validate_on_submit() and preview is None and not picked.again:
        try:
            thread_id = commands.create_thread(
                person_id(), group.id, title=form.title.data, body=form.body.data,
                commitment_ids=form.commitments.data or (), client_key=form.client_key.data,
                language=_chosen_language(form), file_ids=picked.ids)
            flash(_("Your thread is open."))
            return see_other("threads.show", thread_id=thread_id)
        except Invalid as invalid:
            form.add_errors(invalid)
    elif request.method == "GET":
        form.language.data = viewer().writes_in
        if (about := int_arg("commitment")) is not None:
            form.commitments.data = [about]
    _tell_faults(form, picked)
    return render_template("threads/new.html", group=group, form=form, preview=preview,
                           picked=picked), _status(form, preview, picked)


@bp.post("/threads/<int:thread_id>/reply")
@takes_files
def reply(thread_id: int) -> Any:
    """Answer in a thread."""
    me = person_id()
    form = forms.ReplyForm(queries.commitment_choices(language()))
    preview, picked = _preview(form.body.data), picked_files()
    if not picked.adding and form.validate_on_submit() and preview is None and not picked.again:
        try:
            post_id = commands.reply(me, thread_id, body=form.body.data,
                                     commitment_ids=form.commitments.data or (), client_key=form.client_key.data,
                                     language=_chosen_language(form), file_ids=picked.ids)
            post, head, _place = enter_post(post_id)
            return to_post(head, post.number)
        except Invalid as invalid:
            form.add_errors(invalid)
        except Refused as refused:
            if refused.code != "slow":
                raise
            # Too early, and nothing typed is lost: the form says when.
            form.add_errors(Invalid({"body": refused.reason}))
    _tell_faults(form, picked)
    return _redraw_reply(thread_id, form, preview, picked)


def _redraw_reply(thread_id: int, form: forms.ReplyForm, preview: Markup | None, picked: Picked) -> Response:
    head, place = enter_thread(thread_id)
    if head.merged_into_id is not None:
        # What was typed goes on where the discussion does.
        head, place = enter_thread(head.merged_into_id)
    ask(rules.may_reply(place, head.facts, clock.now()))
    drawn = draw_form(form, action=url_for("threads.reply", thread_id=head.id), token=generate_csrf(),
                      preview=preview, open_links=bool(form.commitments.data), picked=picked)
    answer = thread_page(head, place, page_count(head), Markup(drawn))  # noqa: S704 - our own template
    answer.status_code = _status(form, preview, picked)
    return answer


@bp.route("/posts/<int:post_id>/edit", methods=["GET", "POST"])
@takes_files
def edit(post_id: int) -> Any:
    """Change one's own post."""
    post, head, place = enter_post(post_id)
    ask(rules.may_edit(place, head.facts, post.facts, clock.now()))
    form = forms.EditForm(data={"body": post.body_source, "revision": post.revision,
                                "language": post.language if post.language_chosen else ""})
    preview = _preview(form.body.data) if form.is_submitted() else None
    present = queries.files_of_posts([post_id]).get(post_id, [])
    picked = picked_files(present) if form.is_submitted() else Picked(present)
    status, stale = _status(form, preview, picked), None
    if not picked.adding and form.validate_on_submit() and preview is None and not picked.again:
        try:
            commands.edit_post(person_id(), post_id, body=form.body.data, revision=form.revision.data,
                               language=_chosen_language(form), file_ids=picked.ids)
            return to_post(head, post.number)
        except Invalid as invalid:
            form.add_errors(invalid)
        except Conflict as conflict:
            if conflict.code != "stale":
                raise
            # Nothing typed is lost: the form comes back beside the present text, and saving again is a decision.
            form.add_errors(Invalid({"body": conflict.reason}))
            status, post = 409, queries.get_post(post_id)
            stale = Markup(post.body_html)  # noqa: S704 - cleaned when it was stored
            form.revision.data = form.revision.raw_data = None
            form.revision.process_data(post.revision)
    _tell_faults(form, picked)
    return render_template("threads/edit.html", head=head, post=post, form=form, preview=preview, stale=stale,
                           picked=picked), status

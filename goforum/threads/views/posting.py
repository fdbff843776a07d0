"""Writing: a new thread, a reply, an edit; each keeps what was typed whatever happens."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from goforum.core import clock
from goforum.core.forms import Form, form_token, seconds_open
from goforum.core.i18n import language
from goforum.core.paging import int_arg
from goforum.core.rules import Conflict, Invalid, Refused, require
from goforum.core.text import TextTooLong
from goforum.core.web import keep_private, person_id, see_other, viewer
from goforum.files.limits import takes_files
from goforum.files.picking import NOTHING, Picked, picked_files
from goforum.files.queries import FileCard
from goforum.groups.views import enter
from goforum.threads import commands, forms, queries, rules
from goforum.threads.commands.writing import ask, render
from goforum.threads.composer import begun, carried, draw_form, own_draft
from goforum.threads.drawing import page_count
from goforum.threads.queries.drafts import DraftCard
from goforum.threads.queries.links import commitment_chips
from goforum.threads.spots import edit_place, reply_place, thread_place
from goforum.threads.views.base import bp, enter_thread, to_post
from goforum.threads.views.pages import enter_post, thread_page
from goforum.threads.views.waiting import to_waiting


@dataclass(frozen=True, slots=True)
class Preview:
    """A text as it would look, and the commitments it would be linked to."""

    html: Markup
    linked: tuple[str, ...] = ()


def preview_of(source: str | None, thread_id: int | None = None) -> Preview | None:
    """What was typed as it would look; None for nothing, and for more than a post may hold."""
    if not (source or "").strip():
        return None
    try:
        rendered = render(source or "", thread_id)
    except TextTooLong:
        return None
    chips = commitment_chips(rendered.references, language())
    linked = tuple(f"{chips[one].number}. {chips[one].title}" for one in rendered.references if one in chips)
    return Preview(Markup(rendered.html), linked)  # noqa: S704 - cleaned just now


def _preview(source: str | None, thread_id: int | None = None) -> Preview | None:
    return preview_of(source, thread_id) if "preview" in request.form else None


def _status(form: Form, preview: Preview | None, picked: Picked = NOTHING) -> int:
    """A refused form is 422; a preview or files that were asked for are an answer."""
    asked = preview is not None or (picked.adding and not picked.faults)
    return 422 if form.is_submitted() and not asked else 200


def _tell_faults(form: Form, picked: Picked) -> None:
    """Files that were not taken refuse the form; what was taken stays in it."""
    form.form_errors += picked.errors


def _chosen_language(form: Form) -> str | None:
    """What the composer's list of languages said; None where there was none, as in forms kept from before."""
    return str(form["language"].data or "") if "language" in request.form else None


def _ready(form: Form, preview: Preview | None, picked: Picked) -> bool:
    """Whether what was sent is to be posted: not only looked at, and nothing to be put right first."""
    return not picked.adding and form.validate_on_submit() and preview is None and not picked.again


def told_undo(words: str, post_id: int) -> None:
    """Say that a post stands, with the way to take it back for a few seconds."""
    flash(words, f"undo:{url_for('threads.undo', post_id=post_id)}")


def keep(form: Any, place: str, picked: Picked) -> DraftCard | None:
    """Save what was typed as a draft, without scripts. Answers with the other text when the draft moved on meanwhile;
    the form then knows of it, and saving again is a decision."""
    extra = {"key": form.client_key.data or "", "files": picked.ids}
    for name in ("tag", "commitments", "group", "language"):
        if name in form and form[name].data:
            extra[name] = form[name].data
    saved = commands.save_draft(
        person_id(), place, title=form.title.data or "" if "title" in form else "", body=form.body.data or "",
        extra=extra, expected=form.sequence.data or 0)
    if saved.missed is None:
        flash(_("Your draft is kept. You find it here, and in the list of your drafts."))
        return None
    form.sequence.raw_data = None
    form.sequence.process_data(saved.sequence)
    return saved.missed


@bp.route("/groups/<slug>/threads/new", methods=["GET", "POST"])
@takes_files
def new(slug: str) -> Any:
    """Open a thread."""
    group, place = enter(slug)
    require(rules.may_open(place, clock.now()))
    spot = thread_place(group.id)
    draft = own_draft(spot) if request.method == "GET" else None
    start = begun(draft) if request.method == "GET" else {}
    form = forms.ThreadForm(partial(queries.commitment_choices, language()), data=start)
    preview = _preview(form.body.data) if form.is_submitted() else None
    picked = picked_files() if form.is_submitted() else carried(draft)
    moved = None
    if "keep" in request.form:
        moved = keep(form, spot, picked)
        if moved is None:
            return see_other("threads.new", slug=slug)
    elif _ready(form, preview, picked):
        try:
            sent = commands.send_thread(
                person_id(), group.id, title=form.title.data, body=form.body.data, typed_seconds=seconds_open(),
                commitment_ids=form.commitments.data or (), client_key=form.client_key.data,
                language=_chosen_language(form), file_ids=picked.ids)
            if sent.made_id is None:
                return to_waiting(sent)
            told_undo(_("Your thread is open."), queries.first_post_id(sent.made_id))
            return see_other("threads.show", thread_id=sent.made_id)
        except Invalid as invalid:
            form.add_errors(invalid)
    elif request.method == "GET":
        form.language.data = form.language.data or viewer().writes_in
        if (about := int_arg("commitment")) is not None:
            form.commitments.data = [*(form.commitments.data or ()), about]
    _tell_faults(form, picked)
    return render_template("threads/new.html", group=group, form=form, preview=preview, place=spot, moved=moved,
                           picked=picked), _status(form, preview, picked)


@bp.post("/threads/<int:thread_id>/reply")
@takes_files
def reply(thread_id: int) -> Any:
    """Answer in a thread."""
    me = person_id()
    form = forms.ReplyForm(partial(queries.commitment_choices, language()))
    preview, picked, moved = _preview(form.body.data, thread_id), picked_files(), None
    if "keep" in request.form:
        moved = keep(form, reply_place(thread_id), picked)
        if moved is None:
            return see_other("threads.show", thread_id=thread_id, _anchor="reply")
    elif _ready(form, preview, picked):
        try:
            sent = commands.send_reply(me, thread_id, body=form.body.data, tag=form.tag.data,
                                       typed_seconds=seconds_open(), commitment_ids=form.commitments.data or (),
                                       client_key=form.client_key.data, language=_chosen_language(form),
                                       file_ids=picked.ids)
            if sent.made_id is None:
                return to_waiting(sent)
            told_undo(_("Your post is published."), sent.made_id)
            return _to_new(sent.made_id, thread_id)
        except Invalid as invalid:
            form.add_errors(invalid)
        except Refused as refused:
            if refused.code != "slow":
                raise
            # Too early, and nothing typed is lost: the form says when.
            form.add_errors(Invalid({"body": refused.reason}))
    _tell_faults(form, picked)
    return _redraw_reply(thread_id, form, preview, picked, moved)


def _to_new(post_id: int, thread_id: int) -> Response:
    """Lead the browser to what it has just posted: the command has asked whether its author may read there."""
    spot = queries.get_spot(post_id)
    if spot.id != thread_id:  # sent again after it was carried elsewhere, or into a thread that was merged away
        post, head, _place = enter_post(post_id)
        return to_post(head, post.number)
    if spot.group_visibility == "reserved":
        keep_private()
    return to_post(spot, spot.number)


def _redraw_reply(thread_id: int, form: forms.ReplyForm, preview: Preview | None, picked: Picked,
                  moved: DraftCard | None) -> Response:
    head, place = enter_thread(thread_id)
    if head.merged_into_id is not None:
        # What was typed goes on where the discussion does.
        head, place = enter_thread(head.merged_into_id)
    ask(rules.may_reply(place, head.facts, clock.now()))
    drawn = draw_form(form, action=url_for("threads.reply", thread_id=head.id), token=form_token(),
                      place=reply_place(head.id), slug=head.group_slug, moved=moved,
                      preview=preview.html if preview else None, linked=preview.linked if preview else (),
                      open_links=bool(form.commitments.data), picked=picked)
    answer = thread_page(head, place, page_count(head), Markup(drawn))  # noqa: S704 - our own template
    answer.status_code = _status(form, preview, picked)
    return answer


def _with_drafted(present: Sequence[FileCard], draft: DraftCard | None) -> Picked:
    """The files of a post, and those that were added to the draft of its change."""
    there = {one.id for one in present}
    return Picked([*present, *(one for one in carried(draft).files if one.id not in there)])


@bp.route("/posts/<int:post_id>/edit", methods=["GET", "POST"])
@takes_files
def edit(post_id: int) -> Any:
    """Change one's own post."""
    post, head, place = enter_post(post_id)
    ask(rules.may_edit(place, head.facts, post.facts, clock.now()))
    spot = edit_place(post_id)
    draft = own_draft(spot) if request.method == "GET" else None
    start = begun(draft) if request.method == "GET" else {}
    form = forms.EditForm(data={"body": post.body_source, "revision": post.revision,
                                "language": post.language if post.language_chosen else "", **start})
    preview = _preview(form.body.data, head.id) if form.is_submitted() else None
    present = queries.files_of_posts([post_id]).get(post_id, [])
    picked = picked_files(present) if form.is_submitted() else _with_drafted(present, draft)
    status, stale, moved = _status(form, preview, picked), None, None
    if "keep" in request.form:
        moved = keep(form, spot, picked)
        if moved is None:
            return see_other("threads.edit", post_id=post_id)
    elif _ready(form, preview, picked):
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
    return render_template("threads/edit.html", head=head, post=post, form=form, preview=preview, place=spot,
                           moved=moved, begun="body" in start, stale=stale, picked=picked), status

"""Doors to the documents of a meeting and of the points of its agenda."""

from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _

from goforum.core import clock
from goforum.core.rules import Invalid, require
from goforum.core.web import person_id, see_other, viewer
from goforum.files.limits import takes_files
from goforum.files.picking import Picked, picked_files
from goforum.files.queries import FileCard
from goforum.groups.rules import Standing
from goforum.meetings import queries as meetings
from goforum.meetings import rules as meeting_rules
from goforum.meetings.queries import MeetingCard
from goforum.meetings.views.base import enter
from goforum.planning import commands, queries, rules
from goforum.planning.forms import FilesForm
from goforum.planning.views.base import bp


@bp.route("/meetings/<int:meeting_id>/documents", methods=["GET", "POST"])
@takes_files
def documents(meeting_id: int) -> Any:
    """Put documents to a meeting, or take them away."""
    meeting, who = enter(meeting_id)
    require(meeting_rules.may_write_texts(who, meeting, clock.now()))
    present = queries.list_files(meeting_id)
    form = FilesForm()
    picked = picked_files(present) if form.is_submitted() else Picked(present)
    if form.validate_on_submit() and not picked.again:
        commands.set_files(person_id(), meeting_id, picked.ids)
        flash(_("The documents are saved."))
        return see_other("meetings.show", meeting_id=meeting_id, _anchor="documents")
    return render_template("planning/documents.html", meeting=meeting, form=form, picked=picked), (
        422 if picked.faults else 200)


def _ticked(meeting: MeetingCard, present: list[FileCard], *, organises: bool) -> Picked:
    """What the form holds: documents of the point that stay, others that were ticked, and own ones."""
    ids = [int(one) for one in request.form.getlist("file_ids")[:rules.MOST_FILES * 2]
           if one.isascii() and one.isdigit() and len(one) < 10]
    there = queries.list_choices(meeting, viewer().id, ids=ids, organises=organises)
    return picked_files([*(one.file for one in there), *present])


def _done(who: Standing, meeting: MeetingCard, item_id: int) -> Any:
    flash(_("The documents are saved."))
    organises = meeting_rules.may_change(who, meeting, clock.now())
    return see_other("meetings.agenda" if organises else "meetings.show", meeting_id=meeting.id, _anchor=f"i{item_id}")


@bp.route("/meetings/<int:meeting_id>/agenda/<int:item_id>/documents", methods=["GET", "POST"])
@takes_files
def point_documents(meeting_id: int, item_id: int) -> Any:
    """Put documents to a point: those the meeting and its group have, or new ones."""
    meeting, who = enter(meeting_id)
    item, now = meetings.get_agenda_item(meeting_id, item_id), clock.now()
    require(rules.may_put_documents(who, meeting, now, proposed=queries.is_proposed_by(item_id, viewer().id)))
    organises = bool(meeting_rules.may_write_texts(who, meeting, now))
    present = meetings.documents_of_agenda(meeting_id, viewer().id).get(item_id, [])
    form = FilesForm()
    picked = _ticked(meeting, present, organises=organises) if form.is_submitted() else Picked(present)
    if form.validate_on_submit() and not picked.again and "find" not in request.form:
        try:
            commands.set_point_files(person_id(), meeting_id, item_id, picked.ids)
            return _done(who, meeting, item_id)
        except Invalid as invalid:
            form.add_errors(invalid)
    words = request.form.get("words", "").replace("\0", "").strip()[:100]
    choices = queries.list_choices(meeting, viewer().id, words=words, organises=organises)
    return render_template(
        "planning/point_documents.html", meeting=meeting, form=form, picked=picked, words=words,
        titles={"ar": item.title_ar, "fr": item.title_fr, "en": item.title_en},
        choices=[one.file for one in choices if one.file.id not in picked.ids]), (
        422 if form.errors or picked.faults else 200)

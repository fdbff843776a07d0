"""The live notes: read by everybody who reads the room, written paragraph by paragraph by whoever records."""

import secrets
from typing import Any

from flask import flash, jsonify, render_template
from flask_babel import gettext as _

from goforum.core import clock
from goforum.core.rules import Invalid
from goforum.core.web import person_id, see_other, viewer
from goforum.meetings import commands, forms, queries, rules
from goforum.meetings.queries import Note
from goforum.meetings.views.acts import refused, wants_json
from goforum.meetings.views.base import agenda_of, bp, enter
from goforum.meetings.views.desk import _number


@bp.get("/meetings/<int:meeting_id>/notes")
def notes(meeting_id: int) -> Any:
    """The notes of a meeting by point, and, for who records, a place to write under each."""
    return _page(meeting_id)


def _page(meeting_id: int, *, refusal: Any = None, form: forms.NoteForm | None = None, about: int | None = None,
          status: int = 200) -> Any:
    meeting, who = enter(meeting_id)
    head = queries.get_room(meeting_id)
    found = queries.list_notes(meeting_id)
    return render_template(
        "meetings/notes.html", meeting=meeting, agenda=agenda_of(meeting, head.current_item_id), head=head,
        under={item: [one for one in found if one.item_id == item] for item in {one.item_id for one in found}},
        may_record=rules.may_record(who, meeting, clock.now(), queries.get_here(meeting_id, viewer().id)),
        new_key=secrets.token_urlsafe, refusal=refusal, form=form, about=about), status


def _told(note: Note) -> dict[str, Any]:
    return {"id": note.id, "revision": note.revision, "text": note.text}


@bp.post("/meetings/<int:meeting_id>/notes")
def add_note(meeting_id: int) -> Any:
    """Begin a paragraph."""
    enter(meeting_id)
    form = forms.NoteForm()
    try:
        if not form.validate_on_submit():
            raise Invalid({name: words[0] for name, words in form.errors.items()})
        note = commands.add_note(person_id(), meeting_id, text=form.text.data or "",
                                 client_id=form.client_id.data or "", item_id=_number(form.item_id.data))
    except Invalid as invalid:
        return refused(invalid) if wants_json() else _page(meeting_id, refusal=invalid, form=form, status=422)
    if wants_json():
        return jsonify({"ok": True, "note": _told(note)})
    return see_other("meetings.notes", meeting_id=meeting_id, _anchor=f"n{note.id}")


@bp.post("/notes/<int:note_id>")
def save_note(note_id: int) -> Any:
    """Save a paragraph; when somebody else has changed it, both texts are shown and nothing is lost."""
    found = queries.get_note(note_id)
    enter(found.meeting_id)
    form = forms.NoteForm()
    try:
        if not form.validate_on_submit():
            raise Invalid({name: words[0] for name, words in form.errors.items()})
        note = commands.save_note(person_id(), note_id, text=form.text.data or "",
                                  revision=_number(form.revision.data) or 0)
    except commands.NoteConflict as conflict:
        if wants_json():
            return jsonify({"ok": False, "error": conflict.code, "message": str(conflict.reason),
                            "note": _told(conflict.note)}), conflict.status
        return _page(found.meeting_id, refusal=conflict, form=form, about=note_id, status=conflict.status)
    except Invalid as invalid:
        if wants_json():
            return refused(invalid)
        return _page(found.meeting_id, refusal=invalid, form=form, about=note_id, status=422)
    if wants_json():
        return jsonify({"ok": True, "note": _told(note)})
    flash(_("The paragraph is saved."))
    return see_other("meetings.notes", meeting_id=found.meeting_id, _anchor=f"n{note_id}")

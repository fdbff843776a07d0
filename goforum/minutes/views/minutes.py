"""Doors to the minutes of a meeting: drafted, read in each language, changed item by item, printed."""

import secrets
from typing import Any

from flask import Response, flash, render_template, request
from flask_babel import gettext as _

from goforum.core import clock
from goforum.core.i18n import LANGUAGES, language
from goforum.core.rules import Invalid, NotFound, require
from goforum.core.web import keep_private, person_id, see_other, viewer
from goforum.groups.rules import Standing
from goforum.meetings.queries import MeetingCard
from goforum.minutes import commands, docx, pdf, queries, rules
from goforum.minutes.forms import EmptyForm, ItemForm, NewItemForm
from goforum.minutes.paper import Paper, draw_paper
from goforum.minutes.queries import ItemLine, MinutesCard
from goforum.minutes.views.base import bp, enter_meeting, group_of
from goforum.minutes.words import HEADINGS
from goforum.organisations import queries as organisations
from goforum.voting.queries import cards as poll_cards


def open_minutes(meeting_id: int) -> tuple[MinutesCard, MeetingCard, Standing]:
    """The minutes of a meeting for whoever may see them; there may be none yet."""
    meeting, who = enter_meeting(meeting_id)
    minutes = queries.find_minutes(meeting_id)
    if minutes is None:
        require(rules.may_draft(who, meeting.state, clock.now()))
        raise NotFound()
    require(rules.may_see(who, minutes, clock.now()))
    if minutes.state != "adopted":
        keep_private()
    return minutes, meeting, who


def shown_language() -> str:
    """The language the paper is asked in, else the reader's own."""
    asked = request.args.get("in", "")
    return asked if asked in LANGUAGES else language()


def paper_of(minutes: MinutesCard, meeting: MeetingCard, lang: str) -> Paper:
    """The paper in one language."""
    return draw_paper(minutes, meeting, queries.content_of(minutes, meeting), group_of(meeting.group_id).names, lang)


@bp.get("/meetings/<int:meeting_id>/minutes")
def show(meeting_id: int) -> Any:
    """The minutes in one language; for the organisers, each item with its tools; for the members, the remarks."""
    minutes, meeting, who = open_minutes(meeting_id)
    now, lang, waiting = clock.now(), shown_language(), queries.count_open_remarks(minutes.id)
    remarks = queries.list_remarks(minutes.id)
    edits = rules.may_edit(who, minutes, now)
    items = queries.list_items(minutes.id)
    poll = poll_cards([minutes.poll_id])[minutes.poll_id] if minutes.poll_id else None
    return render_template(
        "minutes/show.html", minutes=minutes, meeting=meeting, group=group_of(meeting.group_id), shown=lang,
        paper=paper_of(minutes, meeting, lang), items=items if edits else [], headings=HEADINGS, remarks=remarks,
        item_words={item.id: item for item in items}, open_remarks=waiting, may_edit=edits,
        may_remark=rules.may_remark(who, minutes, now),
        may_adopt=rules.may_adopt(who, minutes, waiting, now, voting=queries.is_voting(minutes.poll_id)),
        behind={code: sum(code in item.behind and not item.taken_out for item in items) for code in LANGUAGES},
        poll=poll, pdf_ready=pdf.available(), copy=queries.find_print(minutes, lang),
        over=minutes.remarks_until is not None and minutes.remarks_until <= now,
        bodies=organisations.names({one.organisation_id for one in remarks if one.organisation_id}))


@bp.post("/meetings/<int:meeting_id>/minutes/draft")
def draft(meeting_id: int) -> Any:
    """Draw the draft from the room, or add what was noted since."""
    enter_meeting(meeting_id)
    commands.draft_minutes(person_id(), meeting_id)
    flash(_("The draft holds what was noted."))
    return see_other("minutes.show", meeting_id=meeting_id)


def _texts(form: Any) -> dict[str, str | None]:
    return {lang: form[f"text_{lang}"].data for lang in LANGUAGES}


@bp.route("/meetings/<int:meeting_id>/minutes/items/new", methods=["GET", "POST"])
def new_item(meeting_id: int) -> Any:
    """Add an item of the secretary's own."""
    minutes, meeting, who = open_minutes(meeting_id)
    require(rules.may_edit(who, minutes, clock.now()))
    form = NewItemForm(data={"heading": request.args.get("under", "discussed")})
    form.heading.choices = [(key, title) for key, title in HEADINGS.items()]
    if not form.client_key.data:
        form.client_key.data = secrets.token_urlsafe(12)
    if form.validate_on_submit():
        try:
            item_id = commands.add_item(person_id(), minutes.id, heading=form.heading.data, texts=_texts(form),
                                        client_key=form.client_key.data)
            flash(_("The item is added."))
            return see_other("minutes.show", meeting_id=meeting_id, _anchor=f"n{item_id}")
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("minutes/edit_item.html", meeting=meeting, item=None, form=form, history=[]), (
        422 if form.is_submitted() else 200)


def _open_item(item_id: int) -> tuple[ItemLine, MinutesCard, MeetingCard, Standing]:
    item = queries.get_item(item_id)
    minutes, meeting, who = open_minutes(queries.get_minutes(item.minutes_id).meeting_id)
    return item, minutes, meeting, who


@bp.route("/minutes/items/<int:item_id>", methods=["GET", "POST"])
def item(item_id: int) -> Any:
    """Say an item otherwise; its page holds what it said before."""
    found, minutes, meeting, who = _open_item(item_id)
    require(rules.may_edit(who, minutes, clock.now()))
    form = ItemForm(data={**{f"text_{lang}": found.texts[lang] for lang in LANGUAGES}, "seen": str(found.revision)})
    if form.validate_on_submit():
        seen = form.seen.data or ""
        try:
            commands.change_item(person_id(), item_id, _texts(form), same=form.same.data,
                                 seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0)
            flash(_("The item is changed."))
            return see_other("minutes.show", meeting_id=meeting.id, _anchor=f"n{item_id}")
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("minutes/edit_item.html", meeting=meeting, item=found, form=form,
                           history=queries.list_revisions(item_id)), 422 if form.is_submitted() else 200


@bp.post("/minutes/items/<int:item_id>/leave-out")
def leave_out(item_id: int) -> Any:
    """Leave an item out of the paper, or take it in again."""
    _item, _minutes, meeting, _who = _open_item(item_id)
    commands.leave_out(person_id(), item_id, out=request.form.get("out") == "1")
    return see_other("minutes.show", meeting_id=meeting.id, _anchor=f"n{item_id}")


@bp.post("/minutes/items/<int:item_id>/move")
def move_item(item_id: int) -> Any:
    """Let an item change places with its neighbour."""
    _item, _minutes, meeting, _who = _open_item(item_id)
    commands.move_item(person_id(), item_id, up=request.form.get("way") == "up")
    return see_other("minutes.show", meeting_id=meeting.id, _anchor=f"n{item_id}")


def _file(body: bytes, kind: str, name: str) -> Response:
    return Response(body, mimetype=kind, headers={
        "Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"})


@bp.get("/meetings/<int:meeting_id>/minutes.docx")
def as_docx(meeting_id: int) -> Any:
    """The paper as a DOCX, to be worked on elsewhere."""
    minutes, meeting, _who = open_minutes(meeting_id)
    lang = shown_language()
    return _file(docx.write(paper_of(minutes, meeting, lang)), docx.KIND, f"minutes-{meeting_id}-{lang}.docx")


@bp.get("/meetings/<int:meeting_id>/minutes.json")
def as_json(meeting_id: int) -> Any:
    """Adopted minutes as the bytes whose digest is their fingerprint: whoever doubts can count again."""
    minutes, meeting, _who = open_minutes(meeting_id)
    if minutes.state != "adopted":
        raise NotFound()
    body = rules.canonical(queries.content_of(minutes, meeting))
    return _file(body, "application/json", f"minutes-{meeting_id}.json")


@bp.route("/meetings/<int:meeting_id>/minutes.pdf", methods=["GET", "POST"])
def as_pdf(meeting_id: int) -> Any:
    """The paper as a PDF: asked for, drawn by the worker, then handed over."""
    minutes, meeting, _who = open_minutes(meeting_id)
    lang = shown_language()
    if request.method == "POST":
        EmptyForm()
        commands.ask_print(person_id(), minutes.id, lang=lang)
        return see_other("minutes.as_pdf", meeting_id=meeting_id, **{"in": lang})
    copy = queries.find_print(minutes, lang)
    if copy is not None and copy.state == "ready":
        body = queries.get_print(copy.id)[1] or b""
        return _file(body, "application/pdf", f"minutes-{meeting_id}-{lang}.pdf")
    return render_template("minutes/pdf.html", meeting=meeting, copy=copy, shown=lang, pdf_ready=pdf.available(),
                           may_ask=not viewer().is_visitor)

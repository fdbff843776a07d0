"""Doors to meetings: lists, the meeting's page, answers, the calendar file, what is kept afterwards."""

from typing import Any

from flask import Response, current_app, flash, render_template, request, url_for
from flask_babel import gettext as _

from goforum.commitments import queries as commitments
from goforum.core import clock
from goforum.core.i18n import LANGUAGES, language
from goforum.core.paging import int_arg
from goforum.core.rules import Invalid, require
from goforum.core.viewer import ZONE
from goforum.core.web import guests_too, keep_private, person_id, see_other, viewer
from goforum.groups.queries import cards as group_cards
from goforum.groups.rules import may_facilitate, may_read
from goforum.meetings import calendars, commands, forms, queries, rules
from goforum.meetings.models import TextKind
from goforum.meetings.views.base import agenda_of, bp, enter, enter_group, group_of, title_of, visit


@bp.get("/meetings")
@bp.get("/groups/<slug>/meetings")
def index(slug: str | None = None) -> Any:
    """Meetings to come or past, of all one may read; or one group's plan of a year."""
    if slug is not None:
        return _plan_of_year(slug)
    past, cursor, me = "past" in request.args, request.args.get("after"), viewer()
    page = queries.page_past(me.id, cursor) if past else queries.page_upcoming(me.id, cursor)
    groups = group_cards({card.group_id for card in page.items})
    if any(card.visibility == "reserved" for card in groups.values()):
        keep_private()
    return render_template(
        "meetings/index.html", page=page, past=past, first=cursor is None, groups=groups, phases=_phases(page.items),
        answers=queries.list_answers_of(me.id, [card.id for card in page.items]) if me.id else {})


def _phases(meetings: list[queries.MeetingCard]) -> dict[int, str]:
    now = clock.now()
    return {card.id: rules.phase(card, now) for card in meetings}


def _plan_of_year(slug: str) -> Any:
    group, who = enter_group(slug)
    this_year, span = clock.today(ZONE).year, queries.span_of_years(group.id)
    first, last = (min(span[0], this_year), max(span[1], this_year)) if span else (this_year, this_year)
    year = int_arg("year", this_year, low=first, high=last) or this_year
    found = queries.list_year(group.id, year)
    me = viewer()
    return render_template(
        "meetings/plan.html", group=group, meetings=found, year=year, phases=_phases(found),
        before=year - 1 if year > first else None, after=year + 1 if year < last else None,
        may_plan=rules.may_plan(who, clock.now()),
        answers=queries.list_answers_of(me.id, [card.id for card in found]) if me.id else {})


@bp.get("/meetings/<int:meeting_id>")
@guests_too
def show(meeting_id: int) -> Any:
    """A meeting: when, where, what about, who comes; and, once it is over, what is kept of it."""
    return _show(meeting_id)


def _show(meeting_id: int, *, error: Any = None, status: int = 200) -> Any:
    meeting, who, here = visit(meeting_id)
    now, room, me = clock.now(), queries.get_room(meeting_id), viewer()
    agenda = agenda_of(meeting, room.current_item_id)
    about = queries.commitment_ids(meeting_id)
    linked = commitments.cards({*about, *(item.commitment_id for item in agenda if item.commitment_id)})
    # Of a group that one may not read, or without an account, a guest sees what the meeting is, and no more.
    visiting = rules.is_guest(who, here) and (me.guest or not may_read(who, now))
    return render_template(
        "meetings/guest.html" if visiting else "meetings/show.html", meeting=meeting,
        group=group_of(meeting), agenda=agenda, room=room,
        phase=rules.phase(meeting, now), texts=queries.list_texts(meeting_id), linked=linked,
        about=[linked[one] for one in about if one in linked], kinds=dict(forms.TEXT_KINDS),
        counts=queries.count_answers(meeting_id), answer=queries.find_answer(meeting_id, me.id),
        guest=queries.find_guest(meeting_id, me.id) if rules.is_guest(who, here) else None,
        may_answer_guest=rules.may_answer_as_guest(who, meeting, now, here),
        may_see_guests=rules.may_see_guests(who, now), may_answer=rules.may_answer(who, meeting, now),
        may_change=rules.may_change(who, meeting, now), may_prepare=rules.may_prepare(who, meeting, now, here),
        may_cancel=rules.may_cancel(who, meeting, now), may_write_texts=rules.may_write_texts(who, meeting, now),
        error=error), status


@bp.post("/meetings/<int:meeting_id>/answer")
def answer(meeting_id: int) -> Any:
    """Answer the invitation, or change one's answer."""
    enter(meeting_id)
    form = forms.AnswerForm()
    try:
        if not form.validate_on_submit():
            raise Invalid({"answer": _("Choose one.")})
        commands.give_answer(person_id(), meeting_id, answer=form.answer.data)
    except Invalid as invalid:
        return _show(meeting_id, error=next(iter(invalid.errors.values())), status=422)
    flash(_("Your answer is recorded. You can change it until the meeting."))
    return see_other("meetings.show", meeting_id=meeting_id, _anchor="answers")


@bp.get("/meetings/<int:meeting_id>.ics")
@guests_too
def ics(meeting_id: int) -> Response:
    """The meeting as a calendar file."""
    meeting, _who, _here = visit(meeting_id)
    base = current_app.config["SETTINGS"].base_url.rstrip("/")
    text = calendars.meeting_file(
        meeting, title=title_of(meeting), address=base + url_for("meetings.show", meeting_id=meeting_id),
        site=base, agenda=agenda_of(meeting, None), lang=language())
    return Response(text, mimetype="text/calendar", headers={
        "Content-Disposition": f'attachment; filename="meeting-{meeting_id}.ics"'})


@bp.route("/meetings/<int:meeting_id>/texts", methods=["GET", "POST"])
def texts(meeting_id: int) -> Any:
    """Write what the meeting is about, or what is kept of it, in one language at a time."""
    meeting, who = enter(meeting_id)
    require(rules.may_write_texts(who, meeting, clock.now()))
    kind = request.args.get("kind", TextKind.ABOUT)
    lang = request.args.get("in", language())
    if kind not in set(TextKind) or lang not in LANGUAGES:
        kind, lang = TextKind.ABOUT.value, language()
    written = queries.list_texts(meeting_id)
    known = written.get(kind, {}).get(lang)
    form = forms.TextForm(data={
        "kind": kind, "lang": lang, "body": known.source if known else "",
        "is_translation": known.is_translation if known else False})
    if form.validate_on_submit():
        try:
            commands.write_text(person_id(), meeting_id, kind=form.kind.data, lang=form.lang.data,
                                source=form.body.data or "", is_translation=form.is_translation.data)
            flash(_("The text is saved."))
            return see_other("meetings.show", meeting_id=meeting_id, _anchor=form.kind.data)
        except Invalid as invalid:
            form.add_errors(invalid)
    return render_template("meetings/texts.html", meeting=meeting, form=form, written=written,
                           kinds=forms.TEXT_KINDS), 422 if form.is_submitted() else 200


@bp.route("/meetings/<int:meeting_id>/cancel", methods=["GET", "POST"])
def cancel(meeting_id: int) -> Any:
    """Cancel a meeting, with a reason."""
    meeting, who = enter(meeting_id)
    form = forms.CancelForm()
    require(may_facilitate(who, clock.now()))
    if form.validate_on_submit():
        try:
            commands.cancel_meeting(person_id(), meeting_id, reason=form.reason.data)
            flash(_("The meeting is cancelled. Its page stays, with the reason."))
            return see_other("meetings.show", meeting_id=meeting_id)
        except Invalid as invalid:
            form.add_errors(invalid)
    elif not form.is_submitted():
        require(rules.may_cancel(who, meeting, clock.now()))
    return render_template("meetings/cancel.html", meeting=meeting, form=form), 422 if form.is_submitted() else 200

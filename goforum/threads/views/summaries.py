"""Writing where a discussion stands, and reading what was written before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from goforum.accounts.queries import PersonCard, people_by_ids
from goforum.core import clock
from goforum.core.rules import Conflict, Invalid, NotFound, require
from goforum.core.text import TextTooLong, render_markdown
from goforum.core.web import person_id, see_other
from goforum.threads import commands, forms, rules
from goforum.threads.commands.summaries import tie_citations
from goforum.threads.commands.writing import ask, people_named
from goforum.threads.diffing import word_diffs
from goforum.threads.queries.life import find_summary, list_summaries
from goforum.threads.story import with_citations
from goforum.threads.views.base import bp, enter_thread


@bp.route("/threads/<int:thread_id>/summary", methods=["GET", "POST"])
def summary(thread_id: int) -> Any:
    """Write where the discussion stands; when somebody else just did, both texts are shown and nothing is lost."""
    head, place = enter_thread(thread_id)
    ask(rules.may_summarise(place, head.facts, clock.now()))
    present = find_summary(thread_id)
    form = forms.SummaryForm(data={"body": present.body_source if present else "",
                                   "after": present.number if present else 0})
    preview = _preview(thread_id, form.body.data, head.group_id) if form.is_submitted() else None
    status, stale = 422 if form.is_submitted() and preview is None else 200, None
    if form.validate_on_submit() and preview is None:
        try:
            commands.write_summary(person_id(), thread_id, body=form.body.data or "", after=form.after.data or 0)
            flash(_("The summary stands on top of the thread.") if (form.body.data or "").strip()
                  else _("The summary is taken away; its history stays."))
            return see_other("threads.show", thread_id=thread_id, _anchor="summary")
        except Invalid as invalid:
            form.add_errors(invalid)
        except Conflict as conflict:
            if conflict.code != "stale":
                raise
            form.add_errors(Invalid({"body": conflict.reason}))
            status, stale = 409, find_summary(thread_id)
            form.after.data = form.after.raw_data = None
            form.after.process_data(stale.number if stale else 0)
    stale_html = with_citations(stale.body_html, head.group_id) if stale else None
    return render_template("threads/summary.html", head=head, form=form, preview=preview, stale=stale_html,
                           present=present), status


def _preview(thread_id: int, source: str | None, group_id: int) -> Markup | None:
    if "preview" not in request.form or not (source or "").strip():
        return None
    try:
        html = render_markdown(tie_citations(thread_id, source or ""), mentions=people_named).html
    except TextTooLong:
        return None
    return with_citations(html, group_id)


@dataclass(frozen=True)
class Step:
    """One text of the summary's history; an empty one took it away."""

    number: int
    at: datetime
    author: PersonCard | None
    language: str
    html: Markup
    empty: bool
    diff: list[tuple[str, str]] | None


@bp.get("/threads/<int:thread_id>/summary/history")
def summary_history(thread_id: int) -> Any:
    """What the summary said, text by text, newest first."""
    head, place = enter_thread(thread_id)
    require(rules.may_read_thread(place, head.facts, clock.now()))
    rows = list_summaries(thread_id)
    if not rows:
        raise NotFound()
    people = people_by_ids({row.author_id for row in rows})
    diffs = word_diffs([row.body_source for row in rows])
    steps = [Step(row.number, row.written_at, people.get(row.author_id), row.language,
                  Markup(row.body_html), not row.body_source, diffs[index])  # noqa: S704 - cleaned when stored
             for index, row in enumerate(rows)]
    return render_template("threads/summary_history.html", head=head, steps=steps)

"""The board of a group's proposals: what stands where, what waits for whom, and one act on many."""

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from goforum.core import clock
from goforum.core.paging import int_arg
from goforum.core.rules import require
from goforum.core.text import clean_line
from goforum.core.web import keep_private, person_id, safe_next
from goforum.groups.rules import may_facilitate
from goforum.proposals import commands, queries
from goforum.proposals.models import State
from goforum.proposals.queries import WAITS, Sought
from goforum.proposals.views.base import bp, enter_group

ACTS = ("review", "back", "publish", "theme", "refuse")


def _sought() -> Sought:
    state, waits = request.args.get("state", ""), request.args.get("waits", "")
    return Sought(state=state if state in set(State) - {State.DRAFT} else "", theme_id=int_arg("theme"),
                  waits=waits if waits in WAITS else "", words=clean_line(request.args.get("q", ""))[:100])


@bp.get("/groups/<slug>/proposals/board")
def board(slug: str) -> Any:
    """Published proposals of a group by state, theme, words, or what they wait for."""
    group, standing = enter_group(slug)
    person_id()
    require(may_facilitate(standing, clock.now()))
    keep_private()
    sought = _sought()
    rows, before = queries.page_board(group.id, sought, int_arg("before"))
    kept = {"state": sought.state or None, "theme": sought.theme_id, "waits": sought.waits or None,
            "q": sought.words or None}
    return render_template("proposals/board.html", group=group, slug=slug, rows=rows, before=before, sought=sought,
                           kept=kept, counts=queries.count_states(group.id), themes=queries.list_themes(group.id),
                           needed=queries.supports_needed(group.id))


def _act(name: str) -> Any:
    """What one press does with each of the chosen."""
    theme, reason = request.form.get("theme", ""), request.form.get("reason", "")
    return {
        "review": commands.review_proposal, "back": commands.give_back, "publish": commands.publish_answer,
        "theme": partial(commands.set_theme, theme=theme), "refuse": partial(commands.refuse_proposal, reason=reason),
    }[name]


@bp.post("/groups/<slug>/proposals/board")
def board_act(slug: str) -> Any:
    """Do one thing with all that are ticked; what cannot be done is said, the rest is done."""
    _group, standing = enter_group(slug)
    me = person_id()
    require(may_facilitate(standing, clock.now()))
    name = request.form.get("act", "")
    ids = [int(one) for one in request.form.getlist("n") if one.isascii() and one.isdigit() and len(one) < 10]
    back = safe_next(url_for("proposals.board", slug=slug))
    if name not in ACTS or not ids:
        flash(_("Choose proposals first, then what to do with them."), "warn")
        return redirect(back, 303)
    own = set(queries.of_group(ids, standing.group_id))
    found = commands.for_each(me, [one for one in ids if one in own], _act(name))
    if found.done:
        flash(ngettext("Done with %(num)s proposal.", "Done with %(num)s proposals.", len(found.done)))
    for number, words in list(found.refused.items())[:5]:
        flash(_("Proposal %(number)s: %(why)s", number=number, why=str(words)), "warn")
    return redirect(back, 303)

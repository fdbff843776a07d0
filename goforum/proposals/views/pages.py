"""Reading proposals: lists, the page of one, its versions, and the ways to it."""

from typing import Any

from flask import current_app, make_response, redirect, render_template, request, url_for

from goforum.accounts.queries import people_by_ids
from goforum.core import clock
from goforum.core.paging import int_arg
from goforum.core.rules import NotFound
from goforum.core.web import keep_private, viewer
from goforum.proposals import queries, rules
from goforum.proposals.around import compared
from goforum.proposals.drawing import Stage, phase_stages, show_context, text_html
from goforum.proposals.models import State
from goforum.proposals.views.base import bp, enter, enter_group
from goforum.threads.diffing import word_diffs
from goforum.threads.reading import note_reading
from goforum.voting.queries import get_poll


def _phases(group_id: int) -> list[Stage]:
    found = queries.running_process(group_id)
    return phase_stages(found, clock.now()) if found else []


@bp.get("/proposals")
@bp.get("/groups/<slug>/proposals")
def index(slug: str | None = None) -> Any:
    """Proposals one may read, all or of one group, by state and theme."""
    me = viewer()
    group, standing = enter_group(slug) if slug else (None, None)
    state = request.args.get("state")
    state, theme = state if state in set(State) else None, int_arg("theme") if group else None
    page = queries.page_proposals(me.id, group_id=group.id if group else None, state=state, theme_id=theme,
                                  before=int_arg("before"), after=int_arg("after"))
    extras = queries.extras(page.items)
    if any(card.visibility == "reserved" for card in extras.groups.values()):
        keep_private()
    may_propose = rules.may_propose(standing, clock.now()) if standing else not me.is_visitor
    return render_template("proposals/index.html", group=group, page=page, state=state, states=list(State),
                           extras=extras, may_propose=may_propose, slug=slug,
                           stages=_phases(group.id) if group else [], theme=theme,
                           themes=queries.list_themes(group.id) if group else [],
                           may_set=standing is not None and rules.may_set_proposals(standing, clock.now()))


@bp.get("/proposals/<int:proposal_id>")
def show(proposal_id: int) -> Any:
    """A proposal: text, way, vote, result, discussion."""
    proposal, standing = enter(proposal_id)
    me = viewer()
    context = show_context(proposal, standing, me)
    answer = make_response(render_template("proposals/show.html", **context))
    if (head := context["head"]) is not None:
        note_reading(current_app._get_current_object(), answer, me.id, head.id,  # type: ignore[attr-defined]
                     context["posts"].last_number, head.last_read)
    return answer


@bp.get("/proposals/<int:proposal_id>/versions")
def versions(proposal_id: int) -> Any:
    """The versions of the text, each with what it changed, and whose amendment it came from."""
    proposal, _standing = enter(proposal_id)
    texts = queries.list_texts(proposal_id)
    credited = queries.amenders(proposal_id)
    return render_template(
        "proposals/versions.html", proposal=proposal, versions=texts, credited=credited,
        diffs=word_diffs([one.body_source for one in texts]), titles=word_diffs([one.title for one in texts]),
        people=people_by_ids({one.author_id for one in texts}))


@bp.get("/proposals/<int:proposal_id>/versions/<int:number>")
def version(proposal_id: int, number: int) -> Any:
    """One version of the text, and what has changed since."""
    proposal, _standing = enter(proposal_id)
    found = queries.get_version(proposal_id, number)
    since = compared(proposal.body_source, found.body_source) if number != proposal.version_number else None
    return render_template("proposals/version.html", proposal=proposal, version=found, html=text_html(found),
                           since=since, back=url_for("proposals.versions", proposal_id=proposal_id))


@bp.get("/threads/<int:thread_id>/proposal")
def of_thread(thread_id: int) -> Any:
    """From a discussion to the proposal it belongs to."""
    proposal_id = queries.find_by_thread(thread_id)
    if proposal_id is None:
        raise NotFound()
    enter(proposal_id)
    # The browser carries "#p12" over by itself; the page of posts it stands on must be carried by us.
    return redirect(url_for("proposals.show", proposal_id=proposal_id, page=int_arg("page")))


@bp.get("/polls/<int:poll_id>/proposal")
def of_poll(poll_id: int) -> Any:
    """From a vote to the text it is about: the proposal it decides, or the question itself."""
    proposal_id = queries.find_by_poll(poll_id)
    if proposal_id is None:
        get_poll(poll_id, viewer().id)  # a vote one may not know of leads nowhere
        return redirect(url_for("voting.show", poll_id=poll_id))
    enter(proposal_id)
    return redirect(url_for("proposals.show", proposal_id=proposal_id))

"""The queue: its rows, one row, deciding one or many."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from goforum.accounts.queries import PersonCard, people_by_ids
from goforum.core import clock
from goforum.core.i18n import language
from goforum.core.light import light_mode
from goforum.core.rules import Conflict, Invalid, No, NotFound, Refusal, Verdict, require
from goforum.core.text import excerpt, shorten
from goforum.core.web import person_id, see_other
from goforum.files.queries import FileCard
from goforum.groups.queries import GroupCard, cards, other_moderators, standing
from goforum.groups.rules import may_moderate
from goforum.meetings.queries import pictures_of_messages
from goforum.moderation import commands, forms, queries, rules
from goforum.moderation.models import Act, CaseKind, ThingKind
from goforum.moderation.queries import CaseRow, DecisionRow, Filters, Thing
from goforum.moderation.views.base import bp, enter_moderated, moderator
from goforum.threads.queries import files_of_posts, files_of_waiting

STATES, OWNERS = ("open", "decided"), ("", "me", "nobody")
# What may be chosen for many rows at once; each row takes what fits its kind.
BULK = ("keep", "hide", "delete", "publish", "refuse")


@dataclass(frozen=True)
class Line:
    """A row as the list shows it."""

    case: CaseRow
    thing: Thing | None
    excerpt: str
    reasons: list[tuple[str, int]]


def _filters() -> Filters:
    state, kind, owner = (request.args.get(name, "") for name in ("state", "kind", "owner"))
    return Filters(state if state in STATES else "open", kind if kind in set(CaseKind) else "",
                   owner if owner in OWNERS else "")


def within(me: int, group_id: int, thing: Thing | None) -> Thing | None:
    """The thing of a row of this group; nothing of one that was carried to a group this person does not moderate."""
    if thing is None or thing.group_id == group_id:
        return thing
    return thing if may_moderate(standing(me, thing.group_id), clock.now()) else None


def _lines(me: int, rows: list[CaseRow]) -> list[Line]:
    found = queries.things((row.thing_kind, row.thing_id) for row in rows)
    reasons = queries.reasons_of([row.id for row in rows])
    lines = []
    for row in rows:
        thing = within(me, row.group_id, found.get((row.thing_kind, row.thing_id)))
        lines.append(Line(row, thing, words_of(thing), reasons.get(row.id, [])))
    return lines


def words_of(thing: Thing | None, length: int = 160) -> str:
    """The beginning of what a thing says."""
    if thing is None:
        return ""
    return excerpt(thing.html, length) if thing.html else shorten(thing.source or thing.title, length)


def _page(me: int, group: GroupCard | None) -> Any:
    filters = _filters()

    def address(**changed: str | None) -> str:
        wanted = {"state": filters.state, "kind": filters.kind, "owner": filters.owner, **changed}
        args = {name: value for name, value in wanted.items() if value and (name, value) != ("state", "open")}
        return url_for("moderation.group_queue", slug=group.slug, **args) if group else url_for(  # type: ignore[arg-type]
            "moderation.queue", **args)  # type: ignore[arg-type]

    found = queries.page_cases(me, filters, group_id=group.id if group else None, after=request.args.get("after"),
                               before=request.args.get("before"))
    people = people_by_ids({one for row in found.items for one in (row.author_id, row.owner_id, row.decided_by_id)
                            if one is not None})
    return render_template(
        "moderation/queue.html", page=found, lines=_lines(me, found.items), filters=filters, group=group, people=people,
        groups=cards({row.group_id for row in found.items}), counts=queries.count_open(
            me, group_id=group.id if group else None), kinds=forms.KINDS, reasons=forms.REASONS, acts=forms.ACTS,
        bulk=BULK, first=not (request.args.get("after") or request.args.get("before")), me=me,
        everything="all" in request.args, address=address)


@bp.get("/moderation")
def queue() -> Any:
    """Everything that waits in the groups one moderates."""
    return _page(moderator(), None)


@bp.get("/groups/<slug>/moderation")
def group_queue(slug: str) -> Any:
    """What waits in one group."""
    group = enter_moderated(slug)
    return _page(person_id(), group)


def _enter_case(case_id: int) -> tuple[int, CaseRow]:
    me = moderator()
    case = queries.get_case(case_id)
    who, now = standing(me, case.group_id), clock.now()
    if not may_moderate(who, now):
        raise NotFound()
    require(rules.may_look(who, queries.facts_of(case, me, others=True), now))
    return me, case


@bp.get("/moderation/<int:case_id>")
def case(case_id: int) -> Any:
    """One row: the words, who reported them and why, and what can be done."""
    me, row = _enter_case(case_id)
    return _draw(me, row)


def _draw(me: int, row: CaseRow, form: Any = None, status: int = 200, stale: bool = False) -> Any:
    thing = within(me, row.group_id, queries.find_thing(row.thing_kind, row.thing_id))
    who, now = standing(me, row.group_id), clock.now()
    others = other_moderators(row.group_id, [me, row.author_id])
    verdict = rules.may_decide(who, queries.facts_of(row, me, others=others), now)
    reports, made = queries.list_reports(row.id), queries.list_of_case(row.id)
    appealed = queries.get_decision(row.thing_id) if row.kind == CaseKind.APPEAL else None
    like = within(me, row.group_id, queries.find_thing(row.thing_kind, row.like_id)) if row.like_id else None
    subject = within(me, row.group_id, queries.find_thing(appealed.thing_kind, appealed.thing_id)) if appealed else None
    people = _people(row, reports, made, appealed)
    return render_template(
        "moderation/case.html", case=row, thing=thing, reports=reports, decisions=made, people=people, me=me,
        group=cards([row.group_id])[row.group_id], verdict=verdict, form=form or _form(row, thing, reports),
        acts=[act for act in (rules.ACTS[ThingKind(row.thing_kind)] if thing else ()) if _fits(act, thing)],
        words=forms.ACTS, measures=_measures(me, row, thing), stale=stale, appealed=appealed, like=like,
        files=_files(thing), light=light_mode(),
        subject=subject, why=forms.WHY_HELD, others=others), status


def _files(thing: Thing | None) -> list[FileCard]:
    """What the words carry: who decides about them looks at it too."""
    if thing is None:
        return []
    if thing.kind == ThingKind.WAITING:
        return files_of_waiting(thing.id)
    if thing.kind == ThingKind.MESSAGE:
        picture = pictures_of_messages([thing.id]).get(thing.id)
        return [] if picture is None else [picture]
    return files_of_posts([thing.id]).get(thing.id, []) if thing.kind == ThingKind.POST else []


def _fits(act: Act, thing: Thing | None) -> bool:
    """Hiding what is deleted or hidden already is nothing to offer; what waits no more is past deciding."""
    if thing is None or (thing.kind == ThingKind.WAITING and thing.state != "waiting"):
        return False
    return not (thing.gone and act in {Act.HIDE, Act.DELETE, Act.EDIT})


def _people(row: CaseRow, reports: Iterable[Any], made: Iterable[DecisionRow],
            appealed: DecisionRow | None) -> dict[int, PersonCard]:
    ids = {row.author_id, row.owner_id, row.decided_by_id, *(one.reporter_id for one in reports),
           *(one.actor_id for one in made), appealed.actor_id if appealed else None}
    return people_by_ids({one for one in ids if one is not None})


def _measures(me: int, row: CaseRow, thing: Thing | None) -> list[tuple[str, Any]]:
    if row.author_id is None or row.kind in {CaseKind.APPEAL, CaseKind.REQUEST} or thing is None:
        return []
    who, target, now = standing(me, row.group_id), standing(row.author_id, row.group_id), clock.now()

    def may(act: str) -> Verdict:
        if act == Act.SLOW_THREAD and thing.thread_id is None:
            return No("no-thread")
        return rules.may_measure(who, target, act, now)

    return [(act, word) for act, word in forms.MEASURES if not act or may(act)]


def _saved(group_id: int) -> list[tuple[int, str]]:
    return [(one.id, shorten(one.text_in(language()), 90)) for one in queries.saved_reasons(group_id)]


def _form(row: CaseRow, thing: Thing | None, reports: list[Any] | None = None) -> Any:
    if row.kind == CaseKind.APPEAL:
        return forms.AnswerForm(data={"version": row.version})
    counted = [one.reason for one in reports or []]
    usual = max(counted, key=counted.count) if counted else (
        "duplicate" if row.kind == CaseKind.DUPLICATE else "other")
    return forms.DecideForm(_saved(row.group_id), data={
        "version": row.version, "reason": usual, "body": thing.source if thing else "",
        "revision": thing.revision if thing else 0, "days": 3, "saved_id": 0, "seconds": 600})


@bp.post("/moderation/<int:case_id>")
def decide(case_id: int) -> Any:
    """Decide one row that is still as it was seen."""
    me, row = _enter_case(case_id)
    form = _form(row, None)
    if not form.validate_on_submit():
        return _draw(me, row, form, 422)
    try:
        if row.kind == CaseKind.APPEAL:
            commands.answer_appeal(me, case_id, version=form.version.data, upheld=form.act.data == Act.UPHOLD,
                                   answer=form.words.data)
        else:
            commands.decide(me, case_id, version=form.version.data, verdict=_verdict(form))
    except Invalid as invalid:
        form.add_errors(invalid)
        return _draw(me, queries.get_case(case_id), form, 422)
    except commands.Stale:
        return _draw(me, queries.get_case(case_id), None, 409, stale=True)
    flash(_("Decided. Whoever wrote it is told where something changed; you can undo it below."))
    return see_other("moderation.case", case_id=case_id)


def _verdict(form: forms.DecideForm) -> commands.Verdict:
    revision = form.revision.data or ""
    return commands.Verdict(
        act=form.act.data or "", reason=form.reason.data, saved_id=form.saved_id.data or None,
        words=form.words.data or "", measure=form.measure.data or "", days=form.days.data or 0,
        seconds=form.seconds.data or 0, body=form.body.data or "",
        revision=int(revision) if _whole(revision) else None)


@bp.post("/moderation/<int:case_id>/owner")
def own(case_id: int) -> Any:
    """Take a row, or give it back."""
    me, _row = _enter_case(case_id)
    typed = request.form.get("version", "")
    version = int(typed) if _whole(typed) else 0
    try:
        if request.form.get("owner") == "me":
            commands.take(me, case_id, version=version)
        else:
            commands.release(me, case_id, version=version)
    except commands.Stale:
        return _draw(me, queries.get_case(case_id), None, 409, stale=True)
    return see_other("moderation.case", case_id=case_id)


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


@bp.post("/moderation/decide")
def decide_many() -> Any:
    """Decide the ticked rows alike; each is judged by itself, and what another moderator did first stays."""
    me = moderator()
    chosen = [one.partition(":") for one in request.form.getlist("case")[:100]]
    wanted = {int(number): int(seen) for number, _colon, seen in chosen if _whole(number) and _whole(seen)}
    act, reason = request.form.get("act", ""), request.form.get("reason", "")
    found, usual = queries.cases_by_ids(wanted), queries.reasons_of(wanted)
    done, late, unfit = 0, 0, 0
    for number, seen in wanted.items():
        row = found.get(number)
        if row is None or act not in rules.ACTS[ThingKind(row.thing_kind)] or row.kind == CaseKind.APPEAL:
            unfit += 1
            continue
        top = usual.get(number) or [("duplicate" if row.kind == CaseKind.DUPLICATE else "off_topic", 1)]
        try:
            commands.decide(me, number, version=seen, verdict=commands.Verdict(act=act, reason=reason or top[0][0]))
            done += 1
        except Conflict:
            late += 1
        except Refusal:
            unfit += 1
    _tell(done, late, unfit)
    return redirect(request.form.get("back") or url_for("moderation.queue"), 303) if _local() else see_other(
        "moderation.queue")


def _local() -> bool:
    from goforum.core.web import is_local_path

    return is_local_path(request.form.get("back"))


def _tell(done: int, late: int, unfit: int) -> None:
    if done:
        flash(ngettext("%(num)s row decided.", "%(num)s rows decided.", done))
    if late:
        flash(ngettext("%(num)s row had been decided by another moderator: it stays so.",
                       "%(num)s rows had been decided by other moderators: they stay so.", late), "warning")
    if unfit:
        flash(ngettext("%(num)s row was left: this cannot be done to it, or not by you.",
                       "%(num)s rows were left: this cannot be done to them, or not by you.", unfit), "warning")
    if not (done or late or unfit):
        flash(_("Tick at least one row first."), "warning")

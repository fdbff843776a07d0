"""Told of moderation: decisions about one's words, what became of a report, and to moderators that something waits.

Who decided is not told to whom it concerns. The decision's own mail carries its reason; these lines send none.
"""

from collections.abc import Collection
from typing import Any

from flask import url_for
from flask_babel import ngettext
from sqlalchemy import Select, exists, select
from sqlalchemy.sql.elements import ColumnElement

from goforum.core.db import db
from goforum.core.events import inside
from goforum.core.i18n import language
from goforum.groups.events import ReservedGroupEntered
from goforum.groups.models import Group, Membership
from goforum.groups.queries import moderated_groups
from goforum.groups.rules import ORGANISERS
from goforum.moderation.events import AppealDecided, CaseOpened, DecisionMade, DecisionReversed
from goforum.moderation.forms import DONE, KINDS, THINGS
from goforum.moderation.models import Case, CaseKind, Decision, Report
from goforum.moderation.rules import SILENT_ACTS
from goforum.notifications.commands import tell, tell_audience
from goforum.notifications.kinds import About, Kind, Subject, add_audience, add_kinds, add_subject


def _decisions(ids: Collection[int], person_id: int) -> dict[int, About]:
    rows = db.session.execute(select(Decision.id, Decision.act, Decision.thing_kind).where(
        Decision.id.in_(ids), Decision.subject_id == person_id))
    return {row.id: About(f"{THINGS[row.thing_kind]} · {DONE[row.act]}", language(),
                          url_for("moderation.decision", decision_id=row.id)) for row in rows}


def _cases(ids: Collection[int], person_id: int) -> dict[int, About]:
    rows = db.session.execute(select(Case.id, Case.kind, Case.thing_kind).where(
        Case.id.in_(ids), Case.group_id.in_(moderated_groups(person_id))))
    return {row.id: About(f"{KINDS[row.kind]} · {THINGS[row.thing_kind]}", language(),
                          url_for("moderation.case", case_id=row.id)) for row in rows}


def _open(number: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(Case.id == number, Case.state == "open")


def _reported(ids: Collection[int], person_id: int) -> dict[int, About]:
    rows = db.session.execute(select(Report.case_id, Report.thing_kind).where(
        Report.case_id.in_(ids), Report.reporter_id == person_id))
    return {row.case_id: About(str(THINGS[row.thing_kind]), language(), url_for("moderation.mine")) for row in rows}


def _judges(case_id: Any) -> list[Select[Any]]:
    """Who moderates the group of a row, and those above where they do; never about their own words."""
    here = select(Membership.person_id).join(Case, Case.group_id == Membership.group_id)
    above = (select(Membership.person_id).join(Group, Group.parent_id == Membership.group_id)
             .join(Case, Case.group_id == Group.id).where(Group.inherits_moderation))
    return [one.where(Case.id == case_id, Membership.ended_at.is_(None), Membership.role.in_(ORGANISERS),
                      Case.author_id.is_distinct_from(Membership.person_id)) for one in (here, above)]


add_subject(Subject("decision", _decisions))
add_subject(Subject("case", _cases, _open))
add_subject(Subject("reported", _reported))
add_audience("judges", _judges)
add_kinds(
    Kind("moderated", lambda n, title: ngettext(
        "The moderators decided about your words: %(title)s", "The moderators decided about your words: %(title)s",
        n, title=title), "shield-check", always=True, mailed=False),
    Kind("moderation-undone", lambda n, title: ngettext(
        "A decision about your words is undone: %(title)s", "A decision about your words is undone: %(title)s",
        n, title=title), "history", always=True, mailed=False),
    Kind("appeal-dismissed", lambda n, title: ngettext(
        "Your appeal is answered: %(title)s", "Your appeal is answered: %(title)s", n, title=title),
        "message-square-text", always=True, mailed=False),
    Kind("report-decided", lambda n, title: ngettext(
        "Your report was looked at: %(title)s", "Your reports were looked at: %(title)s", n, title=title),
        "flag", always=True, mailed=False),
    Kind("group-entered", lambda n, title: ngettext(
        "An administrator entered the group %(title)s, with a reason",
        "Administrators entered the group %(title)s, with a reason", n, title=title), "triangle-alert", always=True),
    Kind("case", lambda n, title: ngettext(
        "Waits for a moderator: %(title)s", "%(num)s wait for a moderator, the last one: %(title)s", n, title=title),
        "shield-check"),
)


@inside(CaseOpened)
def tell_moderators(event: CaseOpened) -> None:
    """Something entered the queue; requests to join are told by their own notice."""
    if event.kind != CaseKind.REQUEST:
        tell_audience(("judges", event.case_id), "case", actor_id=event.actor_id, subject=("case", event.case_id),
                      group_id=event.group_id, dedup_key=f"case:{event.case_id}:{event.occurred_at.isoformat()}")


@inside(DecisionMade)
def tell_whom_it_concerns(event: DecisionMade) -> None:
    """The author, and whoever reported it; neither learns who decided."""
    if event.subject_id is not None and event.act not in SILENT_ACTS:
        tell([event.subject_id], "moderated", actor_id=None, subject=("decision", event.decision_id), group_id=None,
             dedup_key=f"decision:{event.decision_id}")
    reporters = list(db.session.scalars(select(Report.reporter_id).where(Report.case_id == event.case_id).limit(50)))
    tell([one for one in reporters if one != event.actor_id], "report-decided", actor_id=None,
         subject=("reported", event.case_id), group_id=event.group_id,
         dedup_key=f"reported:{event.case_id}:{event.occurred_at.isoformat()}")


@inside(DecisionReversed)
def tell_of_undoing(event: DecisionReversed) -> None:
    """Whom it concerned."""
    if event.subject_id is not None:
        tell([event.subject_id], "moderation-undone", actor_id=None, subject=("decision", event.decision_id),
             group_id=None, dedup_key=f"undone:{event.decision_id}")


@inside(AppealDecided)
def tell_of_answer(event: AppealDecided) -> None:
    """Whoever appealed; an upheld appeal is told as what it gives back."""
    if not event.upheld:
        tell([event.author_id], "appeal-dismissed", actor_id=None, subject=("decision", event.decision_id),
             group_id=None, dedup_key=f"dismissed:{event.decision_id}")


@inside(ReservedGroupEntered)
def announce_entry(event: ReservedGroupEntered) -> None:
    """Every member of the group: nobody reads along unseen."""
    tell_audience(("members", event.group_id), "group-entered", actor_id=event.actor_id,
                  subject=("group", event.group_id), group_id=event.group_id,
                  dedup_key=f"group:{event.group_id}:entered:{event.entry_id}")

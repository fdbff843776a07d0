"""How rows enter the queue, who looks after them, and how a report is made."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore
from goforum.core.i18n import _l
from goforum.core.rules import Conflict, Invalid, NotFound, TooMany, require
from goforum.core.text import clean_source
from goforum.groups.queries import other_moderators, standing
from goforum.groups.rules import may_moderate
from goforum.moderation import events, queries, rules
from goforum.moderation.models import MAX_WORDS, Case, CaseKind, ReasonCode, Report, Scan, ThingKind
from goforum.moderation.queries import CaseRow, Thing


class Stale(Conflict):
    """Another moderator was first; ``case_id`` is the row, to show who did what."""

    code = "stale-case"

    def __init__(self, case_id: int) -> None:
        super().__init__(_l("Another moderator was first. Nothing of theirs was undone."), code=self.code)
        self.case_id = case_id


def put_case(kind: str, thing: Thing, *, now: datetime, actor_id: int | None,
             like_id: int | None = None) -> int:
    """Put a thing into the queue, or raise the row it has: one row for one kind of trouble. Returns its number."""
    same = (Case.kind == kind, Case.thing_kind == thing.kind, Case.thing_id == thing.id)
    made = insert_or_ignore(Case, {
        "kind": kind, "thing_kind": thing.kind, "thing_id": thing.id, "group_id": thing.group_id,
        "author_id": thing.author_id, "like_id": like_id, "state": "open", "opened_at": now, "reports": 0,
        "version": 1}, ["kind", "thing_kind", "thing_id"])
    opened = made
    if not made:
        # What was decided is opened again by new trouble; what is open keeps its age and its owner.
        opened = bool(db.session.execute(update(Case).where(*same, Case.state == "decided").values(
            state="open", opened_at=now, owner_id=None, owned_at=None, group_id=thing.group_id, like_id=like_id,
            version=Case.version + 1)).rowcount)
    case_id: int = db.session.execute(select(Case.id).where(*same)).scalar_one()
    # A request's own events say it all.
    if opened and kind != CaseKind.REQUEST:
        record(events.CaseOpened(actor_id=actor_id, case_id=case_id, group_id=thing.group_id, kind=kind))
    return case_id


def readable_thing(actor_id: int, kind: str, thing_id: int) -> Thing:
    """A thing somebody may report, with the rule asked; what they cannot see is not found."""
    thing = queries.find_thing(kind, thing_id) if kind in rules.REPORTABLE else None
    if thing is None:
        raise NotFound()
    who = standing(actor_id, thing.group_id)
    require(rules.may_report(who, thing.author_id, clock.now()))
    if (thing.gone or queries.hidden_in_rooms([thing], actor_id)) and not may_moderate(who, clock.now()):
        raise NotFound()
    return thing


@command
def report(actor_id: int, kind: str, thing_id: int, *, reason: str, words: str = "") -> int:
    """Tell the moderators that something is wrong: once for one person and thing. Returns the number of its row."""
    thing = readable_thing(actor_id, kind, thing_id)
    now = clock.now()
    words = clean_source(words).strip()
    if reason not in set(ReasonCode):
        raise Invalid({"reason": _l("Choose one.")})
    if reason == ReasonCode.OTHER and not words:
        raise Invalid({"words": _l("Say in a sentence what is wrong.")})
    if len(words) > MAX_WORDS:
        raise Invalid({"words": _l("At most %(max)d characters.", max=MAX_WORDS)})
    known = queries.find_case(CaseKind.REPORT, kind, thing_id)
    if known is not None and queries.has_reported(actor_id, kind, thing_id):
        return known.id
    if queries.count_reports_since(actor_id, now - timedelta(days=1)) >= rules.REPORTS_A_DAY:
        raise TooMany(_l("%(num)d reports in a day is the most for one person. Moderators read those first.",
                         num=rules.REPORTS_A_DAY))
    case_id = put_case(CaseKind.REPORT, thing, now=now, actor_id=actor_id)
    made = insert_or_ignore(Report, {
        "case_id": case_id, "group_id": thing.group_id, "thing_kind": kind, "thing_id": thing_id,
        "reporter_id": actor_id, "reason": reason, "words": words, "at": now,
    }, ["thing_kind", "thing_id", "reporter_id"])
    if made:
        # The version stays: one more report does not take the row from under whoever is deciding.
        db.session.execute(update(Case).where(Case.id == case_id).values(reports=Case.reports + 1))
        record(events.ThingReported(actor_id=actor_id, case_id=case_id, group_id=thing.group_id, thing_kind=kind,
                                    thing_id=thing_id))
    return case_id


@command
def open_case(actor_id: int, kind: str, thing_id: int) -> int:
    """Put a thing into the queue on a moderator's own initiative, to decide about it. Returns the row's number."""
    thing = queries.find_thing(kind, thing_id) if kind in rules.REPORTABLE else None
    if thing is None:
        raise NotFound()
    who, now = standing(actor_id, thing.group_id), clock.now()
    require(rules.may_look(who, rules.CaseFacts(CaseKind.REPORT, thing.author_id), now))
    return put_case(CaseKind.REPORT, thing, now=now, actor_id=actor_id)


def judged(actor_id: int, case_id: int) -> CaseRow:
    """A row this person may decide, or the refusal; nothing of it is told to others."""
    case = queries.get_case(case_id)
    who = standing(actor_id, case.group_id)
    if not may_moderate(who, clock.now()):
        raise NotFound()
    require(rules.may_look(who, queries.facts_of(case, actor_id, others=True), clock.now()))
    others = other_moderators(case.group_id, [actor_id, case.author_id])
    require(rules.may_decide(who, queries.facts_of(case, actor_id, others=others), clock.now()))
    return case


@command
def take(actor_id: int, case_id: int, *, version: int) -> None:
    """Look after a row, so that others see that somebody does."""
    _own(actor_id, case_id, version, actor_id)


@command
def release(actor_id: int, case_id: int, *, version: int) -> None:
    """Give a row back."""
    _own(actor_id, case_id, version, None)


def _own(actor_id: int, case_id: int, version: int, owner_id: int | None) -> None:
    case = queries.get_case(case_id)
    who = standing(actor_id, case.group_id)
    if not may_moderate(who, clock.now()):
        raise NotFound()
    require(rules.may_look(who, queries.facts_of(case, actor_id, others=True), clock.now()))
    if case.owner_id == owner_id and case.state == "open":
        return
    claim(case_id, version, owner_id=owner_id, owned_at=clock.now() if owner_id else None)
    record(events.CaseTaken(actor_id=actor_id, case_id=case_id, group_id=case.group_id, owner_id=owner_id))


def claim(case_id: int, version: int, **values: object) -> None:
    """Change an open row that is still as it was seen; Stale when somebody was first."""
    changed = db.session.execute(update(Case).where(
        Case.id == case_id, Case.version == version, Case.state == "open",
    ).values(version=Case.version + 1, **values).execution_options(synchronize_session=False))
    if not changed.rowcount:
        raise Stale(case_id)


@command
def close_case(actor_id: int | None, kind: str, thing_kind: ThingKind, thing_id: int) -> None:
    """Nothing is left to decide about a thing: the row leaves the queue."""
    row = queries.find_case(kind, thing_kind, thing_id)
    if row is None or row.state != "open":
        return
    db.session.execute(update(Case).where(Case.id == row.id, Case.state == "open").values(
        state="decided", decided_at=clock.now(), decided_by_id=actor_id, version=Case.version + 1))
    if kind != CaseKind.REQUEST:
        record(events.CaseClosed(actor_id=actor_id, case_id=row.id, group_id=row.group_id))


@command
def file_held(waiting_id: int) -> None:
    """A text waits: put it into the queue."""
    _file(CaseKind.HELD, ThingKind.WAITING, waiting_id)


@command
def file_request(request_id: int) -> None:
    """Somebody asks to join: put it into the queue; it is answered on the group's own page."""
    _file(CaseKind.REQUEST, ThingKind.REQUEST, request_id)


@command
def file_duplicate(kind: str, thing_id: int, like_id: int) -> None:
    """A new text is nearly the same as another: moderators look whether one is enough. Once for each text."""
    thing = queries.find_thing(kind, thing_id)
    if thing is not None and not thing.gone and queries.find_case(CaseKind.DUPLICATE, kind, thing_id) is None:
        put_case(CaseKind.DUPLICATE, thing, now=clock.now(), actor_id=None, like_id=like_id)


def _file(case_kind: CaseKind, thing_kind: ThingKind, thing_id: int) -> None:
    thing = queries.find_thing(thing_kind, thing_id)
    if thing is not None:
        put_case(case_kind, thing, now=clock.now(), actor_id=thing.author_id)


@command
def note_scanned(post_id: int) -> None:
    """Remember how far the search for repeated texts has come; never backwards."""
    insert_or_ignore(Scan, {"id": 1, "last_post_id": post_id}, ["id"])
    db.session.execute(update(Scan).where(Scan.id == 1, Scan.last_post_id < post_id).values(last_post_id=post_id))

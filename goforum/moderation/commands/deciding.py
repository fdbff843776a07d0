"""A moderator decides: the thing changes, the reason is kept, the author is told; and how all that is undone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db
from goforum.core.i18n import _l
from goforum.core.rules import Conflict, Invalid, NotFound, require
from goforum.core.text import clean_source
from goforum.groups import commands as groups
from goforum.groups.models import Membership
from goforum.groups.queries import standing
from goforum.groups.rules import may_moderate
from goforum.meetings import commands as meetings
from goforum.moderation import events, queries, rules
from goforum.moderation.commands.cases import claim, close_case, judged
from goforum.moderation.commands.telling import tell_decision
from goforum.moderation.models import MAX_WORDS, Act, Appeal, AppealState, CaseKind, Decision, ReasonCode, ThingKind
from goforum.moderation.queries import CaseRow, DecisionRow, Thing
from goforum.proposals import commands as proposals
from goforum.threads import commands as threads
from goforum.voting import commands as voting

P, T, M, W = ThingKind.POST, ThingKind.THREAD, ThingKind.MESSAGE, ThingKind.WAITING
# What is done to a thing: (kind, act) → the owner's command. Editing needs more and stands below.
_DO: dict[tuple[ThingKind, Act], Callable[[int, int, str], object]] = {
    (P, Act.HIDE): lambda actor, one, reason: threads.hide_post(actor, one, reason=reason),
    (P, Act.DELETE): lambda actor, one, _reason: threads.remove_post(actor, one),
    (T, Act.HIDE): lambda actor, one, _reason: threads.hide_thread(actor, one),
    (ThingKind.PROPOSAL, Act.HIDE): lambda actor, one, _reason: proposals.hide_proposal(actor, one),
    (ThingKind.ARGUMENT, Act.HIDE): lambda actor, one, _reason: proposals.hide_argument(actor, one, on=True),
    (ThingKind.AMENDMENT, Act.HIDE): lambda actor, one, _reason: proposals.hide_amendment(actor, one, on=True),
    (ThingKind.REASON, Act.HIDE): lambda actor, one, _reason: voting.hide_reason(actor, one, on=True),
    (ThingKind.ANSWER, Act.HIDE): lambda actor, one, _reason: voting.hide_answer(actor, one),
    (M, Act.DELETE): lambda actor, one, _reason: meetings.take_out_message(actor, one),
    (W, Act.PUBLISH): lambda actor, one, _reason: threads.release_text(actor, one),
    (W, Act.REFUSE): lambda actor, one, _reason: threads.refuse_text(actor, one),
}
_UNDO: dict[tuple[ThingKind, Act], Callable[[int, DecisionRow], object]] = {
    (P, Act.HIDE): lambda actor, made: threads.show_post(actor, made.thing_id),
    (P, Act.DELETE): lambda actor, made: threads.bring_back_post(actor, made.thing_id),
    (P, Act.EDIT): lambda actor, made: threads.give_words_back(actor, made.thing_id, made.before),
    (T, Act.HIDE): lambda actor, made: threads.show_thread(actor, made.thing_id),
    (ThingKind.PROPOSAL, Act.HIDE): lambda actor, made: proposals.show_proposal(actor, made.thing_id),
    (ThingKind.ARGUMENT, Act.HIDE): lambda actor, made: proposals.hide_argument(actor, made.thing_id, on=False),
    (ThingKind.AMENDMENT, Act.HIDE): lambda actor, made: proposals.hide_amendment(actor, made.thing_id, on=False),
    (ThingKind.REASON, Act.HIDE): lambda actor, made: voting.hide_reason(actor, made.thing_id, on=False),
    (ThingKind.ANSWER, Act.HIDE): lambda actor, made: voting.show_answer(actor, made.thing_id),
    (M, Act.DELETE): lambda actor, made: meetings.bring_back_message(actor, made.thing_id),
    (W, Act.REFUSE): lambda actor, made: threads.release_text(actor, made.thing_id),
}


@dataclass(frozen=True)
class Verdict:
    """What a moderator chose: the act, its reason, a saved sentence, words, and a measure besides."""

    act: str
    reason: str = "other"
    saved_id: int | None = None
    words: str = ""
    measure: str = ""
    days: int = 0
    seconds: int = 0
    body: str = ""
    revision: int | None = None


@command
def decide(actor_id: int, case_id: int, *, version: int, verdict: Verdict) -> int:
    """Decide a row that is still as it was seen. Stale, and nothing done, when another moderator was first.

    Returns the number of the decision about the thing.
    """
    case = judged(actor_id, case_id)
    now = clock.now()
    thing = queries.find_thing(case.thing_kind, case.thing_id)
    kind = ThingKind(case.thing_kind)
    if thing is None or kind == ThingKind.DECISION or verdict.act not in rules.ACTS[kind]:
        raise Invalid({"act": _l("Choose one.")})
    _check(verdict)
    # Before anything is done: of two at once, one changes the row and the other finds it changed.
    claim(case_id, version, state="decided", decided_at=now, decided_by_id=actor_id)
    made = _decide(actor_id, case, thing, Act(verdict.act), verdict, now)
    if verdict.measure:
        _measure(actor_id, case, thing, verdict, now)
    return made


def _check(verdict: Verdict) -> None:
    faults: dict[str, object] = {}
    if verdict.reason not in set(ReasonCode):
        faults["reason"] = _l("Choose one.")
    if len(verdict.words) > MAX_WORDS:
        faults["words"] = _l("At most %(max)d characters.", max=MAX_WORDS)
    told = verdict.act not in rules.SILENT_ACTS or verdict.measure
    if told and verdict.reason == ReasonCode.OTHER and not verdict.words.strip() and verdict.saved_id is None:
        faults["words"] = _l("Say why: whoever wrote it will read your reason.")
    if verdict.measure and verdict.measure not in rules.MEASURES:
        faults["measure"] = _l("Choose one.")
    if verdict.measure in {Act.SILENCE, Act.SUSPEND} and not 1 <= verdict.days <= rules.LONGEST_DAYS:
        faults["days"] = _l("A number from 1 to %(max)d.", max=rules.LONGEST_DAYS)
    if verdict.measure in {Act.SLOW, Act.SLOW_THREAD} and verdict.seconds not in rules.PAUSES:
        faults["seconds"] = _l("Choose one.")
    if faults:
        raise Invalid(faults)


def _decide(actor_id: int, case: CaseRow, thing: Thing, act: Act, verdict: Verdict, now: datetime) -> int:
    before = 0
    if act == Act.EDIT:
        before = threads.rewrite_post(actor_id, thing.id, body=verdict.body, revision=verdict.revision)
    elif (do := _DO.get((ThingKind(thing.kind), act))) is not None:
        do(actor_id, thing.id, verdict.reason)
    return _keep(actor_id, case, act, verdict, now, before=before)


def _measure(actor_id: int, case: CaseRow, thing: Thing, verdict: Verdict, now: datetime) -> None:
    act, author_id = Act(verdict.measure), case.author_id
    if author_id is None:
        raise Invalid({"measure": _l("Nobody is known to have written this.")})
    require(rules.may_measure(standing(actor_id, case.group_id), standing(author_id, case.group_id), act, now))
    until, before = None, 0
    if act == Act.SLOW_THREAD:
        if thing.thread_id is None:
            raise Invalid({"measure": _l("This belongs to no thread.")})
        before = threads.pace_thread(actor_id, thing.thread_id, seconds=verdict.seconds)
    elif act == Act.SLOW:
        before = standing(author_id, case.group_id).slow_seconds
        groups.slow_member(actor_id, case.group_id, author_id, verdict.seconds)
    elif act in {Act.SILENCE, Act.SUSPEND}:
        until = now + timedelta(days=verdict.days)
        limit = groups.silence if act == Act.SILENCE else groups.suspend_member
        limit(actor_id, case.group_id, author_id, until)
    _keep(actor_id, case, act, verdict, now, until=until, before=before)


def _keep(actor_id: int, case: CaseRow, act: Act, verdict: Verdict, now: datetime, *,
          until: datetime | None = None, before: int = 0) -> int:
    """Write the decision down and tell whom it is about."""
    sentence: dict[str, str] = {}
    if verdict.saved_id is not None:
        found = next((one for one in queries.saved_reasons(case.group_id) if one.id == verdict.saved_id), None)
        if found is None:
            raise Invalid({"saved_id": _l("Choose one.")})
        sentence = found.texts
    decision = Decision(
        case_id=case.id, group_id=case.group_id, actor_id=actor_id, subject_id=case.author_id, act=act.value,
        thing_kind=case.thing_kind, thing_id=case.thing_id, reason=verdict.reason, sentence=sentence,
        words=clean_source(verdict.words).strip(), until=until, before=before, at=now)
    db.session.add(decision)
    db.session.flush()  # the event and the mail name it
    told = act not in rules.SILENT_ACTS and case.author_id is not None
    record(events.DecisionMade(
        actor_id=actor_id, decision_id=decision.id, case_id=case.id, group_id=case.group_id, act=act.value,
        reason=verdict.reason, subject_id=case.author_id if told else None))
    if told:
        tell_decision(decision.id)
    return decision.id


@command
def reverse(actor_id: int, decision_id: int) -> None:
    """Undo a decision and tell whom it was about. Twice is once."""
    made = queries.get_decision(decision_id)
    who, now = standing(actor_id, made.group_id), clock.now()
    if not may_moderate(who, now):
        raise NotFound()
    if made.reversed_at is not None:
        return
    require(rules.may_reverse(who, made.facts, now))
    if made.appeal_state == AppealState.OPEN:
        db.session.execute(update(Appeal).where(Appeal.decision_id == made.id).values(
            state=AppealState.UPHELD.value, decided_by_id=actor_id, decided_at=now))
        close_case(actor_id, CaseKind.APPEAL, ThingKind.DECISION, made.id)
    undo(actor_id, made, now)


def undo(actor_id: int, made: DecisionRow, now: datetime) -> None:
    """Give back what a decision took; of two at once, one does it."""
    changed = db.session.execute(update(Decision).where(
        Decision.id == made.id, Decision.reversed_at.is_(None),
    ).values(reversed_at=now, reversed_by_id=actor_id).execution_options(synchronize_session=False))
    if not changed.rowcount:
        raise Conflict(_l("This decision is reversed already."), code="reversed")
    act = Act(made.act)
    if (back := _UNDO.get((ThingKind(made.thing_kind), act))) is not None:
        back(actor_id, made)
    elif made.subject_id is not None:
        _lift(actor_id, made, act, made.subject_id)
    record(events.DecisionReversed(actor_id=actor_id, decision_id=made.id, group_id=made.group_id,
                                   subject_id=made.subject_id))


def _lift(actor_id: int, made: DecisionRow, act: Act, person_id: int) -> None:
    """End a measure, where it is still this decision that holds: a later, longer one stays."""
    holds = db.session.execute(
        select(Membership.silenced_until, Membership.suspended_until)
        .where(Membership.person_id == person_id, Membership.group_id == made.group_id)).one_or_none()
    if act == Act.SILENCE and holds and holds.silenced_until == made.until:
        groups.silence(actor_id, made.group_id, person_id, None)
    elif act == Act.SUSPEND and holds and holds.suspended_until == made.until:
        groups.suspend_member(actor_id, made.group_id, person_id, None)
    elif act == Act.SLOW:
        groups.slow_member(actor_id, made.group_id, person_id, made.before)
    elif act == Act.SLOW_THREAD and (thing := queries.find_thing(made.thing_kind, made.thing_id)) and thing.thread_id:
        threads.pace_thread(actor_id, thing.thread_id, seconds=made.before)


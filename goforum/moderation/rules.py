"""Who may report, decide, appeal and judge an appeal. Pure; tests/moderation/test_rules.py is the table."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict
from goforum.groups.rules import Standing, may_moderate, may_read, may_sanction
from goforum.moderation.models import Act, CaseKind, ThingKind

# Somebody who was hurt by a decision has this long to say so.
APPEAL_DAYS = 14
REPORTS_A_DAY = 20
LONGEST_DAYS = 365
# Pauses a moderator may ask for between two texts, in seconds; 0 is none.
PAUSES = (60, 600, 3_600, 21_600)

# What can be done to each kind of thing; ``keep`` is always there.
ACTS: dict[ThingKind, tuple[Act, ...]] = {
    ThingKind.POST: (Act.KEEP, Act.HIDE, Act.DELETE, Act.EDIT),
    ThingKind.THREAD: (Act.KEEP, Act.HIDE),
    ThingKind.PROPOSAL: (Act.KEEP, Act.HIDE),
    ThingKind.ARGUMENT: (Act.KEEP, Act.HIDE),
    ThingKind.AMENDMENT: (Act.KEEP, Act.HIDE),
    ThingKind.REASON: (Act.KEEP, Act.HIDE),
    ThingKind.ANSWER: (Act.KEEP, Act.HIDE),
    ThingKind.MESSAGE: (Act.KEEP, Act.DELETE),
    ThingKind.WAITING: (Act.PUBLISH, Act.REFUSE),
    ThingKind.REQUEST: (),
    ThingKind.DECISION: (Act.UPHOLD, Act.DISMISS),
}
# What can be done besides, to the author or to the pace of the thread.
MEASURES = (Act.WARN, Act.SLOW, Act.SLOW_THREAD, Act.SILENCE, Act.SUSPEND)
REPORTABLE = (ThingKind.POST, ThingKind.THREAD, ThingKind.PROPOSAL, ThingKind.ARGUMENT, ThingKind.AMENDMENT,
              ThingKind.REASON, ThingKind.ANSWER, ThingKind.MESSAGE)
# What changes nothing for anybody is told to nobody and cannot be appealed.
SILENT_ACTS = frozenset({Act.KEEP, Act.PUBLISH, Act.UPHOLD, Act.DISMISS, Act.RESTORE})
# What an upheld appeal, or a second thought, gives back; of a warning, only that it was given.
REVERSIBLE = frozenset({Act.HIDE, Act.DELETE, Act.EDIT, Act.REFUSE, Act.SLOW, Act.SLOW_THREAD, Act.SILENCE, Act.SUSPEND,
                        Act.WARN})


@dataclass(frozen=True)
class CaseFacts:
    """What the rules ask of a case; ``reported_by_me`` and ``others`` (is anybody else there) come with the actor."""

    kind: str
    author_id: int | None = None
    reported_by_me: bool = False
    decided_by_me: bool = False
    others: bool = True


@dataclass(frozen=True)
class DecisionFacts:
    """What the rules ask of a decision."""

    act: str
    actor_id: int
    subject_id: int | None
    at: datetime
    reversed_at: datetime | None = None
    appealed: bool = False


def may_report(standing: Standing, author_id: int | None, now: datetime) -> Verdict:
    """Report a thing: any signed-in reader of it but its author."""
    readable = may_read(standing, now)
    if not readable:
        return readable
    if standing.person_id is None:
        return No("visitor", _l("Sign in to report this: moderators may need to ask you back."), help="log-in")
    if standing.suspended:
        return No("suspended", _l("Your account is suspended: you can read, not write."))
    if not standing.confirmed:
        return No("unconfirmed", _l("Confirm your e-mail address to take part."), help="confirm-email")
    if author_id == standing.person_id:
        return No("own", _l("These are your own words: edit or delete them instead."))
    return YES


def may_look(standing: Standing, case: CaseFacts, now: datetime) -> Verdict:
    """Open a row of the queue: whoever moderates, except when it is about their own words."""
    verdict = may_moderate(standing, now)
    if verdict and case.author_id == standing.person_id and case.kind != CaseKind.APPEAL:
        return No("own", _l("This row is about your own words: others decide."))
    return verdict


def may_decide(standing: Standing, case: CaseFacts, now: datetime) -> Verdict:
    """Decide it: never about oneself; what one reported or decided oneself only where nobody else is there."""
    verdict = may_look(standing, case, now)
    if not verdict:
        return verdict
    if case.author_id == standing.person_id:
        return No("own", _l("Nobody decides about themselves."))
    if case.kind == CaseKind.APPEAL and case.decided_by_me and case.others:
        return No("decided", _l("The appeal is against your own decision: somebody else answers it."))
    if case.reported_by_me and case.others:
        return No("reported", _l("You reported this yourself: somebody else decides."))
    return YES


def may_measure(standing: Standing, target: Standing, act: str, now: datetime) -> Verdict:
    """Warn, slow down, silence, suspend: downwards only. The pace of a thread is nobody's rank."""
    if act == Act.SLOW_THREAD:
        return may_moderate(standing, now)
    if target.guest:
        return No("guest", _l("This is a guest of one meeting: its organisers can withdraw the invitation."))
    return may_sanction(standing, target, now)


def deadline_of(decision: DecisionFacts) -> datetime:
    """Until when the person may appeal."""
    return decision.at + timedelta(days=APPEAL_DAYS)


def may_appeal(person_id: int | None, decision: DecisionFacts, now: datetime) -> Verdict:
    """Say that a decision is wrong: the person it is about, once, in time. Suspended or not: this is their say."""
    if person_id is None or person_id != decision.subject_id:
        return No("hidden", hidden=True)
    if decision.act in SILENT_ACTS:
        return No("nothing", _l("Nothing was changed by this decision."))
    if decision.appealed:
        return No("appealed", _l("You have appealed already: the answer comes here."))
    if decision.reversed_at is not None:
        return No("reversed", _l("This decision is reversed already."))
    if now > deadline_of(decision):
        return No("late", _l("The time to appeal is over."))
    return YES


def may_reverse(standing: Standing, decision: DecisionFacts, now: datetime) -> Verdict:
    """Undo a decision: whoever moderates, never the person it is about."""
    verdict = may_moderate(standing, now)
    if not verdict:
        return verdict
    if decision.subject_id == standing.person_id:
        return No("own", _l("Nobody lifts what was decided about themselves."))
    if decision.reversed_at is not None:
        return No("reversed", _l("This decision is reversed already."))
    if decision.act not in REVERSIBLE:
        return No("nothing", _l("Nothing was changed by this decision."))
    return YES


def may_see_decision(standing: Standing, decision: DecisionFacts, now: datetime) -> Verdict:
    """Read a decision with its reason: the person it is about, and whoever moderates the group."""
    if standing.person_id is not None and standing.person_id == decision.subject_id:
        return YES
    return YES if may_moderate(standing, now) else No("hidden", hidden=True)


def may_read_log(standing: Standing, now: datetime) -> Verdict:
    """Read the public log: whoever reads the group."""
    return may_read(standing, now)

"""Appeals: once for each decision, in time, answered by somebody else where there is one."""

from sqlalchemy import update

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore
from goforum.core.i18n import _l
from goforum.core.rules import Conflict, Invalid, require
from goforum.core.text import clean_source
from goforum.moderation import events, queries, rules
from goforum.moderation.commands.cases import claim, judged, put_case
from goforum.moderation.commands.deciding import undo
from goforum.moderation.commands.telling import tell_dismissal
from goforum.moderation.models import MAX_WORDS, Act, Appeal, AppealState, CaseKind, Decision, ReasonCode, ThingKind


def _words(text: str, field: str, message: object) -> str:
    words = clean_source(text).strip()
    if not words:
        raise Invalid({field: message})
    if len(words) > MAX_WORDS:
        raise Invalid({field: _l("At most %(max)d characters.", max=MAX_WORDS)})
    return words


@command
def appeal(actor_id: int, decision_id: int, *, words: str) -> int:
    """Say that a decision about oneself is wrong. The same appeal sent twice is one. Returns its number."""
    made = queries.get_decision(decision_id)
    now = clock.now()
    words = _words(words, "words", _l("Say what is wrong with the decision."))
    if made.subject_id == actor_id and made.appeal_words == words and made.appeal_id is not None:
        return made.appeal_id
    require(rules.may_appeal(actor_id, made.facts, now))
    if not insert_or_ignore(Appeal, {
            "decision_id": decision_id, "group_id": made.group_id, "author_id": actor_id, "words": words, "at": now,
            "state": AppealState.OPEN.value, "answer": ""}, ["decision_id"]):
        raise Conflict(_l("You have appealed already: the answer comes here."), code="appealed")
    thing = queries.find_thing(ThingKind.DECISION, decision_id)
    appeal_id = queries.get_decision(decision_id).appeal_id
    assert thing is not None
    assert appeal_id is not None
    put_case(CaseKind.APPEAL, thing, now=now, actor_id=actor_id)
    record(events.AppealMade(actor_id=actor_id, appeal_id=appeal_id, decision_id=decision_id,
                             group_id=made.group_id))
    return appeal_id


@command
def answer_appeal(actor_id: int, case_id: int, *, version: int, upheld: bool, answer: str) -> None:
    """Uphold an appeal (the act is reversed) or dismiss it; whoever made it is told, with the answer."""
    case = judged(actor_id, case_id)
    if case.kind != CaseKind.APPEAL:
        raise Invalid({"act": _l("Choose one.")})
    now = clock.now()
    words = _words(answer, "words", _l("Say why: whoever appealed will read your answer."))
    claim(case_id, version, state="decided", decided_at=now, decided_by_id=actor_id)
    made = queries.get_decision(case.thing_id)
    state = AppealState.UPHELD if upheld else AppealState.REFUSED
    db.session.execute(update(Appeal).where(Appeal.decision_id == made.id).values(
        state=state.value, answer=words, decided_by_id=actor_id, decided_at=now))
    db.session.add(Decision(
        case_id=case_id, group_id=case.group_id, actor_id=actor_id, subject_id=case.author_id,
        act=Act.UPHOLD.value if upheld else Act.DISMISS.value, thing_kind=case.thing_kind, thing_id=case.thing_id,
        reason=ReasonCode.OTHER.value, sentence={}, words=words, at=now))
    assert made.appeal_id is not None
    assert case.author_id is not None
    record(events.AppealDecided(actor_id=actor_id, appeal_id=made.appeal_id, decision_id=made.id,
                                group_id=case.group_id, author_id=case.author_id, upheld=upheld))
    if not upheld:
        tell_dismissal(made.id)
    elif made.reversed_at is None:
        undo(actor_id, made, now)

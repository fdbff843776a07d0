"""Whom a decision concerns is always told, by mail and in their language; the page of the decision has the rest.

The mail names no group and quotes no thread: it may be read over a shoulder, and the group may be a reserved one.
"""

from goforum.accounts.queries import get_person_row
from goforum.core.outbox import queue_mail
from goforum.core.rules import NotFound
from goforum.moderation import queries
from goforum.moderation.rules import deadline_of


def tell_decision(decision_id: int) -> None:
    """Promise the mail about a decision, inside the command that made it."""
    made = queries.get_decision(decision_id)
    _mail(made.subject_id, "moderation/decision", f"decision:{decision_id}", {
        "decision_id": decision_id, "act": made.act, "reason": made.reason, "words": made.words,
        "sentence": made.sentence, "until": made.until.isoformat() if made.until else None,
        "deadline": deadline_of(made.facts).isoformat()})


def tell_reversal(decision_id: int) -> None:
    """Promise the mail that a decision is undone."""
    made = queries.get_decision(decision_id)
    _mail(made.subject_id, "moderation/reversal", f"reversal:{decision_id}", {
        "decision_id": decision_id, "act": made.act, "answer": made.appeal_answer or ""})


def tell_dismissal(decision_id: int) -> None:
    """Promise the mail that an appeal was not followed."""
    made = queries.get_decision(decision_id)
    _mail(made.subject_id, "moderation/dismissal", f"dismissal:{decision_id}", {
        "decision_id": decision_id, "answer": made.appeal_answer or ""})


def _mail(person_id: int | None, template: str, key: str, data: dict[str, object]) -> None:
    if person_id is None:
        return
    try:
        person = get_person_row(person_id)
    except NotFound:  # somebody who has left reads no mail of ours
        return
    if person.is_guest:  # no address of theirs is known here; the room says that the words were taken out
        return
    queue_mail(person.email, name=person.name, template=template, lang=person.language, data=data, dedup_key=key)

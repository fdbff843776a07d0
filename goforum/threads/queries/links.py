"""Which threads are about which commitments, and the cards and choices of commitments that threads show."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from goforum.commitments import queries as commitments
from goforum.commitments.queries import CommitmentCard
from goforum.core.db import db
from goforum.core.i18n import localised
from goforum.groups.queries import readable_groups
from goforum.threads.models import Thread, ThreadCommitment
from goforum.threads.queries.threads import ThreadCard, card_columns, shown


@dataclass(frozen=True, slots=True)
class CommitmentChip:
    """A commitment in a word or two: its number, its title, the page about it."""

    id: int
    number: int
    title: str
    title_lang: str


def commitments_of(thread_ids: Iterable[int]) -> dict[int, list[int]]:
    """The commitments each of these threads is about."""
    rows = db.session.execute(
        select(ThreadCommitment.thread_id, ThreadCommitment.commitment_id)
        .where(ThreadCommitment.thread_id.in_(list(thread_ids)))
        .order_by(ThreadCommitment.linked_at, ThreadCommitment.commitment_id))
    found: dict[int, list[int]] = {}
    for thread_id, commitment_id in rows:
        found.setdefault(thread_id, []).append(commitment_id)
    return found


def commitment_cards(ids: Iterable[int]) -> dict[int, CommitmentCard]:
    """Cards of these commitments; nothing is asked when there are none."""
    wanted = set(ids)
    return commitments.cards(wanted) if wanted else {}


def commitment_chips(ids: Iterable[int], lang: str) -> dict[int, CommitmentChip]:
    """The same in short, in the reader's language."""
    found = {}
    for card in commitment_cards(ids).values():
        title = localised(card.titles, lang)
        found[card.id] = CommitmentChip(card.id, card.number, title.text, title.lang)
    return found


def commitment_choices(lang: str) -> list[tuple[int, str]]:
    """What the field that links commitments offers."""
    return list(commitments.choices(lang))


def plan_at_hand(thread_id: int | None) -> int | None:
    """The plan whose numbers one means here: the one the thread's commitments share, else the present one."""
    if thread_id is not None:
        linked = commitments_of([thread_id]).get(thread_id, [])
        plans = commitments.plans_of(linked) if linked else set()
        if len(plans) == 1:
            return plans.pop()
    return commitments.present_plan()


def known_commitments(ids: Iterable[int]) -> list[int]:
    """Those of these ids that are commitments, each once, in the order given."""
    wanted = list(dict.fromkeys(ids))
    known = commitment_cards(wanted)
    return [one for one in wanted if one in known]


def list_threads_of_commitment(commitment_id: int, person_id: int | None, limit: int = 50) -> list[ThreadCard]:
    """Discussions about a commitment that the person may read, latest activity first."""
    rows = db.session.execute(
        select(*card_columns()).join(ThreadCommitment, ThreadCommitment.thread_id == Thread.id)
        .where(ThreadCommitment.commitment_id == commitment_id, Thread.kind == "discussion",
               Thread.group_id.in_(readable_groups(person_id)), *shown())
        .order_by(Thread.last_post_at.desc(), Thread.id.desc()).limit(limit))
    return [ThreadCard(*row) for row in rows]

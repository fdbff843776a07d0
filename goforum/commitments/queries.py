"""Every read about plans and commitments. All of it is public."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, select

from goforum.commitments.models import (
    ActionPlan,
    Commitment,
    CommitmentBody,
    CommitmentVersion,
    Milestone,
    PlanVersion,
)
from goforum.core.db import db
from goforum.core.i18n import LANGUAGES, localised
from goforum.core.rules import NotFound

Names = Mapping[str, str | None]


@dataclass(frozen=True)
class PlanCard:
    """A plan as lists show it."""

    id: int
    slug: str
    names: Names
    starts: str | None
    ends: str | None
    source: str | None
    announced_commitments: int | None
    commitments: int = 0


@dataclass(frozen=True)
class CommitmentCard:
    """A commitment as strips and lists show it."""

    id: int
    number: int
    code: str | None
    plan_slug: str
    plan_names: Names
    titles: Names
    theme: str | None
    starts: str | None
    ends: str | None


@dataclass(frozen=True)
class BodyLine:
    """An organisation beside a commitment."""

    organisation_id: int
    part: str
    as_written: str | None


@dataclass(frozen=True)
class MilestoneLine:
    """A step of a commitment."""

    id: int
    titles: Names
    starts_on: date | None
    due_on: date | None
    source: str | None


@dataclass(frozen=True)
class CommitmentPage:
    """Everything a commitment's own page says about it."""

    card: CommitmentCard
    descriptions: Names
    policy_areas: list[str]
    review: dict[str, Any] | None
    sources: dict[str, Any]
    bodies: list[BodyLine]
    milestones: list[MilestoneLine]
    plan_version: int


def _names(row: Any, prefix: str) -> dict[str, str | None]:
    return {lang: getattr(row, f"{prefix}_{lang}") for lang in LANGUAGES}


_CARD = (
    Commitment.id, Commitment.number, Commitment.code, ActionPlan.slug, ActionPlan.name_ar, ActionPlan.name_fr,
    ActionPlan.name_en, CommitmentVersion.title_ar, CommitmentVersion.title_fr, CommitmentVersion.title_en,
    CommitmentVersion.theme, CommitmentVersion.starts, CommitmentVersion.ends,
)


def _current(*extra: Any) -> Any:
    """Commitments with their present version."""
    return (select(*_CARD, *extra).select_from(Commitment)
            .join(ActionPlan, ActionPlan.id == Commitment.plan_id)
            .join(CommitmentVersion, (CommitmentVersion.commitment_id == Commitment.id)
                  & CommitmentVersion.replaced_at.is_(None)))


def _card(row: Any) -> CommitmentCard:
    return CommitmentCard(row.id, row.number, row.code, row.slug, _names(row, "name"), _names(row, "title"),
                          row.theme, row.starts, row.ends)


def cards(ids: Iterable[int]) -> dict[int, CommitmentCard]:
    """Cards of these commitments, in one statement."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {row.id: _card(row) for row in db.session.execute(_current().where(Commitment.id.in_(wanted)))}


def list_commitments(plan_id: int | None = None, theme: str | None = None) -> list[CommitmentCard]:
    """Commitments of a plan (or of all), in order of number."""
    statement = _current().order_by(Commitment.plan_id.desc(), Commitment.number)
    if plan_id is not None:
        statement = statement.where(Commitment.plan_id == plan_id)
    if theme:
        statement = statement.where(CommitmentVersion.theme == theme)
    return [_card(row) for row in db.session.execute(statement)]


def choices(lang: str) -> list[tuple[int, str]]:
    """What the "linked commitments" field of a form offers, in the reader's language."""
    return [(card.id, f"{card.number}. {localised(card.titles, lang).text}") for card in list_commitments()]


def list_plans() -> list[PlanCard]:
    """All plans, newest first, with how many commitments are recorded."""
    rows = db.session.execute(
        select(ActionPlan, func.count(Commitment.id)).outerjoin(Commitment, Commitment.plan_id == ActionPlan.id)
        .group_by(ActionPlan.id).order_by(ActionPlan.starts.desc().nulls_last(), ActionPlan.id.desc()))
    return [_plan(plan, count) for plan, count in rows]


def _plan(plan: ActionPlan, count: int) -> PlanCard:
    return PlanCard(plan.id, plan.slug, _names(plan, "name"), plan.starts, plan.ends, plan.source,
                    plan.announced_commitments, count)


def get_plan(slug: str) -> PlanCard:
    """A plan by the word in its address."""
    row = db.session.execute(
        select(ActionPlan, func.count(Commitment.id)).outerjoin(Commitment, Commitment.plan_id == ActionPlan.id)
        .where(ActionPlan.slug == slug.replace("\0", "")).group_by(ActionPlan.id)).one_or_none()
    if row is None:
        raise NotFound()
    return _plan(row[0], row[1])


def get_commitment(commitment_id: int) -> CommitmentPage:
    """One commitment, whole; NotFound when there is none."""
    row = db.session.execute(
        _current(CommitmentVersion, PlanVersion.number.label("plan_version"))
        .join(PlanVersion, PlanVersion.id == CommitmentVersion.plan_version_id)
        .where(Commitment.id == commitment_id)).one_or_none()
    if row is None:
        raise NotFound()
    version: CommitmentVersion = row.CommitmentVersion
    bodies = db.session.execute(
        select(CommitmentBody.organisation_id, CommitmentBody.part, CommitmentBody.as_written)
        .where(CommitmentBody.version_id == version.id).order_by(CommitmentBody.part, CommitmentBody.id))
    return CommitmentPage(_card(row), _names(version, "description"), version.policy_areas, version.review,
                          version.sources, [BodyLine(*b) for b in bodies], list_milestones(commitment_id),
                          row.plan_version)


def list_milestones(commitment_id: int) -> list[MilestoneLine]:
    """A commitment's steps, in order."""
    rows = db.session.scalars(select(Milestone).where(Milestone.commitment_id == commitment_id)
                              .order_by(Milestone.position, Milestone.id))
    return [MilestoneLine(m.id, _names(m, "title"), m.starts_on, m.due_on, m.source) for m in rows]


@dataclass(frozen=True)
class StepsLine:
    """How far the dates of a commitment's steps have come: what is planned, never what has been done."""

    total: int
    past: int
    next_on: date | None


def steps_of(commitment_ids: Iterable[int], day: date) -> dict[int, StepsLine]:
    """The steps of these commitments by this day, in one statement; only those that have dated steps."""
    rows = db.session.execute(
        select(Milestone.commitment_id, func.count(), func.count(case((Milestone.due_on < day, 1))),
               func.min(case((Milestone.due_on >= day, Milestone.due_on))))
        .where(Milestone.commitment_id.in_(list(commitment_ids)), Milestone.due_on.is_not(None))
        .group_by(Milestone.commitment_id))
    return {row[0]: StepsLine(row[1], row[2], row[3]) for row in rows}


def list_themes() -> list[str]:
    """The themes that commitments name, in alphabetical order."""
    return list(db.session.scalars(select(CommitmentVersion.theme).where(
        CommitmentVersion.theme.is_not(None), CommitmentVersion.replaced_at.is_(None)).distinct()
        .order_by(CommitmentVersion.theme)))


def present_plan() -> int | None:
    """The plan that runs now: the latest to have begun."""
    return db.session.scalar(select(ActionPlan.id).order_by(
        ActionPlan.starts.desc().nulls_last(), ActionPlan.id.desc()).limit(1))


def slug_of_plan(plan_id: int | None) -> str | None:
    """The word in the address of a plan."""
    return None if plan_id is None else db.session.scalar(select(ActionPlan.slug).where(ActionPlan.id == plan_id))


def plans_of(ids: Iterable[int]) -> set[int]:
    """The plans that these commitments belong to."""
    return set(db.session.scalars(select(Commitment.plan_id).where(Commitment.id.in_(list(ids))).distinct()))


def find_by_numbers(plan_id: int | None, names: Iterable[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """What (word of a plan's address, number) means; without a word, the number in the plan given."""
    wanted = list(names)
    rows = db.session.execute(
        select(Commitment.id, Commitment.number, Commitment.plan_id, ActionPlan.slug)
        .join(ActionPlan, ActionPlan.id == Commitment.plan_id)
        .where(Commitment.number.in_({number for _slug, number in wanted}),
               (ActionPlan.id == plan_id) | ActionPlan.slug.in_({slug for slug, _number in wanted if slug})))
    by_name: dict[tuple[str, int], int] = {}
    for row in rows:
        by_name[row.slug, row.number] = row.id
        if row.plan_id == plan_id:
            by_name["", row.number] = row.id
    return {name: by_name[name] for name in wanted if name in by_name}


def existing(ids: Iterable[int]) -> set[int]:
    """Which of these ids are commitments (a form may send anything)."""
    return set(db.session.scalars(select(Commitment.id).where(Commitment.id.in_(list(ids)))))

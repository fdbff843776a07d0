"""Every write about plans and commitments."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select, update

from goforum.accounts.queries import get_person_row
from goforum.commitments import events, queries
from goforum.commitments.models import (
    ActionPlan,
    Commitment,
    CommitmentBody,
    CommitmentVersion,
    Milestone,
    PlanVersion,
)
from goforum.commitments.rules import may_manage_plans
from goforum.core import clock
from goforum.core.arabic import fold
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import LANGUAGES, _l
from goforum.core.rules import Invalid, NotFound, require

TEXTS = tuple(f"{what}_{lang}" for what in ("title", "description") for lang in LANGUAGES)
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def _require(actor_id: int | None) -> None:
    """None is the operator at the command line."""
    if actor_id is not None:
        person = get_person_row(actor_id)
        require(may_manage_plans(admin=person.is_admin, confirmed=person.email_confirmed_at is not None,
                                 suspended_until=person.suspended_until, now=clock.now()))


def _check_dates(fields: Mapping[str, Any]) -> None:
    for name in ("starts", "ends"):
        if fields.get(name) and not DATE.fullmatch(fields[name]):
            raise Invalid({name: _l("Write a year, a month or a day: 2018, 2018-08 or 2018-08-30.")})
    if fields.get("starts") and fields.get("ends") and fields["ends"] < fields["starts"][: len(fields["ends"])]:
        raise Invalid({"ends": _l("The end comes before the beginning.")})


def _slug(text: str) -> str:
    base = re.sub(r"[^\w]+", "-", fold(text).casefold()).strip("-_")[:60] or "plan"
    taken = set(db.session.scalars(select(ActionPlan.slug).where(
        ActionPlan.slug.startswith(base, autoescape=True))))
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug


@command
def add_plan(actor_id: int | None, *, slug: str | None = None, **fields: Any) -> int:
    """Record a plan and its first version; returns its id."""
    _require(actor_id)
    if not any(fields.get(f"name_{lang}") for lang in LANGUAGES):
        raise Invalid({"name_fr": _l("Write the name in at least one language.")})
    _check_dates(fields)
    now = clock.now()
    plan = ActionPlan(
        slug=slug or _slug(fields.get("name_en") or fields.get("name_fr") or fields.get("name_ar") or ""),
        created_at=now, country=fields.get("country") or None, starts=fields.get("starts") or None,
        ends=fields.get("ends") or None, announced_commitments=fields.get("announced_commitments"),
        source=fields.get("source") or None,
        **{f"name_{lang}": fields.get(f"name_{lang}") or None for lang in LANGUAGES})
    db.session.add(plan)
    db.session.flush()  # the version needs the id
    db.session.add(PlanVersion(plan_id=plan.id, number=1, published_at=now))
    record(events.PlanChanged(actor_id=actor_id, plan_id=plan.id))
    return plan.id


@command
def change_plan(actor_id: int | None, plan_id: int, **fields: Any) -> None:
    """Change what a plan is called, its years and its source."""
    _require(actor_id)
    if not any(fields.get(f"name_{lang}") for lang in LANGUAGES):
        raise Invalid({"name_fr": _l("Write the name in at least one language.")})
    _check_dates(fields)
    plan = lock_row(ActionPlan, plan_id)
    for name in (*(f"name_{lang}" for lang in LANGUAGES), "starts", "ends", "source"):
        setattr(plan, name, fields.get(name) or None)
    record(events.PlanChanged(actor_id=actor_id, plan_id=plan_id))


def _latest_version(plan_id: int) -> int:
    found = db.session.scalar(select(PlanVersion.id).where(PlanVersion.plan_id == plan_id)
                              .order_by(PlanVersion.number.desc()).limit(1))
    if found is None:
        raise NotFound()
    return found


@command
def put_commitment(actor_id: int | None, plan_id: int, *, number: int, code: str | None = None,
                   bodies: Mapping[tuple[int, str], str | None] | None = None,
                   sources: Mapping[str, Any] | None = None, review: Mapping[str, Any] | None = None,
                   policy_areas: list[str] | None = None, **fields: Any) -> int:
    """Add a commitment to a plan's present version, or correct what that version says; returns its id.

    ``bodies`` maps (organisation id, "lead" | "support") to the words of the source, or None.
    Sending the same twice changes nothing and says nothing.
    """
    _require(actor_id)
    if not any(fields.get(f"title_{lang}") for lang in LANGUAGES):
        raise Invalid({"title_fr": _l("Write the title in at least one language.")})
    _check_dates(fields)
    version_id = _latest_version(plan_id)
    insert_or_ignore(Commitment, {"plan_id": plan_id, "number": number, "code": code or None,
                                  "created_at": clock.now()}, ["plan_id", "number"])
    commitment_id = db.session.scalar(select(Commitment.id).where(
        Commitment.plan_id == plan_id, Commitment.number == number))
    assert commitment_id is not None
    values: dict[str, Any] = {name: fields.get(name) or None for name in (*TEXTS, "theme", "starts", "ends")}
    values |= {"policy_areas": policy_areas or [], "review": dict(review) if review else None,
               "sources": dict(sources or {})}
    changed = _put_version(commitment_id, version_id, values)
    if bodies is not None:
        changed = _put_bodies(commitment_id, bodies) or changed
    if changed:
        record(events.CommitmentChanged(actor_id=actor_id, commitment_id=commitment_id))
    return commitment_id


def _put_version(commitment_id: int, version_id: int, values: dict[str, Any]) -> bool:
    row = db.session.scalar(select(CommitmentVersion).where(
        CommitmentVersion.commitment_id == commitment_id, CommitmentVersion.plan_version_id == version_id))
    if row is None:
        db.session.execute(update(CommitmentVersion).where(
            CommitmentVersion.commitment_id == commitment_id, CommitmentVersion.replaced_at.is_(None)
        ).values(replaced_at=clock.now()))
        db.session.add(CommitmentVersion(commitment_id=commitment_id, plan_version_id=version_id, **values))
        db.session.flush()  # the bodies are tied to this version
        return True
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


def _put_bodies(commitment_id: int, bodies: Mapping[tuple[int, str], str | None]) -> bool:
    version_id = db.session.scalar(select(CommitmentVersion.id).where(
        CommitmentVersion.commitment_id == commitment_id, CommitmentVersion.replaced_at.is_(None)))
    known = {(b.organisation_id, b.part): b.as_written for b in db.session.scalars(
        select(CommitmentBody).where(CommitmentBody.version_id == version_id))}
    if known == dict(bodies):
        return False
    db.session.execute(delete(CommitmentBody).where(CommitmentBody.version_id == version_id))
    for (organisation_id, part), words in bodies.items():
        db.session.add(CommitmentBody(version_id=version_id, organisation_id=organisation_id, part=part,
                                      as_written=words))
    return True


@command
def correct_commitment(actor_id: int, commitment_id: int, *, lead_ids: list[int], support_ids: list[int],
                       **fields: Any) -> None:
    """Correct a commitment's texts, dates, theme and bodies from its page; each touched field loses its source mark."""
    _require(actor_id)
    page = queries.get_commitment(commitment_id)
    row = lock_row(Commitment, commitment_id)
    before = {**{f"title_{k}": v for k, v in page.card.titles.items()},
              **{f"description_{k}": v for k, v in page.descriptions.items()},
              "theme": page.card.theme, "starts": page.card.starts, "ends": page.card.ends}
    sources = dict(page.sources)
    for name, old in before.items():
        if (fields.get(name) or None) != old:
            sources[name] = {"url": fields.get("source") or None, "status": "entered on this site"}
    words = {(b.organisation_id, b.part): b.as_written for b in page.bodies}
    bodies = {key: words.get(key) for key in (*((i, "lead") for i in lead_ids), *((i, "support") for i in support_ids))}
    put_commitment(actor_id, row.plan_id, number=row.number, code=row.code, bodies=bodies, sources=sources,
                   review=page.review, policy_areas=page.policy_areas,
                   **{k: v for k, v in fields.items() if k in before})


def check_fields(fields: Mapping[str, Any]) -> None:
    """Whether a commitment may say this: a title in one language at least, dates that are dates."""
    if not any(fields.get(f"title_{lang}") for lang in LANGUAGES):
        raise Invalid({"title_fr": _l("Write the title in at least one language.")})
    _check_dates(fields)


@command
def change_by_decision(actor_id: int, commitment_id: int, *, fields: Mapping[str, Any], source: str,
                       milestone: Mapping[str, Any] | None = None, due_on: date | None = None) -> int:
    """Begin the next version of the plan with what a decision changes in one commitment. Returns its number.

    What the decision does not name stays as it is; ``source`` is the address of the decision, kept beside each field.
    """
    _require(actor_id)
    row = lock_row(Commitment, commitment_id)
    lock_row(ActionPlan, row.plan_id)
    page = queries.get_commitment(commitment_id)
    values: dict[str, Any] = {**{f"title_{k}": v for k, v in page.card.titles.items()},
                              **{f"description_{k}": v for k, v in page.descriptions.items()},
                              "theme": page.card.theme, "starts": page.card.starts, "ends": page.card.ends}
    values |= {name: value or None for name, value in fields.items()}
    check_fields(values)
    number = (db.session.scalar(select(func.max(PlanVersion.number)).where(
        PlanVersion.plan_id == row.plan_id)) or 0) + 1
    version = PlanVersion(plan_id=row.plan_id, number=number, published_at=clock.now(), note=source)
    db.session.add(version)
    db.session.flush()  # what the commitment says in it needs the id
    marks = {name: {"url": source, "status": "decided on this site"} for name in fields}
    _put_version(commitment_id, version.id, {**values, "policy_areas": page.policy_areas, "review": page.review,
                                             "sources": {**page.sources, **marks}})
    _put_bodies(commitment_id, {(one.organisation_id, one.part): one.as_written for one in page.bodies})
    if milestone:
        add_milestone(actor_id, commitment_id, due_on=due_on, source=source, **milestone)
    record(events.CommitmentChanged(actor_id=actor_id, commitment_id=commitment_id))
    return number


@command
def add_milestone(actor_id: int | None, commitment_id: int, *, due_on: date | None = None,
                  starts_on: date | None = None, source: str | None = None, **titles: Any) -> int:
    """Add a verifiable step to a commitment; returns its id."""
    _require(actor_id)
    if not any(titles.get(f"title_{lang}") for lang in LANGUAGES):
        raise Invalid({"title_fr": _l("Write the title in at least one language.")})
    if due_on and starts_on and due_on < starts_on:
        raise Invalid({"due_on": _l("The end comes before the beginning.")})
    lock_row(Commitment, commitment_id)
    last = db.session.scalar(select(func.max(Milestone.position)).where(Milestone.commitment_id == commitment_id))
    made = Milestone(commitment_id=commitment_id, position=(last or 0) + 1, due_on=due_on, starts_on=starts_on,
                     source=source or None,
                     **{f"title_{lang}": titles.get(f"title_{lang}") or None for lang in LANGUAGES})
    db.session.add(made)
    db.session.flush()  # the event names the milestone
    record(events.MilestoneAdded(actor_id=actor_id, commitment_id=commitment_id, milestone_id=made.id))
    return made.id


@command
def remove_milestone(actor_id: int, commitment_id: int, milestone_id: int) -> None:
    """Take a step away that was recorded by mistake."""
    _require(actor_id)
    gone = db.session.execute(delete(Milestone).where(
        Milestone.id == milestone_id, Milestone.commitment_id == commitment_id)).rowcount
    if not gone:
        raise NotFound()
    record(events.MilestoneRemoved(actor_id=actor_id, commitment_id=commitment_id, milestone_id=milestone_id))

"""Reading a plan from the JSON that lists its commitments with the source of each field.

The same file read twice changes nothing. A null field stays null: "not found in the sources" is not "none".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from goforum.commitments import commands
from goforum.commitments.models import ActionPlan, Commitment
from goforum.core.commands import command
from goforum.core.db import db
from goforum.core.i18n import LANGUAGES
from goforum.core.rules import Invalid
from goforum.organisations import commands as organisations
from goforum.organisations.queries import find_by_slug, find_id_by_name


@dataclass(frozen=True)
class ImportReport:
    """What an import did."""

    plan_slug: str
    commitments: int
    created: int


@command
def import_plan(document: Mapping[str, Any]) -> ImportReport:
    """Record the plan and its commitments in one transaction; Invalid names what the file lacks."""
    rows = document.get("commitments")
    if not isinstance(document.get("plan"), str) or not isinstance(rows, list):
        raise Invalid({"file": "The file needs a text `plan` and a list `commitments`."})
    plan_id, slug = _plan(document)
    known = set(db.session.scalars(select(Commitment.number).where(Commitment.plan_id == plan_id)))
    for position, row in enumerate(rows, 1):
        _commitment(plan_id, row, position)
    created = sum(1 for position, row in enumerate(rows, 1) if _number(row, position) not in known)
    return ImportReport(slug, len(rows), created)


def _plan(document: Mapping[str, Any]) -> tuple[int, str]:
    names = document.get("names") or {}
    period = document.get("period") or _period(document["plan"])
    slug = document.get("slug") or re.sub(r"[^a-z0-9]+", "-", document["plan"].casefold()).strip("-")
    found = db.session.scalar(select(ActionPlan.id).where(ActionPlan.slug == slug))
    if found is None:
        found = commands.add_plan(
            None, slug=slug, name_en=names.get("en") or document["plan"], name_fr=names.get("fr"),
            name_ar=names.get("ar"), country=document.get("country_code"), starts=period.get("start"),
            ends=period.get("end"), announced_commitments=document.get("commitment_count"),
            source=document.get("commitment_count_source"))
    return found, slug


def _period(name: str) -> dict[str, str]:
    years = re.search(r"(\d{4})\D+(\d{4})", name)
    return {"start": years[1], "end": years[2]} if years else {}


def _number(row: Mapping[str, Any], position: int) -> int:
    return int(row.get("number") or position)


def _commitment(plan_id: int, row: Mapping[str, Any], position: int) -> None:
    if row.get("subject_en") and not row.get("title_en"):
        row = {**row, "title_en": row["subject_en"],
               "title_en_status": "subject only: the title was not found in the sources read"}
    if not any(row.get(f"title_{lang}") for lang in LANGUAGES):
        raise Invalid({"file": f"Commitment {position} of the file has no title in any language."})
    commands.put_commitment(
        None, plan_id, number=_number(row, position), code=row.get("id"), theme=row.get("theme"),
        starts=row.get("start"), ends=row.get("end"), policy_areas=list(row.get("policy_areas") or []),
        review=row.get("irm"), sources=_sources(row), bodies=_bodies(row),
        **{f"title_{lang}": row.get(f"title_{lang}") for lang in LANGUAGES},
        **{f"description_{lang}": row.get(f"scope_note_{lang}") for lang in LANGUAGES})


def _sources(row: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Field to where it was read and how sure it is, in the file's own words."""
    pairs = {f"title_{lang}": f"title_{lang}" for lang in LANGUAGES}
    found = {name: {"url": row.get(f"{key}_source"), "status": row.get(f"{key}_status")}
             for name, key in pairs.items()}
    found["theme"] = {"url": row.get("theme_source"), "status": row.get("theme_status")}
    found["dates"] = {"url": row.get("dates_source"), "status": None}
    found["lead"] = {"url": row.get("lead_institution_source"), "status": None}
    found["support"] = {"url": row.get("support_source"), "status": None,
                        "text": row.get("support_institutions")}
    found["description_en"] = {"url": row.get("dates_source"), "status": row.get("scope_note_status")}
    for lang in ("ar", "fr"):
        if row.get(f"scope_note_{lang}"):
            found[f"description_{lang}"] = {"url": None, "status": row.get("scope_note_translation_status")}
    found["milestones"] = {"url": None, "status": row.get("milestones_status")}
    found["page"] = {"url": row.get("source"), "status": None}
    return {name: entry for name, entry in found.items() if any(entry.values())}


def _bodies(row: Mapping[str, Any]) -> dict[tuple[int, str], str | None]:
    words = row.get("lead_institution")
    if not words:
        return {}
    plain = re.sub(r"\s*\([^)]*\)$", "", words).strip()
    named = find_by_slug(row.get("lead_organisation") or "")
    found = named.id if named else find_id_by_name(words) or find_id_by_name(plain)
    if found is None:
        found = organisations.add_organisation(None, kind="public_body", name_en=plain,
                                               source=row.get("lead_institution_source"))
    return {(found, "lead"): words}

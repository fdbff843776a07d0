"""Changes to a commitment: who publishes one that was accepted, and what it comes down to. Pure."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from goforum.core.i18n import _l
from goforum.core.rules import YES, No, Verdict
from goforum.proposals.models import State

# What of a commitment a proposal may change.
FIELDS = ("title_ar", "title_fr", "title_en", "description_ar", "description_fr", "description_en", "starts", "ends")


def may_publish_change(keeps_plans: Verdict, state: str, published_at: datetime | None) -> Verdict:
    """Make an accepted change part of the plan's next version: who keeps the plans, once."""
    if not keeps_plans:
        return keeps_plans
    if published_at is not None:
        return No("answered", _l("This change is part of the plan already."))
    if state != State.ACCEPTED:
        return No("moved", _l("Only the change of an accepted proposal becomes part of the plan."))
    return YES


def differing(wanted: Mapping[str, str | None], present: Mapping[str, str | None]) -> dict[str, str]:
    """The fields that would say something else."""
    return {name: wanted.get(name) or "" for name in FIELDS if (wanted.get(name) or "") != (present.get(name) or "")}


def mark_of(present: Mapping[str, str | None], names: Mapping[str, str]) -> str:
    """A mark of what these fields say now: whoever publishes a change has compared it with exactly this."""
    said = "\x1f".join(f"{name}={present.get(name) or ''}" for name in sorted(names))
    return hashlib.sha256(said.encode()).hexdigest()[:16]

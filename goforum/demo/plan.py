"""The action plan of 2018-2020, read by the same import that any plan takes."""

from functools import partial

from sqlalchemy import select

from goforum.commitments.models import Commitment
from goforum.commitments.plan_import import import_plan
from goforum.core.db import db
from goforum.demo import content
from goforum.demo.cast import GROUPS_AT, Stage
from goforum.demo.timeline import Timeline


def tell_plan(stage: Stage, line: Timeline) -> None:
    """Put the import on the line, after the bodies that lead commitments."""
    line.at(content.instant(GROUPS_AT, stage.now), partial(_import, stage))


def _import(stage: Stage) -> None:
    import_plan(content.read(content.PLAN))
    for code, commitment in db.session.execute(select(Commitment.code, Commitment.id)):
        stage.put(f"commitment:{code}", commitment)

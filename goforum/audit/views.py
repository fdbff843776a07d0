"""The log as a page, for administrators."""

from typing import Any

from flask import Blueprint, render_template

from goforum.accounts.rules import may_administer
from goforum.audit import queries
from goforum.core.paging import int_arg
from goforum.core.rules import require
from goforum.core.web import keep_private, viewer
from goforum.groups.queries import cards

bp = Blueprint("audit", __name__)


@bp.get("/audit")
def index() -> Any:
    """What was done on the site, newest first."""
    me = viewer()
    require(may_administer(me))
    keep_private()
    assert me.id is not None
    lines = queries.page(me.id, int_arg("before"))
    more = lines[queries.SIZE - 1].id if len(lines) > queries.SIZE else None
    shown = lines[: queries.SIZE]
    return render_template("audit/index.html", lines=shown, more=more,
                           groups=cards({line.group_id for line in shown if line.group_id}))

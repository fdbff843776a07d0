"""Mails and jobs that failed each time they were tried: seen, tried again, let go, by administrators."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from goforum.accounts.rules import may_administer
from goforum.audit import commands, rules
from goforum.audit.views.base import bp
from goforum.core import failures
from goforum.core.failures import Failure, Key, Kind
from goforum.core.paging import cut
from goforum.core.rules import NotFound, require
from goforum.core.web import keep_private, see_other, viewer

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PLACE = "<any(mail, job):kind>/<int:number>"


def _cursor(key: Key) -> str:
    at, kind, number = key
    return f"{(at - EPOCH) // timedelta(microseconds=1)}-{kind}-{number}"


def _key(cursor: str) -> Key | None:
    """The place a cursor names; None for one that names none, which is the first page."""
    at, kind, number = [*cursor.split("-"), "", ""][:3]
    numbers = all(one.isascii() and one.isdigit() and len(one) < 18 for one in (at, number))
    if kind not in {"mail", "job"} or not numbers:
        return None
    return EPOCH + timedelta(microseconds=int(at)), cast("Kind", kind), min(int(number), 2**31 - 1)


def _find(kind: str, number: int) -> Failure:
    found = failures.get_failure(cast("Kind", kind), number) if number < 2**31 else None
    if found is None:
        raise NotFound(_("Somebody has tried it again or let it go meanwhile."))
    return found


def _page(template: str, **values: Any) -> str:
    return render_template(template, mails=rules.MAILS, short_lived=rules.SHORT_LIVED, reason_of=rules.reason_of,
                           technical=rules.technical, **values)


@bp.get("/failures")
def given_up() -> Any:
    """What was given up, the newest first."""
    require(may_administer(viewer()))
    keep_private()
    shown, more = cut(failures.page_failures(_key(request.args.get("before", ""))), failures.SIZE)
    older = url_for("audit.given_up", before=_cursor(shown[-1].key)) if more else ""
    mails, jobs = failures.count_failures()
    return _page("audit/failures.html", failures=shown, older=older, mails_dead=mails, jobs_dead=jobs,
                 first="before" not in request.args)


@bp.post(f"/failures/{PLACE}/again")
def again(kind: str, number: int) -> Any:
    """Try one again."""
    require(may_administer(viewer()))
    done = commands.try_failure_again(viewer(), cast("Kind", kind), number)
    flash(_("It is tried again now. Should it fail each time, it stands here again.") if done else
          _("Somebody has tried it again or let it go meanwhile."))
    return see_other("audit.given_up")


@bp.get("/failures/again")
def ask_all() -> Any:
    """Whether everything is to be tried again."""
    require(may_administer(viewer()))
    keep_private()
    mails, jobs = failures.count_failures()
    return _page("audit/failures_again.html", mails_dead=mails, jobs_dead=jobs)


@bp.post("/failures/again")
def all_again() -> Any:
    """Try everything again."""
    require(may_administer(viewer()))
    mails, jobs = commands.try_all_again(viewer())
    flash(ngettext("%(num)s is tried again now.", "%(num)s are tried again now.", mails + jobs) if mails + jobs else
          _("Nothing was left to try again."))
    return see_other("audit.given_up")


@bp.get(f"/failures/{PLACE}/let-go")
def ask_let_go(kind: str, number: int) -> Any:
    """Whether one is to be let go: it cannot be taken back."""
    require(may_administer(viewer()))
    keep_private()
    return _page("audit/failure_let_go.html", one=_find(kind, number))


@bp.post(f"/failures/{PLACE}/let-go")
def let_go(kind: str, number: int) -> Any:
    """Let one go."""
    require(may_administer(viewer()))
    found = _find(kind, number)
    done = commands.let_failure_go(viewer(), found.kind, number, name=found.name)
    flash(_("It is let go: it will not be tried again.") if done else
          _("Somebody has tried it again or let it go meanwhile."))
    return see_other("audit.given_up")

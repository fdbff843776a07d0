"""What all doors of moderation share: who may come in, and the words for codes."""

from datetime import datetime

from flask import Blueprint
from flask_babel import gettext as _

from goforum.core import clock
from goforum.core.i18n import datetime_full
from goforum.core.rules import Refused, require
from goforum.core.web import keep_private, person_id, viewer
from goforum.groups.queries import GroupCard, moderates_any
from goforum.groups.rules import may_moderate
from goforum.groups.views.base import enter
from goforum.moderation import forms

bp = Blueprint("moderation", __name__)
_REASONS = dict(forms.REASONS)


@bp.app_template_global("reason_word")
def reason_word(code: str) -> str:
    """The words of a reason."""
    return str(_REASONS.get(code, code))


@bp.app_template_global("act_word")
def act_word(code: str) -> str:
    """What was done, in the past tense."""
    return str(forms.DONE.get(code, code))


@bp.app_template_global("thing_word")
def thing_word(code: str) -> str:
    """What kind of thing it is."""
    return str(forms.THINGS.get(code, code))


@bp.app_template_global("case_word")
def case_word(code: str) -> str:
    """Why a row stands in the queue."""
    return str(forms.KINDS.get(code, code))


@bp.app_template_global("moderates")
def moderates() -> bool:
    """Whether who looks moderates anything; for menus, on pages that are drawn for one reader only."""
    return moderates_any(viewer().id)


def enter_moderated(slug: str) -> GroupCard:
    """The group behind an address, for whoever moderates it."""
    group, standing = enter(slug)
    require(may_moderate(standing, clock.now()))
    keep_private()
    return group


def moderator() -> int:
    """Who is looking, when they moderate something somewhere."""
    me = person_id()
    keep_private()
    if not moderates_any(me):
        raise Refused(_("You moderate no group."), code="not-moderator")
    return me


@bp.app_template_filter("moment_of")
def moment_of(text: str) -> str:
    """An instant that a mail carries as text, written out."""
    return datetime_full(datetime.fromisoformat(text))

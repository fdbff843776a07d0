"""The search page: one box, filters in the address, no script needed."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for

from goforum.core import clock
from goforum.core.i18n import LANGUAGE_NAMES, LANGUAGES, _l
from goforum.core.paging import int_arg
from goforum.core.rules import require
from goforum.core.web import keep_private, viewer
from goforum.groups import queries as groups
from goforum.groups import rules
from goforum.groups.queries import GroupCard
from goforum.search import queries
from goforum.search.asking import LONGEST

bp = Blueprint("search", __name__)

# For one person, or for one address of visitors.
LIMIT = "60 per minute"

# In the order of the tabs. The words are those of the menus.
KIND_LABELS = {
    "post": _l("Discussions"),
    "proposal": _l("Proposals"),
    "meeting": _l("Meetings"),
    "message": _l("Live messages"),
    "commitment": _l("Commitments"),
    "group": _l("Groups"),
}


@bp.get("/search")
def page() -> Any:
    """What this person may read about what was typed."""
    me = viewer()
    if not me.is_visitor:
        keep_private()
    text = request.args.get("q", "")[:LONGEST]
    kind = request.args.get("kind", "")
    kind = kind if kind in KIND_LABELS else ""
    group = _group(request.args.get("group", ""), me.id)
    number = int_arg("page", 1, low=1) or 1
    lang = request.args.get("lang_of", "")
    lang = lang if lang in LANGUAGES else ""
    found = queries.search(me.id, text, [kind] if kind else (), group.id if group else None, number, lang)
    shown = found.page
    return render_template(
        "search/page.html", found=found, kind=kind, kinds=KIND_LABELS, group=group,
        groups=groups.list_groups(me.id), longest=LONGEST, lang_of=lang, languages=LANGUAGE_NAMES,
        tabs=[("", _address(text, "", group, lang)), *((one, _address(text, one, group, lang)) for one in KIND_LABELS)],
        everywhere=_address(text, "", None),
        older=_address(text, kind, group, lang, shown + 1) if shown < found.pages else "",
        newer=_address(text, kind, group, lang, shown - 1) if shown > 1 else "",
    )  # fmt: skip


def _group(slug: str, person_id: int | None) -> GroupCard | None:
    """The group to look into; one the person may not know of is no group at all."""
    if not slug:
        return None
    group = groups.get_group_by_slug(slug)
    require(rules.may_know(groups.standing(person_id, group.id), clock.now()))
    return group


def _address(text: str, kind: str, group: GroupCard | None, lang: str = "", number: int = 1) -> str:
    args = {"q": text, "kind": kind, "group": group.slug if group else "", "lang_of": lang,
            "page": str(number) if number > 1 else ""}
    query = urlencode({name: value for name, value in args.items() if value})
    return url_for("search.page") + (f"?{query}" if query else "")

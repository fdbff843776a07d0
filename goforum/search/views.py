"""The search page: one box, filters in the address, no script needed; and suggestions for who has scripts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, jsonify, render_template, request, url_for
from flask_babel import gettext as _

from goforum.commitments import queries as commitments
from goforum.core import clock
from goforum.core.i18n import LANGUAGE_NAMES, language, localised
from goforum.core.rules import require
from goforum.core.web import keep_private, person_id, see_other, viewer
from goforum.groups import queries as groups
from goforum.groups import rules
from goforum.groups.queries import GroupCard
from goforum.organisations import queries as organisations
from goforum.search import helping, labels, queries, suggesting
from goforum.search import rules as search_rules
from goforum.search.asking import LONGEST
from goforum.search.asks import find_group
from goforum.search.commands import saving
from goforum.search.filters import Filters, lift, read_filters
from goforum.search.saved import list_saved
from goforum.search.vocabulary import EXAMPLES, WRITTEN

bp = Blueprint("search", __name__)

# For one person, or for one address of visitors; suggestions come with every few letters.
LIMIT = "60 per minute"
SUGGEST_LIMIT = "240 per minute"
# A list of choices longer than this is no help: the name is typed instead.
MOST_CHOICES = 300


@dataclass(frozen=True)
class Looking:
    """What somebody looks for, as the address says it."""

    text: str
    filters: Filters
    newest: bool = False

    def url(self, **args: str) -> str:
        """The address of this search, with what is said otherwise."""
        said = {"q": self.text, **self.filters.args(), "sort": "date" if self.newest else "", **args}
        query = urlencode({name: value for name, value in said.items() if value})
        return url_for("search.page") + (f"?{query}" if query else "")


def read_looking(person_id: int | None) -> tuple[Looking, tuple[str, ...], GroupCard | None]:
    """The search of this address, what of its words is not understood, and the group it is narrowed to."""
    asked = read_filters(request.args)
    text, filters, odd = lift(request.args.get("q", "")[:LONGEST], asked)
    if filters.group != asked.group:
        named = find_group(filters.group, person_id)
        if named is None:
            odd = (*odd, filters.group)
        filters = replace(filters, group=named.slug if named else asked.group)
    return Looking(text, filters, request.args.get("sort") == "date"), odd, _group(filters.group, person_id)


@bp.get("/search")
def page() -> Any:
    """What this person may read about what was typed."""
    me = viewer()
    if not me.is_visitor:
        keep_private()
    looking, odd, group = read_looking(me.id)
    after = request.args.get("after", "")
    found = queries.search(me.id, looking.text, looking.filters, group_id=group.id if group else None,
                           newest=looking.newest, after=after, grouped=True, zone=me.zone)
    fewer = helping.fewer(me.id, looking.text, looking.filters, zone=me.zone) if found.state == "none" else []
    return render_template(
        "search/page.html", found=found, looking=looking, filters=looking.filters, odd=odd, longest=LONGEST,
        first=not after, kinds=labels.KINDS, icons=labels.ICONS, states=labels.STATES, names=labels.FILTERS,
        languages=LANGUAGE_NAMES, groups=groups.list_groups(me.id),
        organisations=organisations.list_all()[:MOST_CHOICES],
        commitments=commitments.list_commitments()[:MOST_CHOICES],
        tabs=_tabs(looking, found), chips=_chips(looking, group),
        fewer=[(one, Looking(looking.text, one.filters, looking.newest).url()) for one in fewer],
        everywhere=Looking(looking.text, Filters()).url(),
        meant=Looking(found.meant, looking.filters).url() if found.meant else "",
        next_url=looking.url(after=found.next_cursor) if found.next_cursor else "",
        may_save=not me.is_visitor and bool(found.text or looking.filters.narrows()), rhythms=labels.RHYTHMS,
        query=looking.url(sort="").partition("?")[2],
        help=[(WRITTEN[one][language()], EXAMPLES[one][language()]) for one in WRITTEN])  # fmt: skip


@bp.get("/search/saved")
def saved() -> Any:
    """The searches I am told of."""
    keep_private()
    return render_template("search/saved.html", saved=list_saved(person_id()), rhythms=labels.RHYTHMS,
                           most=search_rules.MOST_SAVED)


@bp.post("/search/saved")
def save() -> Any:
    """Tell me of new results of a search."""
    saving.save_search(person_id(), request.form.get("query", ""), name=request.form.get("name", ""),
                       rhythm=request.form.get("rhythm", "soon"))
    flash(_("The search is saved: you will be told of new results."))
    return see_other("search.saved")


@bp.post("/search/saved/<int:saved_id>")
def rename(saved_id: int) -> Any:
    """Call a saved search otherwise, or hear of it at another rhythm."""
    saving.rename_search(person_id(), saved_id, name=request.form.get("name", ""),
                         rhythm=request.form.get("rhythm", ""))
    flash(_("The search is changed."))
    return see_other("search.saved")


@bp.post("/search/saved/<int:saved_id>/stop")
def stop(saved_id: int) -> Any:
    """Hear no more of a search."""
    saving.stop_search(person_id(), saved_id)
    flash(_("You will not be told of this search any more."))
    return see_other("search.saved")


@bp.get("/search/suggest")
def suggest() -> Response:
    """The best few titles for what has been typed so far, for who has scripts."""
    me = viewer()
    typed = request.args.get("q", "")[:LONGEST]
    found = suggesting.suggest(me.id, typed)
    answer = jsonify([{"kind": str(labels.KINDS[one.kind]), "icon": labels.ICONS[one.kind], "title": one.title,
                       "lang": one.lang, "url": url_for(one.endpoint, **one.args)} for one in found])
    # Its own browser may keep it for as long as somebody types; nobody else ever.
    answer.cache_control.private = True
    answer.cache_control.max_age = 15
    answer.add_etag()
    answer.vary.update(["Cookie", "Accept-Language"])
    answer.make_conditional(request)
    return answer


def _group(slug: str, person_id: int | None) -> GroupCard | None:
    """The group to look into; one the person may not know of is no group at all."""
    if not slug:
        return None
    group = groups.get_group_by_slug(slug)
    require(rules.may_know(groups.standing(person_id, group.id), clock.now()))
    return group


def _tabs(looking: Looking, found: queries.SearchPage) -> list[tuple[str, int | None, str]]:
    """(kind, how many if known, address): all kinds that something was found of, and the one looked at."""
    known = bool(found.kinds) and (not looking.filters.kind or len(found.kinds) > 1)
    shown = [one for one in labels.KINDS if not known or found.kinds.get(one) or one == looking.filters.kind]
    return [("", None, replace(looking, filters=looking.filters.without("kind")).url()),
            *((one, found.kinds.get(one, 0) if known else None,
               replace(looking, filters=replace(looking.filters, kind=one)).url()) for one in shown)]


def _chips(looking: Looking, group: GroupCard | None) -> list[tuple[str, str, str]]:
    """(filter, its value in words, the address without it)."""
    words: dict[str, Mapping[str, Any]] = {"kind": labels.KINDS, "state": labels.STATES, "lang_of": LANGUAGE_NAMES}
    found = []
    for name, value in looking.filters.args().items():
        shown = str(words[name][value]) if name in words else value
        if name == "group" and group is not None:
            shown = localised(group.names).text
        elif name == "commitment":
            shown = _commitment(value)
        elif name == "org":
            card = organisations.find_by_slug(value) if "\0" not in value else None
            shown = localised(card.names).text if card else value
        found.append((str(labels.FILTERS[name]), shown,
                      replace(looking, filters=looking.filters.without(name)).url()))
    return found


def _commitment(value: str) -> str:
    if value.startswith("#"):
        return value[1:]
    card = commitments.cards([int(value)]).get(int(value))
    return _("%(number)s. %(title)s", number=card.number, title=localised(card.titles).text) if card else value

"""Discussions like a title, for a page that is about to begin another one."""

from flask import render_template
from markupsafe import Markup

from goforum.core.web import viewer
from goforum.groups.queries import cards as group_cards
from goforum.search.filters import Filters
from goforum.search.queries import search
from goforum.threads.queries import post_cards

MOST = 4


def nearby(title: str) -> Markup:
    """A short list of discussions the person may read that share words with this title; nothing when there are none.

    A proposal's own discussion is left out: the proposal itself is found by its title.
    """
    me = viewer().id
    found = search(me, title, Filters(kind="thread"))
    hits = [*found.hits, *found.loose]
    posts = post_cards([hit.object_id for hit in hits], me)
    threads = {one.thread_id: one for one in (posts.get(hit.object_id) for hit in hits)
               if one is not None and one.thread_kind == "discussion"}
    shown = list(threads.values())[:MOST]
    if not shown:
        return Markup()
    return Markup(render_template("search/_nearby.html", threads=shown,  # noqa: S704 - a template
                                  groups=group_cards({one.group_id for one in shown})))

"""Discussions like a title, for a page that is about to begin another one."""

from flask import render_template
from markupsafe import Markup

from goforum.core.web import viewer
from goforum.search.queries import search

MOST = 4


def nearby(title: str) -> Markup:
    """A short list of threads the person may read that share words with this title; nothing when there are none."""
    found = search(viewer().id, title, kinds=("thread",))
    hits = [*found.hits, *found.loose][:MOST]
    return Markup(render_template("search/_nearby.html", hits=hits)) if hits else Markup()  # noqa: S704 - a template

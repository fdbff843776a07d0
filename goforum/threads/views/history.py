"""The history of a post: its texts, what changed between them, and an earlier one brought back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, render_template
from flask_babel import gettext as _
from markupsafe import Markup

from goforum.accounts.queries import PersonCard, people_by_ids
from goforum.core import clock
from goforum.core.rules import require
from goforum.core.web import person_id
from goforum.threads import commands, queries, rules
from goforum.threads.diffing import word_diffs
from goforum.threads.views.base import bp, post_url, to_post
from goforum.threads.views.pages import enter_post


@dataclass(frozen=True)
class Step:
    """One text of a post's history; ``by`` is who wrote it, where that was not the author."""

    number: int
    at: datetime
    source: str
    language: str
    html: Markup
    diff: list[tuple[str, str]] | None
    by: PersonCard | None


@bp.get("/posts/<int:post_id>/history")
def history(post_id: int) -> Any:
    """What a post said, version by version, newest first."""
    post, head, place = enter_post(post_id)
    now = clock.now()
    require(rules.may_see_history(place, head.facts, post.facts, now))
    revisions = queries.list_revisions(post_id)
    told = rules.told_of_history(place, post.facts, [one.replaced_by_id for one in revisions], now)
    kept_back, revisions = len(revisions) - told, revisions[:told]
    texts = [(post.body_source, post.body_html, post.language, post.edited_at or post.created_at)]
    texts += [(r.body_source, r.body_html, r.language, r.written_at) for r in revisions]
    diffs = word_diffs([source for source, _html, _lang, _at in texts])
    # Who replaced the text before it is who wrote it.
    writers = [*(r.replaced_by_id for r in revisions), post.author_id]
    people = people_by_ids({*writers, post.author_id})
    steps = [Step(post.revision + 1 - index, at, source, lang, Markup(html), diffs[index],  # noqa: S704 - cleaned when stored
                  people.get(writers[index]) if writers[index] != post.author_id else None)
             for index, (source, html, lang, at) in enumerate(texts)]
    return render_template(
        "threads/history.html", head=head, post=post, steps=steps, kept_back=kept_back,
        back=post_url(head, post.number), author=people.get(post.author_id) or PersonCard(post.author_id, "", ""),
        may_bring_back=bool(rules.may_bring_back(place, head.facts, post.facts, now)))


@bp.post("/posts/<int:post_id>/history/<int:number>/restore")
def bring_back(post_id: int, number: int) -> Any:
    """Give a post an earlier text again."""
    me = person_id()
    post, head, _place = enter_post(post_id)
    commands.bring_text_back(me, post_id, number)
    flash(_("The post has the text of version %(number)s again.", number=number))
    return to_post(head, post.number)

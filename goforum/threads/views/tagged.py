"""The replies of a thread that say the same of themselves: for, against, questions, information."""

from typing import Any

from flask import render_template

from goforum.accounts.queries import people_by_ids
from goforum.core.paging import int_arg
from goforum.core.rules import NotFound
from goforum.core.text import excerpt
from goforum.threads import queries
from goforum.threads.models import ReplyTag
from goforum.threads.queries.tags import count_tags, page_tagged
from goforum.threads.views.base import bp, enter_thread


@bp.get("/threads/<int:thread_id>/tagged/<tag>")
def tagged(thread_id: int, tag: str) -> Any:
    """The replies with one tag, in the order they were written."""
    head, place = enter_thread(thread_id)
    if tag not in set(ReplyTag):
        raise NotFound()
    ids, more = page_tagged(thread_id, tag, int_arg("after", 0) or 0)
    cards = queries.post_cards(ids, place.person_id)
    posts = sorted(cards.values(), key=lambda card: card.number)
    return render_template(
        "threads/tagged.html", head=head, tag=tag, posts=posts, more=more, counts=count_tags(thread_id),
        people=people_by_ids({card.author_id for card in posts}), excerpt=excerpt)

"""The places of threads where a draft can be: an answer, a new thread, a post being changed."""

from collections.abc import Iterable

from goforum.core import clock
from goforum.core.i18n import localised
from goforum.core.rules import require
from goforum.core.templating import link_to
from goforum.groups.queries import cards as group_cards
from goforum.groups.queries import readable_ids, standing
from goforum.groups.rules import may_write
from goforum.threads import places, queries, rules
from goforum.threads.places import Kind, Spot
from goforum.threads.rules import may_edit


def reply_place(thread_id: int) -> str:
    """Where an answer in this thread is written."""
    return f"reply:{thread_id}"


def thread_place(group_id: int) -> str:
    """Where a new thread of this group is written."""
    return f"thread:{group_id}"


def edit_place(post_id: int) -> str:
    """Where this post is changed."""
    return f"edit:{post_id}"


def _ask_reply(person_id: int, thread_id: int) -> None:
    # A thread that has closed meanwhile still keeps what somebody was writing in it.
    _head, place = queries.open_thread(thread_id, person_id)
    require(may_write(place, clock.now()))


def _ask_thread(person_id: int, group_id: int) -> None:
    require(rules.may_open(standing(person_id, group_id), clock.now()))


def _ask_edit(person_id: int, post_id: int) -> None:
    post = queries.get_post(post_id)
    head, place = queries.open_thread(post.thread_id, person_id)
    require(may_edit(place, head.facts, post.facts, clock.now()))


def _show_replies(ids: Iterable[int], person_id: int) -> dict[int, Spot]:
    return {
        card.id: Spot(card.title, card.language, f"{_home(card.id, card.kind)}#reply", "reply")
        for card in queries.cards(ids, person_id).values()
    }


def _home(thread_id: int, kind: str) -> str:
    if kind == "proposal":
        return link_to("proposals.of_thread", thread_id=thread_id)
    return link_to("threads.show", thread_id=thread_id)


def _show_threads(ids: Iterable[int], person_id: int) -> dict[int, Spot]:
    found = {}
    for card in group_cards(readable_ids(person_id, ids)).values():
        name = localised(card.names)
        found[card.id] = Spot(name.text, name.lang, link_to("threads.new", slug=card.slug), "thread")
    return found


def _show_edits(ids: Iterable[int], person_id: int) -> dict[int, Spot]:
    return {
        card.id: Spot(card.thread_title, card.language, link_to("threads.edit", post_id=card.id), "edit")
        for card in queries.post_cards(ids, person_id).values()
    }


def register_places() -> None:
    """Make these places known."""
    places.add_kind("reply", Kind(_ask_reply, _show_replies))
    places.add_kind("thread", Kind(_ask_thread, _show_threads))
    places.add_kind("edit", Kind(_ask_edit, _show_edits))

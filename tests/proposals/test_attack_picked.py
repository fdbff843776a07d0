"""From posts to a proposal: the posts named in the address tell nothing to whoever may not read them."""

import re

from goforum.threads import commands as threads
from tests.factories import make_group, make_member
from tests.threads.conftest import make_commitments


def ticked(page):
    """The commitments that the form begins with."""
    return {int(re.search(r'value="(\d+)"', tag).group(1)) for tag in re.findall(r"<(?:input|option)[^>]*>", page)
            if re.search(r"\b(checked|selected)\b", tag) and re.search(r'value="\d+"', tag)}


def test_what_an_unreadable_post_was_linked_to_is_not_told(as_person, ctx):
    first, second = make_commitments(2)
    quiet = make_group(visibility="reserved", name="Quiet")
    insider = make_member(quiet, name="Insider")
    hidden = threads.create_thread(insider, quiet, title="Quiet", body="Quiet.")
    secret = threads.reply(insider, hidden, body="Quiet words.", commitment_ids=[first])
    place = make_group(name="Open")
    writer = make_member(place, name="Writer")
    own = threads.create_thread(writer, place, title="Open", body="Open.")
    near = threads.reply(writer, own, body="Open words.", commitment_ids=[second])
    page = as_person(writer).get(f"/proposals/new?thread={own}&posts={secret},{near}").text
    assert second in ticked(page)
    assert first not in ticked(page)

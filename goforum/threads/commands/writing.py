"""From what somebody typed to a row: cleaned, measured, rendered, and named after the try that brought it."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_OID, uuid4, uuid5

from goforum.accounts.queries import resolve_handles
from goforum.commitments.queries import find_by_numbers
from goforum.core.db import insert_or_ignore
from goforum.core.i18n import _l
from goforum.core.language import settle_language
from goforum.core.rules import Conflict, Invalid, No, Verdict, require
from goforum.core.text import (
    MAX_SOURCE,
    Mention,
    Reference,
    ReferenceResolver,
    Rendered,
    TextTooLong,
    clean_line,
    clean_source,
    render_markdown,
)
from goforum.groups.queries import mandate_holders
from goforum.organisations.queries import resolve_handles as resolve_organisations
from goforum.threads.models import PostCommitment, PostMention, ThreadCommitment
from goforum.threads.queries import known_commitments, plan_at_hand

MAX_TITLE = 200
# How long the same words of the same person in the same place are a repetition, not a second thought.
A_MOMENT = timedelta(minutes=10)


@dataclass(frozen=True)
class Written:
    """A text ready to be stored."""

    source: str
    rendered: Rendered
    language: str
    # Whether the author named it.
    chosen: bool = False


def ask(verdict: Verdict) -> None:
    """Like ``require``; a thread that closed while somebody wrote is a conflict, not a lack of rights."""
    if isinstance(verdict, No) and verdict.code == "closed":
        raise Conflict(verdict.reason, code="closed")
    require(verdict)


def people_named(handles: Sequence[str]) -> Mapping[str, Mention]:
    """The resolver of mentions: the person, else the organisation, of each handle, and the address of their page."""
    found = {typed: Mention(card.id, f"/people/{card.id}") for typed, card in resolve_handles(handles).items()}
    others = resolve_organisations(typed for typed in handles if typed not in found)
    return found | {typed: Mention(None, f"/organisations/{slug}", one) for typed, (one, slug) in others.items()}


def numbers_meant(thread_id: int | None = None) -> ReferenceResolver:
    """The resolver of ``#7``: commitments of the plan at hand in this thread, or of the plan that runs now."""

    def resolve(names: Sequence[tuple[str, int]]) -> Mapping[tuple[str, int], Reference]:
        found = find_by_numbers(plan_at_hand(thread_id), names)
        return {name: Reference(one, f"/commitments/{one}") for name, one in found.items()}

    return resolve


def render(source: str, thread_id: int | None = None) -> Rendered:
    """A text as it will stand in a post, with whom it names and what it refers to."""
    return render_markdown(source, mentions=people_named, references=numbers_meant(thread_id))


def named_people(rendered: Rendered, group_id: int) -> tuple[int, ...]:
    """Everybody a text names: people, and whoever speaks in this group for the organisations it names."""
    return tuple(dict.fromkeys((*rendered.mentions, *mandate_holders(group_id, rendered.organisations))))


def _blank(text: str) -> bool:
    """Whether nothing of it can be seen: only spaces, marks of direction, joiners."""
    return all(unicodedata.category(ch)[0] in "ZC" for ch in text)


def check_title(title: str) -> str:
    """A title as it is stored; Invalid when nothing is left of it or it is too long."""
    cleaned = clean_line(title)
    if _blank(cleaned):
        raise Invalid({"title": _l("Write a title: what is the question?")})
    if len(cleaned) > MAX_TITLE:
        raise Invalid({"title": _l("At most %(max)d characters.", max=MAX_TITLE)})
    return cleaned


def write(body: str, *, default_language: str = "fr", language: str | None = None,
          thread_id: int | None = None) -> Written:
    """A post's text as it is stored; Invalid when nothing is left of it or it is too long.

    ``language`` is the author's choice; without one it is guessed. ``thread_id``: where ``#7`` gets its plan from.
    """
    source = clean_source(body).strip("\n").rstrip()
    if _blank(source):
        raise Invalid({"body": _l("Write something first.")})
    try:
        rendered = render(source, thread_id)
    except TextTooLong:
        raise Invalid({"body": _l("At most %(max)d characters.", max=MAX_SOURCE)}) from None
    return Written(source, rendered, *settle_language(language, source, default_language))


def one_try(client_key: str | None, *parts: object) -> str:
    """The key under which this very text is stored once, however often it is sent.

    It is made of the composer's key *and* of what was sent: a composer brought back by the browser's back
    button, with another text in it, is another post and must not be swallowed as a repetition.
    """
    if not client_key:
        return str(uuid4())
    return str(uuid5(NAMESPACE_OID, "\x1f".join((client_key, *map(str, parts)))))


def check_commitments(ids: Iterable[int]) -> list[int]:
    """The commitments named, each once; Invalid when one does not exist."""
    wanted = list(dict.fromkeys(ids))
    known = known_commitments(wanted)
    if len(known) != len(wanted):
        raise Invalid({"commitments": _l("Choose commitments of the list.")})
    return known


def add_links(thread_id: int, ids: Iterable[int], actor_id: int, now: datetime) -> tuple[int, ...]:
    """Link the thread to these commitments; answers with those it was not linked to before."""
    return tuple(one for one in ids if insert_or_ignore(
        ThreadCommitment, {"thread_id": thread_id, "commitment_id": one, "linked_by_id": actor_id,
                           "linked_at": now}, ["thread_id", "commitment_id"]))


def add_post_links(post_id: int, ids: Iterable[int]) -> None:
    """Remember which commitments this very post was about."""
    for one in ids:
        insert_or_ignore(PostCommitment, {"post_id": post_id, "commitment_id": one}, ["post_id", "commitment_id"])


def add_mentions(post_id: int, person_ids: Iterable[int]) -> tuple[int, ...]:
    """Remember who is named; answers with those who were not named before."""
    return tuple(one for one in person_ids if insert_or_ignore(
        PostMention, {"post_id": post_id, "person_id": one}, ["post_id", "person_id"]))

"""Opening, shaping, closing a thread."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import delete, select

from goforum.accounts.commands import remember_language
from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import LANGUAGES, _l
from goforum.core.language import settle_language
from goforum.core.rules import Invalid, NotFound, require
from goforum.core.text import clean_source, render_markdown
from goforum.groups.queries import standing
from goforum.threads import events, rules
from goforum.threads.commands.drafts import settle_draft
from goforum.threads.commands.files import carries
from goforum.threads.commands.posts import publish, thread_facts
from goforum.threads.commands.screening import covered_title, edited_title, screened
from goforum.threads.commands.tracing import leave_trace, wipe_trace
from goforum.threads.commands.writing import (
    A_MOMENT,
    add_links,
    ask,
    check_commitments,
    check_title,
    one_try,
    people_named,
    write,
)
from goforum.threads.models import Thread, ThreadCommitment, ThreadKind, TraceKind
from goforum.threads.queries import find_repetition_of_thread, first_post_id
from goforum.threads.spots import thread_place

MAX_CONCLUSIONS = 5000
# Opening again so soon after closing is a second thought, not an act of its own.
A_SLIP = timedelta(minutes=1)


@command
def create_thread(actor_id: int, group_id: int, *, title: str, body: str = "",
                  commitment_ids: Iterable[int] = (), kind: str = "discussion",
                  client_key: str | None = None, language: str | None = None,
                  file_ids: Sequence[int] = (), typed_seconds: float | None = None) -> int:
    """Open a thread with its first post; a proposal's thread may begin empty. Returns the thread's id.

    The same text sent again by the same composer, or a moment later by one that the browser's back button has
    brought back, is the same thread.
    """
    now = clock.now()
    place = standing(actor_id, group_id)
    require(rules.may_open(place, now))
    title = check_title(title)
    written = write(body, language=language) if body.strip() or kind == ThreadKind.DISCUSSION else None
    if language is not None:
        remember_language(actor_id, language or None)
    linked = check_commitments(commitment_ids)
    key = one_try(client_key, "thread", group_id, kind, title, written.source if written else "", *file_ids)
    if client_key and written is not None:
        just = find_repetition_of_thread(group_id, actor_id, title, written.source, now - A_MOMENT)
        if just is not None and carries(first_post_id(just), file_ids):
            return just
    mine, typed = (Thread.author_id == actor_id, Thread.client_key == key), (title, written.source if written else "")
    if written is not None and kind == ThreadKind.DISCUSSION and db.session.scalar(
            select(Thread.id).where(*mine)) is None:
        written = screened(place, written, key=key, title=title, typed_seconds=typed_seconds, commitment_ids=linked,
                           file_ids=list(file_ids))
        title = covered_title(place, title)
    made = insert_or_ignore(Thread, {
        "group_id": group_id, "kind": ThreadKind(kind).value, "title": title, "author_id": actor_id,
        "client_key": key, "created_at": now, "last_post_at": now,
        "language": settle_language(language, f"{title}\n{written.source}" if written else title)[0],
    }, ["author_id", "client_key"])
    thread_id: int = db.session.execute(select(Thread.id).where(*mine)).scalar_one()
    if not made:
        return thread_id
    record(events.ThreadOpened(actor_id=actor_id, thread_id=thread_id, group_id=group_id))
    thread = lock_row(Thread, thread_id)
    if written is not None:
        publish(thread, place, written, key=one_try(client_key, key), now=now, file_ids=file_ids)
    _link(thread, linked, actor_id)
    if kind == ThreadKind.DISCUSSION:
        settle_draft(actor_id, thread_place(group_id), title=typed[0], body=typed[1], became=thread_id)
    return thread_id


def _link(thread: Thread, ids: Iterable[int], actor_id: int, removed: tuple[int, ...] = ()) -> None:
    added = add_links(thread.id, ids, actor_id, clock.now())
    if added or removed:
        thread.version += 1
        record(events.CommitmentsLinked(actor_id=actor_id, thread_id=thread.id, group_id=thread.group_id,
                                        added_ids=added, removed_ids=removed))


@command
def link_commitments(actor_id: int, thread_id: int, ids: Iterable[int]) -> None:
    """Say that the thread is also about these commitments."""
    thread = lock_row(Thread, thread_id)
    ask(rules.may_shape(standing(actor_id, thread.group_id), thread_facts(thread), clock.now()))
    _link(thread, check_commitments(ids), actor_id)


@command
def set_commitments(actor_id: int, thread_id: int, ids: Iterable[int]) -> None:
    """Say that the thread is about exactly these commitments: others are unlinked."""
    thread = lock_row(Thread, thread_id)
    ask(rules.may_shape(standing(actor_id, thread.group_id), thread_facts(thread), clock.now()))
    _set_links(thread, check_commitments(ids), actor_id)


def _set_links(thread: Thread, wanted: list[int], actor_id: int) -> None:
    present = set(db.session.scalars(select(ThreadCommitment.commitment_id).where(
        ThreadCommitment.thread_id == thread.id)))
    removed = tuple(sorted(present - set(wanted)))
    if removed:
        db.session.execute(delete(ThreadCommitment).where(
            ThreadCommitment.thread_id == thread.id, ThreadCommitment.commitment_id.in_(removed)))
    _link(thread, wanted, actor_id, removed)


@command
def change_thread(actor_id: int, thread_id: int, *, title: str, commitment_ids: Iterable[int],
                  language: str | None = None) -> None:
    """Change the title, what the thread is about, and the language it is said to be in."""
    thread = lock_row(Thread, thread_id)
    place = standing(actor_id, thread.group_id)
    ask(rules.may_shape(place, thread_facts(thread), clock.now()))
    title = check_title(title)
    if title != thread.title and thread.kind == ThreadKind.DISCUSSION:
        title = edited_title(place, title)
    _rename(thread, title, actor_id)
    if language in LANGUAGES and language != thread.language:
        thread.language = language
        thread.version += 1
        record(events.ThreadRelabelled(actor_id=actor_id, thread_id=thread_id, group_id=thread.group_id))
    set_commitments(actor_id, thread_id, commitment_ids)


def _rename(thread: Thread, title: str, actor_id: int) -> None:
    if title == thread.title:
        return
    if thread.kind == ThreadKind.DISCUSSION:
        leave_trace(thread.id, TraceKind.RENAMED, actor_id, clock.now(), words=thread.title)
    thread.title = title
    thread.version += 1
    record(events.ThreadRenamed(actor_id=actor_id, thread_id=thread.id, group_id=thread.group_id))


@command
def follow_home(actor_id: int, thread_id: int, *, title: str, commitment_ids: Iterable[int]) -> None:
    """A proposal's discussion takes its title and links; who may change those is asked by the proposal's own rule."""
    thread = lock_row(Thread, thread_id)
    if thread.kind == ThreadKind.DISCUSSION:
        raise NotFound()
    _rename(thread, check_title(title), actor_id)
    _set_links(thread, check_commitments(commitment_ids), actor_id)


@command
def close_thread(actor_id: int, thread_id: int, *, reason: str) -> None:
    """Close the discussion with its conclusions, in Markdown; it stays readable."""
    thread = lock_row(Thread, thread_id)
    now = clock.now()
    ask(rules.may_close(standing(actor_id, thread.group_id), thread_facts(thread), now))
    words = clean_source(reason).strip()
    if not words:
        raise Invalid({"reason": _l("Say why the thread is closed.")})
    if len(words) > MAX_CONCLUSIONS:
        raise Invalid({"reason": _l("At most %(max)d characters.", max=MAX_CONCLUSIONS)})
    thread.closed_at, thread.closed_by_id, thread.closed_reason = now, actor_id, words
    thread.closed_html = render_markdown(words, mentions=people_named).html
    thread.version += 1
    leave_trace(thread_id, TraceKind.CLOSED, actor_id, now)
    record(events.ThreadClosed(actor_id=actor_id, thread_id=thread_id, group_id=thread.group_id))


@command
def reopen_thread(actor_id: int, thread_id: int) -> None:
    """Open a closed discussion again; when it is the closing person's second thought, the line of closing goes."""
    thread = lock_row(Thread, thread_id)
    now = clock.now()
    ask(rules.may_reopen(standing(actor_id, thread.group_id), thread_facts(thread), now))
    thread.closed_at = thread.closed_by_id = thread.closed_reason = thread.closed_html = None
    thread.version += 1
    if not wipe_trace(thread_id, TraceKind.CLOSED, actor_id, now - A_SLIP):
        leave_trace(thread_id, TraceKind.REOPENED, actor_id, now)
    record(events.ThreadReopened(actor_id=actor_id, thread_id=thread_id, group_id=thread.group_id))

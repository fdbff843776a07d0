"""Pinning, archiving, slowing down: small acts that keep a group's list in order."""

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import lock_row
from goforum.core.i18n import _l
from goforum.core.rules import Invalid
from goforum.groups.queries import standing
from goforum.threads import events, rules
from goforum.threads.commands.posts import thread_facts
from goforum.threads.commands.tracing import leave_trace, lock_thread
from goforum.threads.commands.writing import ask
from goforum.threads.models import Thread, TraceKind


@command
def pin_thread(actor_id: int, thread_id: int, *, pinned: bool) -> None:
    """Put it on top of the group's list, or let it down again."""
    thread = lock_row(Thread, thread_id)
    now = clock.now()
    ask(rules.may_pin(standing(actor_id, thread.group_id), thread_facts(thread), now))
    if thread.pinned == pinned:
        return
    thread.pinned = pinned
    thread.version += 1
    leave_trace(thread_id, TraceKind.PINNED if pinned else TraceKind.UNPINNED, actor_id, now)
    kind = events.ThreadPinned if pinned else events.ThreadUnpinned
    record(kind(actor_id=actor_id, thread_id=thread_id, group_id=thread.group_id))


@command
def archive_thread(actor_id: int, thread_id: int, *, archived: bool) -> None:
    """Take it out of the default list, readable and not written in; or bring it back. An archived one is not pinned."""
    thread = lock_row(Thread, thread_id)
    now = clock.now()
    ask(rules.may_archive(standing(actor_id, thread.group_id), thread_facts(thread), now))
    if (thread.archived_at is not None) == archived:
        return
    thread.archived_at = now if archived else None
    thread.pinned = thread.pinned and not archived
    thread.version += 1
    leave_trace(thread_id, TraceKind.ARCHIVED if archived else TraceKind.UNARCHIVED, actor_id, now)
    kind = events.ThreadArchived if archived else events.ThreadUnarchived
    record(kind(actor_id=actor_id, thread_id=thread_id, group_id=thread.group_id))


@command
def set_slow_mode(actor_id: int, thread_id: int, *, seconds: int) -> None:
    """Choose how long each person waits between two posts; 0 takes the wait away."""
    thread = lock_row(Thread, thread_id)
    now = clock.now()
    ask(rules.may_slow(standing(actor_id, thread.group_id), thread_facts(thread), now))
    if seconds not in rules.PACES:
        raise Invalid({"seconds": _l("Choose one of the list.")})
    if thread.slow_seconds == seconds:
        return
    thread.slow_seconds = seconds
    thread.version += 1
    leave_trace(thread_id, TraceKind.SLOWED, actor_id, now, number=seconds)
    record(events.ThreadSlowed(actor_id=actor_id, thread_id=thread_id, group_id=thread.group_id, seconds=seconds))


@command
def note_proposal(actor_id: int, thread_id: int, proposal_id: int) -> None:
    """A proposal that came out of this discussion is published: the thread says so, at its place in time."""
    thread = lock_thread(thread_id)
    leave_trace(thread.id, TraceKind.PROPOSED, actor_id, clock.now(), number=proposal_id)
    thread.version += 1

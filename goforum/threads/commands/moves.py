"""Moving a thread, splitting it, merging two, and taking a split or a merge back."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete as delete_rows
from sqlalchemy import exists, func, insert, or_, select, update
from sqlalchemy import true as everything

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, insert_or_ignore, lock_row
from goforum.core.i18n import _l
from goforum.core.rules import Conflict, Invalid, NotFound
from goforum.files.models import File
from goforum.groups.queries import standing
from goforum.groups.rules import Standing
from goforum.threads import events, rules
from goforum.threads.commands.carrying import Load, carry, note_moves
from goforum.threads.commands.posts import thread_facts
from goforum.threads.commands.tracing import leave_trace, lock_both
from goforum.threads.commands.writing import ask, check_title, one_try
from goforum.threads.models import (
    LinkMove,
    Post,
    PostCommitment,
    PostMove,
    Reaction,
    Thread,
    ThreadCommitment,
    ThreadKind,
    ThreadTrace,
    TraceKind,
    WaitingText,
)
from goforum.threads.models.files import PostFile

UNSURE = _l("Say that these people may read it.")


def _check_readers(source: Standing, target: Standing, sure: bool) -> None:
    """Other people than before will read it: nobody does that by accident."""
    if rules.other_readers(source, target) and not sure:
        raise Invalid({"sure": UNSURE})


@command
def move_thread(actor_id: int, thread_id: int, *, group_id: int, sure: bool = False) -> None:
    """Carry a thread to another group; everything in it goes along, and its address stays."""
    thread = lock_row(Thread, thread_id)
    now = clock.now()
    source = standing(actor_id, thread.group_id)
    ask(rules.may_move(source, thread_facts(thread), now))
    if group_id == thread.group_id:
        return
    target = standing(actor_id, group_id)
    ask(rules.may_carry(source, target, now))
    _check_readers(source, target, sure)
    left = thread.group_id
    thread.group_id, thread.pinned = group_id, False
    thread.version += 1
    _carry_waiting(thread_id, thread)
    leave_trace(thread_id, TraceKind.MOVED, actor_id, now, group_id=left)
    record(events.ThreadLeft(actor_id=actor_id, thread_id=thread_id, group_id=left))
    record(events.ThreadMoved(actor_id=actor_id, thread_id=thread_id, group_id=group_id))


@command
def split_thread(actor_id: int, thread_id: int, *, post_ids: Iterable[int], title: str = "",
                 into_id: int | None = None, sure: bool = False, client_key: str | None = None) -> int:
    """Take posts out of a thread into a new one (``title``) or into another (``into_id``). Answers where they are."""
    wanted = sorted(set(post_ids))
    opened = into_id is None
    title = check_title(title) if opened else ""
    key = one_try(client_key, "split", thread_id, title, *wanted)
    if into_id is None:
        source = lock_row(Thread, thread_id)
        # Under the lock: whoever sent the same a moment before has committed.
        if (again := _made_before(wanted, key)) is not None:
            return again
    else:
        source, target = _lock_pair(thread_id, into_id)
    now = clock.now()
    place = standing(actor_id, source.group_id)
    ask(rules.may_split(place, thread_facts(source), now))
    rows = _check_picks(source, wanted)
    if into_id is None:
        target = _open_for(source, rows, title, key, now)
    else:
        _check_target(actor_id, place, target, sure, now)
    load = Load(source, target, Post.id.in_(wanted))
    trace_id = leave_trace(target.id, TraceKind.SPLIT_IN, actor_id, now, other_id=source.id, number=len(wanted))
    leave_trace(source.id, TraceKind.SPLIT_OUT, actor_id, now, other_id=target.id, number=len(wanted))
    note_moves(trace_id, load)
    _share_links(trace_id, source, target, actor_id, now, wanted=None if opened else wanted)
    carry(load)
    if source.group_id != target.group_id:
        record(events.ThreadLeft(actor_id=actor_id, thread_id=source.id, group_id=source.group_id))
    record(events.PostsSplit(actor_id=actor_id, thread_id=source.id, target_id=target.id, group_id=target.group_id,
                             trace_id=trace_id, opened=opened))
    return target.id


def _made_before(wanted: list[int], key: str) -> int | None:
    """The thread this very form has opened already: its author is that of the first post."""
    return db.session.scalar(select(Thread.id).join(Post, Post.author_id == Thread.author_id).where(
        Post.id.in_(wanted), Thread.client_key == key).limit(1))


def _lock_pair(source_id: int, target_id: int) -> tuple[Thread, Thread]:
    if source_id == target_id:
        raise Invalid({"into": _l("Choose another thread than this one.")})
    return lock_both(source_id, target_id)


def _check_picks(source: Thread, wanted: list[int]) -> list[Post]:
    if not wanted:
        raise Invalid({"posts": _l("Choose at least one post.")})
    if len(wanted) > rules.MOST_PICKS:
        raise Invalid({"posts": _l("At most %(max)d posts at once; merge the whole thread instead.",
                                   max=rules.MOST_PICKS)})
    rows = list(db.session.scalars(select(Post).where(Post.id.in_(wanted), Post.thread_id == source.id)
                                   .order_by(Post.number)))
    if len(rows) != len(wanted):
        raise Conflict(_l("Some of these posts are not in this thread any more. Choose again."), code="stale")
    if len(rows) == source.post_count:
        raise Invalid({"posts": _l("At least one post stays. To carry all of them, move or merge the thread.")})
    return rows


def _open_for(source: Thread, rows: list[Post], title: str, key: str, now: datetime) -> Thread:
    """A thread that belongs to whoever wrote its first post, in the same group."""
    first = rows[0]
    made = Thread(group_id=source.group_id, kind=ThreadKind.DISCUSSION.value, title=title, language=first.language,
                  author_id=first.author_id, client_key=key, created_at=now, last_post_at=now, post_count=0,
                  version=0, pinned=False, slow_seconds=0, participant_count=0)
    db.session.add(made)
    db.session.flush()
    return made


def _check_target(actor_id: int, place: Standing, target: Thread, sure: bool, now: datetime) -> None:
    there = standing(actor_id, target.group_id)
    ask(rules.may_take_in(there, thread_facts(target), now))
    ask(rules.may_carry(place, there, now))
    _check_readers(place, there, sure)


def _share_links(trace_id: int, source: Thread, target: Thread, actor_id: int, now: datetime,
                 wanted: list[int] | None) -> None:
    """The target is about what the source is about; or only about what the posts carried were linked to."""
    found = select(ThreadCommitment.commitment_id).where(ThreadCommitment.thread_id == source.id)
    if wanted is not None:
        found = select(PostCommitment.commitment_id).where(PostCommitment.post_id.in_(wanted)).distinct()
    added = [one for one in db.session.scalars(found) if insert_or_ignore(
        ThreadCommitment, {"thread_id": target.id, "commitment_id": one, "linked_by_id": actor_id, "linked_at": now},
        ["thread_id", "commitment_id"])]
    if added:
        db.session.execute(insert(LinkMove), [{"trace_id": trace_id, "commitment_id": one} for one in added])
        record(events.CommitmentsLinked(actor_id=actor_id, thread_id=target.id, group_id=target.group_id,
                                        added_ids=tuple(added)))


@command
def merge_threads(actor_id: int, thread_id: int, *, into_id: int, sure: bool = False) -> None:
    """Put the whole of a thread into another: its posts stand there by time, its address leads there."""
    source, target = _lock_pair(thread_id, into_id)
    if source.merged_into_id == into_id:
        return
    now = clock.now()
    place = standing(actor_id, source.group_id)
    ask(rules.may_merge(place, thread_facts(source), now))
    _check_target(actor_id, place, target, sure, now)
    load = Load(source, target, everything())
    trace_id = leave_trace(target.id, TraceKind.MERGED_IN, actor_id, now, other_id=source.id,
                           number=source.post_count)
    note_moves(trace_id, load)
    _share_links(trace_id, source, target, actor_id, now, wanted=None)
    carry(load)
    source.merged_into_id, source.pinned = target.id, False
    _carry_waiting(source.id, target)
    # What came out of the discussion is told where it goes on.
    db.session.execute(update(ThreadTrace).where(
        ThreadTrace.thread_id == source.id, ThreadTrace.kind == TraceKind.PROPOSED.value)
        .values(thread_id=target.id).execution_options(synchronize_session=False))
    if source.group_id != target.group_id:
        record(events.ThreadLeft(actor_id=actor_id, thread_id=source.id, group_id=source.group_id))
    record(events.ThreadsMerged(actor_id=actor_id, thread_id=source.id, target_id=target.id,
                                group_id=target.group_id, trace_id=trace_id))


def _carry_waiting(thread_id: int, target: Thread) -> None:
    """Texts that wait for a moderator wait where the discussion goes on."""
    db.session.execute(update(WaitingText).where(WaitingText.thread_id == thread_id)
                       .values(thread_id=target.id, group_id=target.group_id)
                       .execution_options(synchronize_session=False))


@command
def undo_move(actor_id: int, thread_id: int, trace_id: int) -> int:
    """Take back a split or a merge: the posts that are still where it put them go back. Answers where they are."""
    line = db.session.get(ThreadTrace, trace_id)
    if line is None or line.thread_id != thread_id or line.other_id is None or line.kind not in (
            TraceKind.SPLIT_IN, TraceKind.MERGED_IN):
        raise NotFound()
    here, back = lock_both(thread_id, line.other_id)
    line = lock_row(ThreadTrace, trace_id)
    now = clock.now()
    place, there = standing(actor_id, here.group_id), standing(actor_id, back.group_id)
    ask(rules.may_return(place, line.at, line.undone_at, now))
    _check_return(place, there, here, back, line, now)
    carried = select(PostMove.post_id).where(PostMove.trace_id == trace_id)
    if not db.session.scalar(select(func.count()).select_from(Post).where(
            Post.thread_id == here.id, Post.id.in_(carried))):
        raise Conflict(_l("None of these posts is in this thread any more."), code="stale")
    if back.merged_into_id == here.id:
        back.merged_into_id = None
    carry(Load(here, back, Post.id.in_(carried)))
    if not here.post_count:
        # A thread opened by the split, empty again: whoever has its address finds the posts.
        here.merged_into_id = back.id
    links = select(LinkMove.commitment_id).where(LinkMove.trace_id == trace_id)
    db.session.execute(delete_rows(ThreadCommitment).where(
        ThreadCommitment.thread_id == here.id, ThreadCommitment.commitment_id.in_(links)))
    db.session.execute(update(ThreadTrace).where(
        ThreadTrace.thread_id == back.id, ThreadTrace.other_id == here.id, ThreadTrace.at == line.at,
        ThreadTrace.kind == TraceKind.SPLIT_OUT.value).values(undone_at=now)
        .execution_options(synchronize_session=False))
    line.undone_at = now
    leave_trace(back.id, TraceKind.RESTORED, actor_id, now, other_id=here.id)
    record(events.PostsReturned(actor_id=actor_id, thread_id=here.id, target_id=back.id, group_id=back.group_id,
                                trace_id=trace_id))
    return back.id


def _check_return(place: Standing, there: Standing, here: Thread, back: Thread, line: ThreadTrace,
                  now: datetime) -> None:
    """Posts go back to those who could read them; not what was done to them since, among fewer people: other words,
    files, and who thought what of them."""
    ask(rules.may_take_in(there, rules.ThreadFacts(back.author_id, hidden_at=back.hidden_at), now))
    if here.merged_into_id is not None or back.merged_into_id not in (None, here.id):
        raise Conflict(_l("One of the two threads has been merged since; undo that first."), code="stale")
    changed = db.session.scalar(select(Post.id).join(PostMove, PostMove.post_id == Post.id).where(
        PostMove.trace_id == line.id, or_(
            Post.edited_at > line.at,
            exists().where(Reaction.post_id == Post.id, Reaction.created_at > line.at),
            exists().where(PostFile.post_id == Post.id, PostFile.file_id == File.id, File.created_at > line.at),
        )).limit(1))
    if changed is not None:
        ask(rules.may_carry(place, there, now))

"""Taking a post back within seconds: it leaves nothing, and its text is a draft again."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select, update

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import Base, db
from goforum.core.i18n import _l
from goforum.core.rules import Conflict, require
from goforum.groups.queries import standing
from goforum.threads import events, rules
from goforum.threads.commands.drafts import give_back
from goforum.threads.commands.files import set_files
from goforum.threads.commands.posts import locked_post, post_facts, thread_facts
from goforum.threads.models import (
    Post,
    PostCommitment,
    PostMention,
    PostQuote,
    PostRevision,
    ReadingPosition,
    Thread,
    ThreadCommitment,
    ThreadKind,
)
from goforum.threads.queries import commitments_of, files_of_posts
from goforum.threads.spots import reply_place, thread_place

# Eight seconds are offered; a bad line may take as long again to bring the answer and the wish.
UNDO = timedelta(seconds=20)
_OWN = (PostMention, PostCommitment, PostQuote, PostRevision)


@command
def undo_post(actor_id: int, post_id: int) -> tuple[int, int | None]:
    """Take back what one has just posted. Returns (group, thread); the thread is None when it went with its post.

    Where somebody has answered, quoted or reacted meanwhile, the place stays, as after deleting.
    """
    post, thread = locked_post(post_id)
    now = clock.now()
    place = standing(actor_id, thread.group_id)
    require(rules.may_undo(place, thread_facts(thread), post_facts(post), now))
    if now > post.created_at + UNDO:
        raise Conflict(_l("Too late to undo. You can still edit or delete your post."), code="late")
    opened = post.number == 1 and thread.kind == ThreadKind.DISCUSSION and thread.author_id == actor_id
    _return_text(post, thread, opened)
    record(events.PostUndone(actor_id=actor_id, post_id=post_id, thread_id=thread.id, group_id=thread.group_id,
                             alone=opened and thread.post_count == 1))
    db.session.flush()
    if post.number != thread.post_count or _named_by_others(Post, post_id, {model.__tablename__ for model in _OWN}):
        post.deleted_at, post.deleted_by_id = now, actor_id
        thread.version += 1
        return thread.group_id, thread.id
    _forget(post, thread)
    if opened and _remove_thread(thread):
        return thread.group_id, None
    return thread.group_id, thread.id


def _return_text(post: Post, thread: Thread, opened: bool) -> None:
    carried = files_of_posts([post.id]).get(post.id, [])
    extra: dict[str, Any] = {"files": [one.id for one in carried]}
    set_files(post.id, thread, post.author_id, [])
    chosen = list(db.session.scalars(select(PostCommitment.commitment_id).where(PostCommitment.post_id == post.id)))
    if opened:
        give_back(post.author_id, thread_place(thread.group_id), title=thread.title, body=post.body_source,
                  extra=extra | {"commitments": commitments_of([thread.id]).get(thread.id, [])})
        return
    give_back(post.author_id, reply_place(thread.id), body=post.body_source,
              extra=extra | {"tag": post.tag or "", "commitments": chosen})


def _named_by_others(model: type[Base], row_id: int, own: set[str]) -> bool:
    """Whether any table but these still has a row that names this one: it then cannot go without a trace."""
    target = model.__table__.c.id
    return any(
        db.session.scalar(select(func.count()).select_from(table).where(column == row_id))
        for table in Base.metadata.sorted_tables
        for column in table.columns for key in column.foreign_keys
        if key.column is target and (table.name not in own or column.name == "source_post_id")
    )


def _forget(post: Post, thread: Thread) -> None:
    """Take the row out, and everything that counted it."""
    linked = set(db.session.scalars(select(PostCommitment.commitment_id).where(PostCommitment.post_id == post.id)))
    for model in _OWN:
        db.session.execute(delete(model).where(model.__table__.c.post_id == post.id))
    _unlink(post, thread, linked)
    number, author_id = post.number, post.author_id
    db.session.delete(post)
    db.session.flush()
    before = db.session.execute(
        select(Post.id, Post.author_id, Post.created_at)
        .where(Post.thread_id == thread.id).order_by(Post.number.desc()).limit(1)).one_or_none()
    wrote = db.session.scalar(select(Post.id).where(
        Post.thread_id == thread.id, Post.author_id == author_id).limit(1))
    thread.post_count = number - 1
    thread.participant_count -= wrote is None
    thread.last_post_id, thread.last_author_id = (before.id, before.author_id) if before else (None, None)
    thread.last_post_at = before.created_at if before else thread.created_at
    thread.version += 1
    # The next post takes this number: nobody has read it.
    db.session.execute(update(ReadingPosition).where(
        ReadingPosition.thread_id == thread.id, ReadingPosition.last_number >= number).values(last_number=number - 1))


def _unlink(post: Post, thread: Thread, linked: set[int]) -> None:
    """The thread is about what its other posts are about; what this post alone had brought goes with it."""
    db.session.execute(delete(ThreadCommitment).where(
        ThreadCommitment.thread_id == thread.id, ThreadCommitment.commitment_id.in_(linked),
        ThreadCommitment.linked_by_id == post.author_id, ThreadCommitment.linked_at == post.created_at))


def _remove_thread(thread: Thread) -> bool:
    """The first post was all there was; False when somebody already holds on to the thread."""
    own = {ThreadCommitment.__tablename__, ReadingPosition.__tablename__}
    if thread.post_count or _named_by_others(Thread, thread.id, own):
        return False
    for model in (ThreadCommitment, ReadingPosition):
        db.session.execute(delete(model).where(model.__table__.c.thread_id == thread.id))
    db.session.delete(thread)
    db.session.flush()
    return True

"""What moderators do to threads and posts. Moderation decides and tells; here is what changes."""

from sqlalchemy import select

from goforum.core import clock
from goforum.core.commands import command, record
from goforum.core.db import db, lock_row
from goforum.core.i18n import _l
from goforum.core.rules import Conflict, require
from goforum.groups.queries import standing
from goforum.threads import events, rules
from goforum.threads.commands.posts import keep_revision, locked_post
from goforum.threads.commands.quotes import refresh_quotes, tell_quoting
from goforum.threads.commands.writing import add_mentions, named_people, write
from goforum.threads.models import Post, PostRevision, Thread

LONGEST_PAUSE = 86_400


def _judge(actor_id: int, group_id: int, author_id: int) -> None:
    require(rules.may_judge(standing(actor_id, group_id), author_id, clock.now()))


def _judged(actor_id: int, post_id: int) -> tuple[Post, Thread]:
    post, thread = locked_post(post_id)
    _judge(actor_id, thread.group_id, post.author_id)
    return post, thread


@command
def hide_post(actor_id: int, post_id: int, *, reason: str) -> None:
    """Take a post's words out of sight; its place stays. Hidden already is hidden."""
    post, thread = _judged(actor_id, post_id)
    if post.hidden_at is not None:
        return
    post.hidden_at, post.hidden_reason = clock.now(), reason
    thread.version += 1
    tell_quoting(post_id, thread.id)
    record(events.PostHidden(actor_id=actor_id, post_id=post_id, thread_id=thread.id, group_id=thread.group_id))


@command
def show_post(actor_id: int, post_id: int) -> None:
    """Make a hidden post readable again."""
    post, thread = _judged(actor_id, post_id)
    if post.hidden_at is None:
        return
    post.hidden_at = post.hidden_reason = None
    thread.version += 1
    tell_quoting(post_id, thread.id)
    record(events.PostShown(actor_id=actor_id, post_id=post_id, thread_id=thread.id, group_id=thread.group_id))


@command
def remove_post(actor_id: int, post_id: int) -> None:
    """Delete a post as a moderator: its author cannot bring it back, a moderator can."""
    post, thread = _judged(actor_id, post_id)
    if post.deleted_at is not None:
        return
    post.deleted_at, post.deleted_by_id = clock.now(), actor_id
    thread.version += 1
    tell_quoting(post_id, thread.id)
    record(events.PostDeleted(actor_id=actor_id, post_id=post_id, thread_id=thread.id, group_id=thread.group_id))


@command
def bring_back_post(actor_id: int, post_id: int) -> None:
    """Undo a moderator's deletion; what an author deleted stays deleted."""
    post, thread = _judged(actor_id, post_id)
    if post.deleted_at is None:
        return
    if post.deleted_by_id == post.author_id:
        raise Conflict(_l("Its author has deleted this post: only they bring it back."), code="author-deleted")
    post.deleted_at = post.deleted_by_id = None
    thread.version += 1
    tell_quoting(post_id, thread.id)
    record(events.PostRestored(actor_id=actor_id, post_id=post_id, thread_id=thread.id, group_id=thread.group_id))


@command
def rewrite_post(actor_id: int, post_id: int, *, body: str, revision: int | None = None) -> int:
    """Change somebody's words, visibly; theirs go into the history. Returns the number of the text put aside."""
    post, thread = _judged(actor_id, post_id)
    if revision is not None and revision != post.revision:
        raise Conflict(_l("Its author changed this post meanwhile: read it again first."), code="stale")
    written = write(body, default_language=post.language)
    keep_revision(post, actor_id)
    _put(post, thread, written.source, actor_id, moderated=True)
    return post.revision


def _put(post: Post, thread: Thread, source: str, actor_id: int, *, moderated: bool) -> None:
    written = write(source, default_language=post.language)
    post.body_source, post.body_html = written.source, written.rendered.html
    post.pipeline_version, post.language = written.rendered.version, written.language
    post.edited_at, post.moderated = clock.now(), moderated
    thread.version += 1
    named = add_mentions(post.id, named_people(written.rendered, thread.group_id))
    refresh_quotes(post)
    record(events.PostEdited(actor_id=actor_id, post_id=post.id, thread_id=thread.id, group_id=thread.group_id,
                             mentioned_ids=named))


@command
def give_words_back(actor_id: int, post_id: int, number: int) -> None:
    """Put an earlier text of the post back, unless its author has written another one since."""
    post, thread = _judged(actor_id, post_id)
    earlier = db.session.scalars(select(PostRevision).where(
        PostRevision.post_id == post_id, PostRevision.number == number)).one_or_none()
    if earlier is None or not post.moderated:
        return
    keep_revision(post, actor_id)
    _put(post, thread, earlier.body_source, actor_id, moderated=False)


def _thread(actor_id: int, thread_id: int) -> Thread:
    thread = lock_row(Thread, thread_id)
    _judge(actor_id, thread.group_id, thread.author_id)
    return thread


@command
def hide_thread(actor_id: int, thread_id: int) -> None:
    """Take a whole thread out of sight of everybody but those who moderate."""
    thread = _thread(actor_id, thread_id)
    if thread.hidden_at is not None:
        return
    thread.hidden_at = clock.now()
    thread.version += 1
    record(events.ThreadHidden(actor_id=actor_id, thread_id=thread_id, group_id=thread.group_id))


@command
def show_thread(actor_id: int, thread_id: int) -> None:
    """Make a hidden thread readable again."""
    thread = _thread(actor_id, thread_id)
    if thread.hidden_at is None:
        return
    thread.hidden_at = None
    thread.version += 1
    record(events.ThreadShown(actor_id=actor_id, thread_id=thread_id, group_id=thread.group_id))


@command
def pace_thread(actor_id: int, thread_id: int, *, seconds: int) -> int:
    """Ask for a pause between two posts of one person in a thread (0: none). Returns the pause there was before."""
    thread = lock_row(Thread, thread_id)
    require(rules.may_judge(standing(actor_id, thread.group_id), None, clock.now()))
    before = thread.slow_seconds
    thread.slow_seconds = max(0, min(seconds, LONGEST_PAUSE))
    thread.version += 1
    record(events.ThreadSlowed(actor_id=actor_id, thread_id=thread_id, group_id=thread.group_id,
                               seconds=thread.slow_seconds))
    return before

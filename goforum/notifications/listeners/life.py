"""Told of a thread's life: moved, merged, summed up; who follows it goes on following its posts."""

from flask_babel import ngettext
from sqlalchemy import case, literal, or_, select
from sqlalchemy.orm import aliased

from goforum.core.db import UtcDateTime, db, upsert_many
from goforum.core.events import inside
from goforum.notifications.commands import tell_audience
from goforum.notifications.kinds import Kind, add_kinds
from goforum.notifications.models import ThreadFollow
from goforum.threads.events import PostsSplit, SummaryWritten, ThreadMoved, ThreadsMerged
from goforum.threads.models import Post, Thread

add_kinds(
    Kind("thread-moved", lambda n, title: ngettext(
        "The thread %(title)s moved to another group", "The thread %(title)s moved %(num)s times", n, title=title),
        "arrow-right"),
    Kind("thread-merged", lambda n, title: ngettext(
        "Another thread became part of %(title)s", "%(num)s threads became part of %(title)s", n, title=title),
        "plus"),
    Kind("summary", lambda n, title: ngettext(
        "Where we are: a summary of %(title)s", "Where we are: %(num)s summaries of %(title)s", n, title=title),
        "list"),
)


def _share_followers(source_id: int, target_id: int, event: ThreadsMerged | PostsSplit, *, writers: bool) -> None:
    """Who hears the one hears the other: the louder of two choices, and a silence chosen for one is not passed on.

    ``writers``: only those who wrote what stands in the target now.
    """
    there, here = aliased(ThreadFollow, name="there"), aliased(ThreadFollow, name="here")
    level = case(
        (or_(there.level == "all", here.level == "all"), "all"),
        (here.level.is_not(None), here.level),
        (there.level == "replies", "replies"), else_=None)
    wrote = or_(there.wrote, here.wrote.is_(True))
    rows = (
        select(there.person_id, literal(target_id), level, case((here.mail.is_not(None), here.mail), else_=there.mail),
               wrote, literal(event.occurred_at, UtcDateTime))
        .outerjoin(here, (here.person_id == there.person_id) & (here.thread_id == target_id))
        .where(there.thread_id == source_id))
    if writers:
        rows = rows.where(there.person_id.in_(select(Post.author_id).where(Post.thread_id == target_id)))
    upsert_many(ThreadFollow, ("person_id", "thread_id", "level", "mail", "wrote", "updated_at"), rows,
                ["person_id", "thread_id"], ["level", "mail", "wrote"])


@inside(ThreadsMerged)
def tell_of_merge(event: ThreadsMerged) -> None:
    """Followers of both are followers of the one that is left, and learn it."""
    _share_followers(event.thread_id, event.target_id, event, writers=False)
    tell_audience(("thread", event.target_id), "thread-merged", actor_id=event.actor_id,
                  subject=("thread", event.target_id), group_id=event.group_id, thread_id=event.target_id,
                  dedup_key=f"thread:{event.target_id}:merged:{event.trace_id}")


@inside(PostsSplit)
def follow_what_one_wrote(event: PostsSplit) -> None:
    """Whoever wrote a post hears the answers where it stands now."""
    _share_followers(event.thread_id, event.target_id, event, writers=True)


@inside(ThreadMoved)
def tell_of_move(event: ThreadMoved) -> None:
    """Those who may still read it learn that it has another home."""
    version = db.session.scalar(select(Thread.version).where(Thread.id == event.thread_id))
    tell_audience(("thread", event.thread_id), "thread-moved", actor_id=event.actor_id,
                  subject=("thread", event.thread_id), group_id=event.group_id, thread_id=event.thread_id,
                  dedup_key=f"thread:{event.thread_id}:moved:{version}")


@inside(SummaryWritten)
def tell_of_summary(event: SummaryWritten) -> None:
    """Who follows a thread can catch up by its summary."""
    tell_audience(("thread", event.thread_id), "summary", actor_id=event.actor_id,
                  subject=("thread", event.thread_id), group_id=event.group_id, thread_id=event.thread_id,
                  dedup_key=f"thread:{event.thread_id}:summary:{event.number}")

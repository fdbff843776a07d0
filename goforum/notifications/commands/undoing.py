"""A post taken back at once: nobody is told of it, and whoever was already, is no more."""

from sqlalchemy import delete, select

from goforum.core.db import db
from goforum.notifications.models import Notice, Notification, ThreadFollow


def forget_post(post_id: int, thread_id: int, *, alone: bool) -> None:
    """Take back what was told of this post; with ``alone``, also what its thread left here."""
    notices = select(Notice.id).where(Notice.subject == "post", Notice.subject_id == post_id)
    if alone:
        notices = select(Notice.id).where(Notice.thread_id == thread_id)
        db.session.execute(delete(ThreadFollow).where(ThreadFollow.thread_id == thread_id, ThreadFollow.wrote))
    db.session.execute(delete(Notification).where(Notification.notice_id.in_(notices)))
    db.session.execute(delete(Notice).where(Notice.id.in_(notices)))

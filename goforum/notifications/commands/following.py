"""What people follow: written by their own choice, and by writing in a thread."""

from sqlalchemy import delete, select, update

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import db, insert_or_ignore
from goforum.notifications.models import GroupFollow, NotificationSetting, ThreadFollow
from goforum.notifications.rules import DEFAULT_LEVEL


@command
def note_writer(person_id: int, thread_id: int) -> None:
    """Whoever writes in a thread hears its answers from then on, unless they chose otherwise."""
    key = {"person_id": person_id, "thread_id": thread_id}
    made = insert_or_ignore(ThreadFollow, {**key, "wrote": True, "updated_at": clock.now()}, list(key))
    if not made:
        db.session.execute(update(ThreadFollow).where(
            ThreadFollow.person_id == person_id, ThreadFollow.thread_id == thread_id, ~ThreadFollow.wrote
        ).values(wrote=True).execution_options(synchronize_session=False))


@command
def begin_following(person_id: int, group_id: int) -> None:
    """A group just joined begins with the level its new member chose for all such groups."""
    chosen = db.session.scalar(select(NotificationSetting.on_join).where(NotificationSetting.person_id == person_id))
    if chosen is not None and chosen != DEFAULT_LEVEL:
        insert_or_ignore(GroupFollow, {"person_id": person_id, "group_id": group_id, "level": chosen,
                                       "updated_at": clock.now()}, ["person_id", "group_id"])


@command
def stop_following(person_id: int, group_id: int) -> None:
    """Whoever leaves a group leaves no choice about it behind."""
    db.session.execute(delete(GroupFollow).where(
        GroupFollow.person_id == person_id, GroupFollow.group_id == group_id)
        .execution_options(synchronize_session=False))

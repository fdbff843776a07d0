"""What people follow: written by their own choice, and by writing in a thread."""

from typing import Any

from sqlalchemy import bindparam, delete, select, update

from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import Base, db, insert_or_ignore, upsert
from goforum.core.hot import Hot
from goforum.core.i18n import _l
from goforum.core.rules import Invalid, require
from goforum.groups.queries import standing
from goforum.groups.rules import may_read
from goforum.notifications.models import GroupFollow, NotificationSetting, ThreadFollow
from goforum.notifications.rules import DEFAULT_LEVEL, LEVELS, MAILS
from goforum.threads.queries import get_head
from goforum.threads.rules import may_read_thread

_F: Any = ThreadFollow.__table__
_WROTE = Hot(update(_F).where(
    _F.c.person_id == bindparam("person"), _F.c.thread_id == bindparam("thread"), ~_F.c.wrote).values(wrote=True))


@command
def note_writer(person_id: int, thread_id: int) -> None:
    """Whoever writes in a thread hears its answers from then on, unless they chose otherwise."""
    key = {"person_id": person_id, "thread_id": thread_id}
    made = insert_or_ignore(ThreadFollow, {**key, "wrote": True, "updated_at": clock.now()}, list(key))
    if not made:
        _WROTE.run({"person": person_id, "thread": thread_id})


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


# Not given, where None means "as for everything".
KEEP = "keep"


@command
def choose_for_thread(actor_id: int, thread_id: int, *, level: str | None = KEEP, mail: str | None = KEEP) -> None:
    """Hear more or less of a thread than of its group; None goes back to what the group says."""
    head = get_head(thread_id, actor_id)
    require(may_read_thread(standing(actor_id, head.group_id), head.facts, clock.now()))
    _choose(ThreadFollow, {"person_id": actor_id, "thread_id": thread_id}, level, mail, wrote=False)


@command
def choose_for_group(actor_id: int, group_id: int, *, level: str | None = KEEP, mail: str | None = KEEP) -> None:
    """Hear more or less of a group; whoever may read it may follow it."""
    require(may_read(standing(actor_id, group_id), clock.now()))
    _choose(GroupFollow, {"person_id": actor_id, "group_id": group_id}, level, mail)


def _choose(model: type[Base], key: dict[str, int], level: str | None, mail: str | None, **more: bool) -> None:
    chosen = {name: value for name, value in (("level", level), ("mail", mail)) if value != KEEP}
    for name, known in (("level", LEVELS), ("mail", MAILS)):
        if chosen.get(name) is not None and chosen[name] not in known:
            raise Invalid({name: _l("Choose one.")})
    now = clock.now()
    upsert(model, {**key, "level": None, "mail": None, **more, **chosen, "updated_at": now}, list(key),
           [*chosen, "updated_at"])


@command
def save_settings(actor_id: int, *, mail: str, on_join: str) -> None:
    """What a person wants for everything."""
    if mail not in MAILS or on_join not in LEVELS:
        raise Invalid({"mail": _l("Choose one.")})
    upsert(NotificationSetting, {"person_id": actor_id, "mail": mail, "on_join": on_join, "updated_at": clock.now()},
           ["person_id"], ["mail", "on_join", "updated_at"])

"""Mail about what people were told: gathered here, drawn when it is sent (``goforum/notifications/letters.py``)."""

from datetime import timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.sql.elements import ColumnElement

from goforum.accounts.models import Person
from goforum.core import clock
from goforum.core.commands import command
from goforum.core.db import Base, db, lock_row, upsert
from goforum.core.outbox import queue_mail
from goforum.notifications import rules
from goforum.notifications.models import (
    GroupFollow,
    Notice,
    Notification,
    NotificationMail,
    NotificationSetting,
    ThreadFollow,
)

TEMPLATE = "notifications/news"
# Read so long ago, or unread so much longer, and it is forgotten.
KEEP_READ = timedelta(days=90)
KEEP_UNREAD = timedelta(days=365)


@command
def gather_mail(person_id: int) -> bool:
    """Promise one mail with everything that is due to a person; False when nothing is, or enough was mailed lately.

    Which notification went into which mail is written in the same transaction as the promise, so that each is told
    by one mail and no more, whatever stops the worker.
    """
    person = lock_row(Person, person_id)  # two workers at once take turns: the limit is exact
    now = clock.now()
    lately = db.session.scalar(select(func.count()).select_from(NotificationMail).where(
        NotificationMail.person_id == person_id, NotificationMail.at > now - rules.AN_HOUR)) or 0
    if lately >= rules.MAILS_AN_HOUR:
        return False
    due = (Notification.person_id == person_id, Notification.mail_due_at <= now)
    # Read meanwhile: told already.
    db.session.execute(update(Notification).where(*due, Notification.read_at.is_not(None)).values(mail_due_at=None)
                       .execution_options(synchronize_session=False))
    ids = list(db.session.scalars(select(Notification.id).where(*due)))
    if not ids or person.erased_at is not None:
        return False
    mail = NotificationMail(person_id=person_id, at=now)
    db.session.add(mail)
    db.session.flush()  # the rows and the promise name it
    db.session.execute(update(Notification).where(Notification.id.in_(ids)).values(mail_id=mail.id, mail_due_at=None)
                       .execution_options(synchronize_session=False))
    queue_mail(person.email, name=person.name, template=TEMPLATE, lang=person.language,
               data={"mail_id": mail.id, "person_id": person_id}, dedup_key=f"notifications:{mail.id}")
    return True


@command
def set_mail_by_link(person_id: int, scope: str, number: int, *, on: bool) -> None:
    """What the link at the foot of a mail does: no mail about a thread, a group or anything; or mail again."""
    wish, now = None if on else "never", clock.now()
    if scope == "thread":
        _wish(ThreadFollow, {"person_id": person_id, "thread_id": number}, wish, wrote=False)
        _call_back(person_id, Notice.thread_id == number, wish)
    elif scope == "group":
        _wish(GroupFollow, {"person_id": person_id, "group_id": number}, wish)
        _call_back(person_id, Notice.group_id == number, wish)
    else:
        upsert(NotificationSetting, {"person_id": person_id, "mail": wish or rules.DEFAULT_MAIL,
                                     "on_join": rules.DEFAULT_LEVEL, "updated_at": now},
               ["person_id"], ["mail", "updated_at"])
        _call_back(person_id, Notice.id.is_not(None), wish)


def _wish(model: type[Base], key: dict[str, int], wish: str | None, **more: bool) -> None:
    upsert(model, {**key, "level": None, "mail": wish, **more, "updated_at": clock.now()}, list(key),
           ["mail", "updated_at"])


def _call_back(person_id: int, which: ColumnElement[bool], wish: str | None) -> None:
    """What waits to be mailed and is no longer wanted."""
    if wish is None:
        return
    db.session.execute(update(Notification).where(
        Notification.person_id == person_id, Notification.mail_due_at.is_not(None),
        Notification.notice_id.in_(select(Notice.id).where(which)))
        .values(mail_due_at=None).execution_options(synchronize_session=False))


@command
def settle_history(fresh: timedelta = timedelta(days=7)) -> None:
    """After a history was loaded (the demonstration): none of it is mailed, and only its last days are new."""
    now = clock.now()
    db.session.execute(update(Notification).where(Notification.mail_due_at.is_not(None)).values(mail_due_at=None)
                       .execution_options(synchronize_session=False))
    db.session.execute(update(Notification).where(Notification.at < now - fresh, Notification.read_at.is_(None))
                       .values(read_at=Notification.at).execution_options(synchronize_session=False))


@command
def forget_old(limit: int = 1000) -> int:
    """Let go of what was read long ago, some at a time; how many."""
    now = clock.now()
    old = select(Notification.id).where(
        Notification.at < now - KEEP_READ,
        Notification.read_at.is_not(None) | (Notification.at < now - KEEP_UNREAD)).order_by(Notification.id)
    gone = db.session.execute(delete(Notification).where(Notification.id.in_(old.limit(limit)))
                              .returning(Notification.id).execution_options(synchronize_session=False)).all()
    return len(gone)

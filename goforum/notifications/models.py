"""What happened that people are told of, who was told, and what each person asked to be told."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, Json, UtcDateTime, fk, pk


class Level(StrEnum):
    """How much of a thread or a group a person asked to hear of.

    all: everything said there. replies: what is addressed to them (answers in threads they wrote in, their name,
    votes and meetings of their groups). none: nothing but what is decided about themselves.
    """

    ALL = "all"
    REPLIES = "replies"
    NONE = "none"


class Mail(StrEnum):
    """When what a person is told of is mailed too."""

    NOW = "now"
    DIGEST = "digest"
    NEVER = "never"


_LEVELS = "level IS NULL OR level IN ('all', 'replies', 'none')"
_MAILS = "mail IS NULL OR mail IN ('now', 'digest', 'never')"


class Notice(Base):
    """Something that happened, to be told: once, whoever records it again under the same key.

    It is the outbox of the telling too: as long as ``spread_at`` is empty the worker goes on telling people in the
    order of their numbers, from ``reached_id`` on. Who may still read is asked again each time it is shown.
    """

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_waiting", "id", sqlite_where=text("spread_at IS NULL"),
              postgresql_where=text("spread_at IS NULL")),
        Index("ix_notices_subject", "subject", "subject_id"),
    )

    id: Mapped[int] = pk()
    dedup_key: Mapped[str] = mapped_column(String(120), unique=True)
    # What it is about, as (kind, number): the loader of that kind knows its words, its page and who may see it.
    subject: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int] = mapped_column()
    # Lines of one topic are shown as one: "thread:12", "proposal:5".
    topic: Mapped[str] = mapped_column(String(40))
    thread_id: Mapped[int | None] = fk("threads.id", nullable=True)
    group_id: Mapped[int | None] = fk("groups.id", nullable=True)
    actor_id: Mapped[int | None] = fk("people.id", nullable=True)
    # Plain facts the words need (a role, a state, a date); never what somebody wrote.
    data: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The people still to be told: a named audience and its number.
    audience: Mapped[str | None] = mapped_column(String(20))
    audience_id: Mapped[int | None] = mapped_column()
    kind: Mapped[str] = mapped_column(String(40))
    reached_id: Mapped[int] = mapped_column(default=0)
    spread_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Notification(Base):
    """One person told of one notice. The constraint keeps it to once, whatever is tried again."""

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("person_id", "notice_id"),
        Index("ix_notifications_unread", "person_id", sqlite_where=text("read_at IS NULL"),
              postgresql_where=text("read_at IS NULL")),
        Index("ix_notifications_mail_due_at", "mail_due_at", sqlite_where=text("mail_due_at IS NOT NULL"),
              postgresql_where=text("mail_due_at IS NOT NULL")),
    )

    id: Mapped[int] = pk()
    person_id: Mapped[int] = fk("people.id", index=False)  # the unique constraint begins with it
    notice_id: Mapped[int] = fk("notices.id")
    kind: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When it may be mailed; empty when it never will, or has been gathered into a mail.
    mail_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mail_id: Mapped[int | None] = fk("notification_mails.id", nullable=True)


class NotificationMail(Base):
    """A mail that gathered notifications; its text is drawn when it is sent, from what may then still be seen."""

    __tablename__ = "notification_mails"
    __table_args__ = (Index("ix_notification_mails_person_at", "person_id", "at"),)

    id: Mapped[int] = pk()
    person_id: Mapped[int] = fk("people.id", index=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class NotificationSetting(Base):
    """What a person chose for everything; no row means the defaults of ``rules``."""

    __tablename__ = "notification_settings"
    __table_args__ = (CheckConstraint("mail IN ('now', 'digest', 'never')", name="mail"),
                      CheckConstraint("on_join IN ('all', 'replies', 'none')", name="on_join"))

    person_id: Mapped[int] = fk("people.id", index=False, primary_key=True)
    mail: Mapped[str] = mapped_column(String(8))
    # The level that a group one joins begins with.
    on_join: Mapped[str] = mapped_column(String(8))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class GroupFollow(Base):
    """What a person chose for a group; an empty choice follows the settings."""

    __tablename__ = "group_follows"
    __table_args__ = (CheckConstraint(_LEVELS, name="level"), CheckConstraint(_MAILS, name="mail"))

    person_id: Mapped[int] = fk("people.id", index=False, primary_key=True)
    group_id: Mapped[int] = fk("groups.id", primary_key=True)
    level: Mapped[str | None] = mapped_column(String(8))
    mail: Mapped[str | None] = mapped_column(String(8))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ThreadFollow(Base):
    """What a person chose for a thread, over the group's; and whether they wrote in it, and so hear its answers."""

    __tablename__ = "thread_follows"
    __table_args__ = (CheckConstraint(_LEVELS, name="level"), CheckConstraint(_MAILS, name="mail"))

    person_id: Mapped[int] = fk("people.id", index=False, primary_key=True)
    thread_id: Mapped[int] = fk("threads.id", primary_key=True)
    level: Mapped[str | None] = mapped_column(String(8))
    mail: Mapped[str | None] = mapped_column(String(8))
    wrote: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

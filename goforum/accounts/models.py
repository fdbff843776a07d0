"""People, their server-side sessions, and the tokens behind mailed links."""

import unicodedata
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, validates

from goforum.core.arabic import fold
from goforum.core.db import Base, UtcDateTime, fk, pk
from goforum.core.viewer import ZONE, Viewer

__all__ = ["AccountToken", "LinkAsked", "Person", "Purpose", "Session", "SignInFailure", "Viewer"]


def name_key(name: str) -> str:
    """The name as lists sort and search it: no vowel marks, no accents, no capitals."""
    return "".join(c for c in unicodedata.normalize("NFKD", fold(name)) if not unicodedata.combining(c))


def _key_of_new(context: Any) -> str:
    return name_key(context.get_current_parameters()["name"])


class Person(Base):
    """Someone with an account. Erasing a person blanks the row and keeps its number."""

    __tablename__ = "people"
    __table_args__ = (CheckConstraint("theme IN ('system', 'light', 'dark')", name="theme"),)

    id: Mapped[int] = pk()
    name: Mapped[str] = mapped_column(String(80))
    name_key: Mapped[str] = mapped_column(Text, default=_key_of_new, server_default="")
    # What others type after @ ; folded, so that vowel marks and hamza forms do not matter.
    handle: Mapped[str] = mapped_column(String(90), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    language: Mapped[str] = mapped_column(String(8))
    zone: Mapped[str] = mapped_column(String(64), default=ZONE)
    theme: Mapped[str] = mapped_column(String(8), default="system")
    # The language chosen in the last composer; None leaves it to be guessed from each text.
    writes_in: Mapped[str | None] = mapped_column(String(8))
    is_admin: Mapped[bool] = mapped_column(default=False)
    is_example: Mapped[bool] = mapped_column(default=False)
    # Invited to one meeting: no account, no address of theirs here, found by no search and no name.
    is_guest: Mapped[bool] = mapped_column(default=False, server_default=false())
    email_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    suspended_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @validates("name")
    def _keep_key(self, _field: str, name: str) -> str:
        self.name_key = name_key(name)
        return name


class Session(Base):
    """One signed-in browser. Only a hash of its key is kept: a stolen database opens no door."""

    __tablename__ = "sessions"

    id: Mapped[int] = pk()
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = fk("people.id")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Purpose(StrEnum):
    """What a mailed link may be used for."""

    CONFIRM = "confirm"
    RESET = "reset"
    SIGN_IN = "sign_in"


class AccountToken(Base):
    """The right to do one thing once. The link is signed when the mail is drawn; here is only its number."""

    __tablename__ = "account_tokens"

    id: Mapped[int] = pk()
    person_id: Mapped[int] = fk("people.id")
    purpose: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Where the person was going when they asked: a path, or the name of something whose address is a secret.
    aim: Mapped[str | None] = mapped_column(String(300))


class LinkAsked(Base):
    """Someone asked for a link at an address. Whether it has an account is found out later, by the worker alone."""

    __tablename__ = "links_asked"

    id: Mapped[int] = pk()
    address: Mapped[str] = mapped_column(String(254))
    purpose: Mapped[str] = mapped_column(String(16))
    aim: Mapped[str | None] = mapped_column(String(300))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignInFailure(Base):
    """A wrong password, by hashed account and hashed address, kept for minutes to slow guessing down."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (
        Index("ix_sign_in_failures_account_at", "account_hash", "at"),
        Index("ix_sign_in_failures_address_at", "address_hash", "at"),
    )

    id: Mapped[int] = pk()
    account_hash: Mapped[str] = mapped_column(String(64))
    address_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

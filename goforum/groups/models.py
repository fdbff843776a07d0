"""Groups, memberships, mandates."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from goforum.core.db import Base, UtcDateTime, fk, pk


class GroupKind(StrEnum):
    FORUM = "forum"
    WORKING_GROUP = "working_group"
    COMMITTEE = "committee"


class Visibility(StrEnum):
    """public: anyone reads. members: others see only its name. reserved: it does not exist for others."""

    PUBLIC = "public"
    MEMBERS = "members"
    RESERVED = "reserved"


class JoinPolicy(StrEnum):
    OPEN = "open"
    REQUEST = "request"
    CLOSED = "closed"


class Role(StrEnum):
    MEMBER = "member"
    FACILITATOR = "facilitator"
    SECRETARY = "secretary"
    OBSERVER = "observer"


class College(StrEnum):
    PUBLIC_BODIES = "public_bodies"
    CIVIL_SOCIETY = "civil_society"


class Capacity(StrEnum):
    TITULAR = "titular"
    ALTERNATE = "alternate"


class Group(Base):
    """A place where people work together. Groups nest; membership does not pass down by itself."""

    __tablename__ = "groups"
    __table_args__ = (
        CheckConstraint("kind IN ('forum', 'working_group', 'committee')", name="kind"),
        CheckConstraint("visibility IN ('public', 'members', 'reserved')", name="visibility"),
        CheckConstraint("join_policy IN ('open', 'request', 'closed')", name="join_policy"),
        CheckConstraint("coalesce(name_ar, name_fr, name_en) IS NOT NULL", name="one_name"),
    )

    id: Mapped[int] = pk()
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    parent_id: Mapped[int | None] = fk("groups.id", nullable=True)
    kind: Mapped[str] = mapped_column(String(16))
    visibility: Mapped[str] = mapped_column(String(16), index=True)
    join_policy: Mapped[str] = mapped_column(String(16))
    name_ar: Mapped[str | None] = mapped_column(Text)
    name_fr: Mapped[str | None] = mapped_column(Text)
    name_en: Mapped[str | None] = mapped_column(Text)
    purpose_ar: Mapped[str | None] = mapped_column(Text)
    purpose_fr: Mapped[str | None] = mapped_column(Text)
    purpose_en: Mapped[str | None] = mapped_column(Text)
    charter_source: Mapped[str] = mapped_column(Text, default="")
    charter_html: Mapped[str] = mapped_column(Text, default="")
    charter_version: Mapped[int] = mapped_column(default=0)
    # The charter's facts: how long the group works, and how many seats each college has (empty: not set).
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    seats_civil_society: Mapped[int | None] = mapped_column(SmallInteger)
    seats_public_bodies: Mapped[int | None] = mapped_column(SmallInteger)
    # The theme of the action plan this group works on, as commitments name it.
    theme: Mapped[str | None] = mapped_column(String(120))
    source: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Facilitators of the group above moderate here too, as far as they may read; the group itself may switch it off.
    inherits_moderation: Mapped[bool] = mapped_column(default=True, server_default=true())
    # What waits before it is published (see ``screening``); 0 is off.
    hold_first: Mapped[int] = mapped_column(default=0, server_default="0")
    hold_links: Mapped[int] = mapped_column(default=0, server_default="0")
    min_seconds: Mapped[int] = mapped_column(default=0, server_default="0")
    posts_an_hour: Mapped[int] = mapped_column(default=0, server_default="0")


class Membership(Base):
    """A person's place in a group: one row, whose role changes and which ends without vanishing."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("person_id", "group_id"),
        CheckConstraint("role IN ('member', 'facilitator', 'secretary', 'observer')", name="role"),
        Index("ix_memberships_group_active", "group_id", "ended_at", "role"),
    )

    id: Mapped[int] = pk()
    person_id: Mapped[int] = fk("people.id", index=False)  # the unique constraint begins with it
    group_id: Mapped[int] = fk("groups.id", index=False)
    role: Mapped[str] = mapped_column(String(16))
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Written by moderation through a command of this feature; binds every door at once.
    silenced_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Reads as before, takes part in nothing here until then: neither words nor votes.
    suspended_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # At least so many seconds between two of this person's texts in the group; 0 is off.
    slow_seconds: Mapped[int] = mapped_column(default=0, server_default="0")


class Mandate(Base):
    """A person speaks for an organisation in a group, from one day to another; outside them it is off by itself."""

    __tablename__ = "mandates"
    __table_args__ = (
        CheckConstraint("capacity IN ('titular', 'alternate')", name="capacity"),
        CheckConstraint("college IN ('public_bodies', 'civil_society')", name="college"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="order"),
        Index("ix_mandates_group_person", "group_id", "person_id"),
    )

    id: Mapped[int] = pk()
    person_id: Mapped[int] = fk("people.id")
    group_id: Mapped[int] = fk("groups.id", index=False)
    organisation_id: Mapped[int] = fk("organisations.id")
    capacity: Mapped[str] = mapped_column(String(16))
    college: Mapped[str] = mapped_column(String(16))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)


class OrganisationWeight(Base):
    """How many votes the charter of a group gives an organisation where organisations vote; without a line, one."""

    __tablename__ = "organisation_weights"
    __table_args__ = (CheckConstraint("weight BETWEEN 1 AND 100", name="weight"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    weight: Mapped[int]


class WordAct(StrEnum):
    """What happens to a text with a watched word: it waits, the word is covered, or it is refused."""

    HOLD = "hold"
    MASK = "mask"
    REFUSE = "refuse"


class WatchedWord(Base):
    """A word or phrase a group watches for; without a group, the whole site does."""

    __tablename__ = "watched_words"
    __table_args__ = (
        CheckConstraint("act IN ('hold', 'mask', 'refuse')", name="act"),
        UniqueConstraint("place", "folded"),
    )

    id: Mapped[int] = pk()
    group_id: Mapped[int | None] = fk("groups.id", nullable=True)
    # The group's number, 0 for the site: NULLs would be different from each other in the constraint above.
    place: Mapped[int] = mapped_column()
    word: Mapped[str] = mapped_column(String(80))
    folded: Mapped[str] = mapped_column(String(160))
    act: Mapped[str] = mapped_column(String(8))
    added_by_id: Mapped[int] = fk("people.id")
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Step(StrEnum):
    """One thing that happened to a membership."""

    JOINED = "joined"
    ROLE = "role"
    LEFT = "left"
    REMOVED = "removed"


class MembershipStep(Base):
    """The history of a membership: entered, which role when, left or taken out, by whose hand."""

    __tablename__ = "membership_steps"
    __table_args__ = (
        CheckConstraint("kind IN ('joined', 'role', 'left', 'removed')", name="kind"),
        Index("ix_membership_steps_group_person", "group_id", "person_id", "id"),
    )

    id: Mapped[int] = pk()
    group_id: Mapped[int] = fk("groups.id", index=False)
    person_id: Mapped[int] = fk("people.id")
    kind: Mapped[str] = mapped_column(String(16))
    role: Mapped[str | None] = mapped_column(String(16))
    actor_id: Mapped[int | None] = fk("people.id", nullable=True, index=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class RequestState(StrEnum):
    """Where a request to join stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class JoinRequest(Base):
    """A person asks to belong, in their words; an organiser answers in theirs. One open request at a time."""

    __tablename__ = "join_requests"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'accepted', 'refused', 'withdrawn')", name="state"),
        Index("uq_join_requests_open", "group_id", "person_id", unique=True,
              sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'")),
        Index("ix_join_requests_group_state", "group_id", "state", "id"),
    )

    id: Mapped[int] = pk()
    group_id: Mapped[int] = fk("groups.id", index=False)
    person_id: Mapped[int] = fk("people.id")
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = fk("people.id", nullable=True, index=False)
    answer: Mapped[str] = mapped_column(Text, default="")


class Invitation(Base):
    """A way into a group for whoever holds its link. The link is signed when it is shown; here is only its number."""

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint("role IN ('member', 'facilitator', 'secretary', 'observer')", name="role"),
        CheckConstraint("uses >= 0 AND uses <= max_uses", name="uses"),
        Index("ix_invitations_group", "group_id", "id"),
        Index("uq_invitations_key", "made_by", "client_key", unique=True),
    )

    id: Mapped[int] = pk()
    group_id: Mapped[int] = fk("groups.id", index=False)
    made_by: Mapped[int] = fk("people.id", index=False)
    client_key: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    # Empty for a link that is handed over some other way.
    address: Mapped[str | None] = mapped_column(String(254))
    words: Mapped[str] = mapped_column(Text, default="")
    organisation_id: Mapped[int | None] = fk("organisations.id", nullable=True, index=False)
    capacity: Mapped[str | None] = mapped_column(String(16))
    college: Mapped[str | None] = mapped_column(String(16))
    max_uses: Mapped[int] = mapped_column(SmallInteger)
    uses: Mapped[int] = mapped_column(SmallInteger, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class InvitationUse(Base):
    """Someone came in by an invitation: each person once."""

    __tablename__ = "invitation_uses"
    __table_args__ = (UniqueConstraint("invitation_id", "person_id"),)

    id: Mapped[int] = pk()
    invitation_id: Mapped[int] = fk("invitations.id", index=False)  # the unique constraint begins with it
    person_id: Mapped[int] = fk("people.id")
    used_at: Mapped[datetime] = mapped_column(UtcDateTime)


class GroupEntry(Base):
    """An administrator entered a reserved group: who, when, and the reason its members read."""

    __tablename__ = "group_entries"
    __table_args__ = (Index("ix_group_entries_group", "group_id", "id"),)

    id: Mapped[int] = pk()
    group_id: Mapped[int] = fk("groups.id", index=False)
    person_id: Mapped[int] = fk("people.id")
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

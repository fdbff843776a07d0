"""Messages that meet the group's policy before the room hears them: covered, refused, or read first."""

from datetime import datetime

from sqlalchemy import select

from goforum.core.commands import record
from goforum.core.db import db, insert_or_ignore
from goforum.core.rules import Invalid
from goforum.core.text import clean_source
from goforum.groups.queries import policy_of, words_for
from goforum.groups.rules import may_moderate
from goforum.groups.screening import Author, Policy, links_in, screen
from goforum.meetings import events, rules
from goforum.meetings.commands.log import Entry
from goforum.meetings.commands.pictures import Shown, hold_picture
from goforum.meetings.models import HeldMessage, HeldState
from goforum.threads.queries.waiting import pace_of


def screened(entry: Entry, text: str, *, before: str = "") -> str | None:
    """The text as it may be said, with words covered; None when somebody reads it first; Invalid when it may not be.

    ``before`` is what a message said that is being changed: the links it had are no new ones.
    """
    source, who = clean_source(text).strip(), entry.who
    policy, words = policy_of(entry.meeting.group_id), words_for(entry.meeting.group_id)
    if not (words or policy.hold_first or policy.hold_links) or may_moderate(who, entry.now) or (
            rules.may_record(who, entry.meeting, entry.now, entry.here)):
        return source
    assert who.person_id is not None  # whoever may speak has an account
    asks = policy.hold_first or policy.hold_links
    published = pace_of(entry.meeting.group_id, who.person_id, entry.now).published if asks else 0
    fresh = links_in(source) - links_in(before)
    asked = Policy(hold_first=policy.hold_first, hold_links=policy.hold_links if fresh else 0)
    seen = screen(source, policy=asked, words=words, author=Author(published=published))
    if seen.act == "refuse":
        raise Invalid({"text": seen.reason})
    return None if seen.act == "hold" else seen.text


def hold(entry: Entry, *, text: str, client_id: str, reply_to: int | None, picture: Shown | None = None) -> None:
    """Let a message wait; the same again changes nothing."""
    made = insert_or_ignore(HeldMessage, {
        "room_id": entry.line.room_id, "author_id": entry.who.person_id, "client_id": client_id,
        "body_source": clean_source(text).strip(), "reply_to_id": reply_to, "state": HeldState.WAITING.value,
        "created_at": entry.now,
    }, ["room_id", "author_id", "client_id"])
    if made:
        held = db.session.scalars(select(HeldMessage.id).where(
            HeldMessage.room_id == entry.line.room_id, HeldMessage.author_id == entry.who.person_id,
            HeldMessage.client_id == client_id)).one()
        if picture is not None:
            assert entry.who.person_id is not None  # whoever may speak has an account
            hold_picture(held, entry.who.person_id, picture)
        record(events.MessageHeld(actor_id=entry.who.person_id, meeting_id=entry.meeting.id,
                                  group_id=entry.meeting.group_id, held_id=held))


def find_held(entry: Entry, client_id: str) -> datetime | None:
    """Since when a message of this name waits, or waited in vain."""
    return db.session.scalar(select(HeldMessage.created_at).where(
        HeldMessage.room_id == entry.line.room_id, HeldMessage.author_id == entry.who.person_id,
        HeldMessage.client_id == client_id, HeldMessage.state != HeldState.RELEASED))

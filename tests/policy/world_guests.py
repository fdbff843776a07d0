"""A guest of each of the two meetings: invited by the organiser, come in by the link, with nothing else to their name."""

from datetime import timedelta
from typing import Any

from goforum.core import clock
from goforum.core.db import db
from goforum.meetings import commands, queries
from goforum.meetings.models import MeetingGuest


def add(world: Any, words: dict[str, str]) -> None:
    """Fill both places: ``guest_id`` is one who never came; who did is somebody of the place."""
    for name, place in (("public", world.public), ("reserved", world.reserved)):
        organiser, meeting = place.ids["organiser"], place.ids["meeting_id"]
        called = words["guest"] if name == "reserved" else "Plain guest"
        place.ids["guest_id"] = _invite(organiser, meeting, f"{called} two", f"two-{name}@example.org")
        came = _invite(organiser, meeting, "Guest", f"one-{name}@example.org")
        row = db.session.get(MeetingGuest, came)
        assert row is not None
        commands.enter_as_guest(row.link)
        world.guests[name] = queries.get_guest(meeting, came).person_id


def _invite(organiser: int, meeting_id: int, name: str, email: str) -> int:
    with clock.frozen(clock.now() - timedelta(hours=1)):  # so that the link may be sent again, however slow the machine is
        return commands.invite_guest(organiser, meeting_id, name=name, email=email, language="en", client_key=email)

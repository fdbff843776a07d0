"""What tests of meetings stand on: a group with a facilitator, a member, an observer, a stranger; a meeting."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from goforum.core import clock
from goforum.groups.queries import cards
from goforum.meetings import commands
from goforum.meetings.commands import Invitation, Point
from tests.factories import make_group, make_member, make_person


def invitation(**changes: Any) -> Invitation:
    """An invitation to a remote meeting that begins in ten minutes."""
    now = clock.now()
    return Invitation(**{"titles": {"fr": "Réunion du groupe", "ar": "اجتماع المجموعة"},
                         "starts_at": now + timedelta(minutes=10), "ends_at": now + timedelta(hours=2), **changes})


@dataclass(frozen=True)
class Place:
    """A group and one person of each kind."""

    group_id: int
    slug: str
    facilitator: int
    member: int
    other_member: int
    observer: int
    stranger: int

    def plan(self, *, agenda: int = 2, live: bool = False, held: bool = False, **changes: Any) -> int:
        """A meeting of the group with a few points; its id."""
        points = [Point(titles={"fr": f"Point {n}"}, minutes=10) for n in range(1, agenda + 1)]
        meeting_id = commands.plan_meeting(self.facilitator, self.group_id, invitation(**changes), agenda=points,
                                           held=held)
        if live:
            commands.start_meeting(self.facilitator, meeting_id)
        return meeting_id


def make_place(visibility: str = "public") -> Place:
    """A group of this visibility with its people."""
    group_id = make_group(visibility=visibility)
    return Place(group_id, cards([group_id])[group_id].slug, make_member(group_id, "facilitator"),
                 make_member(group_id), make_member(group_id), make_member(group_id, "observer"), make_person())


@pytest.fixture
def place(ctx: None) -> Place:
    """A public group."""
    return make_place()


@pytest.fixture
def places(ctx: None) -> Callable[[str], Place]:
    """Groups of any visibility."""
    return make_place

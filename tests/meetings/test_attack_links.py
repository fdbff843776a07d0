"""An agenda leads nobody to what they may not know of."""

from datetime import timedelta

import pytest

from goforum.core import clock
from goforum.meetings import commands
from goforum.meetings.commands import Invitation, Point
from goforum.threads.commands import create_thread
from tests.factories import enter, make_group, make_member, make_person
from tests.factories.decisions import make_proposal


@pytest.mark.parametrize("page", ["", "/room"])
def test_a_link_into_a_reserved_group_is_shown_to_its_members_only(ctx, client, as_person, page):
    chair = make_person()
    public, hidden = make_group(facilitator=chair), make_group(visibility="reserved", facilitator=chair)
    thread = create_thread(chair, hidden, title="Budget", body="Secret")
    proposal, draft = make_proposal(hidden, chair), make_proposal(public, chair, publish=False)
    starts = clock.now() + timedelta(days=1)
    meeting = commands.plan_meeting(
        chair, public, Invitation(titles={"en": "Open"}, starts_at=starts, ends_at=starts + timedelta(hours=1)),
        agenda=[Point(titles={"en": "One"}, thread_id=thread, proposal_id=proposal),
                Point(titles={"en": "Two"}, proposal_id=draft)])
    inside, outside = make_member(hidden), make_member(public)
    enter(inside, public)
    links = (f'/threads/{thread}"', f'/proposals/{proposal}"')
    insider = as_person(inside).get(f"/meetings/{meeting}{page}").text
    assert all(link in insider for link in links)
    for browser in (client, as_person(outside)):
        text = browser.get(f"/meetings/{meeting}{page}").text
        assert not any(link in text for link in (*links, f'/proposals/{draft}"'))

"""Sets the scene for a test of faults, in a process of its own: ``python -m tests.faults.ground PEOPLE``.

Prints as JSON what the writers need: browsers already signed in, a thread, a poll, a live room.
"""

import json
import sys
from datetime import timedelta

from bench.prepare import open_room, sign_in
from goforum.app import create_app
from goforum.core import clock
from goforum.core.db import db
from goforum.groups.queries import cards
from goforum.serving.database import migrate
from goforum.threads.commands import create_thread
from goforum.voting.commands import open_poll
from tests.factories import enter, make_group, make_member


def main(people: int) -> dict[str, object]:
    app = create_app()
    migrate(app)
    with app.test_request_context():
        group = make_group()
        leader = make_member(group, "facilitator")
        members = [leader, *(make_member(group) for _ in range(people - 1))]
        threads = [create_thread(leader, group, title=f"Faults {number}", body="First.") for number in range(3)]
        poll = open_poll(leader, group, question="Does it hold?", closes_at=clock.now() + timedelta(days=1),
                         language="en")
        meeting = open_room(leader, group)
        closed_group = make_group(visibility="reserved", name="Closed circle")
        for number, one in enumerate(members[:3]):
            enter(one, closed_group, "facilitator" if number == 0 else "member")
        closed_room = open_room(leader, closed_group)
        browsers = [sign_in(app, one) for one in members]
        found = {
            "people": [{"id": one.person_id, "cookie": one.cookie, "csrf": one.csrf_token} for one in browsers],
            "group": group, "threads": threads, "poll": poll, "meeting": meeting, "closed_room": closed_room,
            "closed_slug": cards([closed_group])[closed_group].slug,
        }
        db.session.remove()
    return found


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))

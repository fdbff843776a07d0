"""Undoing a split or a merge is no way to carry what was done among fewer people back to more."""

import io
from datetime import timedelta

import pytest

from goforum.core import clock
from goforum.core.db import db
from goforum.core.rules import Refused
from goforum.files.intake import take_in
from goforum.threads import commands
from goforum.threads.models import Post, Thread, ThreadTrace
from tests.factories import enter, make_group, make_member
from tests.files.samples import picture
from tests.threads.conftest import make_thread


@pytest.fixture
def carried(group, member, facilitator, thread):
    """A post that has gone from an open group into a reserved one: (post, thread there, line, someone there)."""
    quiet = make_group(visibility="reserved", name="Quiet", facilitator=facilitator)
    insider = make_member(quiet, name="Insider")
    enter(member, quiet)
    there = make_thread(quiet, facilitator, title="Quiet")
    post = commands.reply(member, thread, body="Said in the open.")
    commands.split_thread(facilitator, thread, post_ids=[post], into_id=there, sure=True)
    line = db.session.query(ThreadTrace.id).filter_by(thread_id=there, kind="split_in").scalar()
    return post, there, line, insider


def test_untouched_posts_go_back(carried, facilitator, thread):
    post, there, line, _insider = carried
    commands.undo_move(facilitator, there, line)
    assert db.session.get(Post, post).thread_id == thread


@pytest.mark.parametrize("what", ["reaction", "file"])
def test_what_insiders_added_does_not_come_out(carried, facilitator, member, thread, what):
    post, there, line, insider = carried
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        if what == "reaction":
            commands.set_reaction(insider, post, "agree")
        else:
            added = take_in(member, io.BytesIO(picture()), "quiet.png")
            commands.edit_post(member, post, body=db.session.get(Post, post).body_source, file_ids=[added])
        with pytest.raises(Refused):
            commands.undo_move(facilitator, there, line)
    assert db.session.get(Post, post).thread_id == there
    assert db.session.get(Thread, there) is not None

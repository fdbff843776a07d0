"""A file lives while anything refers to it: the clean-up, the check, and what a killed process leaves behind."""

import os
import time
from datetime import timedelta

import pytest

from goforum.cli import main
from goforum.core import clock
from goforum.files import commands as files
from goforum.files import jobs, queries
from goforum.files.store import store
from goforum.threads import commands
from tests.factories import make_member
from tests.files.conftest import row, upload
from tests.files.samples import PDF, picture


def long_after():
    return clock.now() + timedelta(hours=49)


@pytest.fixture
def late(monkeypatch):
    """Two days later."""
    then = long_after()
    monkeypatch.setattr(clock, "now", lambda: then)


def there(name):
    return store().path(name).is_file()


def test_what_a_post_carries_stays_and_what_nothing_carries_goes_after_a_while(member, thread, request):
    kept, lone = upload(member), upload(member)
    names = row(kept).sha256, row(lone).sha256
    commands.reply(member, thread, body="Words", file_ids=[kept])
    assert jobs.tick() == 0
    assert queries.find_file(lone)
    request.getfixturevalue("late")
    assert jobs.tick() == 2  # given up, and swept
    assert queries.find_file(lone) is None
    assert not there(names[1])
    assert not store().path(names[1], small=True).exists()
    assert queries.find_file(kept)
    assert there(names[0])
    assert jobs.tick() == 0


def test_a_deleted_post_keeps_its_files_for_its_restoration(member, thread, late):
    made = upload(member)
    post = commands.reply(member, thread, body="Words", file_ids=[made])
    commands.delete_post(member, post)
    jobs.tick()
    assert queries.find_file(made)
    commands.restore_post(member, post)


def test_the_last_reference_taken_away_starts_the_clock(member, thread, request):
    made = upload(member)
    first = commands.reply(member, thread, body="One", file_ids=[made])
    second = commands.reply(member, thread, body="Two", file_ids=[made])
    commands.edit_post(member, first, body="One", file_ids=[])
    request.getfixturevalue("late")
    jobs.tick()
    assert queries.find_file(made), "the second post still carries it"
    assert row(made).idle_since is None, "and it is not asked about again"
    commands.edit_post(member, second, body="Two", file_ids=[])
    jobs.tick()
    assert queries.find_file(made), "its own two days begin now"


def test_bytes_of_two_uploads_go_with_the_last_one(member, group, thread, late):
    body = picture(colour=(5, 6, 7))
    kept, lone = upload(member, body), upload(make_member(group), body)
    commands.reply(member, thread, body="Words", file_ids=[kept])
    files.give_up_idle_files(long_after())
    assert jobs.sweep() == 1
    assert row(lone) is None
    assert there(row(kept).sha256)


def test_what_is_given_up_cannot_be_attached_and_says_so(member, thread, late):
    from goforum.core.rules import Invalid

    made = upload(member)
    files.give_up_idle_files(long_after())
    with pytest.raises(Invalid) as refused:
        commands.reply(member, thread, body="Words", file_ids=[made])
    assert "no longer here" in str(refused.value.errors["files"])


def test_a_clean_up_that_was_killed_half_way_is_finished_by_the_next(member, late):
    made = upload(member)
    name = row(made).sha256
    files.give_up_idle_files(long_after())
    store().remove(name)  # and then the power went
    assert jobs.tick() == 1
    assert row(made) is None


def test_what_a_killed_upload_left_aside_goes_after_a_day(ctx):
    incoming = store().incoming
    for name, age in (("young", 3600), ("old", 2 * 86400)):
        (incoming / name).mkdir(parents=True)
        (incoming / name / "came").write_bytes(b"half")
        os.utime(incoming / name, (time.time() - age,) * 2)
    jobs.tick()
    assert [one.name for one in incoming.iterdir()] == ["young"]
    (incoming / "young" / "came").unlink()
    (incoming / "young").rmdir()


def test_bytes_are_not_removed_while_an_upload_is_under_way(member, late):
    made = upload(member)
    name = row(made).sha256
    files.give_up_idle_files(long_after())
    with store().keeping():
        assert jobs.sweep() == 0
        assert there(name)
    assert jobs.sweep() == 1


def test_the_check_finds_what_is_missing_damaged_or_left_over(member):
    good, missing, damaged = (upload(member, PDF + bytes([65 + n]), "a.pdf") for n in range(3))
    names = [row(one).sha256 for one in (good, missing, damaged)]
    store().path(names[1]).unlink()
    store().path(names[2]).write_bytes(b"other")
    with store().aside() as folder:
        (folder / "x").write_bytes(b"nobody's, young")
        young = store().keep(folder / "x")
        (folder / "x").write_bytes(b"nobody's, old")
        old = store().keep(folder / "x")
    os.utime(store().path(old), (time.time() - 2 * 86400,) * 2)
    report = jobs.check()
    assert (report.missing, report.damaged) == ([(missing, names[1])], [(damaged, names[2])])
    assert not report.sound
    assert {young, old} <= set(report.strays)
    assert there(old)
    report = jobs.check(clean=True)
    assert young in report.strays
    assert old not in report.strays
    assert not there(old)
    assert there(names[0])
    store().remove(young)


def test_a_small_form_that_is_missing_is_missing(member):
    made = upload(member)
    store().path(row(made).sha256, small=True).unlink()
    assert jobs.check().missing == [(made, row(made).sha256)]


def test_the_command_says_how_it_is_and_ends_with_it(member, app, monkeypatch):
    from click.testing import CliRunner

    monkeypatch.setattr("goforum.cli.care.application", lambda *_a: app)
    made = upload(member, PDF, "a.pdf")
    done = CliRunner().invoke(main, ["files", "check"])
    assert (done.exit_code, done.output.count("0 missing, 0 damaged")) == (0, 1)
    store().path(row(made).sha256).unlink()
    done = CliRunner().invoke(main, ["files", "check"])
    assert done.exit_code == 1
    assert f"missing: file {made}" in done.output

"""The queue: JSON only, ids only, run by name, tried again when it fails."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest
from click.testing import CliRunner

from goforum.cli import care
from goforum.config import Settings
from goforum.core import clock, jobs, logs
from goforum.core.health import Health
from goforum.serving import doctor

pytestmark = pytest.mark.once


@pytest.fixture
def queue(tmp_path):
    made = jobs.make_queue(Settings(environment="testing", data_dir=tmp_path))
    yield made
    made.storage.close()


def test_a_task_travels_as_json_and_runs_by_name(queue, ran):
    queue.goforum_run("test.note", 3, 4)
    raw = queue.storage.enqueued_items()[0]
    assert orjson.loads(raw)["message"][6] == ["test.note", 3, 4]
    queue.execute(queue.dequeue())
    assert ran == [(3, 4)]


def test_a_later_task_keeps_its_time(queue, ran):
    queue.goforum_run.schedule(args=("test.note", 1), delay=3600)
    task = queue.dequeue()
    assert isinstance(task.eta, datetime)
    assert not queue.ready_to_run(task)


def test_later_takes_known_names_and_ids_only(app, ran):
    with app.app_context():
        jobs.later("test.note", 5)
        with pytest.raises(LookupError):
            jobs.later("test.unknown", 1)
        with pytest.raises(TypeError):
            jobs.later("test.note", "secret")
        queue = jobs.queue_of(app)
        queue.execute(queue.dequeue())
    assert ran == [(5,)]


@pytest.mark.parametrize("value", [
    None, 1, "سلام", [1, "x"], {"a": [1, {"b": None}]}, datetime(2026, 1, 2, 3, 4, tzinfo=UTC), {"message": 1},
])
def test_what_goes_in_comes_out(value):
    serializer = jobs.JsonSerializer()
    assert serializer.deserialize(serializer.serialize(value)) == value


def test_objects_are_refused():
    with pytest.raises(TypeError, match="ids and plain values"):
        jobs.JsonSerializer().serialize(object())


def test_a_pickle_in_the_queue_is_not_read(queue):
    queue.storage.enqueue(b"\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix")
    with pytest.raises(ValueError):
        queue.dequeue()


@pytest.fixture
def failing():
    """A task that never works."""

    def fail(*_ids):
        raise ValueError("the printer is on fire")

    jobs.tasks["test.fail"] = fail
    yield
    del jobs.tasks["test.fail"]


def test_a_job_bears_the_mark_of_the_page_that_asked_for_it(app, ran):
    with app.app_context():
        mark = logs.new_request("page-0123456789")
        jobs.later("test.note", 5)
        queue = jobs.queue_of(app)
        task = queue.dequeue()
        assert task.kwargs["request_id"] == mark
        jobs.tasks["test.note"] = lambda *_: ran.append(logs.request_mark())
        logs.new_request()
        queue.execute(task)
    assert ran == [mark]


def test_a_job_that_fails_each_time_is_kept_and_can_be_tried_again(app, ctx, failing):
    logs.new_request("page-0123456789")
    jobs.later("test.fail", 7, 8)
    queue = jobs.queue_of(app)
    for tries in range(jobs.TRIES + 1):
        assert jobs.dead_jobs() == []
        task = queue.dequeue() or next(iter(queue.read_schedule(clock.now().replace(tzinfo=None) + timedelta(days=1))))
        task.eta = None
        assert task.retries == jobs.TRIES - tries
        queue.execute(task)
    (dead,) = jobs.dead_jobs()
    assert (dead.name, dead.ids, dead.request_id) == ("test.fail", [7, 8], "page-0123456789")
    assert dead.error == "ValueError: the printer is on fire"
    number = dead.id
    first = jobs.dig_up(number)
    assert first is not None
    assert (first.name, first.ids) == ("test.fail", [7, 8])
    assert jobs.dig_up(number) is None  # two people at once try it again once
    assert jobs.dead_jobs() == []


def test_the_command_shows_what_was_given_up_and_tries_it_again(app, ctx, ran, monkeypatch):
    monkeypatch.setattr(care, "application", lambda: app)
    run = CliRunner()
    assert run.invoke(care.dead, []).exit_code == 0
    jobs.bury("test.note", [3], "page-0123456789", "ValueError: no")
    shown = run.invoke(care.dead, [])
    assert shown.exit_code == 1
    assert "test.note [3]" in shown.output
    assert "page-0123456789" in shown.output
    again = run.invoke(care.dead, ["--again"])
    assert (again.exit_code, "1 jobs" in again.output) == (0, True)
    queue = jobs.queue_of(app)
    queue.execute(queue.dequeue())
    assert ran == [(3,)]
    assert run.invoke(care.dead, []).output == "Nothing was given up.\n"


def test_the_doctor_names_what_was_given_up(app, ctx):
    assert doctor._jobs().health is Health.OK
    jobs.bury("test.note", [3], "page-0123456789", "ValueError: no")
    found = doctor._jobs()
    assert found.health is Health.WARN
    assert "1 given up (/failures, goforum dead)" in found.words

"""The queue: JSON only, ids only, run by name, tried again when it fails."""

from datetime import UTC, datetime

import orjson
import pytest

from goforum.config import Settings
from goforum.core import jobs

pytestmark = pytest.mark.once


@pytest.fixture
def queue(tmp_path):
    made = jobs.make_queue(Settings(environment="testing", data_dir=tmp_path))
    yield made
    made.storage.close()


@pytest.fixture
def ran():
    """What the test task was run with."""
    seen = []
    jobs.tasks["test.note"] = lambda *ids: seen.append(ids)
    yield seen
    del jobs.tasks["test.note"]


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

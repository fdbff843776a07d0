"""Stopping a web process, several of them behind Redis, and the library's own fan-out."""

import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bench.sio import Closed
from bench.site import patience
from tests.sockets.conftest import Toy, free_port

pytestmark = pytest.mark.once


def test_a_stopping_process_tells_its_sockets_and_is_gone_in_a_few_seconds(tmp_path):
    site = Toy(tmp_path / "errors")
    client, quiet = site.client("p1"), site.client()
    assert quiet.call("join", {"room": "r"})["ok"]
    assert site.stop() < patience(8)
    assert client.receive() == ("event", "restart", {})
    assert client.receive()[0] == "closed"
    assert site.process.returncode == 0


def test_a_request_under_way_is_finished_before_the_process_stops(tmp_path):
    site = Toy(tmp_path / "errors")
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(site.get, "/slow/3")
        time.sleep(0.5)
        seconds = site.stop()
        assert answer.result(10)[0] == "finished"
    assert 2 < seconds < patience(12)
    assert site.process.returncode == 0


def test_the_stock_fan_out_still_works(tmp_path):
    site = Toy(tmp_path / "errors", GOFORUM_FANOUT="stock")
    try:
        speaker, listener = site.client("p1"), site.client()
        listener.call("join", {"room": "r"})
        assert speaker.call("say", {"room": "r", "text": "سلام"})["ok"]
        assert listener.receive() == ("event", "message", {"text": "سلام", "by": 1})
        speaker.close()
        listener.close()
    finally:
        site.stop()


@pytest.fixture
def redis_url(tmp_path):
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    port = free_port()
    server = subprocess.Popen(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "",
                               "--dir", str(tmp_path)], stdout=subprocess.DEVNULL)
    time.sleep(0.5)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait(10)


def _until_heard(speaker, far) -> None:
    """A process hears the others once its own subscription stands, which nobody can ask it; rooms catch up by number."""
    patience = far.sock.gettimeout()
    far.sock.settimeout(1)
    for _try in range(30):
        assert speaker.call("say", {"room": "r", "text": "before"})["ok"]
        try:
            far.receive()
        except TimeoutError:
            continue
        far.sock.settimeout(patience)
        return
    raise AssertionError("the second process never heard the first")


def test_two_processes_share_their_rooms_through_redis(tmp_path, redis_url):
    one, two = (Toy(tmp_path / name, GOFORUM_REDIS_URL=redis_url) for name in ("one", "two"))
    try:
        speaker, near, far = one.client("p1"), one.client(), two.client()
        for client in (near, far):
            assert client.call("join", {"room": "r"})["ok"]
        _until_heard(speaker, far)
        assert speaker.call("say", {"room": "r", "text": "now"})["ok"]
        for client in (near, far):
            while client.receive()[2]["text"] != "now":
                pass
        for number in range(20):
            assert speaker.call("say", {"room": "r", "text": f"س{number}"})["ok"]
        wanted = [("event", "message", {"text": f"س{number}", "by": 1}) for number in range(20)]
        assert [near.receive() for _ in range(20)] == wanted
        assert [far.receive() for _ in range(20)] == wanted
    except Closed:
        raise AssertionError((tmp_path / "one").read_text() + (tmp_path / "two").read_text()) from None
    finally:
        one.stop()
        two.stop()

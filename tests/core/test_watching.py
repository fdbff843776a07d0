"""The figures: what they count, who may read them, and that nobody's name is among them; marks of requests in the log."""

import json
import re
from pathlib import Path

import pytest
from flask import g

from goforum.config import Settings
from goforum.core import logs, metrics
from goforum.core.bounded import Bounded
from goforum.core.watching import may_read

LINE = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+$')
DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def test_what_is_counted_is_told_in_lines_that_prometheus_reads(client):
    client.get("/groups")
    client.get("/no-such-page-of-anybody")
    answer = client.get("/metrics")
    text = answer.get_data(as_text=True)
    assert answer.mimetype == "text/plain"
    for line in text.splitlines():
        assert line.startswith("# ") or LINE.fullmatch(line), line
    assert re.search(r'goforum_requests_total\{route="/groups",status="\d+"\} \d', text), text[:2000]
    assert 'route="none",status="404"' in text
    assert "no-such-page" not in text  # an address is what a visitor typed
    for name in ("goforum_sockets", "goforum_mail_oldest_seconds", "goforum_index_waiting", "goforum_jobs_waiting",
                 "goforum_jobs_dead", "goforum_memory_bytes", "goforum_loop_wait_seconds"):
        assert re.search(rf"^{name} ", text, re.MULTILINE), name


@pytest.mark.once
@pytest.mark.parametrize(("address", "headers", "token", "allowed"), [
    ("127.0.0.1", {}, "", True), ("::1", {}, "", True), ("203.0.113.9", {}, "", False),
    ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, "", False), ("127.0.0.1", {"Via": "1.1 x"}, "", False),
    ("203.0.113.9", {"Authorization": "Bearer s3cret"}, "s3cret", True),
    ("203.0.113.9", {"Authorization": "Bearer other"}, "s3cret", False),
    ("203.0.113.9", {"Authorization": "Bearer "}, "", False), ("not an address", {}, "", False),
])
def test_who_may_read_the_figures(app, address, headers, token, allowed):
    with app.test_request_context("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address}):
        assert may_read(Settings(environment="testing", metrics_token=token)) is allowed


@pytest.mark.once
def test_others_see_a_page_that_does_not_exist(client):
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404


@pytest.mark.once
def test_nothing_counted_grows_with_who_asks_and_for_what(client):
    def ask(number):
        who = {"REMOTE_ADDR": f"203.0.113.{number}"}
        what = {"User-Agent": f"agent {number}", "Accept-Language": f"x{number}", "Cookie": f"own{number}=1"}
        for path in (f"/made-up-{number}", f"/threads/{10**6 + number}", f"/groups?q={number}"):
            client.get(path, headers=what, environ_base=who)

    def held():
        return {one.name: set(one.values) for one in metrics.COLLECTED}

    ask(1)
    before = held()
    for number in range(2, 30):
        ask(number)
    assert held() == before


@pytest.mark.once
@pytest.mark.parametrize("size", [500, 10_000])
def test_what_is_kept_makes_room_for_what_comes(size):
    kept = Bounded(100_000)
    for number in range(2_000):
        kept.put(("address", number), b"", size)
    assert len(kept) == 100_000 // size
    assert kept.held <= kept.limit
    assert kept.find(("address", 1_999)) is not None


@pytest.mark.once
def test_a_source_that_fails_leaves_only_its_own_figures_out(client, monkeypatch):
    def broken():
        raise OSError("away")

    monkeypatch.setattr(metrics, "_sources", [broken, *metrics._sources])
    text = client.get("/metrics").get_data(as_text=True)
    assert "goforum_sockets " in text
    assert "goforum_gauges_failed_total{source=" in text


@pytest.mark.once
def test_a_histogram_counts_up_to_each_bound():
    made = metrics.Histogram("x_seconds", "X.", ("kind",))
    for seconds in (0.001, 0.2, 99):
        made.see(seconds, "a")
    lines = list(made.lines())
    assert 'x_seconds_bucket{kind="a",le="0.005"} 1' in lines
    assert 'x_seconds_bucket{kind="a",le="0.25"} 2' in lines
    assert 'x_seconds_bucket{kind="a",le="10.0"} 2' in lines
    assert 'x_seconds_bucket{kind="a",le="+Inf"} 3' in lines
    assert 'x_seconds_count{kind="a"} 3' in lines


@pytest.mark.once
def test_the_dashboard_and_the_alerts_name_figures_that_there_are(client):
    client.get("/groups")
    text = client.get("/metrics").get_data(as_text=True)
    known = set(re.findall(r"^# TYPE (\w+)", text, re.MULTILINE))
    for file in ("dashboard.json", "alerts.yaml"):
        named = set(re.findall(r"goforum_[a-z_]+", (DEPLOY / "prometheus" / file).read_text(encoding="utf-8")))
        assert named, file
        missing = {one for one in named if re.sub(r"_(bucket|count|sum)$", "", one) not in known and one not in known}
        assert missing == set(), file
    board = json.loads((DEPLOY / "prometheus" / "dashboard.json").read_text(encoding="utf-8"))
    assert all(panel["targets"] for panel in board["panels"] if panel["type"] != "row")


@pytest.mark.once
@pytest.mark.parametrize(("claimed", "kept"), [
    ("0123456789abcdef", True), ("a-b_c.d-8", True), ("short", False), ("x" * 65, False), ("new\nline-here", False),
    ('{"a": "forged"}', False), (None, False), ("", False),
])
def test_only_a_plain_mark_is_taken_over(claimed, kept):
    mark = logs.new_request(claimed)
    assert (mark == claimed) is kept
    assert logs.request_mark() == mark


@pytest.mark.once
def test_a_line_that_cannot_be_written_is_lost_and_nothing_else():
    class Full:
        def write(self, _text):
            raise OSError(28, "No space left on device")

        flush = write

    quiet = logs._Patient(Full())
    assert quiet.write("a line") == 0
    with pytest.raises(TypeError):
        Full().flush()
    quiet.stream.flush = lambda: (_ for _ in ()).throw(OSError(28, "full"))
    quiet.flush()


@pytest.mark.once
def test_a_visitor_cannot_name_a_request_and_the_error_page_shows_its_mark(client):
    answer = client.get("/nothing-here", headers={"X-Request-ID": "chosen-by-me"})
    assert answer.headers["X-Request-ID"] != "chosen-by-me"
    assert answer.headers["X-Request-ID"] in answer.get_data(as_text=True)


@pytest.mark.once
def test_a_trusted_proxy_names_it(app, client, monkeypatch):
    """The name is believed by the settings alone; the same header through the same door."""
    from goforum.core import security

    seen = []
    monkeypatch.setattr(security, "new_request", lambda claimed: seen.append(claimed) or "m" * 8)
    client.get("/groups", headers={"X-Request-ID": "given-by-proxy"})
    assert seen == [None]  # this site trusts no proxy
    assert "request_id" not in g

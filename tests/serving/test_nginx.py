"""nginx in front, with the configuration we ship: two web processes, TLS, and what an operator relies on it for."""

import gzip
import http.client
import re
import shutil
import socket
import ssl
import subprocess
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bench.sio import Client
from bench.site import Site, free_port
from goforum.core import clock
from tests.faults.harness import LONG, Scene
from tests.faults.rolling import Writer
from tests.faults.servers import until

ROOT = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
HOST = "forum.example.org"
ROLLS = 25 if LONG else 1
pytestmark = [
    pytest.mark.slow, pytest.mark.once,
    pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not installed"),
]


def _certificate(folder: Path) -> None:
    key, now = ec.generate_private_key(ec.SECP256R1()), clock.now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
            .sign(key, hashes.SHA256()))
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


def _configured(folder: Path, ports: tuple[int, int], plain: int, tls: int) -> str:
    """The shipped file, with an operator's own lines in it; every replaced line must be there."""
    text = (ROOT / "deploy/nginx/goforum.conf").read_text(encoding="utf-8")
    for old, new in {
        "server 127.0.0.1:5000 ": f"server 127.0.0.1:{ports[0]} ", "server 127.0.0.1:5001 ": f"server 127.0.0.1:{ports[1]} ",
        "listen 80;": f"listen 127.0.0.1:{plain};", "listen 443 ssl http2;": f"listen 127.0.0.1:{tls} ssl http2;",
        "/etc/letsencrypt/live/forum.example.org/fullchain.pem": str(folder / "cert.pem"),
        "/etc/letsencrypt/live/forum.example.org/privkey.pem": str(folder / "key.pem"),
        "/var/log/nginx/goforum.log": str(folder / "access.log"),
        "root /srv/goforum-unavailable;": f"root {ROOT / 'deploy/nginx'};",
        "/var/cache/nginx/goforum": str(folder / "kept"),
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    temp = "".join(f"{name}_temp_path {folder / name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    return (f"daemon off; pid {folder / 'pid'}; error_log {folder / 'error.log'}; worker_processes 1;\n"
            f"{'user root;' if not (folder.stat().st_uid) else ''}\n"
            f"events {{ worker_connections 1024; }}\nhttp {{ {temp}\n{text}\n}}\n")


@dataclass
class Front:
    """A running nginx and what is behind it."""

    scene: Scene
    second: Site
    folder: Path
    plain: int
    tls: int

    def cookie(self, person: int) -> str:
        """Somebody's session, under the name it has on a site with https."""
        return "__Host-" + self.scene.people[person]["cookie"]

    def post(self, person: int, path: str, **fields: str) -> int:
        """A form as its page sends it."""
        body = urllib.parse.urlencode({"csrf_token": self.scene.people[person]["csrf"], **fields})
        return self.ask(path, "POST", body, Cookie=self.cookie(person), Origin=f"https://{HOST}",
                        Referer=f"https://{HOST}{path}", Content_Type="application/x-www-form-urlencoded")[0].status

    def ask(self, path: str, method: str = "GET", body: Any = None, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        line = http.client.HTTPSConnection("127.0.0.1", self.tls, timeout=20, context=ssl._create_unverified_context())
        try:
            line.request(method, path, body, {"Host": HOST, **{k.replace("_", "-"): v for k, v in headers.items()}})
            answer = line.getresponse()
            return answer, answer.read()
        finally:
            line.close()


class Line(Client):
    """A socket through nginx: the same client over TLS."""

    def __init__(self, front: Front, cookie: str) -> None:
        raw = socket.create_connection(("127.0.0.1", front.tls), timeout=20)
        self.sock = ssl._create_unverified_context().wrap_socket(raw, server_hostname=HOST)
        self.buffer, self.waiting, self.next_id, self.ended = bytearray(), [], 0, False
        self._shake_hands(HOST, cookie, f"https://{HOST}")


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("nginx")
    _certificate(folder)
    settings = {"GOFORUM_BASE_URL": f"https://{HOST}", "GOFORUM_TRUSTED_PROXIES": "1", "GOFORUM_RATE_LIMITS": "1"}
    scene = Scene(folder)
    second = scene.twin()
    plain, tls = free_port(), free_port()
    (folder / "nginx.conf").write_text(_configured(folder, (scene.site.port, second.port), plain, tls))
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        for one in (scene.site, second):
            one.environment.update(settings)
            one.start(worker=False)
        yield Front(scene, second, folder, plain, tls)
    finally:
        process.terminate()
        process.wait(20)
        second.stop()
        scene.close()


def test_a_page_is_packed_once_and_its_files_stay_packed(front: Front) -> None:
    answer, body = front.ask("/groups", Accept_Encoding="gzip")
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
    text = gzip.decompress(body).decode()
    assert text.startswith("<!doctype html>")
    script = re.search(r'src="(/assets/[^"]+app\.js)"', text)
    assert script
    answer, body = front.ask(script.group(1), Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"export const" in gzip.decompress(body)  # packed once, not twice
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "Content-Encoding" not in front.ask("/groups")[0].headers


def test_plain_http_leads_to_https(front: Front) -> None:
    line = http.client.HTTPConnection("127.0.0.1", front.plain, timeout=10)
    line.request("GET", "/groups?x=1", headers={"Host": HOST})
    answer = line.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/groups?x=1")
    line.close()


def test_a_member_writes_and_a_room_talks_through_it(front: Front) -> None:
    thread, meeting = front.scene.found["threads"][0], front.scene.found["meeting"]
    assert front.post(1, f"/threads/{thread}/reply", body="Through nginx.", client_key="nginx-1") == 303
    assert "Through nginx." in front.ask(f"/threads/{thread}")[1].decode()
    line = Line(front, front.cookie(2))
    said = line.call("room_say", {"meeting_id": meeting, "text": "Over TLS.", "client_id": "nginx-line-2"})
    line.close()
    assert said["ok"], said
    cookies = front.ask("/sign-in")[0].headers.get_all("Set-Cookie") or []
    assert all("Secure" in one for one in cookies)


def _next_second() -> None:
    """Pages are kept to the end of the second in which the database was asked."""
    began = int(time.time())
    while int(time.time()) == began:
        time.sleep(0.01)


def _twice(front: Front, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    """What a visitor gets who asks twice in one second (in a few seconds on a machine that does much else)."""
    for _try in range(10):
        _next_second()
        front.ask(path, **headers)
        answer, body = front.ask(path, **headers)
        if answer.headers["X-Front"] == "HIT":
            break
    return answer, body


def test_visitors_get_a_public_page_from_here_and_people_with_a_session_never(front: Front) -> None:
    path = f"/threads/{front.scene.found['threads'][1]}"
    visitor = {"Accept_Encoding": "gzip", "Accept_Language": "fr", "Cookie": "gf_reads=1; gf_lang=fr"}
    second, body = _twice(front, path, **visitor)
    assert (second.headers["X-Front"], second.headers["Content-Encoding"]) == ("HIT", "gzip")
    assert "X-Accel-Expires" not in second.headers
    same, nothing = front.ask(path, **visitor, If_None_Match=second.headers["ETag"])
    assert (same.status, nothing) == (304, b"")
    assert gzip.decompress(body).decode().startswith("<!doctype html>")
    for other in ({"Cookie": "gf_lang=ar"}, {"Accept_Language": "en"}, {"Cookie": "gftheme=dark"}, {"Save_Data": "on"}):
        assert front.ask(path, **other)[1] != gzip.decompress(body)
    for cookie in (front.cookie(1), f"gf_lang=fr; {front.cookie(1)}", "__Host-gf=made-up", "anything=1"):
        own, page = front.ask(path, Accept_Encoding="gzip", Cookie=cookie)
        assert own.headers["X-Front"] == "BYPASS", cookie
        assert page != body
    reading = f"{front.cookie(6)}; gf_reads=1"  # whose script tells what was read: a look changes nothing
    member, _page = front.ask(path, Cookie=reading)
    assert front.ask(path, Cookie=reading, If_None_Match=member.headers["ETag"])[0].status == 304
    for closed in (f"/groups/{front.scene.found['closed_slug']}", "/sign-in", "/readyz"):
        assert [front.ask(closed)[0].headers.get("X-Front") for _time in range(2)] in (["MISS", "MISS"], [None, None])


def test_what_is_posted_is_seen_by_visitors_within_a_second(front: Front) -> None:
    thread = front.scene.found["threads"][2]
    path = f"/threads/{thread}"
    assert b"Seen soon." not in front.ask(path)[1]
    assert front.post(1, f"{path}/reply", body="Seen soon.", client_key="nginx-soon") == 303
    _next_second()
    assert b"Seen soon." in front.ask(path)[1]


def test_nobody_gets_a_page_of_somebody_else(front: Front) -> None:
    closed = f"/groups/{front.scene.found['closed_slug']}"
    for _round in range(3):
        assert front.ask(closed, Cookie=front.cookie(0))[0].status == 200
        for stranger in ("", front.cookie(5)):
            assert front.ask(closed, Cookie=stranger)[0].status == 404
    for path, who in (("/", 0), ("/notifications", 1), ("/account", 2)):
        answer, _body = front.ask(path, Cookie=front.cookie(who))
        assert "private" in answer.headers["Cache-Control"]
        assert "Cookie" in ", ".join(answer.headers.get_all("Vary") or [])


def test_who_claims_to_be_forwarded_for_somebody_else_is_counted_as_who_knocked(front: Front) -> None:
    """Forty accounts tried, each time as if from elsewhere: the tries of one address end all the same."""
    page, text = front.ask("/sign-in")
    cookie = "; ".join(one.partition(";")[0] for one in page.headers.get_all("Set-Cookie") or [])
    token = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', text)
    assert token
    statuses = []
    for number in range(40):
        body = urllib.parse.urlencode({"csrf_token": token.group(1).decode(), "email": f"nobody{number}@example.org",
                                       "password": "wrong wrong wrong"})
        statuses.append(front.ask("/sign-in", "POST", body, X_Forwarded_For=f"203.0.113.{number}", Cookie=cookie,
                                  Origin=f"https://{HOST}", Referer=f"https://{HOST}/sign-in",
                                  Content_Type="application/x-www-form-urlencoded")[0].status)
    assert statuses[0] == 422
    assert statuses[-1] == 429, statuses


def test_a_form_too_large_is_refused_here(front: Front) -> None:
    line = http.client.HTTPSConnection("127.0.0.1", front.tls, timeout=20, context=ssl._create_unverified_context())
    line.putrequest("POST", "/files", skip_host=True)
    for name, value in (("Host", HOST), ("Content-Length", str(40_000_000)), ("Content-Type", "text/plain")):
        line.putheader(name, value)
    line.endheaders()
    assert line.getresponse().status == 413
    line.close()


def test_the_log_holds_no_secret_and_no_moment_of_a_vote(front: Front) -> None:
    front.ask("/confirm/SECRETSECRET?x=1")
    front.ask("/search?q=WORDSOUGHT")
    front.post(3, f"/polls/{front.scene.found['poll']}/vote", choice="for")
    front.ask("/proposals/1/vote")
    front.ask("/meetings/1/polls/1/vote")
    front.ask("/reset/SECRETSECRET/more")
    front.ask("/calendar/SECRETSECRET.ics")
    log = (front.folder / "access.log").read_text(encoding="utf-8")
    assert "GET /confirm/" in log
    assert "GET /search" in log
    for secret in ("SECRET", "WORDSOUGHT", "/vote"):
        assert secret not in log


def test_the_health_pages_answer_this_machine(front: Front) -> None:
    assert front.ask("/readyz")[0].status == 200


def test_restarts_one_after_the_other_lose_nothing(front: Front) -> None:
    writers = [Writer(front, number) for number in range(1, 5)]
    for one in writers:
        one.start()
    longest = 0.0
    for _ in range(ROLLS):
        for site in (front.scene.site, front.second):
            time.sleep(2.5)  # both are known to nginx as well again
            longest = max(longest, site.stop())
            site.start_again()
    time.sleep(0.5)
    for one in writers:
        one.stopping.set()
    for one in writers:
        one.join(30)
    there = Counter(row.body_source for row in front.scene.rows("SELECT body_source FROM posts"))
    written = [text for one in writers for text in one.written]
    raw = sum((one.raw for one in writers), Counter())
    print(f"{2 * ROLLS} restarts, {len(written)} acknowledged posts, answers {dict(raw)}, slowest stop {longest:.1f} s")
    assert len(written) >= 8 * ROLLS
    assert [text for text in written if there[text] != 1] == []
    assert set(raw) <= {303, 503}, raw
    assert raw[503] <= max(3, len(written) // 50), raw
    assert longest < 12


def test_one_process_away_nobody_notices_and_both_away_a_page_says_so(front: Front) -> None:
    front.second.kill()
    assert {front.ask("/groups")[0].status for _ in range(12)} == {200}
    front.scene.site.kill()
    _next_second()  # until then nginx still has the page
    answer, body = front.ask("/groups")
    assert (answer.status, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (503, "15", "no-store")
    for words in ("المنصة متوقفة لحظات", "revient dans un instant", "back in a moment"):
        assert words in body.decode()
    assert front.post(1, "/threads/1/reply", body="Lost?", client_key="nginx-9") == 503
    for one in (front.scene.site, front.second):
        one.start_again()
    # nginx asks a process that did not answer again after its fail_timeout.
    until(lambda: front.ask("/groups")[0].status == 200, 10)
    assert {front.ask("/groups")[0].status for _ in range(12)} == {200}

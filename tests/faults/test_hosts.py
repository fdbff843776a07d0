"""Two hosts, each in a network of its own, behind nginx, with PostgreSQL and Redis on a third: people read, write, vote
and talk while one host is killed and returns. Needs root, for the networks; only in the long run.
"""

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.site import Site, free_port
from tests.faults.harness import LONG, Browser, Follower, Scene
from tests.faults.servers import Postgres, Redis, listens, until
from tests.faults.test_cuts import Talker, check

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
ROUNDS = 6
pytestmark = [
    pytest.mark.race, pytest.mark.slow, pytest.mark.long, pytest.mark.once,
    pytest.mark.skipif(not LONG, reason="two hosts: only make test-long"),
]


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True)


class Network:
    """A bridge, and namespaces on it; this machine is 10.99.7.1, the hosts .11 and .12."""

    def __init__(self):
        self.mark = f"{os.getpid() % 10000:04d}"
        self.bridge, self.hosts = f"gfb{self.mark}", [f"gf{self.mark}a", f"gf{self.mark}b"]
        ip("link", "add", self.bridge, "type", "bridge")
        ip("addr", "add", "10.99.7.1/24", "dev", self.bridge)
        ip("link", "set", self.bridge, "up")
        for number, host in enumerate(self.hosts):
            ip("netns", "add", host)
            ip("link", "add", f"v{host}", "type", "veth", "peer", "name", "eth0", "netns", host)
            ip("link", "set", f"v{host}", "master", self.bridge, "up")
            ip("-n", host, "addr", "add", f"10.99.7.{11 + number}/24", "dev", "eth0")
            ip("-n", host, "link", "set", "eth0", "up")
            ip("-n", host, "link", "set", "lo", "up")

    def close(self):
        for host in self.hosts:
            subprocess.run(["ip", "netns", "del", host], check=False, capture_output=True)
        subprocess.run(["ip", "link", "del", self.bridge], check=False, capture_output=True)


class Host(Site):
    """A goforum in one of the networks, with its own web process and worker."""

    def settle(self, namespace, address):
        self.prefix, self.address = ["ip", "netns", "exec", namespace], address
        return self

    def _run(self, part, *arguments):
        return super()._run(part, *arguments, *(["--host", self.address] if part == "web" else []))

    def answers(self):
        """Asked from within: the tests themselves speak to nginx alone."""
        ask = (f"import urllib.request as u; u.urlopen('http://{self.address}:{self.port}/healthz', timeout=2)")
        return subprocess.run([*self.prefix, sys.executable, "-S", "-c", ask], capture_output=True).returncode == 0


def nginx_conf(folder: Path, front: int, hosts) -> Path:
    """The shipped upstream rules, without TLS: two hosts, forms never sent twice."""
    lines = "\n".join(f"server {one.address}:{one.port} max_fails=2 fail_timeout=2s;" for one in hosts)
    temp = "".join(f"{name}_temp_path {folder / name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    path = folder / "nginx.conf"
    path.write_text(f"""daemon off; pid {folder / 'pid'}; error_log {folder / 'error.log'}; worker_processes 1;
{'user root;' if os.geteuid() == 0 else ''}
events {{ worker_connections 1024; }}
http {{ {temp} access_log off;
map $http_upgrade $goforum_connection {{ default upgrade; "" ""; }}
upstream goforum {{ least_conn; {lines} keepalive 16; keepalive_timeout 1s; }}
server {{ listen 127.0.0.1:{front};
  proxy_http_version 1.1; proxy_set_header Connection $goforum_connection; proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto http;
  proxy_set_header X-Forwarded-Host $http_host; proxy_connect_timeout 2s; proxy_read_timeout 90s;
  proxy_next_upstream error timeout; proxy_next_upstream_tries 2;
  location / {{ proxy_pass http://goforum; }} }} }}
""")
    return path


@contextmanager
def two_hosts(folder, make=Scene, **settings):
    """The scene, on two hosts behind nginx; ``settings`` are of the hosts."""
    network = Network()
    postgres, redis = Postgres(folder), Redis(folder)
    postgres.address = redis.address = "127.0.0.1,10.99.7.1"
    front, process, hosts, scene = free_port(), None, [], None
    with pytest.MonkeyPatch.context() as patch:
        try:
            postgres.start()
            redis.start()
            patch.setenv("GOFORUM_TEST_DATABASE_URL", postgres.url.replace("127.0.0.1", "10.99.7.1"))
            patch.setenv("GOFORUM_TEST_REDIS_URL", f"redis://10.99.7.1:{redis.port}/0")
            scene = make(folder)
            more = {**scene.settings, **settings, "GOFORUM_BASE_URL": f"http://127.0.0.1:{front}", "GOFORUM_TRUSTED_PROXIES": "1"}
            hosts = [Host(folder, pinned=False, **more).settle(name, f"10.99.7.{11 + n}")
                     for n, name in enumerate(network.hosts)]
            for number, one in enumerate(hosts):
                one.log = folder / f"host-{number}.log"
                one.environment["GOFORUM_DATA_DIR"] = str(folder / f"data-{number}")
                one.environment["GOFORUM_SEARCH_BACKEND"] = "postgresql"
                one.start()
            process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(nginx_conf(folder, front, hosts))])
            scene.site.port = front
            scene.site.base = f"http://127.0.0.1:{front}"
            scene.hosts = hosts
            until(lambda: listens(front))
            until(lambda: Browser({"cookie": "", "csrf": ""}, front).get("/groups")[0] == 200)
            yield scene
        finally:
            if process is not None:
                process.terminate()
                process.wait(20)
            for one in hosts:
                one.stop()
            if scene is not None:
                scene.engine.dispose()
            postgres.remove()
            redis.stop()
            network.close()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with two_hosts(tmp_path_factory.mktemp("hosts")) as made:
        yield made


def test_the_journey_goes_on_whichever_host_is_away(place):
    """Sign-in kept, thread, mention, vote, search, room's page: through both, one, the other, both."""
    for number, away in enumerate([None, 0, 1, None]):
        if away is not None:
            place.hosts[away].kill()
        me, thread = Browser(place.people[1], place.site.port), place.found["threads"][0]
        key = f"journey-{number}"

        def sent(path, me=me, **fields):
            for _ in range(20):
                if (status := me.post(path, **fields)) == 303:
                    return True
                assert status in {502, 503}, status
                time.sleep(0.3)
            return False

        assert sent(f"/threads/{thread}/reply", body=f"Mirador {key}.", client_key=key)
        assert sent(f"/polls/{place.found['poll']}/vote", choice="for")
        assert f"Mirador {key}." in me.get(f"/threads/{thread}")[1]
        assert me.get(f"/meetings/{place.found['meeting']}/room")[0] in {200, 303}
        assert me.get("/account")[0] == 200  # signed in, whichever host answers
        until(lambda me=me: "/posts/" in me.get("/search?q=mirador")[1], 60)
        if away is not None:
            place.hosts[away].start_again()
    texts = Counter(row.body_source for row in place.rows("SELECT body_source FROM posts"))
    assert [texts[f"Mirador journey-{number}."] for number in range(4)] == [1, 1, 1, 1]


def test_the_room_is_exact_while_hosts_are_killed_and_return(place):
    followers = [Follower(Browser(place.people[2 + n % 6], place.site.port), place.found["meeting"], place.site.port)
                 for n in range(10)]
    talkers = [Talker(place, number) for number in (0, 1)]
    talkers[0].other, talkers[1].other = talkers[1], talkers[0]
    for one in talkers:
        one.start()
    try:
        for number in range(ROUNDS):
            time.sleep(3)
            victim = place.hosts[number % 2]
            victim.kill()
            time.sleep(1)
            victim.start_again()
        time.sleep(4)
        check(place, followers, talkers)
        print(f"{ROUNDS} kills of a host, {place.last_number()} lines, {len(followers)} followers, "
              f"{sum(one.connects for one in followers)} connections")
        assert sum(one.connects for one in followers) > len(followers)
    finally:
        for one in talkers:
            one.stopping.set()
        for one in followers:
            one.stop()

"""A whole meeting on bad lines: everybody's own line is cut, half-open or led to another process, at any time; processes
are stopped and killed, Redis too; two of those present are browsers. In the end all hold the server's exact log.
"""

import os
import random
import threading
import time

import pytest

from bench.site import Site, patience
from tests.browser import CHROMIUM, chromium
from tests.faults.harness import LONG, Browser, Follower, Proxy, stage
from tests.faults.test_cuts import Talker, check
from tests.faults.test_redis import Redis, needs_redis

pytestmark = [pytest.mark.race, pytest.mark.slow]
CLIENTS, CUTS, SECONDS, FALLS = (20, 100, (1, 120), 8) if LONG else (3, 3, (0.4, 1), 1)
TABS = 2


class Fate(threading.Thread):
    """What happens to one person's line: cut, frozen, led to the other process, again and again."""

    def __init__(self, proxy, ports, shared, seed):
        super().__init__(daemon=True)
        self.proxy, self.ports, self.shared, self.chance = proxy, ports, shared, random.Random(seed)

    def run(self):
        while self.shared.take():
            how, seconds = self.chance.choice(("cut", "freeze", "move")), self.chance.uniform(*SECONDS)
            if how == "move":  # another process answers from now on
                self.proxy.target = self.ports[self.chance.randrange(2)]
                self.proxy.cut()
                time.sleep(min(seconds, 2))
            else:
                getattr(self.proxy, how)()
                time.sleep(seconds)
            self.proxy.mend()
            self.shared.note(how)
            time.sleep(self.chance.uniform(0.5, 2))


class Shared:
    """How many cuts are left for all lines together, and which there were."""

    def __init__(self):
        self.left, self.done, self.lock = CUTS, [], threading.Lock()

    def take(self):
        with self.lock:
            self.left -= 1
            return self.left >= 0

    def note(self, how):
        with self.lock:
            self.done.append(how)


class Tab:
    """A browser in the room: writes now and then, is loaded again, also with a word half written and the line cut."""

    def __init__(self, driver, scene, number, proxy):
        self.number, self.proxy, self.said, self.reloads = number, proxy, [], 0
        self.person = scene.people[-1 - number]
        self.context = driver.new_context(service_workers="block")
        self.base = f"http://127.0.0.1:{proxy.port}"
        name, _, value = self.person["cookie"].partition("=")
        self.context.add_cookies([{"name": name, "value": value, "url": self.base}])
        self.page, self.faults = self.context.new_page(), []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.address = f"{self.base}/meetings/{scene.found['meeting']}/room?lang=en"
        self.page.goto(self.address)

    def write(self):
        if not self.page.locator("#composer textarea").count():  # the last reload met a cut
            self.load_again()
            return
        words = f"Tab {self.number} says {len(self.said)}"
        self.page.fill("#composer textarea", words)
        self.page.press("#composer textarea", "Control+Enter")
        self.said.append(words)

    def load_again(self):
        """While the line carries; what waits unsent waits on the device."""
        if self.proxy.open and not self.proxy.frozen:
            try:
                self.page.goto(self.address, timeout=15_000)
                self.reloads += 1
            except Exception:  # a reload into a cut is one more thing people do
                self.page.wait_for_timeout(500)

    def settle(self):
        """Wait until nothing of what was written here waits any more."""
        if not self.page.url.startswith(self.base):
            self.page.goto(self.address)
        deadline = time.monotonic() + patience(60)
        while waiting := self.page.locator("#log [data-waiting]").all_inner_texts():
            assert time.monotonic() < deadline, waiting
            self.page.wait_for_timeout(300)

    def shown(self):
        """Every message on the page: None for one taken out, else its words."""
        return self.page.evaluate("""() => Object.fromEntries([...document.querySelectorAll('#log .msg')].map((one) => [
            one.id.slice(1), one.querySelector('.b').classList.contains('muted') ? null : one.querySelector('.b').innerText.trim()]))""")

    def order(self):
        return self.page.eval_on_selector_all("#log > li[data-seq]", "all => all.map(one => Number(one.dataset.seq))")


@pytest.fixture
def meeting(tmp_path, monkeypatch):
    needs_redis()
    redis = Redis(tmp_path)
    monkeypatch.setenv("GOFORUM_TEST_REDIS_URL", f"redis://127.0.0.1:{redis.port}/0")
    try:
        with stage(tmp_path, people=CLIENTS // 2 + 8) as scene:
            scene.second = Site(tmp_path, pinned=False, **{**scene.settings, "GOFORUM_BASE_URL": scene.site.base})
            scene.second.start(worker=False)
            try:
                yield scene, redis
            finally:
                scene.second.stop()
    finally:
        redis.kill()


def fall(scene, redis, chance, number):
    """One process, or Redis, ends and comes back."""
    how = ("kill", "stop", "redis")[number % 3]
    if how == "redis":
        redis.kill()
        time.sleep(chance.uniform(0.5, 3))
        redis.start()
    else:
        site = chance.choice((scene.site, scene.second))
        getattr(site, how)()
        time.sleep(chance.uniform(0, 2))
        site.start_again()


def go_on(tabs, seconds, chance):
    """The tabs live for so long: they write every few seconds and are loaded again now and then."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for tab in tabs:
            deed = chance.random()
            if deed < 0.4:
                tab.write()
            elif deed < 0.55:
                tab.load_again()
            tab.page.wait_for_timeout(300)


def hold(scene, redis, tabs, proxies, talkers):
    """Cut, stop and kill until all that was to happen has happened; how the lines were cut."""
    chance, shared = random.Random(20190206), Shared()
    ports = (scene.site.port, scene.second.port)
    fates = [Fate(proxy, ports, shared, number) for number, proxy in enumerate(proxies)]
    for one in fates:
        one.start()
    falls = 0
    while falls < FALLS or any(one.is_alive() for one in fates):
        go_on(tabs, SECONDS[1] / 10 + 1, chance)
        if falls < FALLS:
            fall(scene, redis, chance, falls)
            falls += 1
    assert len(shared.done) == CUTS
    return shared.done


def last_words(scene):
    """Something is said at each process once all stand again: whoever missed a line between the two asks for it."""
    for site in (scene.site, scene.second):
        time.sleep(patience(2))
        answer = Browser(scene.people[-3], site.port).socket().call("room_say", {
            "meeting_id": scene.found["meeting"], "text": "Last words", "client_id": f"last-words-{site.port}"})
        assert answer["ok"], answer


def end(talkers, followers, proxies):
    for one in talkers:
        one.stopping.set()
    for one in followers:
        one.stop()
    for one in proxies:
        one.stop()


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no browser: GOFORUM_TEST_CHROMIUM is not set")
@pytest.mark.skipif("postgres" in os.environ.get("GOFORUM_TEST_DATABASE_URL", "") and not LONG, reason="once is enough")
def test_two_tabs_and_many_clients_end_with_the_servers_log(meeting):
    scene, redis = meeting
    proxies = [Proxy(scene.site.port) for _ in range(CLIENTS + TABS)]
    followers = [Follower(Browser(scene.people[2 + n // 2], scene.site.port), scene.found["meeting"], proxy.port)
                 for n, proxy in enumerate(proxies[TABS:])]
    talkers = [Talker(scene, number) for number in (0, 1)]
    talkers[0].other, talkers[1].other = talkers[1], talkers[0]
    for one in talkers:
        one.pause = 0.3
    talkers[0].other, talkers[1].other = talkers[1], talkers[0]
    try:
        with chromium() as driver:
            tabs = [Tab(driver, scene, number, proxies[number]) for number in range(TABS)]
            for one in talkers:
                one.start()
            done = hold(scene, redis, tabs, proxies, talkers)
            last_words(scene)
            for tab in tabs:
                tab.settle()
            check(scene, followers, talkers)
            compare(scene, tabs)
            print(f"\n{CLIENTS} clients and {TABS} tabs, {len(done)} cuts ({', '.join(sorted(set(done)))}), {FALLS} falls,"
                  f" {scene.last_number()} lines, {sum(len(t.said) for t in tabs)} said in tabs,"
                  f" {sum(t.reloads for t in tabs)} reloads")
    finally:
        end(talkers, followers, proxies)


def compare(scene, tabs):
    """Each tab against the database: every message once, in order, as it stands; what was written there, kept once."""
    stored = {str(row.id): None if row.deleted_at else row.body_source
              for row in scene.rows("SELECT id, body_source, deleted_at FROM messages")}
    texts = sorted(row.body_source for row in scene.rows("SELECT body_source FROM messages WHERE body_source LIKE 'Tab %'"))
    assert texts == sorted(words for tab in tabs for words in tab.said)
    newest = max(stored, key=int)
    for tab in tabs:
        deadline = time.monotonic() + patience(20)
        while time.monotonic() < deadline:
            shown, order = tab.shown(), tab.order()
            wanted = {one: words for one, words in stored.items() if one in shown}
            if newest in shown and shown == wanted:
                break
            tab.page.wait_for_timeout(300)
        assert order == sorted(order)
        assert newest in shown
        assert shown == wanted
        # A page that was loaded again begins with the last lines; from there on none is missing.
        first = min(map(int, shown))
        assert {one for one in stored if int(one) >= first} == set(shown)
        assert tab.faults == []

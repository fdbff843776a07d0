"""The worker finds what was just written, at once; and runs every feature's timed work."""

import time
from importlib import import_module
from urllib.parse import quote

import pytest

from bench.site import patience
from goforum.core import offload
from goforum.serving.worker import TIMED, find
from tests.architecture.source import features
from tests.faults.harness import Browser, stage


@pytest.mark.once
def test_every_feature_with_timed_work_is_on_the_list():
    named = {work.module for work in TIMED}
    missing = [
        f"goforum.{folder.name}.jobs" for folder in features()
        if (folder / "jobs.py").exists() and hasattr(import_module(f"goforum.{folder.name}.jobs"), "tick")
        and f"goforum.{folder.name}.jobs" not in named
    ]
    assert missing == []
    assert [work.name for work in TIMED if find(work) is None] == []


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    with stage(tmp_path_factory.mktemp("worker"), people=3) as made:
        yield made


@pytest.mark.slow
@pytest.mark.race
def test_a_mail_leaves_within_a_second(scene):
    person = scene.people[1]
    address = scene.rows("SELECT email FROM people WHERE id = :id", id=person["id"])[0].email
    assert Browser(person, scene.site.port).post("/forgotten", email=address) in {200, 303}
    began = time.monotonic()
    while "mail to" not in scene.site.log.read_text() or address not in scene.site.log.read_text():
        assert time.monotonic() - began < patience(2), scene.site.log.read_text()[-2000:]
        time.sleep(0.02)
    print(f"mail after {time.monotonic() - began:.2f} s")


@pytest.mark.slow
@pytest.mark.race
def test_a_post_is_found_within_seconds(scene):
    browser, word = Browser(scene.people[1], scene.site.port), "chrysanthème"
    assert browser.post(f"/threads/{scene.found['threads'][0]}/reply", body=f"Un {word} ici.", client_key="s") == 303
    began = time.monotonic()
    # With its accent and without: how people type it on a phone.
    while not all("/posts/" in browser.get(f"/search?q={quote(typed)}")[1] for typed in (word, "chrysantheme")):
        assert time.monotonic() - began < patience(5)
        time.sleep(0.05)
    print(f"found after {time.monotonic() - began:.2f} s")


@pytest.mark.once
def test_offloaded_work_gives_its_result_and_its_exceptions():
    assert offload.run(lambda a, b=0: a + b, 2, b=3) == 5
    with pytest.raises(ZeroDivisionError):
        offload.run(lambda: 1 // 0)

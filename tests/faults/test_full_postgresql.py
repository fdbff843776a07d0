"""PostgreSQL's disk is full: what is refused was said to be, what was acknowledged is there, and with room again
everything goes on. The site is never started anew; PostgreSQL is where it gave up, as its own unit would.
"""

import contextlib
import random
import shutil
import string
import tempfile
from pathlib import Path

import pytest

from tests.faults.harness import Browser, Scene
from tests.faults.servers import Postgres, small_disk, until
from tests.faults.test_full import fill

pytestmark = [pytest.mark.race, pytest.mark.slow, pytest.mark.once]
MEGABYTES, POSTS = 160, 60


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """A site whose PostgreSQL lies on a small disk."""
    folder = Path(tempfile.mkdtemp(prefix="goforum-full-"))  # PostgreSQL's own account must be able to enter it
    folder.chmod(0o755)
    with contextlib.ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        place = stack.enter_context(small_disk(folder / "disk", MEGABYTES))
        home = place / "postgres"
        home.mkdir()
        postgres = Postgres(folder, home)
        stack.callback(postgres.remove)
        postgres.start()
        patch.setenv("GOFORUM_TEST_DATABASE_URL", postgres.url)
        patch.delenv("GOFORUM_TEST_REDIS_URL", raising=False)
        made = Scene(tmp_path_factory.mktemp("full"), people=4)
        stack.callback(made.close)
        made.place, made.postgres = place, postgres
        made.site.start(worker=False)
        yield made


def words(key):
    """A text that cannot be packed and so wants room of its own."""
    chance = random.Random(key)
    return f"Text of {key}. " + "".join(chance.choices(string.ascii_letters + string.digits, k=8000))


def post(scene, key):
    return Browser(scene.people[1], scene.site.port).post(
        f"/threads/{scene.found['threads'][0]}/reply", body=words(key), client_key=key)


def there(scene):
    return [row.body_source.split(". ")[0] for row in scene.rows("SELECT body_source FROM posts")]


def test_full_for_postgresql(scene):
    assert post(scene, "before") == 303
    fill(scene.place)
    said = {f"full-{number}": post(scene, f"full-{number}") for number in range(POSTS)}
    assert set(said.values()) <= {303, 503}, said
    assert 503 in said.values()
    status, page = Browser(scene.people[2], scene.site.port).get(f"/threads/{scene.found['threads'][0]}")
    assert status == 503 or (status == 200 and "Text of before." in page)

    (scene.place / "ballast").unlink()
    gave_up = scene.postgres.process.poll() is not None
    print(f"{list(said.values()).count(503)} of {POSTS} refused; PostgreSQL {'gave up' if gave_up else 'stayed'}")
    if gave_up:  # without room for its log; its unit starts it
        scene.postgres.forget()
        scene.postgres.start()
    until(lambda: post(scene, "after") == 303, 60)
    scene.engine.dispose()
    found = there(scene)
    for key, status in said.items():  # what was acknowledged is there once, what was refused is not
        assert found.count(f"Text of {key}") == (status == 303), (key, status)
    assert found.count("Text of after") == 1

"""Disks that are full: for the database, for files, for the index, for the log. Nothing acknowledged is lost, reading
works where it can, and with room again everything goes on by itself.
"""

import contextlib
import io
import os

import pytest
from PIL import Image

from tests.faults.harness import Browser, Scene
from tests.faults.servers import small_disk, until

pytestmark = [pytest.mark.race, pytest.mark.slow, pytest.mark.once]


def fill(place):
    """Take what room there is."""
    file = os.open(place / "ballast", os.O_CREAT | os.O_WRONLY)
    with contextlib.suppress(OSError):
        while True:
            os.write(file, b"x" * 4096)
    os.close(file)


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """A site whose database, files, index and log each lie on a small disk of their own."""
    folder = tmp_path_factory.mktemp("full")
    with contextlib.ExitStack() as stack:
        places = {name: stack.enter_context(small_disk(folder / name, size))
                  for name, size in (("base", 24), ("log", 1))}
        for name, size in (("files", 4), ("search", 8)):
            places[name] = stack.enter_context(small_disk(places["base"] / "data" / name, size))
        made = Scene(places["base"], people=4)
        made.site.log = places["log"] / "server.log"
        made.places = places
        try:
            made.site.start()
            yield made
        finally:
            made.close()


def post(scene, key, person=1):
    return Browser(scene.people[person], scene.site.port).post(
        f"/threads/{scene.found['threads'][0]}/reply", body=f"Text of {key}.", client_key=key)


def there(scene, key):
    return scene.rows("SELECT count(*) AS n FROM posts WHERE body_source = :text", text=f"Text of {key}.")[0].n


def test_full_for_the_database(scene):
    place = scene.places["base"]
    assert post(scene, "before") == 303
    fill(place)
    statuses = [post(scene, f"full-{number}") for number in range(40)]
    assert set(statuses) <= {303, 503}, statuses
    assert 503 in statuses
    status, text = Browser(scene.people[2], scene.site.port).get(f"/threads/{scene.found['threads'][0]}")
    assert (status, "Text of before." in text) == (200, True)
    (place / "ballast").unlink()
    until(lambda: post(scene, "after") == 303)
    for number, status in enumerate(statuses):  # what was acknowledged is there, what was refused is not
        assert there(scene, f"full-{number}") == (status == 303)
    assert [tuple(row) for row in scene.rows("PRAGMA integrity_check")] == [("ok",)]


def test_full_for_files(scene):
    import http.client

    def upload():
        picture = io.BytesIO()
        Image.effect_noise((400, 400), 90).save(picture, "PNG")
        mark, person = "goforumtestboundary", scene.people[1]
        body = b"".join([
            f'--{mark}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{person["csrf"]}\r\n'.encode(),
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
            "Content-Type: image/png\r\n\r\n".encode(), picture.getvalue(), f"\r\n--{mark}--\r\n".encode()])
        line = http.client.HTTPConnection("127.0.0.1", scene.site.port, timeout=60)
        line.request("POST", "/files", body, {
            "Cookie": person["cookie"], "Origin": scene.site.base, "Accept": "application/json",
            "Content-Type": f"multipart/form-data; boundary={mark}"})
        answer = line.getresponse()
        answer.read()
        line.close()
        return answer.status

    assert upload() in {200, 201}
    fill(scene.places["files"])
    assert upload() in {503, 507}
    assert post(scene, "files are full") == 303
    (scene.places["files"] / "ballast").unlink()
    assert upload() in {200, 201}


def test_full_for_the_index(scene):
    """What is written meanwhile is found once there is room: its row waits."""
    fill(scene.places["search"])
    assert post(scene, "xylophone") == 303
    Browser(scene.people[1], scene.site.port).get("/search?q=anything")
    (scene.places["search"] / "ballast").unlink()
    until(lambda: "/posts/" in Browser(scene.people[1], scene.site.port).get("/search?q=xylophone")[1], 90)


def test_full_for_the_log(scene):
    """A log that cannot be written costs the line, not the page."""
    fill(scene.places["log"])
    browser = Browser(scene.people[1], scene.site.port)
    browser.get("/%FF%FE")
    assert browser.get("/groups")[0] == 200
    assert post(scene, "log is full") == 303
    assert there(scene, "log is full") == 1

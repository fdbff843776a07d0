"""The wheel is whole: installed alone, far from the checkout, `goforum` serves its demo from an empty folder."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT_FROM = ("goforum", "templates", "static", "migrations")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "*.mo", ".*")
START_SECONDS = 120
STOP_SECONDS = 30

pytestmark = [pytest.mark.slow, pytest.mark.once]


def run(*command, **options):
    """Run a program to its end; what it said is the message when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300, **options)
    assert done.returncode == 0, f"{command}: {done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from a copy so that the checkout gets no build folders; with the locked build tools."""
    copy, out = tmp_path_factory.mktemp("source") / "goforum", tmp_path_factory.mktemp("wheel")
    copy.mkdir()
    for name in BUILT_FROM:
        shutil.copytree(ROOT / name, copy / name, ignore=LEFT_OUT)
    for name in ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    run(
        sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation",
        "--wheel-dir", out, copy,
    )
    (path,) = out.glob("goforum-*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of programs of an environment with this wheel; the other packages are the running ones'."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False)
    run(
        sys.executable, "-m", "pip", "--python", home / "bin" / "python", "install", "--quiet", "--no-index", "--no-deps",
        wheel,
    )
    packages = sysconfig.get_path("purelib", vars={"base": home, "platbase": home})
    # A .pth file inside a folder that a .pth file names is not read: the editable checkout stays out.
    Path(packages, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin"


def environment(**settings):
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("GOFORUM_", "PYTHON", "PORT"))}
    return {**plain, **settings}


def test_everything_of_the_checkout_is_in_the_wheel(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        f"{'' if top == 'goforum' else 'goforum/_data/'}{path.relative_to(ROOT).as_posix()}"
        for top in BUILT_FROM
        for path in (ROOT / top).rglob("*")
        if path.is_file() and not any(part.startswith(".") or part == "__pycache__" for part in path.parts[len(ROOT.parts):])
    }
    assert sorted(expected - names) == []
    assert {f"goforum/translations/{language}/LC_MESSAGES/messages.mo" for language in ("ar", "fr", "en")} <= names


def test_the_metadata_say_what_it_is(wheel):
    archive = zipfile.ZipFile(wheel)
    (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    text = archive.read(metadata).decode()
    for line in ("Name: goforum", "Requires-Python: >=3.11", "License-Expression: AGPL-3.0-or-later"):
        assert line in text
    assert any(name.endswith("licenses/LICENSE") for name in archive.namelist())


def test_the_command_explains_itself(installed, tmp_path):
    assert "demo" in run(installed / "goforum", "--help", cwd=tmp_path, env=environment())


def test_the_code_that_runs_is_the_wheels(installed, tmp_path):
    where = run(
        installed / "python", "-c", "import goforum.core.paths as p; print(p.PACKAGE); print(p.TEMPLATES.is_dir())",
        cwd=tmp_path, env=environment(),
    )
    assert Path(where.split("\n")[0]).is_relative_to(installed.parent)
    assert where.split("\n")[1] == "True"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(url):
    """The text of a page, or None while nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.read().decode()
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return None


def wait_for(url, process):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if (text := fetch(url)) is not None:
            return text
        time.sleep(0.2)
    return None


def test_the_demo_starts_in_an_empty_folder_and_stops_cleanly(installed, tmp_path):
    port, log = free_port(), tmp_path / "log"
    empty = tmp_path / "empty"
    empty.mkdir()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [installed / "goforum", "demo", "--port", str(port)], cwd=empty, stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, env=environment(GOFORUM_DATA_DIR=str(tmp_path / "data")), start_new_session=True,
        )
    try:
        assert wait_for(f"http://127.0.0.1:{port}/healthz", process), log.read_text()
        assert "<html" in (fetch(f"http://127.0.0.1:{port}/") or ""), log.read_text()
        process.send_signal(signal.SIGINT)
        assert process.wait(STOP_SECONDS) == 0, log.read_text()
        assert "Traceback" not in log.read_text()
        assert fetch(f"http://127.0.0.1:{port}/healthz") is None
    finally:
        # The whole group: what is left after a failure must not outlive the test.
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    assert list(empty.iterdir()) == []

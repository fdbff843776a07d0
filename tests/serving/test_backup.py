"""A backup made while people write comes back whole, or is refused in words."""

import gzip
import io
import json
import os
import secrets
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from goforum.app import create_app
from goforum.config import Settings
from goforum.core import health
from goforum.core.db import db
from goforum.core.rules import TooBusy
from goforum.serving import doctor
from goforum.serving.backup import BackupError, check, databases, make, restore
from goforum.serving.backup.archive import unpack
from goforum.serving.database import migrate
from goforum.voting.keys import public_hex
from tests.conftest import SECRET, own_database
from tests.factories import make_group, make_member

ENDS = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A site with a few things in it, for the whole module: a backup changes nothing in it."""
    yield from _make(tmp_path_factory.mktemp("site"), "site")


@pytest.fixture(scope="module")
def whole(site: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    file = tmp_path_factory.mktemp("made") / "one.tar.gz"
    make(site, file)
    return file


@pytest.fixture
def file(whole: Path, tmp_path: Path) -> Path:
    """The same backup, to be spoilt."""
    return Path(shutil.copy(whole, tmp_path / "one.tar.gz"))


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Settings]:
    """Where nothing is yet."""
    settings = _settings(tmp_path, "empty")
    yield settings
    _drop(settings)


def _settings(folder: Path, name: str) -> Settings:
    return Settings(environment="testing", secret_key=SECRET, data_dir=folder / name, base_url="http://localhost",
                    database_url=own_database(f"{name}_{secrets.token_hex(4)}", folder), rate_limits=False, redis_url="")


def _make(folder: Path, name: str) -> Iterator[Settings]:
    settings = _settings(folder, name)
    with opened(settings) as app, app.test_request_context():
        migrate(app)
        group = make_group()
        from goforum.threads.commands import create_thread

        create_thread(make_member(group), group, title="Sujet", body="Premier mot")
        db.session.remove()
        public_hex()  # the key of receipts is made
        stored = settings.data_dir / "files" / "ab" / "abcd.png"
        stored.parent.mkdir(parents=True)
        stored.write_bytes(b"\x89PNG picture")
        (settings.data_dir / "search").mkdir(exist_ok=True)
        (settings.data_dir / "search" / "CURRENT").write_text("x")
        yield settings
    _drop(settings)


@contextmanager
def opened(settings: Settings) -> Iterator[Flask]:
    """The application over this site, which gives its connections back."""
    app = create_app(settings)
    try:
        yield app
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _drop(settings: Settings) -> None:
    if not settings.is_sqlite:
        url = sa.make_url(settings.sqlalchemy_url)
        engine = sa.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')
        engine.dispose()


def rows(settings: Settings, query: str) -> list:
    engine = sa.create_engine(settings.sqlalchemy_url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(sa.text(query))]
    engine.dispose()
    return found


POSTS = "SELECT id, body_source FROM posts ORDER BY id"


def test_everything_comes_back(site, empty, tmp_path):
    made = make(site, tmp_path / "one.tar.gz")
    assert made["rows"]["posts"] == 1
    assert made["rows"]["people"] == 2
    assert set(made["members"]) == {"database.sqlite" if site.is_sqlite else "database.dump", "data/files/ab/abcd.png",
                                    "data/keys/receipts.pem"}
    assert (tmp_path / "one.tar.gz").stat().st_mode & 0o77 == 0
    assert check(site, tmp_path / "one.tar.gz")["rows"] == made["rows"]
    restore(empty, tmp_path / "one.tar.gz")
    assert rows(empty, POSTS) == rows(site, POSTS) == [(1, "Premier mot")]
    assert (empty.data_dir / "files/ab/abcd.png").read_bytes() == b"\x89PNG picture"
    assert not (empty.data_dir / "search").exists()
    # A restored site works: it is at the schema of the code, and refuses what it refused before.
    with opened(empty) as app, app.app_context():
        migrate(app)
        assert not [one for one in health.readiness(empty.data_dir) if one.health == "fail"]
        key = public_hex()
        assert (empty.data_dir / "keys/receipts.pem").stat().st_mode & 0o77 == 0
        with pytest.raises(sa.exc.DBAPIError):
            db.session.execute(sa.text("DELETE FROM audit_log"))
    with opened(site) as app, app.app_context():
        assert public_hex() == key


def test_a_site_with_people_is_replaced_only_when_asked(site, empty, file):
    restore(empty, file)
    with pytest.raises(BackupError, match="--replace"):
        restore(empty, file)
    (empty.data_dir / "files/ab/abcd.png").write_bytes(b"later")
    restore(empty, file, replace=True)
    assert (empty.data_dir / "files/ab/abcd.png").read_bytes() == b"\x89PNG picture"
    kept = [one for one in empty.data_dir.iterdir() if "before" in one.name]
    assert kept, "what was there is kept aside"
    with pytest.raises(BackupError, match="exists already"):
        make(site, file)


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Settings]:
    """A site of this test's own, to be written in."""
    yield from _make(tmp_path, "busy")


@ENDS
@pytest.mark.slow
def test_made_under_load_it_holds_all_that_was_acknowledged_before(busy, empty, tmp_path):
    from goforum.threads.commands import reply

    acknowledged: list[str] = []
    stop = threading.Event()
    author = rows(busy, "SELECT author_id FROM threads")[0][0]
    app = create_app(busy)

    def write(who: int) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            words = f"mot {who}-{number}"
            with app.test_request_context(), suppress(TooBusy):  # what was refused was not acknowledged
                reply(author, 1, body=words)
                acknowledged.append(words)
            stop.wait(0.01)

    writers = [threading.Thread(target=write, args=(who,)) for who in range(3)]
    for one in writers:
        one.start()
    try:
        trials = 20 if os.environ.get("GOFORUM_TEST_LONG") else 2
        for trial in range(trials):
            while len(acknowledged) < 15 * (trial + 1):
                stop.wait(0.01)
            before = set(acknowledged)
            file = tmp_path / f"{trial}.tar.gz"
            make(busy, file)
            manifest = check(busy, file)
            folder = tmp_path / f"u{trial}"
            assert unpack(file, folder) == manifest
            restore(empty, file, replace=trial > 0)
            there = {body for _id, body in rows(empty, POSTS)}
            assert before <= there
            numbers = [number for (number,) in rows(empty, "SELECT number FROM posts WHERE thread_id = 1 ORDER BY number")]
            assert numbers == list(range(1, len(numbers) + 1))
    finally:
        stop.set()
        for one in writers:
            one.join()
    with app.app_context():
        db.engine.dispose()


def members(file: Path) -> dict[str, bytes]:
    with tarfile.open(file) as tar:
        return {one.name: tar.extractfile(one).read() for one in tar}


def rewrite(file: Path, change) -> None:
    found = members(file)
    change(found)
    with tarfile.open(file, "w:gz") as tar:
        for name, data in found.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


def flip(found: dict[str, bytes]) -> None:
    found["data/files/ab/abcd.png"] = b"\x89PNG pictura"


def lose(found: dict[str, bytes]) -> None:
    del found["data/files/ab/abcd.png"]


def climb(found: dict[str, bytes]) -> None:
    manifest = found.pop("manifest.json")
    found["data/../../evil"] = b"x"
    found["manifest.json"] = manifest


def undo_rows(found: dict[str, bytes]) -> None:
    manifest = json.loads(found.pop("manifest.json"))
    manifest["rows"]["posts"] += 1
    found["manifest.json"] = json.dumps(manifest).encode()


def no_end(found: dict[str, bytes]) -> None:
    del found["manifest.json"]


@pytest.mark.once
@pytest.mark.parametrize(("change", "said"), [
    (flip, "damaged"), (lose, "damaged"), (climb, "does not belong"), (undo_rows, "posts has 1 rows instead of 2"),
    (no_end, "manifest is missing"),
])
def test_what_is_not_whole_is_refused_and_touches_nothing(site, empty, file, tmp_path, change, said):
    rewrite(file, change)
    with pytest.raises(BackupError, match=said):
        check(site, file)
    if change is not undo_rows:
        with pytest.raises(BackupError, match=said):
            restore(empty, file)
        assert not (empty.data_dir / "files").exists()
        assert not (tmp_path / "evil").exists()


@pytest.mark.once
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_file_cut_anywhere_is_refused(site, file, share):
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(BackupError):
        check(site, file)
    file.write_bytes(gzip.compress(b"not a tar"))
    with pytest.raises(BackupError):
        check(site, file)


def test_a_failed_backup_leaves_nothing(site, tmp_path, monkeypatch):
    from goforum.serving.backup import making

    def broken(_data_dir: Path) -> Iterator[Path]:
        raise OSError("disk full")
        yield

    monkeypatch.setattr(making, "_files", broken)
    with pytest.raises(OSError, match="disk full"):
        make(site, tmp_path / "out" / "one.tar.gz")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.once
@pytest.mark.skipif(shutil.which("gpg") is None, reason="gpg is not installed")
def test_sealed_with_gpg_only_its_reader_reads_it(site, empty, tmp_path, monkeypatch):
    home = tmp_path / "gnupg"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(home))
    subprocess.run(["gpg", "--batch", "--passphrase", "", "--quick-gen-key", "ops@example.org", "default", "default"],
                   check=True, capture_output=True)
    try:
        file = tmp_path / "one.gpg"
        make(site, file, "ops@example.org")
        assert b"Premier mot" not in file.read_bytes()
        restore(empty, file)
        assert rows(empty, POSTS) == [(1, "Premier mot")]
        with pytest.raises(BackupError, match="could not encrypt"):
            make(site, tmp_path / "two.gpg", "nobody@example.org")
        assert not (tmp_path / "two.gpg").exists()
        monkeypatch.setenv("GNUPGHOME", str(tmp_path))
        with pytest.raises(BackupError, match="gpg could not decrypt"):
            check(site, file)
    finally:
        subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=False, capture_output=True)


@pytest.mark.once
@pytest.mark.skipif(shutil.which("age") is None, reason="age is not installed")
def test_sealed_with_age_only_its_reader_reads_it(site, empty, tmp_path):
    for name in ("key", "other"):
        subprocess.run(["age-keygen", "-o", tmp_path / name], check=True, capture_output=True)
    said = subprocess.run(["age-keygen", "-y", tmp_path / "key"], check=True, capture_output=True, text=True)
    file = tmp_path / "one.age"
    make(site, file, said.stdout.strip())
    with pytest.raises(BackupError, match="--identity"):
        check(site, file)
    with pytest.raises(BackupError, match="age could not decrypt"):
        check(site, file, str(tmp_path / "other"))
    restore(empty, file, str(tmp_path / "key"))
    assert rows(empty, POSTS) == [(1, "Premier mot")]


# The doctor


def findings(app) -> dict[str, str]:
    return {one.name: one.health for one in doctor.examine(app)}


def test_the_doctor_finds_a_well_site_well(site, monkeypatch):
    shutil.rmtree(site.data_dir / "search", ignore_errors=True)
    with opened(site) as app:
        found = findings(app)
        assert found.pop("search") == "warn"  # no worker has built it yet
        assert set(found.values()) == {"ok"}
        monkeypatch.setattr(health, "FEW_BYTES", 2**62)
        assert findings(app)["disk"] == "warn"
        monkeypatch.setattr(health, "LEAST_BYTES", 2**62)
        assert findings(app)["disk"] == "fail"
        assert app.test_client().get("/readyz").status_code == 503


def test_the_doctor_sees_a_worker_that_does_not_run(site, monkeypatch):
    assert rows(site, "SELECT count(*) FROM search_outbox")[0][0] > 0
    monkeypatch.setattr(doctor, "LATE", -doctor.LATE)
    with opened(site) as app:
        assert findings(app)["search"] == "fail"


def test_the_doctor_sees_a_schema_that_is_behind(empty):
    with opened(empty) as app:
        assert findings(app)["database"] == "fail"
        answer = app.test_client().get("/readyz")
        assert (answer.status_code, answer.text) == (503, "not ready: database\n")


def test_several_hosts_are_said_as_the_programs_of_postgresql_read_them():
    url = sa.make_url("postgresql+psycopg://me:secret@/site?host=db1:5432&host=db2:5433&target_session_attrs=read-write")
    words = databases._words_for_libpq(url)
    assert dict(one.split("=") for one in words.split()) == {
        "host": "db1,db2", "port": "5432,5433", "user": "me", "dbname": "site", "target_session_attrs": "read-write"}
    one = databases._words_for_libpq(sa.make_url("postgresql+psycopg://me:secret@db1/site"))
    assert dict(part.split("=") for part in one.split()) == {"host": "db1", "user": "me", "dbname": "site"}
    assert databases._words_for_libpq(sa.make_url("postgresql+psycopg:///site")) == "dbname=site"

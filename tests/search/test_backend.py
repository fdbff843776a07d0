"""The Whoosh index survives whatever happens to its files."""

import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from goforum.core.analysis import tokens
from goforum.search.asking import read_question
from goforum.search.backend import AnotherWriter, SearchUnavailable
from goforum.search.whoosh_backend import WhooshBackend
from tests.search.asking import doc, find, numbers

pytestmark = pytest.mark.once


@pytest.fixture
def engine(tmp_path: Path) -> WhooshBackend:
    made = WhooshBackend(tmp_path / "search")
    made.rebuild([])
    return made


def test_without_an_index_it_says_so(tmp_path):
    bare = WhooshBackend(tmp_path / "none")
    with pytest.raises(SearchUnavailable):
        find(bare, "x1")
    assert bare.needs_rebuild()


def test_a_second_writer_is_refused(engine):
    other = WhooshBackend(engine.root)
    with engine._only_writer(), pytest.raises(AnotherWriter):
        other.index([doc(1, "x")])
    other.index([doc(1, "budget")])
    assert find(engine, "budget").total == 1


def test_a_rebuild_waits_for_the_other_writer(engine):
    other = WhooshBackend(engine.root)
    with engine._only_writer(), pytest.raises(AnotherWriter):
        other.rebuild([], patience=0.1)
    busy = threading.Timer(0.3, lambda: holder.__exit__(None, None, None))
    holder = engine._only_writer()
    holder.__enter__()
    busy.start()
    assert other.rebuild([doc(1, "budget")], patience=10) == 1


def test_a_rebuild_changes_over_at_once_and_leaves_nothing(engine):
    engine.index([doc(1, "ancien")])
    assert find(engine, "ancien").total == 1
    assert WhooshBackend(engine.root).rebuild([doc(2, "nouveau")]) == 1
    assert find(engine, "ancien").total == 0
    assert numbers(find(engine, "nouveau")) == [2]
    assert len(list(engine.root.glob("index-*"))) == 1


def test_a_rebuild_that_fails_leaves_the_old_index(engine):
    engine.index([doc(1, "ancien")])

    def broken():
        yield doc(2, "nouveau")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.rebuild(broken())
    assert find(engine, "ancien").total == 1
    assert len(list(engine.root.glob("index-*"))) == 1


def test_an_index_of_an_older_make_is_not_read(engine):
    (engine.root / "CURRENT").write_text("index-v0-abc")
    assert engine.needs_rebuild()
    with pytest.raises(SearchUnavailable):
        find(engine, "x1")


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("seed", [*range(8), *(pytest.param(n, marks=pytest.mark.long) for n in range(8, 20))])
def test_a_damaged_index_is_noticed_and_built_again(left_open, engine, seed):
    """Cut, overwritten, emptied or lost files: the question fails in words, the worker sees it, the next one works."""
    luck = random.Random(seed)
    docs = [doc(n, f"budget {luck.randrange(50)} réunion du comité") for n in range(60)]
    engine.rebuild(docs[:40])
    engine.index(docs[40:])
    path = engine._current()
    assert path is not None
    victims = [file for file in path.iterdir() if file.suffix in (".seg", ".toc") and file.stat().st_size > 20]
    damage(luck, luck.choice(victims))
    fresh = WhooshBackend(engine.root)
    with capture_logs():
        try:
            find(fresh, "budget réunion")
        except SearchUnavailable:
            assert fresh.needs_rebuild()
    # Whether or not that question touched the damage, a worker told to look finds out or finds nothing wrong.
    if fresh.needs_rebuild():
        assert fresh.rebuild(docs) == 60
        assert find(fresh, "budget réunion").total == 60
        assert not fresh.needs_rebuild()


def damage(luck: random.Random, file: Path) -> None:
    data = bytearray(file.read_bytes())
    how = luck.choice(["cut", "flip", "empty", "lost"])
    if how == "lost":
        file.unlink()
        return
    if how == "flip":
        for _ in range(20):
            data[luck.randrange(len(data))] ^= 0xFF
    file.write_bytes(b"" if how == "empty" else bytes(data[: len(data) // 2]) if how == "cut" else bytes(data))


def test_a_writer_killed_at_any_moment_loses_nothing_it_had_acknowledged(tmp_path):
    root = tmp_path / "search"
    WhooshBackend(root).rebuild([])
    program = textwrap.dedent("""
        import sys
        from datetime import UTC, datetime
        from pathlib import Path
        from goforum.search.backend import SearchDoc
        from goforum.search.whoosh_backend import WhooshBackend
        engine, at = WhooshBackend(Path(sys.argv[1])), datetime(2026, 1, 1, tzinfo=UTC)
        for n in range(int(sys.argv[2]), 10_000):
            engine.index([SearchDoc("post", n, "open", "fr", 1, at, "", "réunion")])
            print(n, flush=True)
    """)
    acknowledged = -1
    for trial in range(2):
        child = subprocess.Popen([sys.executable, "-c", program, str(root), str(acknowledged + 1)],
                                 stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONWARNINGS": "ignore"})  # fmt: skip
        assert child.stdout is not None
        for line in child.stdout:
            acknowledged = int(line)
            if acknowledged % 10 == 5 + trial:
                break
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        engine = WhooshBackend(root)
        assert not engine.needs_rebuild()
        found = find(engine, "réunion", limit=200)
        assert set(range(acknowledged + 1)) <= set(numbers(found))
        assert len(found.keys) == len(set(found.keys)) == found.total
        acknowledged = max(numbers(found))


# Questions taken apart


@pytest.mark.parametrize("typed", ["", " ", "a", "و", "?!", "-budget", '"', "«»", "\u202e", "-", "--", '"" ""'])
def test_too_little_to_go_by(typed):
    assert read_question(typed).trouble == "short"


@pytest.mark.parametrize("typed", ["de la", "من إلى", "of the", '"de"'])
def test_only_small_words(typed):
    assert read_question(typed).trouble == "common"


def test_words_of_a_question_are_those_of_texts():
    assert read_question("«الحكومة المنفتحة»").terms[0].surfaces == ("الحكومه", "المنفتحه")
    assert [token.surface for token in tokens("الحكومة المنفتحة", "ar")] == ["الحكومه", "المنفتحه"]

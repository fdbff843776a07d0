"""The index answers only where it is allowed to, and survives whatever happens to its files."""

import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from goforum.core.analysis import tokens
from goforum.search.asking import read_question
from goforum.search.backend import OPEN, AnotherWriter, Ask, SearchDoc, SearchUnavailable
from goforum.search.documents import KINDS
from goforum.search.whoosh_backend import WhooshBackend

pytestmark = pytest.mark.once

START = datetime(2026, 1, 1, tzinfo=UTC)


def doc(number: int, body: str, *, title: str = "", place: str = OPEN, kind: str = "post", lang: str = "fr",
        minutes: int | None = None) -> SearchDoc:
    created = START + timedelta(minutes=number if minutes is None else minutes)
    return SearchDoc(kind, number, place, lang, 1, created, title, body)


@pytest.fixture
def engine(tmp_path: Path) -> WhooshBackend:
    made = WhooshBackend(tmp_path / "search")
    made.rebuild([])
    return made


def find(engine: WhooshBackend, text: str, *, places=(OPEN,), kinds=KINDS, offset=0, limit=20, any_term=False):
    question = read_question(text)
    ask = Ask(question.terms, question.without, frozenset(places), frozenset(kinds), any_term)
    return engine.search(ask, offset=offset, limit=limit)


def numbers(found) -> list[int]:
    return [int(key.split(":")[1]) for key in found.keys]


# Where it may look


def test_who_may_look_nowhere_finds_nothing(engine):
    """Whoosh takes an empty set of allowed documents for "no restriction"; we must not."""
    engine.index([doc(1, "budget", place="in7")])
    for places in ((), ("in8",), (OPEN,)):
        found = find(engine, "budget", places=places)
        assert (found.keys, found.total) == ((), 0)
    assert find(engine, "budget", places=("in7",), kinds=()).total == 0


def test_places_and_kinds_are_counted_apart(engine):
    engine.index([doc(n, "budget ouvert", place=f"in{n % 3}", kind="post" if n % 2 else "proposal") for n in range(30)])
    found = find(engine, "budget", places=("in1", "in2"), kinds=("proposal",))
    assert found.total == 10
    assert all(n % 3 and not n % 2 for n in numbers(found))


def test_a_reader_follows_the_writer(engine):
    assert find(engine, "budget").total == 0
    engine.index([doc(1, "budget")])
    assert find(engine, "budget").total == 1
    engine.index([doc(1, "autre chose")])
    assert find(engine, "budget").total == 0
    engine.index([], gone=["post:1"])
    assert find(engine, "autre").total == 0


# What comes first


def test_title_before_body_and_word_before_family(engine):
    engine.index([
        doc(1, "Le gouvernement publie ses budgets chaque année."),
        doc(2, "Le gouvernement publie son budget chaque année."),
        doc(3, "Le gouvernement publie ses comptes chaque année.", title="Budget"),
    ])  # fmt: skip
    assert numbers(find(engine, "budget")) == [3, 2, 1]


def test_equals_newest_first_and_pages_do_not_overlap(engine):
    engine.index([doc(n, "réunion prévue", minutes=n * 7 % 101) for n in range(101)])
    seen: list[int] = []
    for offset in range(0, 120, 20):
        seen += numbers(find(engine, "réunion", offset=offset))
    assert len(seen) == len(set(seen)) == 101
    assert [n * 7 % 101 for n in seen] == sorted((n * 7 % 101 for n in seen), reverse=True)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("شفافية", [1]), ("الشفافيةُ", [1]), ("لجنة", [2]), ("اللجان", [2]), ("مواطن", [1]), ("المواطنين", [1]),
        ("reunion", [3]), ("RÉUNIONS", [3]), ("commitment", [4]), ('"ordre du jour"', [3]), ('"jour ordre"', []),
        ("ordre -réunion", []), ("ordre comité", []), ("ordre réunion", [3]), ("2019", [2]), ("الكتروني", [5]),
    ],
)  # fmt: skip
def test_one_question_in_three_languages(engine, asked, wanted):
    engine.index([
        doc(1, "نطلب مزيدا من الشَّفافيّة والتواصل مع المواطنات والمواطنين", lang="ar"),
        doc(2, "انعقدت للّجنة جلسة في فبراير ٢٠١٩", lang="ar"),
        doc(3, "L’ordre du jour de la réunion du groupe", lang="fr"),
        doc(4, "Government's commitments are late", lang="en"),
        doc(5, "المنتدى الإلكتروني للنقاش", lang="ar"),
    ])  # fmt: skip
    assert numbers(find(engine, asked)) == wanted


def test_some_of_the_words(engine):
    engine.index([doc(1, "budget ouvert"), doc(2, "budget")])
    assert find(engine, "budget introuvable").total == 0
    assert find(engine, "budget introuvable", any_term=True).total == 2


def test_a_long_text_is_found_to_its_end(engine):
    engine.index([doc(1, "mot " * 4000 + "aiguille")])
    assert find(engine, "aiguille").total == 1


@pytest.mark.parametrize("many", [1_500, pytest.param(10_000, marks=pytest.mark.long)])
def test_thousands_of_results(engine, many):
    engine.rebuild(doc(n, "réunion") for n in range(many))
    found = find(engine, "réunion", offset=980)
    assert (found.total, len(found.keys)) == (many, 20)


# Whatever happens


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


def test_what_is_read_under_the_lock_is_never_older_than_the_index(engine):
    """Two workers: the second one reads when the first has written, whatever it saw waiting before."""
    state = ["ancien"]

    def first():
        state[0] = "nouveau"
        return [doc(1, state[0])], ()

    engine.update(first)
    engine.update(lambda: ([doc(1, state[0])], ()))
    assert (find(engine, "nouveau").total, find(engine, "ancien").total) == (1, 0)


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


def test_hostile_questions_are_only_words(engine):
    engine.index([doc(1, "budget")])
    for typed in ("budget AND (", "body_surface:budget", "bud*", "budget^9", "[a TO b]", "budget\\", "a" * 500,
                  "'" * 100, "budget " * 60, "{{7*7}}", "\x00budget", "٪٪", "水"):
        find(engine, typed)


def test_words_of_a_question_are_those_of_texts():
    assert read_question("«الحكومة المنفتحة»").terms[0].surfaces == ("الحكومه", "المنفتحه")
    assert [token.surface for token in tokens("الحكومة المنفتحة", "ar")] == ["الحكومه", "المنفتحه"]

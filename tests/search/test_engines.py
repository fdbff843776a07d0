"""What every engine does alike: where it may look, what comes first. On Whoosh, and on PostgreSQL in its part."""

import random
import threading
from collections.abc import Iterator

import pytest

from goforum.config import Settings
from goforum.search import postgres_scores
from goforum.search.backend import OPEN, AnotherWriter, Cursor, SearchBackend, SearchUnavailable
from goforum.search.postgres_backend import PostgresBackend
from goforum.search.postgres_scores import NEWEST
from goforum.search.whoosh_backend import WhooshBackend
from tests.search.asking import doc, find, numbers
from tests.search.conftest import DATABASE


@pytest.fixture
def other(engine: SearchBackend) -> Iterator[SearchBackend]:
    """The same index, as another process has it."""
    if isinstance(engine, WhooshBackend):
        yield WhooshBackend(engine.root)
        return
    made = PostgresBackend(Settings(database_url=DATABASE).sqlalchemy_url, engine.schema)
    yield made
    made._engine.dispose()


def put(engine: SearchBackend, docs, gone=()) -> None:
    engine.update(lambda: (docs, gone))


# Where it may look


def test_who_may_look_nowhere_finds_nothing(engine):
    """Whoosh takes an empty set of allowed documents for "no restriction"; we must not."""
    put(engine, [doc(1, "budget", place="in7")])
    for places in ((), ("in8",), (OPEN,)):
        found = find(engine, "budget", places=places)
        assert (found.keys, found.total) == ((), 0)
    assert find(engine, "budget", places=("in7",), kinds=()).total == 0


def test_places_and_kinds_are_counted_apart(engine):
    put(engine, [doc(n, "budget ouvert", place=f"in{n % 3}", kind="post" if n % 2 else "proposal") for n in range(30)])
    found = find(engine, "budget", places=("in1", "in2"), kinds=("proposal",))
    assert found.total == 10
    assert all(n % 3 and not n % 2 for n in numbers(found))


def test_texts_of_one_language_and_of_several(engine):
    put(engine, [doc(1, "budget", lang="fr"), doc(2, "budget", lang="en"), doc(3, "budget", lang="")])
    assert sorted(numbers(find(engine, "budget"))) == [1, 2, 3]
    assert sorted(numbers(find(engine, "budget", langs=["fr"]))) == [1, 3]
    assert sorted(numbers(find(engine, "budget", langs=["fr", "en"]))) == [1, 2, 3]
    assert numbers(find(engine, "budget", langs=["ar"])) == [3]


def test_a_reader_follows_the_writer(engine):
    assert find(engine, "budget").total == 0
    put(engine, [doc(1, "budget")])
    assert find(engine, "budget").total == 1
    put(engine, [doc(1, "autre chose")])
    assert find(engine, "budget").total == 0
    put(engine, [], gone=["post:1"])
    assert find(engine, "autre").total == 0


# What comes first


def test_title_before_body_and_word_before_family(engine):
    put(engine, [
        doc(1, "Le gouvernement publie ses budgets chaque année."),
        doc(2, "Le gouvernement publie son budget chaque année."),
        doc(3, "Le gouvernement publie ses comptes chaque année.", title="Budget"),
    ])  # fmt: skip
    assert numbers(find(engine, "budget")) == [3, 2, 1]


def test_equals_newest_first_and_pages_do_not_overlap(engine):
    put(engine, [doc(n, "réunion prévue", minutes=n * 7 % 101) for n in range(101)])
    seen: list[int] = []
    after = None
    for _ in range(6):
        seen += numbers(find(engine, "réunion", after=after))
        after = Cursor(f"post:{seen[-1]}", len(seen))
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
    put(engine, [
        doc(1, "نطلب مزيدا من الشَّفافيّة والتواصل مع المواطنات والمواطنين", lang="ar"),
        doc(2, "انعقدت للّجنة جلسة في فبراير ٢٠١٩", lang="ar"),
        doc(3, "L’ordre du jour de la réunion du groupe", lang="fr"),
        doc(4, "Government's commitments are late", lang="en"),
        doc(5, "المنتدى الإلكتروني للنقاش", lang="ar"),
    ])  # fmt: skip
    assert numbers(find(engine, asked)) == wanted


def test_some_of_the_words(engine):
    put(engine, [doc(1, "budget ouvert"), doc(2, "budget")])
    assert find(engine, "budget introuvable").total == 0
    assert find(engine, "budget introuvable", any_term=True).total == 2


def test_a_long_text_is_found_to_its_end(engine):
    put(engine, [doc(1, "mot " * 4000 + "aiguille")])
    assert find(engine, "aiguille").total == 1


@pytest.mark.parametrize("many", [1_500, pytest.param(10_000, marks=pytest.mark.long)])
def test_thousands_of_results(engine, many):
    engine.rebuild(doc(n, "réunion") for n in range(many))
    found = find(engine, "réunion", after=Cursor("post:none", 980))
    # PostgreSQL counts no further than anybody turns pages.
    assert (found.total, len(found.keys)) == (many if isinstance(engine, WhooshBackend) else NEWEST, 20)


def test_what_many_hold_is_looked_for_among_the_newest_days(engine, monkeypatch):
    """On PostgreSQL, where looking at all of it would take long; where few are new, all days are looked at after all."""
    monkeypatch.setattr(postgres_scores, "MANY", 20)
    monkeypatch.setattr(postgres_scores, "NEWEST", 10)
    day = 24 * 60
    engine.rebuild([doc(n, "réunion" + (" budget" if n < 30 else ""), minutes=n * day) for n in range(200)])
    assert numbers(find(engine, "réunion", newest=True, limit=5)) == [199, 198, 197, 196, 195]
    assert numbers(find(engine, "réunion budget", newest=True, limit=3)) == [29, 28, 27]
    assert numbers(find(engine, "budget réunion", newest=True, limit=3, any_term=True))[0] == 199


# Whatever happens


def test_an_engine_without_an_index_says_so(bare):
    with pytest.raises(SearchUnavailable):
        find(bare, "x1")
    with pytest.raises(SearchUnavailable):
        bare.update(lambda: ([doc(1, "budget")], ()))
    assert bare.needs_rebuild()
    bare.rebuild([doc(1, "budget")])
    assert not bare.needs_rebuild()
    assert find(bare, "budget").total == 1


def test_what_is_read_under_the_lock_is_never_older_than_the_index(engine):
    """Two workers: the second one reads when the first has written, whatever it saw waiting before."""
    state = ["ancien"]

    def first():
        state[0] = "nouveau"
        return [doc(1, state[0])], ()

    engine.update(first)
    engine.update(lambda: ([doc(1, state[0])], ()))
    assert (find(engine, "nouveau").total, find(engine, "ancien").total) == (1, 0)


def test_while_one_writes_another_is_refused_or_waits(engine, other):
    began, go_on = threading.Event(), threading.Event()

    def slowly():
        began.set()
        go_on.wait(20)
        return [doc(1, "budget")], ()

    writing = threading.Thread(target=engine.update, args=(slowly,))
    writing.start()
    began.wait(20)
    with pytest.raises(AnotherWriter):
        other.update(lambda: ([doc(2, "budget")], ()))
    with pytest.raises(AnotherWriter):
        other.rebuild([], patience=0.1)
    threading.Timer(0.2, go_on.set).start()
    assert other.rebuild([doc(3, "budget")], patience=20) == 1
    writing.join()
    assert numbers(find(engine, "budget")) == [3]


def test_a_rebuild_that_breaks_leaves_the_old_index(engine):
    engine.update(lambda: ([doc(1, "ancien")], ()))

    def broken():
        yield doc(2, "nouveau")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.rebuild(broken())
    assert find(engine, "ancien").total == 1
    assert not engine.needs_rebuild()
    assert engine.rebuild([doc(2, "nouveau")]) == 1
    assert find(engine, "ancien").total == 0


def test_hostile_questions_are_only_words(engine):
    put(engine, [doc(1, "budget")])
    for typed in ("budget AND (", "body_surface:budget", "bud*", "budget^9", "[a TO b]", "budget\\", "a" * 500,
                  "'" * 100, "budget " * 60, "{{7*7}}", "\x00budget", "٪٪", "水"):
        find(engine, typed)


def test_counts_stay_true_through_every_change(engine, tmp_path):
    """Changed bit by bit or built anew, an index of the same documents gives the same answers."""
    luck = random.Random(7)
    words = ["budget", "réunion", "comité", "accès", "données", "شفافية", "المواطنين", "open", "committee"]

    def some(number: int):
        body = " ".join(luck.choice(words) for _ in range(luck.randrange(3, 30)))
        return doc(number, body, title=luck.choice(words) if number % 3 == 0 else "", lang=luck.choice(["fr", "ar", "en"]))

    kept = {n: some(n) for n in range(60)}
    engine.rebuild(kept.values())
    for _ in range(12):
        changed = [some(luck.randrange(80)) for _ in range(5)]
        gone = [f"post:{luck.randrange(80)}" for _ in range(3)]
        gone = [key for key in gone if key not in {one.key for one in changed}]
        engine.update(lambda changed=changed, gone=gone: (changed, gone))
        kept.update({one.object_id: one for one in changed})
        for key in gone:
            kept.pop(int(key.split(":")[1]), None)
    asked = ["budget", "budget réunion", '"open committee"', "شفافية -budget", "comité données accès", "مواطن"]
    before = [find(engine, one, limit=100, any_term=any_term) for one in asked for any_term in (False, True)]
    engine.rebuild(kept.values())
    after = [find(engine, one, limit=100, any_term=any_term) for one in asked for any_term in (False, True)]
    if isinstance(engine, WhooshBackend):  # it counts what is deleted until its segments are merged
        assert [set(one.keys) for one in before] == [set(one.keys) for one in after]
    else:
        assert before == after
    # And both engines answer alike, the first ones in the same order.
    other = WhooshBackend(tmp_path / "other")
    other.rebuild(kept.values())
    alike = [find(other, one, limit=100, any_term=any_term) for one in asked for any_term in (False, True)]
    assert [set(one.keys) for one in alike] == [set(one.keys) for one in after]
    assert [one.keys[:3] for one in alike] == [one.keys[:3] for one in after]

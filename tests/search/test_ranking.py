"""What comes first, as tables: (what is asked, the documents, their order). On both engines."""

from datetime import timedelta

import pytest

from goforum.search.backend import Cursor, tag
from goforum.search.spelling import nearest
from tests.search.asking import START, doc, find, numbers

DAY = 24 * 60


def ranked(engine, docs, asked, **more):
    engine.rebuild(docs)
    return numbers(find(engine, asked, **more))


@pytest.mark.parametrize(("why", "asked", "docs"), [
    ("a title over a body", "budget", [doc(1, "rien d’autre", title="Budget"), doc(2, "le budget")]),
    ("a title over a body that repeats it", "budget", [doc(1, "rien", title="Budget"), doc(2, "budget budget budget")]),
    ("the word over its family", "réunion", [doc(1, "une réunion ici"), doc(2, "des réunions ici")]),
    ("the Arabic word over its family", "الشفافية", [doc(1, "نريد الشفافية هنا", lang="ar"), doc(2, "نريد شفافية هنا", lang="ar")]),
    ("a short text over a long one", "budget", [doc(1, "le budget ouvert"), doc(2, "budget " + "mot autre chose " * 60)]),
    ("words that follow each other", "budget participatif",
     [doc(1, "un budget participatif pour la ville et ses quartiers"),
      doc(2, "un budget pour la ville et un projet assez participatif")]),
    ("two of the words over one of them often", "budget forêt",
     [doc(1, "budget forêt"), doc(2, "budget budget budget budget"), doc(3, "rien")][:2]),
    ("a discussion that is open over a closed one", "budget",
     [doc(1, "le budget", minutes=1), doc(2, "le budget", minutes=2, tags=(tag("state", "closed"),))]),
    ("a proposal that stands over one withdrawn", "budget",
     [doc(1, "le budget", minutes=1), doc(2, "le budget", minutes=2, tags=(tag("state", "withdrawn"),))]),
], ids=lambda one: one if isinstance(one, str) else "")  # fmt: skip
def test_the_first_comes_first(engine, why, asked, docs):
    assert ranked(engine, docs, asked, any_term=True, moment=START + timedelta(days=1))[0] == 1
    assert ranked(engine, docs[::-1], asked, any_term=True, moment=START + timedelta(days=1))[0] == 1, why


def test_what_is_fresh_comes_first_but_not_over_what_is_better(engine):
    docs = [doc(1, "le budget de la ville", minutes=0), doc(2, "le budget de la ville", minutes=400 * DAY),
            doc(3, "rien", title="Budget de la ville", minutes=0)]
    now = START + timedelta(days=401)
    assert ranked(engine, docs, "budget ville", moment=now) == [3, 2, 1]


def test_newest_first_when_asked(engine):
    docs = [doc(1, "rien", title="Budget", minutes=1), doc(2, "budget", minutes=3), doc(3, "un budget", minutes=2)]
    assert ranked(engine, docs, "budget", newest=True) == [2, 3, 1]
    assert numbers(find(engine, "budget", newest=True, after=Cursor("post:2", 1))) == [3, 1]


def test_filters_without_words_list_the_newest(engine):
    engine.rebuild([doc(n, "texte", author=n % 2 + 1, minutes=n) for n in range(6)])
    assert numbers(find(engine, "", authors=frozenset([2]))) == [5, 3, 1]


@pytest.mark.parametrize(("more", "wanted"), [
    ({"authors": frozenset([7])}, [2]),
    ({"tags": (frozenset([tag("commitment", 5)]),)}, [1, 3]),
    ({"tags": (frozenset([tag("commitment", 5)]), frozenset([tag("state", "open")]))}, [3]),
    ({"tags": (frozenset([tag("state", "open"), tag("state", "closed")]),)}, [2, 3]),
    ({"since": START + timedelta(minutes=2)}, [2, 3]),
    ({"until": START + timedelta(minutes=2)}, [1]),
    ({"since": START + timedelta(minutes=2), "until": START + timedelta(minutes=3)}, [2]),
    ({"kinds": ("thread",)}, [3]),
    ({"places": ("in9",)}, [2]),
    ({"places": ("in9", "in8")}, [2]),
    ({"places": ("in7",)}, []),
])  # fmt: skip
def test_each_filter(engine, more, wanted):
    engine.rebuild([
        doc(1, "budget", minutes=1, tags=(tag("commitment", 5),)),
        doc(2, "budget", minutes=2, author=7, tags=(tag("state", "closed"),), also=("in8", "in9")),
        doc(3, "budget", minutes=3, shelf="thread", tags=(tag("commitment", 5), tag("state", "open"))),
        doc(4, "autre", minutes=4, author=7, tags=(tag("commitment", 5),), also=("in9",)),
    ])
    assert sorted(numbers(find(engine, "budget", **more))) == wanted


def test_kinds_are_counted_and_each_has_its_best(engine):
    engine.rebuild([doc(n, "budget ouvert", kind=kind) for n in range(9) for kind in ("post", "proposal")]
                   + [doc(99, "budget", kind="meeting")])
    found = find(engine, "budget", each=2)
    assert dict(found.kinds) == {"post": 9, "proposal": 9, "meeting": 1}
    assert sorted(key.split(":")[0] for key in found.keys) == ["meeting", "post", "post", "proposal", "proposal"]


def test_a_page_begins_where_the_last_one_ended_though_things_come_and_go(engine):
    engine.rebuild([doc(n, "budget", minutes=n) for n in range(30)])
    first = numbers(find(engine, "budget"))
    engine.update(lambda: ([doc(50, "budget", minutes=50)], ["post:29"]))
    assert numbers(find(engine, "budget", after=Cursor(f"post:{first[-1]}", 20))) == list(range(9, -1, -1))
    # The key itself is gone: so many results further.
    assert numbers(find(engine, "budget", after=Cursor("post:29", 20)))[0] == 9


@pytest.mark.parametrize(("typed", "wanted"), [
    ("bud", [1]), ("budget ouv", [1]), ("ouv", [1]), ("الش", [2]), ("شفاف", [2]), ("الشفافية وال", [2]), ("وصو", [2]),
    ("الوصو", [2]), ("reun", [3]), ("Réun", [3]), ("eau", [4]), ("l’ea", [4]), ("corps", []), ("zzz", []), ("open d", [5]),
    ("gover", [5]),
])  # fmt: skip
def test_titles_that_begin_so(engine, typed, wanted):
    from goforum.core.analysis import tokens
    from goforum.search.asking import read_question
    from goforum.search.backend import OPEN, Ask

    engine.rebuild([
        doc(1, "corps", title="Budget ouvert"), doc(2, "corps", title="الشفافية والوصول إلى المعلومات", lang="ar"),
        doc(3, "corps", title="Réunions du comité"), doc(4, "corps", title="L’eau de la ville"),
        doc(5, "corps", title="Open data and government", lang="en"), doc(6, "corps", title="Budget", place="in7"),
    ])
    last = tokens(typed, "", keep_stop_words=True)[-1]
    ask = Ask(read_question(typed[:last.start]).terms, places=frozenset([OPEN]), kinds=frozenset(["post"]))
    assert numbers(engine.suggest(ask, last.surface, limit=5)) == wanted


@pytest.mark.parametrize(("typed", "near"), [
    ("budgte", "budget"), ("buget", "budget"), ("budgget", "budget"), ("Ghandi", "gandhi"), ("الشفاقية", "الشفافيه"),
    ("particpatiff", "participatif"),
])  # fmt: skip
def test_words_that_nothing_holds_have_neighbours(engine, typed, near):
    from goforum.core.analysis import fold_word

    engine.rebuild([doc(1, "le budget participatif de Gandhi"), doc(2, "الشفافية أولا", lang="ar")])
    assert nearest(engine, fold_word(typed)) == [near]


@pytest.mark.parametrize("typed", ["budg", "2019", "zzzzzz", "a" * 60])
def test_short_words_numbers_and_strange_ones_have_none(engine, typed):
    engine.rebuild([doc(1, "le budget de 2018")])
    assert nearest(engine, typed) == []

"""The words of a document are read out of PostgreSQL's own bytes: the same as PostgreSQL itself reads in them."""

import pytest
from sqlalchemy import text

from goforum.search import postgres_sql as sql
from goforum.search.postgres_backend import PostgresBackend
from tests.search.asking import doc

TEXTS = {
    "three languages": doc(1, "نطلب مزيدا من الشَّفافيّة والتواصل. L’ordre du jour, œuvre désignée. Government's commitments",
                           title="Budget ouvert 2019 الميزانية", lang="", tags=("commitment:77", "state:live")),
    "facts that end like words": doc(2, "12 open 12 s t 5 ouvert", title="12", tags=("commitment:12", "state:open"), lang="fr"),
    "no title": doc(3, "budget " * 40 + "réunion"),
    "no words": doc(4, "", tags=("commitment:77", "state:live")),
    "title alone": doc(5, "", title="budget budget ouvert"),
    "so often that the number of places holds no zero byte": doc(6, "budget mot " * 300, title="budget"),
    "beyond the last place": doc(7, "budget " * 17_000 + "fin"),
    "places like letters": doc(8, " ".join(f"m{n % 7}" for n in range(15_000)) + " 5 58 t s"),
    "numbers and other letters": doc(9, "2019 ٢٠١٩ 水 水水 a_b _x_ é", title="水"),
    "prefixes of each other": doc(10, "a ab abc abcd abcde eau eaux beau", title="ab"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_words_and_places_are_those_that_unnest_gives(bare: PostgresBackend, name):
    bare.rebuild([TEXTS[name]])
    with bare._engine.connect() as connection:
        state = bare._state(connection)
        assert state is not None
        packed = connection.scalar(text(f"SELECT tsvectorsend(tsv) FROM {state.docs}"))
        rows = connection.execute(text(
            f"SELECT lexeme, coalesce(positions, '{{}}') AS at, coalesce(weights, '{{}}') AS weights "
            f"FROM {state.docs}, unnest(tsv)")).all()
    wanted = {row.lexeme: (row.weights.count("A"), row.at) for row in rows if row.lexeme[:2] in ("s:", "t:")}
    assert sql.read_vector(packed, wanted) == wanted
    assert bool(wanted) == (name != "no words")
    # What it does not hold: the ends, the beginnings and the neighbours of what it holds, and facts that look like words.
    others = {f"{mark}:{word}" for lexeme in [row.lexeme for row in rows] for mark in "st"
              for whole in [lexeme.split(":")[-1]] for word in (whole, whole[1:], whole[:-1], whole + "a", "a" + whole)}
    assert sql.read_vector(packed, others - wanted.keys()) == {}

"""How well real questions find the right text, and French forms each other; the data is read, never shipped."""

import csv
import itertools
import os
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from goforum.core.analysis import word_stems
from goforum.core.language import guess_language
from goforum.search.asking import read_question
from goforum.search.backend import OPEN, Ask, SearchDoc
from goforum.search.documents import KINDS
from goforum.search.whoosh_backend import WhooshBackend

pytestmark = [pytest.mark.once, pytest.mark.long]


@pytest.fixture
def corpus() -> Path:
    folder = os.environ.get("GOFORUM_TEST_DATA")
    if not folder:
        pytest.skip("GOFORUM_TEST_DATA is not set: quality of search not run")
    return Path(folder) / "corpus"


def lines(path: Path) -> list[dict[str, str]]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


@pytest.mark.parametrize(("lang", "first", "rank"), [("ar", 0.88, 0.92), ("en", 0.91, 0.94)])
def test_the_right_paragraph_comes_first(corpus, tmp_path, lang, first, rank):
    """612 questions about 120 paragraphs, the paragraphs of both languages in one index."""
    engine, start = WhooshBackend(tmp_path), datetime(2026, 1, 1, tzinfo=UTC)
    docs = [(code, one) for code in ("ar", "en") for one in lines(corpus / "xquad" / f"{code}.docs.jsonl")]
    engine.rebuild(
        SearchDoc("post", number, OPEN, code, 1, start, "", one["text"]) for number, (code, one) in enumerate(docs))
    keys = {(code, one["id"]): f"post:{number}" for number, (code, one) in enumerate(docs)}
    ranks = []
    for asked in lines(corpus / "xquad" / f"{lang}.queries.jsonl"):
        terms = read_question(asked["text"]).terms
        found = engine.search(Ask(terms, (), frozenset([OPEN]), KINDS, any_term=True), offset=0, limit=20).keys
        right = keys[lang, asked["doc_id"]]
        ranks.append(1 / (found.index(right) + 1) if right in found else 0.0)
    assert sum(one == 1 for one in ranks) / len(ranks) > first
    assert sum(ranks) / len(ranks) > rank


def test_french_forms_find_each_other_better_than_bare_stems_would(corpus):
    forms: dict[str, set[str]] = defaultdict(set)
    with (corpus / "lemma_pairs_fr.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["pos"] in ("NOUN", "ADJ", "VERB", "PROPN"):
                forms[row["lemma"]].add(row["form"])
    pairs = [pair for words in forms.values() for pair in itertools.combinations(sorted(words), 2)]
    joined = sum(bool(set(word_stems(a, "fr")) & set(word_stems(b, "fr"))) for a, b in pairs)
    # Accents folded first, then Snowball: 0.35.
    assert joined / len(pairs) > 0.44


def test_the_language_of_a_sentence_is_told(corpus):
    seen = [(code, row[code]) for row in lines(corpus / "pud_parallel.jsonl") for code in ("ar", "fr", "en")]
    assert sum(guess_language(text) == code for code, text in seen) / len(seen) > 0.995

"""How well real questions find the right text, and French forms each other; the data is read, never shipped."""

import csv
import itertools
import os
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from goforum.config import Settings
from goforum.core.analysis import word_stems
from goforum.core.language import guess_language
from goforum.search.trying import engine_for_trial, try_search

pytestmark = pytest.mark.long
DATABASE = os.environ.get("GOFORUM_TEST_DATABASE_URL", "")
BACKEND = "postgresql" if DATABASE.startswith("postgres") else "whoosh"


@pytest.fixture
def corpus() -> Path:
    folder = os.environ.get("GOFORUM_TEST_DATA")
    if not folder:
        pytest.skip("GOFORUM_TEST_DATA is not set: quality of search not run")
    return Path(folder) / "corpus"


def lines(path: Path) -> list[dict[str, str]]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


def judge(corpus: Path, lang: str, change: Callable[[str], str] = str) -> tuple[float, float]:
    """(hit@1, hit@5) of 612 questions about 120 paragraphs, the paragraphs of both languages in one index."""
    docs = [{"id": f"{code}/{one['id']}", "body": one["text"], "lang": code}
            for code in ("ar", "en") for one in lines(corpus / "xquad" / f"{code}.docs.jsonl")]
    asked = lines(corpus / "xquad" / f"{lang}.queries.jsonl")
    with engine_for_trial(BACKEND, Settings(database_url=DATABASE, environment="testing")) as engine:
        answers = try_search(engine, docs, [{"id": one["id"], "text": change(one["text"])} for one in asked])
    right = [f"{lang}/{one['doc_id']}" for one in asked]
    first = sum(answer.ids[:1] == [one] for answer, one in zip(answers, right, strict=True))
    among = sum(one in answer.ids[:5] for answer, one in zip(answers, right, strict=True))
    return first / len(asked), among / len(asked)


@pytest.mark.parametrize(("lang", "first", "five"), [("ar", 0.90, 0.98), ("en", 0.93, 0.985)])
def test_the_right_paragraph_comes_first(corpus, lang, first, five):
    found = judge(corpus, lang)
    assert found[0] >= first
    assert found[1] >= five


def without_hamza(text: str) -> str:
    return text.translate(str.maketrans("أإآؤئ", "اااوي", "ء"))


def without_article(text: str) -> str:
    return re.sub(r"(?<!\w)ال(?=\w{3})", "", text)


@pytest.mark.parametrize("change", [without_hamza, without_article])
def test_arabic_typed_carelessly_loses_little(corpus, change):
    plain, careless = judge(corpus, "ar"), judge(corpus, "ar", change)
    assert careless[0] >= plain[0] - 0.02
    assert careless[1] >= plain[1] - 0.02


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

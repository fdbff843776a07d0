"""``python -m bench.find``: how fast search answers, engine and passages, at a size; prints one JSON object.

The words are those of texts in ``GOFORUM_TEST_DATA`` (read, never shipped), as common as in life; documents are long
and short as posts are. ``BENCH_DOCUMENTS`` (50000), ``BENCH_QUESTIONS`` (400), ``BENCH_ENGINE`` (whoosh; or postgresql
at ``GOFORUM_DATABASE_URL``, in a schema that ends with the measure). Beyond ``DISTINCT`` documents PostgreSQL is
filled with copies under other keys and dates: lists of postings are as long as with others, which is what costs.
"""

import json
import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bench.http import percentile
from goforum.config import Settings
from goforum.core.analysis import words_in
from goforum.search.asking import read_question
from goforum.search.backend import OPEN, Ask, SearchBackend, SearchDoc, SearchUnavailable
from goforum.search.documents import KINDS
from goforum.search.passages import best_passage
from goforum.search.postgres_backend import PostgresBackend
from goforum.search.queries import ask_engine
from goforum.search.trying import engine_for_trial

DOCUMENTS = int(os.environ.get("BENCH_DOCUMENTS", "50000"))
QUESTIONS = int(os.environ.get("BENCH_QUESTIONS", "400"))
ENGINE = os.environ.get("BENCH_ENGINE", "whoosh")
DISTINCT = 20_000
START = datetime.now(UTC) - timedelta(minutes=DISTINCT)
SHARES = (("ar", 45), ("fr", 40), ("en", 15))
SOURCES = {"ar": ("tashkeela_ar.jsonl", "xquad/ar.docs.jsonl"), "fr": ("sequoia_fr.jsonl", "pud_parallel.jsonl"),
           "en": ("polis_marchon_en.jsonl", "xquad/en.docs.jsonl")}
PLACES = frozenset([OPEN, *(f"in{n}" for n in range(40))])


def read_words(folder: Path) -> dict[str, list[str]]:
    """The running words of each language: drawn from at random, common words come as often as in the texts."""
    found = {}
    for lang, names in SOURCES.items():
        words: list[str] = []
        for name in names:
            for line in (folder / "corpus" / name).read_text(encoding="utf-8").splitlines():
                one = json.loads(line)
                said = str(one.get("text") or one.get(lang) or one.get("vocalised") or "")
                words += [match.group() for match in words_in(said)]
        found[lang] = words
    return found


def make_documents(words: dict[str, list[str]], many: int, dice: random.Random) -> Iterator[SearchDoc]:
    """Texts of runs of real words, so that neighbours are neighbours."""
    langs = [lang for lang, share in SHARES for _ in range(share)]
    for number in range(many):
        lang = dice.choice(langs)
        pool, length = words[lang], min(600, int(dice.lognormvariate(4.0, 0.7)))
        body: list[str] = []
        while len(body) < length:
            at = dice.randrange(len(pool))
            body += pool[at:at + 6]
        opens = number % 20 == 0
        yield SearchDoc("post", number, f"in{number % 50}", lang, number % 997, START + timedelta(minutes=number),
                        " ".join(body[:6]) if opens else "", " ".join(body), shelf="thread" if opens else "")


def multiply(engine: PostgresBackend, times: int) -> None:
    """Fill the index with copies under other keys, older ones."""
    with engine._work() as connection:  # noqa: SLF001 - the bench looks inside on purpose
        state = engine._state(connection)  # noqa: SLF001
        assert state is not None
        name = state.docs.split('"')[1].removesuffix("_docs")
        columns = "kind, place, also, lang, worn, title_surface, title_stem, body_surface, body_stem"
        dated = ("ARRAY['f:day:' || to_char({0}, 'YYYY-MM-DD'), 'f:month:' || to_char({0}, 'YYYY-MM'), "
                 "'f:week:' || to_char(date_trunc('week', {0}), 'YYYY-MM-DD')]")
        older = "created - n * interval '14 days'"
        for statement in (
                "SET LOCAL maintenance_work_mem = '256MB'", f"DROP INDEX {engine.schema}.{name}_tsv",
                (f"INSERT INTO {state.docs} (key, created, tsv, {columns}) SELECT 'post:' || "
                 f"(substr(key, 6)::int + n * {DISTINCT}), {older}, ts_delete(tsv, {dated.format('created')}) || "
                 f"array_to_tsvector({dated.format(older)}), {columns} "
                 f"FROM {state.docs}, generate_series(1, {times - 1}) AS n"),
                f"CREATE INDEX {name}_tsv ON {state.docs} USING gin (tsv) WITH (fastupdate = off)",
                f"UPDATE {state.words} SET title = title * {times}, body = body * {times}",
                f"UPDATE {engine.schema}.state SET " + ", ".join(
                    f"{one} = {one} * {times}" for one in
                    ("documents", "title_surface", "title_stem", "body_surface", "body_stem")),
                f"ANALYZE {state.docs}"):
            connection.execute(text(statement))


def questions(words: dict[str, list[str]], dice: random.Random) -> Iterator[str]:
    """One word, two that follow each other, three anywhere, a phrase, a word left out: as people ask."""
    langs = [lang for lang, share in SHARES for _ in range(share)]
    for number in range(QUESTIONS):
        pool = words[dice.choice(langs)]
        at = dice.randrange(len(pool) - 3)
        yield (pool[at], " ".join(pool[at:at + 2]), " ".join(dice.sample(pool, 3)),
               f'"{pool[at]} {pool[at + 1]}"', f"{pool[at]} -{pool[at + 2]}")[number % 5]


def database_clock(engine: SearchBackend) -> Callable[[], float]:
    """The processor time that PostgreSQL has spent on our connection, in ms; 0 where it runs elsewhere."""
    if not isinstance(engine, PostgresBackend):
        return lambda: 0.0
    with engine._engine.connect() as connection:  # noqa: SLF001 - the pool gives the last one used, again and again
        told = Path(f"/proc/{connection.scalar(text('SELECT pg_backend_pid()'))}/schedstat")
    if not told.exists():
        return lambda: 0.0
    return lambda: int(told.read_text(encoding="ascii").split()[0]) / 1e6


def ask_all(engine: SearchBackend, asked: list[str], texts: dict[int, SearchDoc]) -> dict[str, Any]:
    """Every question, timed with its passages; those that say nothing are not asked."""
    took: list[float] = []
    own: list[float] = []
    cpu, none, failed, slowest = time.process_time(), 0, 0, (0.0, "")
    now = datetime.now(UTC)
    database, there = database_clock(engine), list[float]()
    for typed in asked:
        began, spent, before = time.perf_counter(), time.thread_time(), database()
        question = read_question(typed)
        if question.trouble:
            continue
        ask = Ask(question.terms, question.without, PLACES, frozenset(KINDS), moment=now)
        try:
            found = ask_engine(engine, replace(ask, each=4), limit=40)
        except SearchUnavailable:
            failed += 1
            continue
        for key in [*found.keys, *found.loose][:20]:
            doc = texts[int(key.split(":")[1]) % DISTINCT]
            best_passage(doc.body, doc.lang, question)
        ms = (time.perf_counter() - began) * 1000
        took.append(ms)
        own.append((time.thread_time() - spent) * 1000)
        there.append(database() - before)
        none += not found.total
        slowest = max(slowest, (ms, typed))
    both = sorted(here + far for here, far in zip(own, there, strict=True))
    for times in (took, own, there):
        times.sort()
    return {"asked": len(took), "found_nothing": none, "failed": failed, "p50_ms": round(percentile(took, 0.5), 2),
            "p90_ms": round(percentile(took, 0.9), 2), "p99_ms": round(percentile(took, 0.99), 2),
            "max_ms": round(took[-1], 2), "slowest": slowest[1],
            # Without the waiting for a processor: what it costs this process itself.
            "cpu_p50_ms": round(percentile(own, 0.5), 2), "cpu_p99_ms": round(percentile(own, 0.99), 2),
            "database_cpu_p50_ms": round(percentile(there, 0.5), 2),
            "database_cpu_p99_ms": round(percentile(there, 0.99), 2),
            "both_cpu_p50_ms": round(percentile(both, 0.5), 2), "both_cpu_p99_ms": round(percentile(both, 0.99), 2),
            "questions_per_cpu_second_of_this_process": round(len(took) / (time.process_time() - cpu), 1)}


def main() -> None:
    """Fill, ask everything once to warm up, ask again, print."""
    dice = random.Random(1)
    words = read_words(Path(os.environ["GOFORUM_TEST_DATA"]))
    distinct = DISTINCT if ENGINE == "postgresql" else DOCUMENTS
    texts = {}

    def documents() -> Iterator[SearchDoc]:
        for doc in make_documents(words, min(distinct, DOCUMENTS), dice):
            if doc.object_id < DISTINCT:
                texts[doc.object_id] = doc
            yield doc

    asked = list(questions(words, random.Random(2)))
    began = time.perf_counter()
    settings = Settings(database_url=os.environ.get("GOFORUM_DATABASE_URL", ""), environment="testing")
    with engine_for_trial(ENGINE, settings) as engine:
        engine.rebuild(documents(), patience=60)
        if isinstance(engine, PostgresBackend) and DOCUMENTS > DISTINCT:
            multiply(engine, DOCUMENTS // DISTINCT)
        built = time.perf_counter() - began
        first = ask_all(engine, asked, texts)
        print(json.dumps({"engine": ENGINE, "documents": DOCUMENTS, "built_s": round(built), "first_time": first,
                          "again": ask_all(engine, asked, texts),
                          "load_average": [round(one, 1) for one in os.getloadavg()]}, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()

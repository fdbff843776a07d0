"""Files indexed and asked outside the site, through the command people use."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from goforum.cli import main

DATABASE = os.environ.get("GOFORUM_TEST_DATABASE_URL", "")
BACKEND = "postgresql" if DATABASE.startswith("postgres") else "whoosh"

DOCUMENTS = [
    {"id": "a", "title": "الشفافية", "body": "نطلب نشر تقارير اللجنة", "lang": "ar"},
    {"id": "b", "title": "Budget ouvert", "body": "Les rapports de la commission", "lang": "fr"},
    {"id": "c", "title": "", "body": "Open data for everybody"},
]


def write(path: Path, rows: list[dict[str, str]]) -> str:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return str(path)


def run(tmp_path: Path, queries: list[dict[str, str]], *more: str):
    return CliRunner().invoke(main, [
        "search", "try", "--documents", write(tmp_path / "d.jsonl", DOCUMENTS),
        "--queries", write(tmp_path / "q.jsonl", queries), "--backend", BACKEND, *more,
    ], env={"GOFORUM_DATABASE_URL": DATABASE.replace("+psycopg", ""), "GOFORUM_DATA_DIR": str(tmp_path / "data")})


def test_ids_come_ranked_with_their_time(tmp_path):
    asked = [{"id": "1", "text": "تقرير اللجان"}, {"id": "2", "text": "rapport budget"}, {"id": "3", "text": "zanzibar"},
             {"id": "4", "text": "?"}]
    done = run(tmp_path, asked, "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.output)
    assert (said["backend"], said["documents"]) == (BACKEND, 3)
    assert {one["id"]: one["ids"] for one in said["results"]} == {"1": ["a"], "2": ["b"], "3": [], "4": []}
    assert all(one["ms"] >= 0 for one in said["results"])


def test_without_json_a_line_for_each_question(tmp_path):
    done = run(tmp_path, [{"id": "1", "text": "open data"}])
    assert done.output.split() == ["1", done.output.split()[1], "ms", "c"]


@pytest.mark.parametrize(("line", "said"), [("{", "line 2: not JSON"), ('{"id": 3}', "line 2: needs a text called 'id'")])
def test_a_bad_line_is_named(tmp_path, line, said):
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "1", "text": "x"}\n' + line, encoding="utf-8")
    done = CliRunner().invoke(main, ["search", "try", "--documents", str(bad), "--queries", str(bad)])
    assert done.exit_code == 1
    assert said in done.output

"""Pages of a list are cut by key: an OFFSET reads and throws away everything before it."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# A word of SQL or a method of a statement; OFFSET 0 throws nothing away, it only keeps a planner from looking inside.
CUT = re.compile(r"\.offset\(|\bOFFSET\s+[:%?1-9]|\.slice\(", re.IGNORECASE)


def test_no_list_is_cut_by_counting():
    found = [f"{path.relative_to(ROOT)}:{number}" for path in sorted((ROOT / "goforum").rglob("*.py"))
             for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if CUT.search(line)]
    assert found == []


def test_it_would_be_seen():
    assert CUT.search("select(x).offset(20)")
    assert CUT.search('"… LIMIT 20 OFFSET :from"')

"""Filling the disk and the memory: what is refused leaves nothing behind and is not read."""

import struct
from datetime import timedelta

import pytest

from goforum.files import kinds
from goforum.files.kinds import Unfit
from goforum.files.limits import Limits
from goforum.files.store import store
from tests.files.conftest import upload
from tests.files.samples import PDF


def kept():
    return sum(1 for _name in store().names())


def test_what_is_over_the_days_measure_leaves_no_bytes_behind(member, monkeypatch):
    measure = Limits(10_000, 10, len(PDF) + 20, timedelta(hours=48))
    for module in ("goforum.files.commands", "goforum.files.queries"):
        monkeypatch.setattr(f"{module}.limits", lambda: measure)
    first = upload(member, PDF + b"\n% first", "a.pdf", key="k")
    before = kept()
    for number in range(5):
        with pytest.raises(Unfit) as refused:
            upload(member, PDF + b"\n%% no %d" % number, "b.pdf")
        assert refused.value.code == "day"
    assert kept() == before
    # What is there already may be named again.
    assert upload(member, PDF + b"\n% first", "a.pdf", key="k") == first


def test_a_directory_of_a_million_lines_behind_the_longest_comment_is_not_read(tmp_path, monkeypatch):
    line = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0)
    lines = b"".join(line + b"%04x" % number for number in range(5000))
    body = b"PK\3\4" + bytes(100)
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 5000, 5000, len(lines), len(body))
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(body) + len(lines), 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 100, 0xFFFFFFFF, 65535)
    path = tmp_path / "bomb"
    path.write_bytes(body + lines + end64 + locator + end + b"x" * 65535)
    monkeypatch.setattr(kinds.zipfile, "ZipFile", lambda *_a: pytest.fail("the directory was read"))
    with pytest.raises(Unfit):
        kinds.kind_of(path, "letter.docx")

"""Third-party files are exactly what their locks say, and nothing else lies beside them."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("vendor_tool", ROOT / "tools" / "vendor.py")
assert _spec
assert _spec.loader
vendor = importlib.util.module_from_spec(_spec)
sys.modules["vendor_tool"] = vendor
_spec.loader.exec_module(vendor)
LOCK, PACKAGES, digest = vendor.LOCK, vendor.PACKAGES, vendor.digest

FOLDERS = sorted({package.folder for package in PACKAGES})


def _lock(folder: str) -> list[dict[str, object]]:
    content: list[dict[str, object]] = json.loads((ROOT / folder / LOCK).read_text(encoding="utf-8"))
    return content


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_vendored_file_has_the_locked_hash(folder: str) -> None:
    for package in _lock(folder):
        for entry in package["files"]:  # type: ignore[attr-defined]
            assert digest("sha384", (ROOT / folder / entry["file"]).read_bytes()) == entry["sha384"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_unlisted_file_lies_beside_them(folder: str) -> None:
    listed = {entry["file"] for package in _lock(folder) for entry in package["files"]}  # type: ignore[attr-defined]
    found = {path.relative_to(ROOT / folder).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()}
    assert found - {LOCK, "__init__.py"} == listed


def test_the_lock_and_the_tool_agree() -> None:
    locked = {(p["package"], p["version"], p["integrity"]) for folder in FOLDERS for p in _lock(folder)}
    assert locked == {(p.name, p.version, p.integrity) for p in PACKAGES}


def test_no_other_javascript_of_others_is_in_the_static_tree() -> None:
    ours = Path(ROOT / "static")
    for path in ours.rglob("*.min.js"):
        assert path.parent.name == "vendor"

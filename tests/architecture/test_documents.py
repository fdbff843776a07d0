"""What an operator can set or run is written down, and what is written down exists."""

import dataclasses
import re
import subprocess

import pytest

from goforum.config import Settings
from tests.architecture.source import ROOT

pytestmark = pytest.mark.once

OPERATING = ROOT / "docs" / "operating.md"
README = ROOT / "README.md"


def settings():
    return {f"GOFORUM_{item.name.upper()}" for item in dataclasses.fields(Settings)}


def commands():
    from goforum.cli import main

    found = set()
    for name, command in main.commands.items():
        below = getattr(command, "commands", None)
        found |= {f"goforum {name} {inner}" for inner in below} if below else {f"goforum {name}"}
    return found


def test_each_setting_is_explained():
    text = OPERATING.read_text()
    assert sorted(name for name in settings() if f"`{name}`" not in text) == []


def test_each_documented_setting_exists():
    named = set(re.findall(r"GOFORUM_[A-Z_]+", OPERATING.read_text() + README.read_text()))
    assert sorted(name for name in named - settings() if not name.startswith("GOFORUM_TEST_")) == []


def test_each_command_is_explained():
    text = OPERATING.read_text() + README.read_text()
    assert sorted(name for name in commands() if name not in text) == []


def test_each_target_of_make_says_what_it_does():
    listed = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in (
        "demo", "serve", "test", "test-long", "lint", "bench", "translations", "migrate", "lock", "screenshots",
    ):
        assert re.search(rf"^  make {target} +\S.{{10}}", listed, re.MULTILINE), target


def test_each_link_between_documents_leads_somewhere():
    pages = [README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text())
        if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists()
    ]
    assert broken == []


def test_decision_records_have_numbers_of_their_own():
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*-*.md")]
    assert len(numbers) == len(set(numbers))
    assert all(number.isdigit() for number in numbers)


def test_the_locks_name_no_index_and_hash_everything():
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        text = lock.read_text()
        assert "://" not in text
        assert "--index" not in text
        for block in re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)):
            assert "==" in block.split("\n")[0]
            assert "--hash=sha256:" in block


def test_the_lock_of_the_tests_has_the_versions_of_the_runtime():
    def pins(name):
        return set(re.findall(r"^(\S+==\S+)", (ROOT / "requirements" / name).read_text(), re.MULTILINE))

    assert pins("runtime.txt") <= pins("dev.txt")

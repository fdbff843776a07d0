"""The runner of the suite counts right, and never calls an unproved run good."""

import importlib.util
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
TOOLS = Path(__file__).resolve().parents[2] / "tools"


@pytest.fixture
def runner(monkeypatch):
    monkeypatch.syspath_prepend(str(TOOLS))
    spec = importlib.util.spec_from_file_location("goforum_test_runner", TOOLS / "test.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    monkeypatch.delenv("CI", raising=False)
    return module


REPORT = """<testsuites><testsuite>
<testcase classname="a" name="one"/><testcase classname="a" name="two"><failure message="no"/></testcase>
<testcase classname="a" name="three"><skipped message="because"/></testcase>
<testcase classname="a" name="four"><error message="setup"/></testcase>
</testsuite></testsuites>"""


def test_outcomes_are_merged_into_one_line(runner, tmp_path, capsys):
    (tmp_path / "report.xml").write_text(REPORT)
    tally = runner.Tally(passed=10)
    assert tally.add_report(runner.PARTS[0], tmp_path / "report.xml") == 4
    assert runner.report_end(tally) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "goforum: 11 passed, 2 failed, 1 skipped"


@pytest.mark.parametrize(
    ("tally", "code"),
    [
        ({"passed": 3}, 0),
        ({"passed": 3, "failed": 1}, 1),
        ({}, 1),
        ({"skipped": 4}, 1),
        ({"passed": 3, "broken": ["pytest ended with code 3"]}, 1),
        ({"passed": 3, "not_run": ["PostgreSQL: not installed"]}, 0),
    ],
)
def test_the_exit_code_says_whether_all_is_proved(runner, tally, code):
    assert runner.report_end(runner.Tally(**tally)) == code


def test_in_continuous_integration_a_part_not_run_fails(runner, monkeypatch, capsys):
    monkeypatch.setenv("CI", "true")
    assert runner.report_end(runner.Tally(passed=3, not_run=["PostgreSQL: not installed"])) == 1
    assert "NOT RUN — PostgreSQL: not installed" in capsys.readouterr().out


def test_the_callers_own_site_is_never_the_tests_site(runner, monkeypatch):
    monkeypatch.setenv("GOFORUM_DATABASE_URL", "postgresql://somewhere/real")
    assert not [name for name in runner.base_environment(runner.parse([])) if name.startswith("GOFORUM_DATABASE")]
    assert runner.base_environment(runner.parse(["--long"]))["GOFORUM_TEST_LONG"] == "1"

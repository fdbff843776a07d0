"""Run the whole suite and end on one line with the counts, such as `goforum: 412 passed, 0 failed, 3 skipped`.

    tools/test.py                      everything: SQLite, then PostgreSQL + Redis, then the browser journeys
    tools/test.py --long               with the full counts of every proof
    tools/test.py --part sqlite -- -k votes    one part, with more arguments for pytest

A part whose programs are missing is not run, and the end says so. In continuous integration (CI=true) that is a
failure: there, nothing may go unproved.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import services

ROOT = Path(__file__).resolve().parent.parent
# A folder of texts whose licences forbid shipping them; the long proofs read it.
TEST_DATA = "GOFORUM_TEST_DATA"
NO_TESTS = 5
TESTS_FAILED = 1


@dataclass(frozen=True)
class Part:
    """One run of pytest: which tests, what they need beyond Python, and what a few of them skip themselves without."""

    name: str
    title: str
    select: str
    needs: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()


PARTS = (
    Part("sqlite", "the suite on SQLite", "not browser", wants=("encryption", "PDF", "nginx")),
    Part("postgresql", "the suite on PostgreSQL and Redis", "not browser and not once", ("PostgreSQL", "Redis"),
         wants=("PDF",)),
    Part("browser", "the journeys in Chromium", "browser", ("Chromium",)),
)


@dataclass
class Tally:
    """What happened, over all parts."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    failures: list[str] = field(default_factory=list)
    skips: list[str] = field(default_factory=list)
    not_run: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def add_report(self, part: Part, report: Path) -> int:
        """Count one part's report; returns how many tests it ran."""
        cases = list(ElementTree.parse(report).getroot().iter("testcase"))  # noqa: S314 - written by our own pytest
        for case in cases:
            label = f"{part.name}: {case.get('classname', '')}::{case.get('name', '')}"
            skip = case.find("skipped")
            if case.find("failure") is not None or case.find("error") is not None:
                self.failed += 1
                self.failures.append(label)
            elif skip is not None:
                self.skipped += 1
                self.skips.append(f"{label} ({skip.get('message', '')})")
            else:
                self.passed += 1
        return len(cases)

    def line(self) -> str:
        return f"goforum: {self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def run_part(part: Part, options: argparse.Namespace, environment: dict[str, str], tally: Tally) -> None:
    """Run pytest for one part and count."""
    select = part.select if options.long else f"{part.select} and not long"
    print(f"\n===== {part.title} =====", flush=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="goforum-test-") as folder:
        report = Path(folder) / "report.xml"
        command = [
            sys.executable, "-m", "pytest", "-q", "-m", select, "-n", str(options.workers), "--dist=loadfile",
            # A long proof may take an hour; what hangs is then seen by whoever waits.
            *(["-o", "faulthandler_timeout=7200"] if options.long else []),
            "--no-loadscope-reorder", "-p", "tests.plugins.slow_first", f"--junitxml={report}", *options.pytest,
        ]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False)
        ran = tally.add_report(part, report) if report.exists() else 0
    print(f"===== {part.title}: {ran} tests in {time.monotonic() - started:.0f} s =====", flush=True)
    if done.returncode not in {0, TESTS_FAILED, NO_TESTS}:
        tally.broken.append(f"{part.title}: pytest ended with code {done.returncode}")
    elif not ran and not options.pytest:
        tally.broken.append(f"{part.title}: no test ran")


def base_environment(options: argparse.Namespace) -> dict[str, str]:
    """The environment of the tests: none of the caller's own settings, which could point at a real site."""
    environment = {
        name: value for name, value in os.environ.items() if name == TEST_DATA or not name.startswith("GOFORUM_")
    }
    if options.long:
        environment["GOFORUM_TEST_LONG"] = "1"
    return environment


def run_all(parts: list[Part], options: argparse.Namespace, tally: Tally) -> None:
    """Start what the parts need, run them one after another, end what was started."""
    if options.long and TEST_DATA not in os.environ:
        tally.not_run.append(f"the proofs on outside texts: {TEST_DATA} names no folder")
    missing = services.ensure(sorted({name for part in parts for name in part.needs + part.wants}))
    for part in parts:
        environment = base_environment(options)
        reasons = [f"{need}: {missing[need]}" for need in part.needs if need in missing]
        try:
            if reasons:
                raise services.Missing("; ".join(reasons))
            with ExitStack() as stack:
                if "PostgreSQL" in part.needs:
                    environment["GOFORUM_TEST_DATABASE_URL"] = stack.enter_context(services.postgresql())
                if "Redis" in part.needs:
                    environment["GOFORUM_TEST_REDIS_URL"] = stack.enter_context(services.redis())
                if "Chromium" in part.needs:
                    environment["GOFORUM_TEST_CHROMIUM"] = services.chromium_program() or ""
                run_part(part, options, environment, tally)
        except services.Missing as reason:
            tally.not_run.append(f"{part.title}: {reason}")


def report_end(tally: Tally) -> int:
    """Say what failed, what did not run and why, then the one line; returns the exit code."""
    for title, lines in (("Failed", tally.failures), ("Skipped", tally.skips), ("Broken", tally.broken)):
        if lines:
            print(f"\n{title}:\n  " + "\n  ".join(lines))
    if tally.not_run:
        print("\n" + "!" * 78)
        for line in tally.not_run:
            print(f"!! NOT RUN — {line}")
        print("!" * 78)
    print(f"\n{tally.line()}", flush=True)
    ran = tally.passed + tally.failed
    unproved = bool(tally.not_run) and os.environ.get("CI") == "true"
    return 1 if tally.failed or tally.broken or not ran or unproved else 0


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description="Run goforum's tests.")
    parser.add_argument("--long", action="store_true", help="the full counts of every proof")
    parser.add_argument("--part", action="append", choices=[part.name for part in PARTS], help="only this part")
    parser.add_argument("--workers", "-n", default=2, type=int, help="processes at once (2)")
    parser.add_argument("pytest", nargs="*", help="after --, arguments for pytest")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Run what was asked for."""
    options = parse(arguments)
    # Ended from outside is as Ctrl-C: leave through the `with` blocks, so that the servers end, and say what is known.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    tally = Tally()
    chosen = [part for part in PARTS if not options.part or part.name in options.part]
    try:
        run_all(chosen, options, tally)
    except KeyboardInterrupt:
        tally.broken.append("interrupted")
    return report_end(tally)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

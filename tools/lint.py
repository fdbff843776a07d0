"""Check everything that can be checked without running goforum.

    tools/lint.py                 all checks
    tools/lint.py types templates some of them

Each check says what is wrong and where; the run fails when any does, after all have spoken.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import catalogues
import migration_lint
import style_lint
import template_lint

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def _program(*command: str) -> list[str]:
    """Run a program; what it said is the fault when it fails."""
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True,
        stdin=subprocess.DEVNULL, check=False,
    )
    return [] if done.returncode == 0 else [(done.stdout + done.stderr).strip()]


def code() -> list[str]:
    """ruff: style and likely mistakes, rules in pyproject.toml"""
    return _program("ruff", "check", "--quiet", "--output-format", "concise", ".")


def types() -> list[str]:
    """mypy: strict over goforum/"""
    return _program("mypy", "--no-error-summary")


def imports() -> list[str]:
    """import-linter: the walls of docs/architecture.md, in .importlinter"""
    return _program("lint-imports", "--cache-dir", ".cache/imports", "--no-logo")


CHECKS: dict[str, tuple[str, Callable[[], list[str]]]] = {
    "code": ("ruff, with the rules of pyproject.toml", code),
    "types": ("mypy, strict over goforum/", types),
    "imports": ("import-linter, the walls in .importlinter", imports),
    "templates": ("policy, tokens and translated words in templates/", template_lint.faults),
    "styles": ("writing directions and safe scripts in static/", style_lint.faults),
    "catalogues": ("every message translated into ar, fr and en", catalogues.faults),
    "migrations": ("numbered, in one line, ending at migrations/HEAD", migration_lint.faults),
}


def main(names: list[str]) -> int:
    """Run the checks named, or all."""
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        print(f"No such check: {', '.join(unknown)}. There are:")
        for name, (title, _) in CHECKS.items():
            print(f"  {name:<12}{title}")
        return 2
    failed = []
    for name in names or CHECKS:
        title, check = CHECKS[name]
        started = time.monotonic()
        found = check()
        state = f"FAILED ({len(found)})" if found else "ok"
        print(f"lint {name:<12}{state:<12}{time.monotonic() - started:5.1f} s  {title}", flush=True)
        if found:
            failed.append(name)
            print("\n".join(found), flush=True)
    print(f"lint: {'failed: ' + ', '.join(failed) if failed else 'all is well'}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

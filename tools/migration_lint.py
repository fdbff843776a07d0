"""The migrations stand in one line: numbered files, each on the one before, the last one named in migrations/HEAD.

Two people adding a migration at once both change HEAD, so that the conflict shows when their work is merged and
not when a site upgrades.
"""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MIGRATIONS = ROOT / "migrations"


def _assigned(path: Path) -> dict[str, str | None]:
    """The values of `revision` and `down_revision` in a migration."""
    values: dict[str, str | None] = {}
    for node in ast.parse(path.read_text()).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and isinstance(value, ast.Constant):
            values[target.id] = value.value
    return values


def faults() -> list[str]:
    """Everything wrong with the line of migrations."""
    files = sorted((MIGRATIONS / "versions").glob("*.py"))
    if not files:
        return ["migrations/versions/ holds no migration"]
    found, previous = [], None
    for number, path in enumerate(files, 1):
        values = _assigned(path)
        if not path.name.startswith(f"{number:04d}_"):
            found.append(f"{path.name}: its name should start with {number:04d}_")
        if values.get("down_revision") != previous:
            found.append(f"{path.name}: stands on {values.get('down_revision')!r}, not on {previous!r}")
        previous = values.get("revision")
    head = MIGRATIONS / "HEAD"
    named = head.read_text().strip() if head.exists() else None
    if named != previous:
        found.append(f"migrations/HEAD names {named!r}; the last migration is {previous!r}")
    return found

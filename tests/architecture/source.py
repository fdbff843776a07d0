"""Reads goforum's own source as trees, for the tests of its walls."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "goforum"
# Packages that are no feature: the tools below the features, and the programs above them.
NOT_FEATURES = {"cli", "core", "demo", "serving"}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def modules() -> list[Path]:
    """Every Python file of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def features() -> list[Path]:
    """The folders of the features."""
    return sorted(
        folder for folder in PACKAGE.iterdir()
        if (folder / "__init__.py").exists() and folder.name not in NOT_FEATURES
    )


def role(path: Path) -> str:
    """What a file is in its feature: `commands` for commands.py and for commands/posts.py; "" outside features."""
    parts = path.relative_to(PACKAGE).parts
    if len(parts) < 2 or parts[0] in NOT_FEATURES:
        return ""
    return parts[1].removesuffix(".py")


def in_role(*names: str) -> list[Path]:
    """The files of all features with one of these roles."""
    return [path for path in modules() if role(path) in names]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[tuple[int, str, str]]:
    """(line, module, name) of each import of a file; name is "" for `import module`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, node.module, alias.name) for alias in node.names)


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of each call whose callee is written as a dotted name."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


def decorators(node: ast.FunctionDef | ast.ClassDef) -> list[str]:
    """The decorators of a function or class, as written."""
    return [ast.unparse(decorator) for decorator in node.decorator_list]


def top_functions(path: Path) -> Iterator[ast.FunctionDef]:
    """The functions at the top of a file."""
    return (node for node in tree(path).body if isinstance(node, ast.FunctionDef))

"""Features have the same files, named the same way, each with what it may hold and no more."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

from tests.architecture.source import (
    ROOT,
    calls,
    decorators,
    features,
    imported,
    in_role,
    modules,
    name_of,
    role,
    top_functions,
    tree,
)

pytestmark = pytest.mark.once

TOOLS = {path.stem for path in (ROOT / "tools").glob("*.py")}
OURS = {"goforum", "tests", "bench", "__future__", *TOOLS}


def test_each_feature_registers_itself():
    missing = [
        folder.name for folder in features()
        if "register" not in [function.name for function in top_functions(folder / "__init__.py")]
    ]
    assert not missing, missing


def test_each_feature_is_listed_to_be_registered():
    from goforum.features import FEATURES

    assert sorted(folder.name for folder in features()) == sorted(FEATURES)


def test_events_are_frozen_and_keyword_only():
    found = [
        f"{name_of(path)}:{node.lineno}: {node.name}"
        for path in in_role("events")
        for node in tree(path).body
        if isinstance(node, ast.ClassDef) and "dataclass(frozen=True, kw_only=True)" not in decorators(node)
    ]
    assert not found, "\n" + "\n".join(found)


def test_events_carry_ids_and_plain_facts():
    plain = {"int", "str", "bool", "datetime", "date", "float", "None"}
    found = []
    for path in in_role("events"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.AnnAssign):
                words = {word.strip() for word in ast.unparse(node.annotation).replace("[", "|").replace("]", "|").split("|")}
                words = {part.strip() for word in words for part in word.split(",")} - {"", "tuple", "...", "frozenset"}
                if not words <= plain and not all(word in plain or word[0].isupper() for word in words):
                    found.append(f"{name_of(path)}:{node.lineno}: {ast.unparse(node)}")
    assert not found, "\n" + "\n".join(found)


def test_events_are_heard_only_where_one_looks_for_it():
    found = [
        f"{name_of(path)}:{function.lineno}: {function.name}"
        for path in modules() if role(path) not in {"listeners", "sockets", ""}
        for function in top_functions(path)
        if any(decorator.startswith(("inside(", "after(")) for decorator in decorators(function))
    ]
    assert not found, "\n" + "\n".join(found)


def test_commands_queries_and_rules_say_what_they_do():
    found = [
        f"{name_of(path)}:{function.lineno}: {function.name}"
        for path in in_role("commands", "queries", "rules")
        for function in top_functions(path)
        if not function.name.startswith("_") and not ast.get_docstring(function)
    ]
    assert not found, "\n" + "\n".join(found)


def test_commands_take_the_actor_first():
    """What a visitor, the clock or an event may start has `actor_id: int | None`; where a person must act, they come first."""
    found = []
    for path in in_role("commands"):
        for function in top_functions(path):
            arguments = function.args.posonlyargs + function.args.args + function.args.kwonlyargs
            actors = [arg for arg in arguments if arg.arg == "actor_id" and arg.annotation and ast.unparse(arg.annotation) == "int"]
            if "command" in decorators(function) and actors and arguments[0] is not actors[0]:
                found.append(f"{name_of(path)}:{function.lineno}: {function.name}")
    assert not found, "\n" + "\n".join(found)


def declared(*sources):
    """The names of packages in lists of requirements, spelled the way package indexes compare them."""
    lines = [line for source in sources for line in source]
    return {re.split(r"[\[<>=;~! ]", line)[0].lower().replace("_", "-") for line in lines}


def undeclared(paths, names):
    owners = packages_distributions()
    for path in paths:
        for line, module, _ in imported(path):
            top = module.split(".")[0]
            if top in sys.stdlib_module_names or top in OURS:
                continue
            if not {name.lower().replace("_", "-") for name in owners.get(top, [top])} & names:
                yield f"{name_of(path)}:{line}: {top}"


def test_every_imported_package_is_declared():
    """What the code imports stands in pyproject.toml by name, not by luck as somebody's dependency."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime, dev = project["project"]["dependencies"], project["dependency-groups"]["dev"]
    found = [*undeclared(modules(), declared(runtime))]
    around = [path for folder in ("tests", "tools", "bench") for path in sorted((ROOT / folder).rglob("*.py"))]
    found += undeclared(around, declared(runtime, dev))
    assert not found, "\n" + "\n".join(found)


def test_times_come_from_the_clock_that_tests_can_move():
    found = [
        f"{name_of(path)}:{line}: {callee}()"
        for path in modules() if path.name != "clock.py"
        for line, callee in calls(path)
        if callee in {"datetime.now", "datetime.utcnow", "datetime.datetime.now", "date.today", "datetime.today"}
    ]
    assert not found, "\n" + "\n".join(found)


def test_no_pickle():
    found = [
        f"{name_of(path)}:{line}"
        for path in modules()
        for line, module, _ in imported(path) if module.split(".")[0] in {"pickle", "marshal", "shelve", "dill"}
    ]
    assert not found, "\n" + "\n".join(found)

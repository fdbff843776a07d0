"""Features have the same files, named the same way, each with what it may hold and no more."""

import ast
import sys
import tomllib

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
    """What a visitor, the clock or an outbox starts has no actor; every other command begins with one."""
    found = []
    for path in in_role("commands"):
        for function in top_functions(path):
            names = [argument.arg for argument in function.args.posonlyargs + function.args.args + function.args.kwonlyargs]
            if "command" in decorators(function) and "actor_id" in names and names[0] != "actor_id":
                found.append(f"{name_of(path)}:{function.lineno}: {function.name}({', '.join(names)})")
    assert not found, "\n" + "\n".join(found)


def test_every_imported_package_is_declared():
    """What the code imports stands in pyproject.toml by name, not by luck as somebody's dependency."""
    from importlib.metadata import packages_distributions

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    declared = {
        line.replace("[", ">").replace("=", ">").split(">")[0].strip().lower().replace("_", "-")
        for line in project["project"]["dependencies"]
    }
    owners = packages_distributions()
    found = []
    for path in modules():
        for line, module, _ in imported(path):
            top = module.split(".")[0]
            if top in sys.stdlib_module_names or top in {"goforum", "__future__"}:
                continue
            names = {name.lower().replace("_", "-") for name in owners.get(top, [top])}
            if not names & declared:
                found.append(f"{name_of(path)}:{line}: {top} ({', '.join(names)})")
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

"""Scripts put together for the wire: one file where a page would fetch eight.

In the source each script is a small ES module that names what it needs. On a slow line every further file costs its
headers and, where one import leads to the next, a round trip. So a script is sent together with what it imports, each
part in a function of its own, and what every page has already (the base script) is imported from there and nowhere
twice: a module runs once on a page.

Only the plain forms are read, at the start of a line: `import "./a.js";`, `import { b, c as d } from "./a.js";` and
`export` before a function, class or const. Anything else stops the start with a `ValueError` that names the file.
`import("./later.js")` is left alone: it is fetched when somebody needs it.
"""

import posixpath
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

IMPORT = re.compile(r'^import (?:\{ ?([^}]*?) ?\} from )?"(\.[^"]+)";\n?', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let) (\w+))", re.MULTILINE)
OTHER = re.compile(r"^(?:import(?! ?\()|export|await)\b", re.MULTILINE)
LATER = re.compile(r"\bimport\(")
OWN = re.compile(r"^(?:export )?(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Module:
    """A script read: what it imports (file → the names taken, as written), what it exports, the rest."""

    name: str
    imports: dict[str, list[str]]
    exports: list[str]
    body: str

    def bare(self) -> str:
        """The rest, with nothing exported."""
        return EXPORT.sub("", self.body)


def read_module(name: str, text: str) -> Module:
    """Take a script apart; `name` is its path below `static/`."""
    folder = posixpath.dirname(name)
    imports: dict[str, list[str]] = {}
    for names, path in IMPORT.findall(text):
        taken = imports.setdefault(posixpath.normpath(posixpath.join(folder, path)), [])
        taken += [one.strip() for one in names.split(",") if one.strip()]
    body = IMPORT.sub("", text)
    if OTHER.search(EXPORT.sub("", body)):
        raise ValueError(f"{name}: an import, export or await in a form that is not put together")
    return Module(name, imports, EXPORT.findall(body), body)


def _closure(name: str, modules: Mapping[str, Module], on_the_way: tuple[str, ...] = ()) -> list[str]:
    """What a script needs, itself last, each before whoever imports it."""
    if name in on_the_way:
        raise ValueError(f"{' → '.join([*on_the_way, name])}: scripts that import each other in a circle")
    found: list[str] = []
    for needed in (one for one in modules[name].imports if one in modules):
        found += [one for one in _closure(needed, modules, (*on_the_way, name)) if one not in found]
    return [*found, name]


def _aliases(module: Module) -> str:
    """`c as d` becomes a name of the function's own; `b` is seen from inside anyway."""
    pairs = (one.split(" as ") for names in module.imports.values() for one in names if " as " in one)
    return "".join(f"const {alias.strip()} = {name.strip()};\n" for name, alias in pairs)


def _enclosed(module: Module, shown: str) -> str:
    """A module as one function called at once; `shown` stands before `const` where the bundle exports its names."""
    inside = _aliases(module) + module.bare()
    if not module.exports:
        return f"(() => {{\n{inside}}})();\n"
    names = ", ".join(module.exports)
    return f"{shown}const {{ {names} }} = (() => {{\n{inside}return {{ {names} }};\n}})();\n"


def bundle(scripts: Mapping[str, str], base: str, others: Collection[str] = ()) -> dict[str, str]:
    """Every script with all it imports in it; what is in the base script is imported from the base script.

    `scripts` are the texts by path below `static/`; `base` is the script every page has; `others` are the paths that
    may be imported and stay files of their own.
    """
    modules = {name: read_module(name, text) for name, text in scripts.items()}
    for module in modules.values():
        if missing := module.imports.keys() - modules.keys() - set(others):
            raise ValueError(f"{module.name}: imports {missing.pop()}, which is not there")
    shared = _closure(base, modules)
    exported = [one for name in shared for one in modules[name].exports]
    if len(exported) != len(set(exported)):
        raise ValueError(f"{base}: two modules of the base script export one name: {sorted(exported)}")
    return {name: _bundle_one(name, modules, shared, base) for name in modules}


def _bundle_one(name: str, modules: Mapping[str, Module], shared: list[str], base: str) -> str:
    parts = _closure(name, modules)
    is_base = name == base
    inside = parts[:-1] if is_base else [one for one in parts[:-1] if one not in shared]
    for one in inside:
        if LATER.search(modules[one].body) and posixpath.dirname(one) != posixpath.dirname(name):
            raise ValueError(f"{one}: what it fetches later would be looked for beside {name}")
    text = "".join(_enclosed(modules[one], "export " if is_base else "") for one in inside)
    sources = _sources([modules[one] for one in (*inside, name)], modules, shared, base)
    if name in shared:
        sources.pop(base, None)
    names = [one for taken in sources.values() for one in taken]
    names += [one for part in inside for one in modules[part].exports] + OWN.findall(modules[name].body)
    if len(names) != len(set(names)):
        raise ValueError(f"{name}: two of its parts give one name: {sorted(names)}")
    lines = "".join(f'import {{ {", ".join(sorted(taken))} }} from "{_relative(path, name)}";\n'
                    for path, taken in sources.items())
    return lines + text + _aliases(modules[name]) + modules[name].body


def _relative(path: str, importer: str) -> str:
    found = posixpath.relpath(path, posixpath.dirname(importer))
    return found if found.startswith(".") else f"./{found}"


def _sources(parts: list[Module], modules: Mapping[str, Module], shared: list[str], base: str) -> dict[str, set[str]]:
    """What stays imported: the names taken from the base script, and from files that are not put together."""
    found: dict[str, set[str]] = {}
    for part in parts:
        for path, names in part.imports.items():
            source = base if path in shared else path
            if names and (path in shared or path not in modules):
                found.setdefault(source, set()).update(one.split(" as ")[0].strip() for one in names)
    return found

"""What styles and scripts may not hold. Styles: nothing that points left or right (or up or down by its old name),
since one file serves both writing directions. Scripts: no HTML from text, no evaluation, no other host.
"""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
SIDES = "left|right|top|bottom"
PHYSICAL_PROPERTY = re.compile(
    rf"^({SIDES}"
    rf"|(margin|padding|inset|scroll-margin|scroll-padding)-({SIDES})"
    rf"|border-({SIDES})(-(width|style|color))?"
    r"|border-(top|bottom)-(left|right)-radius)$"
)
SIDED_VALUE = re.compile(r"(?<![\w-])(left|right)(?![\w-])")
PROPERTIES_WITH_SIDES = re.compile(r"^(float|clear|text-align|text-align-last|caption-side|justify-.*|align-.*)$")
FOUR_SIDES = re.compile(r"^(margin|padding|inset|border-(width|color|style)|scroll-(margin|padding))$")
DECLARATION = re.compile(r"(?P<property>(?<![\w-])[a-z-]+)\s*:\s*(?P<value>[^;{}]*)(?=[;}])")
SCRIPT_FAULTS = (
    (re.compile(r"\beval\s*\(|\bnew Function\b"), "evaluates text as code"),
    (re.compile(r"document\.write\b"), "writes HTML into the page"),
    (re.compile(r"\.(innerHTML|outerHTML)\s*=|insertAdjacentHTML|createContextualFragment"), "makes HTML from text"),
    (re.compile(r"""(?:from|import|fetch\()\s*\(?["'`](?:https?:)?//"""), "loads from another host"),
)
# Said on the line itself: whose HTML it is and why that is safe.
ALLOWED_HTML = ("our own markup", "cleaned by the server")


def _without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", lambda match: re.sub(r"[^\n]", " ", match.group()), text, flags=re.DOTALL)


def physical_faults(text: str) -> Iterator[tuple[int, str]]:
    """The declarations of a stylesheet that name a physical direction, with their lines."""
    text = _without_comments(text)
    # Texts in quotes and addresses hold no declarations, whatever their letters.
    text = re.sub(r"\"[^\"\n]*\"|'[^'\n]*'|url\([^)]*\)", lambda match: " " * len(match.group()), text)
    for match in DECLARATION.finditer(text):
        name, value = match["property"], match["value"].strip()
        line = text.count("\n", 0, match.start()) + 1
        if PHYSICAL_PROPERTY.match(name):
            yield line, f"{name}: use its logical name (inline-start, block-end, …)"
        elif PROPERTIES_WITH_SIDES.match(name) and SIDED_VALUE.search(value):
            yield line, f"{name}: {value}: use start and end"
        elif FOUR_SIDES.match(name):
            sides = re.sub(r"\([^()]*(\([^()]*\)[^()]*)*\)", "()", value.removesuffix("!important")).split()
            whole = value.split()
            if len(sides) == 4 and len(whole) == 4 and whole[1] != whole[3]:
                yield line, f"{name}: {value}: differs between left and right"


def faults() -> list[str]:
    """Everything wrong with the styles and scripts of static/, vendored files apart."""
    found = []
    for path in sorted(STATIC.rglob("*")):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith("static/vendor/"):
            continue
        if path.suffix == ".css":
            found += [f"{name}:{line}: {message}" for line, message in physical_faults(path.read_text())]
        elif path.suffix in {".js", ".mjs"}:
            for number, line in enumerate(path.read_text().splitlines(), 1):
                found += [
                    f"{name}:{number}: {message}" for pattern, message in SCRIPT_FAULTS
                    if pattern.search(line) and not any(words in line for words in ALLOWED_HTML)
                ]
    return found

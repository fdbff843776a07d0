"""What templates may not hold, so that the content security policy, the translations and the forms stay whole.

No `style=`, `on…=`, `<style>`, inline `<script>` or `javascript:`; nothing loaded from another host; no `|safe`
outside tools/template_exceptions.toml; a token in each form that posts; no words between tags, or in attributes
that people read, that did not come through `_()`. E-mail in plain text is checked for such words only.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
EXCEPTIONS = Path(__file__).with_name("template_exceptions.toml")
# Stands for what a `{{ … }}` prints: a letter of no alphabet, so that it never looks like a word.
PRINTED = "\N{CURRENCY SIGN}"
READ_ATTRIBUTES = {"alt", "aria-label", "aria-description", "aria-roledescription", "placeholder", "title"}
LOADING_ATTRIBUTES = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "use": "href"}
WORD = re.compile(r"[A-Za-z\u0600-\u06FF]{2,}")
# The same in every language: the product's name, and what a standard calls itself.
NOT_WORDS = {"goforum", "AGPL", "or", "later", "URL", "PDF", "ics", "iCalendar", "Markdown", "UTC", "GitHub"}
NEVER_TRANSLATED_TAGS = {"script", "style", "code", "kbd", "samp"}
VOID_FAULT = "a form that posts has no csrf_token (or form.hidden_tag())"


@dataclass
class Source:
    """A template with its Jinja parts blanked out, line for line, and what those parts were."""

    html: str
    safe_lines: list[int] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)


def _blank(text: str, filler: str) -> str:
    return "".join(letter if letter == "\n" else filler for letter in text)


def _visible(expression: str) -> str:
    """What stays of a printed expression: the marks of a token, so that a form is seen to have one."""
    return "csrf_token" if "csrf_token" in expression or "hidden_tag" in expression else ""


def read_template(text: str) -> Source:
    """Blank out everything that is Jinja: comments and statements by spaces, printed values by a mark."""
    source = Source("")
    parts: list[str] = []
    inside, words, translating, in_class = "", "", False, False
    previous = ""
    for line, kind, value in Environment(autoescape=True).lex(text):
        if kind == "variable_begin":
            inside, words = "variable", ""
        elif kind == "block_begin":
            inside, words = "block", ""
        if kind == "name" and value == "safe" and previous == "|":
            source.safe_lines.append(line)
        if kind == "name" and value == "autoescape":
            source.faults.append((line, "autoescape is never switched"))
        if kind != "whitespace":
            previous = value
        words += value if inside else ""
        if kind == "data":
            parts.append(_blank(value, PRINTED) if translating or in_class else value)
        elif kind.startswith(("comment", "linecomment")):
            parts.append(_blank(value, " "))
        else:
            parts.append(_blank(value, PRINTED if inside == "variable" else " "))
        if kind == "variable_end":
            parts.append(_visible(words))
            inside = ""
        elif kind == "block_end":
            statement = words.strip("{%-+ \n")
            translating = statement.startswith("trans") or (translating and not statement.startswith("endtrans"))
            # `{% block body_class %}` fills an attribute of the layout: its words are class names.
            in_class = bool(re.match(r"block \w+_class\b", statement))
            parts.append(_visible(words) if statement.startswith(("include", "call")) else "")
            inside = ""
    source.html = "".join(parts)
    return source


class Reader(HTMLParser):
    """Walks the HTML of a template and notes faults with their lines."""

    def __init__(self, mail: bool = False) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[tuple[int, str]] = []
        self.silent: list[str] = []
        # Mail programs know no stylesheet of ours, and no policy: there a tag carries its own style.
        self.mail = mail
        self.form: tuple[int, bool] | None = None

    def note(self, message: str) -> None:
        self.faults.append((self.getpos()[0], message))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._look_at_attributes(tag, given)
        if tag == "style":
            self.note("<style>: styles belong in static/")
        if tag == "script" and "src" not in given:
            self.note("<script> without src: scripts belong in static/")
        if tag == "img" and "alt" not in given:
            self.note("<img> without alt (an empty one for decoration)")
        if tag in NEVER_TRANSLATED_TAGS:
            self.silent.append(tag)
        if tag == "form":
            self.form = (self.getpos()[0], given.get("method", "get").strip().lower() != "post")
        if tag == "input" and given.get("name") == "csrf_token" and self.form:
            self.form = (self.form[0], True)

    def _look_at_attributes(self, tag: str, given: dict[str, str]) -> None:
        for name, value in given.items():
            if name == "style" and not self.mail:
                self.note("style= is refused by the content security policy: use a class")
            elif re.fullmatch(r"on[a-z]+", name):
                self.note(f"{name}= is refused by the content security policy: use a script in static/")
            elif value.strip().lower().startswith("javascript:"):
                self.note(f"{name} with javascript:")
            elif LOADING_ATTRIBUTES.get(tag) == name and re.match(r"\s*(https?:)?//", value):
                self.note(f"<{tag} {name}> loads from another host")
            elif name in READ_ATTRIBUTES:
                self._look_at_words(value, f"{name}=")

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()
        if tag == "form" and self.form:
            if not self.form[1]:
                self.faults.append((self.form[0], VOID_FAULT))
            self.form = None

    def handle_data(self, data: str) -> None:
        if "csrf_token" in data and self.form:
            self.form = (self.form[0], True)
        if not self.silent:
            self._look_at_words(data.replace("csrf_token", ""), "text")

    def _look_at_words(self, text: str, where: str) -> None:
        if words := untranslated_words(text):
            self.note(f"{where} outside _(): {' '.join(words[:6])}")


def untranslated_words(text: str) -> list[str]:
    """The words of a text that no `_()` printed. A word glued to a printed value (`p{{ number }}`) is a name."""
    return [word for word in WORD.findall(re.sub(rf"\S*{PRINTED}\S*", " ", text)) if word not in NOT_WORDS]


def faults_of(path: Path, allowed_safe: int = 0, *, own_words: bool = False) -> Iterator[str]:
    """Everything wrong with one template, a sentence each."""
    source = read_template(path.read_text())
    found = list(source.faults)
    if len(source.safe_lines) > allowed_safe:
        found += [(line, "|safe not allowed here (tools/template_exceptions.toml)") for line in source.safe_lines]
    if path.suffix in {".html", ".svg"}:
        # A macro prints its own pieces: `lang` attributes and languages' own names are not prose to translate.
        reader = Reader(mail="email" in path.parts)
        reader.feed(source.html)
        reader.close()
        found += reader.faults
        if reader.form and not reader.form[1]:
            found.append((reader.form[0], VOID_FAULT))
    elif path.suffix == ".txt":
        for number, line in enumerate(source.html.split("\n"), 1):
            # The first line of a letter is its header, which mail programs read in English.
            if words := untranslated_words(line.removeprefix("Subject:")):
                found.append((number, f"text outside _(): {' '.join(words[:6])}"))
    if own_words:
        found = [(line, message) for line, message in found if " outside _()" not in message]
    name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    yield from (f"{name}:{line}: {message}" for line, message in sorted(found))


def exceptions(kind: str) -> dict[str, int]:
    """The templates excepted from a rule, with how often; an entry without a reason does not count."""
    entries = tomllib.loads(EXCEPTIONS.read_text()).get(kind, [])
    return {entry["template"]: int(entry.get("count", 1)) for entry in entries if entry["reason"].strip()}


def faults() -> list[str]:
    """Everything wrong with all templates, and exceptions that no longer apply."""
    safe, untranslated = exceptions("safe"), exceptions("untranslated")
    found: list[str] = []
    seen = set()
    for path in sorted(path for path in TEMPLATES.rglob("*") if path.is_file()):
        name = path.relative_to(TEMPLATES).as_posix()
        seen.add(name)
        found += faults_of(path, safe.get(name, 0), own_words=name in untranslated)
    found += [f"{EXCEPTIONS.name}: {name} does not exist" for name in {*safe, *untranslated} - seen]
    return found

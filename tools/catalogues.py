"""The catalogues of the three languages, under goforum/translations/<language>/LC_MESSAGES/messages.po.

    tools/catalogues.py compile [FILE…]   write messages.mo beside each messages.po (all of them without FILE)
    tools/catalogues.py update            extract every message from code and templates and merge it in
    tools/catalogues.py check             say what is missing, empty, fuzzy, superfluous or broken; exit 1 if any

English is the language of the msgids, so its catalogue may repeat them; it exists for the plurals and for words
that read better than the identifier.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "goforum" / "translations"
LANGUAGES = ("ar", "fr", "en")
PLURAL_FORMS = {"ar": 6, "fr": 2, "en": 2}
# The CLDR's six Arabic forms: none, one, two, few, many, other.
PLURAL_RULES = {
    "ar": "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5)",
    "fr": "(n > 1)",
    "en": "(n != 1)",
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
ANY_PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[sdrf]")
KEYWORDS = {
    "_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "lazy_ngettext": (1, 2),
    "_n": (1, 2), "pgettext": ((1, "c"), 2), "lazy_pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
    "N_": None,
}
JINJA_OPTIONS = {"trimmed": "true", "silent": "false", "encoding": "utf-8"}


def path_of(language: str) -> Path:
    """The catalogue of a language."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def read_catalogue(path: Path) -> Catalog:
    """A catalogue from its file; a fault in the file is an error, never skipped."""
    with path.open("rb") as stream:
        return read_po(stream, locale=path.parent.parent.name, abort_invalid=True)


def sources() -> Iterator[tuple[str, Path]]:
    """Every file with messages, with the name of its extractor."""
    for path in sorted((ROOT / "goforum").rglob("*.py")):
        yield "python", path
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in {".html", ".txt", ".xml", ".svg", ".md"}:
            yield "jinja2.ext:babel_extract", path


def extract() -> Catalog:
    """Every message of the sources. Locations name the file only: a moved line must not change three catalogues."""
    template = Catalog(project="goforum", version="", charset="utf-8")
    for method, path in sources():
        found = extract_from_file(
            method, path, keywords=KEYWORDS, comment_tags=("i18n:",), options=JINJA_OPTIONS, strip_comment_tags=True
        )
        for _line, message, comments, context in found:
            place = [(path.relative_to(ROOT).as_posix(), None)]
            template.add(message, None, place, auto_comments=comments, context=context)
    return template


def compile_one(path: Path) -> None:
    """Write messages.mo beside messages.po; fuzzy and empty messages stay out, and show as their English."""
    catalogue = read_catalogue(path)
    # Made aside and moved: a server reading it meanwhile sees the old or the new file, never half of one.
    aside = path.with_suffix(".mo.new")
    with aside.open("wb") as stream:
        write_mo(stream, catalogue)
    aside.replace(path.with_suffix(".mo"))


def _header(language: str) -> str:
    return (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: nplurals={PLURAL_FORMS[language]}; plural={PLURAL_RULES[language]};\\n"\n'
    )


def update() -> None:
    """Merge the messages of the sources into each catalogue, keeping what is translated."""
    template = extract()
    for language in LANGUAGES:
        path = path_of(language)
        catalogue = read_catalogue(path) if path.exists() else Catalog(locale=language)
        # No guessing: a near-miss translation marked fuzzy is worse than an empty line that the check reports.
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        if language == "en":
            _fill_english(catalogue)
        body = io.BytesIO()
        write_po(body, catalogue, width=110, sort_output=True, omit_header=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_header(language) + "\n" + body.getvalue().decode().lstrip("\n"))
        empty = sum(not translated(message, language) for message in messages(catalogue))
        print(f"{path.parent.parent.name}: {len(catalogue)} messages, {empty} without translation")


def _fill_english(catalogue: Catalog) -> None:
    for message in messages(catalogue):
        if not translated(message, "en"):
            message.string = message.id


def messages(catalogue: Catalog) -> Iterator[Message]:
    """The messages of a catalogue without its header."""
    return (message for message in catalogue if message.id)


def translated(message: Message, language: str) -> bool:
    """Whether every form of a message has words."""
    if isinstance(message.id, (list, tuple)):
        strings = message.string if isinstance(message.string, (list, tuple)) else ()
        return len(strings) == PLURAL_FORMS[language] and all(strings)
    return bool(message.string)


def names_in(text: str) -> set[str]:
    """The named placeholders of a text: %(name)s and {name}."""
    return {percent or brace for percent, brace in PLACEHOLDER.findall(text)}


def placeholder_faults(message: Message, language: str) -> Iterator[str]:
    """Placeholders that a translation drops or invents. A plural form for 0, 1 or 2 may leave the number out."""
    plural = isinstance(message.id, (list, tuple))
    ids = message.id if plural else [message.id]
    wanted = set().union(*(names_in(text) for text in ids))
    for text in ids:
        if any(not name for name in ANY_PLACEHOLDER.findall(text.replace("%%", ""))) and message.python_format:
            yield "a placeholder without a name: translators cannot move it"
    for number, text in enumerate(message.string if plural else [message.string]):
        has = names_in(text)
        optional = {"num", "n", "count"} if plural and _may_omit_number(language, number) else set()
        if has - wanted:
            yield f"placeholder not in the message: {', '.join(sorted(has - wanted))}"
        if wanted - has - optional:
            yield f"placeholder missing: {', '.join(sorted(wanted - has - optional))}"


def _may_omit_number(language: str, form: int) -> bool:
    return form < {"ar": 3}.get(language, 1)


def faults_of(language: str, template: Catalog) -> Iterator[str]:
    """Everything wrong with one catalogue, a sentence each."""
    path = path_of(language)
    if not path.exists():
        yield f"{path.relative_to(ROOT)} is missing: run `make translations`"
        return
    catalogue = read_catalogue(path)
    name = path.relative_to(ROOT).as_posix()
    if catalogue.num_plurals != PLURAL_FORMS[language]:
        yield f"{name}: {catalogue.num_plurals} plural forms instead of {PLURAL_FORMS[language]}"
    wanted = {(message.context, _key(message)) for message in messages(template)}
    present = set()
    for message in messages(catalogue):
        key = (message.context, _key(message))
        present.add(key)
        label = f"{name}: “{_key(message)}”"
        if message.fuzzy:
            yield f"{label} is marked fuzzy"
        if not translated(message, language):
            yield f"{label} is not translated"
        else:
            yield from (f"{label}: {fault}" for fault in placeholder_faults(message, language))
        if key not in wanted:
            yield f"{label} is in no source any more"
    yield from (f"{name}: “{key}” is missing: run `make translations`" for _, key in sorted(wanted - present, key=str))


def _key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, (list, tuple)) else message.id


def faults() -> list[str]:
    """Everything wrong with the three catalogues."""
    template = extract()
    return [fault for language in LANGUAGES for fault in faults_of(language, template)]


def main(arguments: list[str]) -> int:
    """Run one of the three actions."""
    action, *files = arguments or [""]
    if action == "compile":
        for path in [Path(name) for name in files] or sorted(FOLDER.glob("*/LC_MESSAGES/messages.po")):
            compile_one(path)
        return 0
    if action == "update":
        update()
        return 0
    if action == "check":
        found = faults()
        print("\n".join(found) or "catalogues: complete")
        return 1 if found else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

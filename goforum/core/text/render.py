"""From what a person typed to the HTML that is stored."""

import html as entities
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from goforum.core.arabic import fold
from goforum.core.text.clean import clean_source
from goforum.core.text.markdown import make_parser, prepare, tokens_in
from goforum.core.text.sanitise import last_pass, sanitise

# Raise it whenever the same source would give other HTML; a job then renders old posts again.
PIPELINE_VERSION: Final = 1
# In characters, not bytes: Arabic takes two bytes a letter and must not get half the room.
MAX_SOURCE: Final = 20_000
# Nobody calls fifty people by name; fifty notifications for one post is an attack.
MOST_MENTIONS: Final = 30
MOST_REFERENCES: Final = 30
# Beyond these the text is an attack on the parser or on the sanitiser: it is shown as it was typed.
_MOST_BRACKETS: Final = 1_000
_MOST_CELLS: Final = 10_000
_MOST_TOKENS: Final = 8_000


class TextTooLong(ValueError):
    """More than ``limit`` characters; the caller says so beside its field."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"{length} characters, {limit} allowed")
        self.length = length
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Mention:
    """Who a handle is, and where their page is: a person, or an organisation."""

    person_id: int | None
    href: str
    organisation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """The commitment that a number means, and where its page is."""

    commitment_id: int
    href: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """HTML fit to be stored and shown as it is, and the ids of what it names."""

    html: str
    mentions: tuple[int, ...]
    version: int
    organisations: tuple[int, ...] = ()
    references: tuple[int, ...] = ()


# Gets folded handles, each once; answers with those it knows.
Resolver = Callable[[Sequence[str]], Mapping[str, Mention]]
# Gets (word of a plan's address or "", number), each once; answers with those it knows.
ReferenceResolver = Callable[[Sequence[tuple[str, int]]], Mapping[tuple[str, int], Reference]]

_mine = threading.local()  # the link finder keeps state while it works


def _parser(source: str) -> MarkdownIt:
    """The parser for this text; one that could only be an attack gets one that does less."""
    links = source.count("[") <= _MOST_BRACKETS
    # A short row of a table is filled up to the width of the widest.
    lines = source.split("\n")
    tables = max(line.count("|") for line in lines) * len(lines) <= _MOST_CELLS
    name = f"links={links} tables={tables}"
    parser: MarkdownIt | None = getattr(_mine, name, None)
    if parser is None:
        parser = make_parser(links=links, tables=tables)
        setattr(_mine, name, parser)
    return parser


def render_markdown(
    source: str, *, mentions: Resolver | None = None, references: ReferenceResolver | None = None,
    limit: int = MAX_SOURCE,
) -> Rendered:
    """Render what a person typed; ``mentions`` maps folded handles to people (see ``arabic.fold``).

    Raises ``TextTooLong`` beyond ``limit`` characters. A handle that nobody has, and a number that means nothing,
    stay plain text.
    """
    if len(source) > limit:
        raise TextTooLong(len(source), limit)
    source = clean_source(source)
    parser = _parser(source)
    tokens = parser.parse(source)
    if _weight(tokens) > _MOST_TOKENS:
        return Rendered(last_pass(_as_typed(source)), (), PIPELINE_VERSION)
    people, organisations = _resolve(tokens, mentions)
    named = _refer(tokens, references)
    prepare(tokens)
    html = parser.renderer.render(tokens, parser.options, {})
    return Rendered(sanitise(html), people, PIPELINE_VERSION, organisations, named)


def _weight(tokens: Sequence[Token]) -> int:
    return len(tokens) + sum(len(token.children or ()) for token in tokens)


def _resolve(tokens: Sequence[Token], resolver: Resolver | None) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Tell each mention token who it is; people and organisations found, in reading order, each once."""
    if resolver is None:
        return (), ()
    found = list(tokens_in(tokens, "mention"))
    handles = list(dict.fromkeys(fold(token.content) for token in found))[:MOST_MENTIONS]
    people = resolver(handles) if handles else {}
    ids: dict[int, None] = {}
    bodies: dict[int, None] = {}
    for token in found:
        named = people.get(fold(token.content))
        if named is None:
            continue
        token.meta = {"href": named.href}
        if named.person_id is not None:
            ids[named.person_id] = None
        if named.organisation_id is not None:
            bodies[named.organisation_id] = None
    return tuple(ids), tuple(bodies)


def _refer(tokens: Sequence[Token], resolver: ReferenceResolver | None) -> tuple[int, ...]:
    """Tell each reference token what it means; the ids found, in reading order, each once."""
    found = [(token, (token.info, int(token.content.rpartition("/")[2].lstrip("#"))))
             for token in tokens_in(tokens, "reference")]
    if resolver is None or not found:
        return ()
    known = resolver(list(dict.fromkeys(name for _token, name in found))[:MOST_REFERENCES])
    ids: dict[int, None] = {}
    for token, name in found:
        if (meant := known.get(name)) is not None:
            token.meta = {"href": meant.href}
            ids[meant.commitment_id] = None
    return tuple(ids)


def _as_typed(source: str) -> str:
    """The text escaped from end to end, in paragraphs: bleach would take long over thousands of them."""
    return "\n".join(
        '<p dir="auto">' + entities.escape(part.strip("\n")).replace("\n", "<br>") + "</p>"
        for part in source.split("\n\n")
        if part.strip()
    )

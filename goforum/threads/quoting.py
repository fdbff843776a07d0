"""A quote of a post, as Markdown that leads back to its source; and finding such quotes again in a text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from goforum.core.arabic import fold
from goforum.core.text import plain_text
from goforum.threads.queries import PostRow

# Enough for a passage; who wants the whole post follows the link.
MOST = 1500
MOST_QUOTES = 20
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")
# The first line of a quote: a link with the author's name to the post it comes from.
_HEAD = re.compile(r"^\s{0,3}>\s?\[(?:[^\[\]\\]|\\.){0,200}\]\(/posts/(\d{1,9})\)\s*$")
_LINE = re.compile(r"^\s{0,3}>\s?(.*)$")
_NOT_WORDS = re.compile(r"[\W_]+")


def quote_of(post: PostRow, author_name: str) -> str:
    """The post's own words (not those it quotes) behind ``>``, under a link with its author's name."""
    own = _own_lines(post.body_source)
    kept: list[str] = []
    length = 0
    for line in own.strip().split("\n"):
        length += len(line) + 1
        if length > MOST:
            kept.append(line[: max(0, MOST - (length - len(line) - 1))].rstrip() + " […]")
            break
        kept.append(line)
    quoted = "\n".join(f"> {line}".rstrip() for line in kept)
    return f"> {head_of(post.id, author_name)}\n>\n{quoted}\n\n"


def head_of(post_id: int, author_name: str) -> str:
    """The author's name, as a link to the post."""
    name = _SPECIAL.sub(r"\\\1", author_name)
    return f"[{name}](/posts/{post_id})"


def _own_lines(source: str) -> str:
    return "\n".join(line for line in source.split("\n") if not line.lstrip().startswith(">"))


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words that a text says come from a post."""

    post_id: int
    words: str


def quotes_in(source: str) -> list[Quoted]:
    """The quotes of a text that name their source, in reading order."""
    found: list[Quoted] = []
    post_id = 0
    lines: list[str] = []
    for line in [*source.split("\n"), ""]:
        head, inside = _HEAD.match(line), _LINE.match(line)
        if head or not inside:
            if post_id:
                found.append(Quoted(post_id, letters("\n".join(lines))))
            post_id, lines = int(head.group(1)) if head else 0, []
        elif post_id:
            lines.append(inside.group(1))
    return [one for one in found if one.words and one.post_id < 2**31][:MOST_QUOTES]


# How a quote's first line comes out of the renderer. The name ends at its own link's end: were it looked for further
# on, every blockquote of a text would be read to the end of the text, and the mark would land in another quote.
_DRAWN = r'(<blockquote[^>]*>\s*<p[^>]*>)(<a href="/posts/{id}"[^>]*>(?:(?!</a>).)*</a>)(</p>|<br ?/?>)'


def tie(html: str, marks: Sequence[tuple[int, str]]) -> str:
    """Put beside the author of each quote what ``marks`` say of it: (source's id, our own HTML), in reading order."""
    for post_id, mark in marks:
        html = re.sub(_DRAWN.format(id=post_id), lambda m, mark=mark: f"{m[1]}<cite>{m[2]}{mark}</cite>{m[3]}",  # type: ignore[misc]
                      html, count=1, flags=re.DOTALL)
    return html


def letters(text: str) -> str:
    """Letters and digits alone, folded: marks of Markdown, spaces and line ends are not what was said."""
    return _NOT_WORDS.sub("", fold(text))


def stands_in(words: str, source: str, html: str) -> bool:
    """Whether a post still says these words, as typed or as read."""
    return any(words in letters(said) for said in (source, _own_lines(source), plain_text(html)))

"""A quote of a post, as Markdown that leads back to its source."""

import re

from goforum.threads.queries import PostRow

# Enough for a passage; who wants the whole post follows the link.
MOST = 1500
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")


def quote_of(post: PostRow, author_name: str) -> str:
    """The post's own words (not those it quotes) behind ``>``, under a link with its author's name."""
    own = [line for line in post.body_source.split("\n") if not line.lstrip().startswith(">")]
    kept: list[str] = []
    length = 0
    for line in "\n".join(own).strip().split("\n"):
        length += len(line) + 1
        if length > MOST:
            kept.append(line[: max(0, MOST - (length - len(line) - 1))].rstrip() + " […]")
            break
        kept.append(line)
    name = _SPECIAL.sub(r"\\\1", author_name)
    quoted = "\n".join(f"> {line}".rstrip() for line in kept)
    return f"> [{name}](/posts/{post.id})\n>\n{quoted}\n\n"

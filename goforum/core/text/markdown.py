"""The Markdown dialect: CommonMark without raw HTML or images, with tables, strike-through and bare links.

Three things differ from the book, each because people here write posts, not manuals: a line end is a line end,
four spaces at the start of a line are not code, and the largest heading of a post is an h3 (the page has the rest).
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final
from unicodedata import bidirectional

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

MOST_NESTED: Final = 20

# A handle begins with a letter or digit and has 64 at most; vowel marks and tatweel may be typed inside it.
_HANDLE = re.compile("@([^\\W_][\\w\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670]{0,63})")
# ``#7`` is a commitment of the plan at hand; ``#plan-2018/7`` one of the plan with that word in its address.
_REFERENCE = re.compile(r"#(?:([a-z0-9][a-z0-9-]{0,79})/)?([0-9]{1,4})(?![\w/])")
_NOT_BEFORE_REFERENCE = re.compile(r"[\w/&#]")
# Before the @ of an address or a path there is one of these; before a mention never. Arabic joins «و», «ل»… to it.
_NOT_BEFORE = re.compile("[A-Za-z0-9\u00c0-\u024f_./@+-]")
_JOINED = "وفبكلـ"

_HEADINGS: Final = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}
# These hold words themselves: the browser finds their direction.
_HOLD_WORDS: Final = frozenset(("paragraph_open", "heading_open", "td_open", "th_open"))
# These hold blocks that have a ``dir`` of their own, which ``dir=auto`` does not look into: it would call them all
# left-to-right. So we look.
_HOLD_BLOCKS: Final = frozenset(
    ("blockquote_open", "bullet_list_open", "ordered_list_open", "list_item_open", "table_open")
)


def make_parser(*, links: bool = True, tables: bool = True) -> MarkdownIt:
    """A parser; without links or tables for a text that could only be an attack on what they cost."""
    md = MarkdownIt(
        "commonmark", {"html": False, "linkify": True, "breaks": True, "maxNesting": MOST_NESTED}
    )
    md.enable(["strikethrough", "linkify"])
    # Entities stay as typed, like tags: "&#x202e;" must not bring back what ``clean_source`` took away.
    md.disable(["code", "image", "html_block", "html_inline", "entity"])
    if tables:
        md.enable("table")
    if not links:
        md.disable(["link", "reference", "linkify"])
    if md.linkify is not None:
        # Only what says it is a link: "README.md" and "سنة.قرار" are not, although .md is a country.
        md.linkify.set({"fuzzy_link": False, "fuzzy_ip": False, "fuzzy_email": True})
    md.inline.ruler.before("autolink", "mention", _mention)
    md.inline.ruler.before("autolink", "reference", _reference)
    md.add_render_rule("mention", _draw_mention)
    md.add_render_rule("reference", _draw_reference)
    md.add_render_rule("fence", _draw_fence)
    md.add_render_rule("code_inline", _draw_code)
    return md


def _mention(state: StateInline, silent: bool) -> bool:
    """Inline rule: ``@handle`` outside links becomes a token, resolved later for the whole text at once."""
    if state.src[state.pos] != "@" or state.linkLevel > 0:
        return False
    before = state.src[state.pos - 1] if state.pos else " "
    if _NOT_BEFORE.match(before) or (before.isalnum() and before not in _JOINED):
        return False
    match = _HANDLE.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    handle = match.group(1).rstrip("_")
    if not silent:
        token = state.push("mention", "", 0)
        token.content = handle
    state.pos += 1 + len(handle)
    return True


def _draw_mention(_self: RendererHTML, tokens: Sequence[Token], idx: int, _o: Any, _env: Any) -> str:
    token = tokens[idx]
    text = f"@{escapeHtml(token.content)}"
    if not token.meta:
        return text
    return f'<a href="{escapeHtml(token.meta["href"])}"><bdi>{text}</bdi></a>'


def _reference(state: StateInline, silent: bool) -> bool:
    """Inline rule: ``#7`` outside links becomes a token, resolved later for the whole text at once."""
    if state.src[state.pos] != "#" or state.linkLevel > 0:
        return False
    if state.pos and _NOT_BEFORE_REFERENCE.match(state.src[state.pos - 1]):
        return False
    match = _REFERENCE.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("reference", "", 0)
        token.content = match.group()
        token.info = match.group(1) or ""
    state.pos = match.end()
    return True


def _draw_reference(_self: RendererHTML, tokens: Sequence[Token], idx: int, _o: Any, _env: Any) -> str:
    token = tokens[idx]
    text = escapeHtml(token.content)
    return f'<a href="{escapeHtml(token.meta["href"])}"><bdi>{text}</bdi></a>' if token.meta else text


def _draw_fence(_self: RendererHTML, tokens: Sequence[Token], idx: int, _o: Any, _env: Any) -> str:
    return f'<pre dir="ltr"><code>{escapeHtml(tokens[idx].content)}</code></pre>\n'


def _draw_code(_self: RendererHTML, tokens: Sequence[Token], idx: int, _o: Any, _env: Any) -> str:
    return f'<code dir="auto">{escapeHtml(tokens[idx].content)}</code>'


def tokens_in(tokens: Sequence[Token], kind: str) -> Iterator[Token]:
    """The inline tokens of one kind of a parsed text, in reading order."""
    for token in tokens:
        for child in token.children or ():
            if child.type == kind:
                yield child


def prepare(tokens: Sequence[Token]) -> None:
    """Lower the headings and give every block its direction, in place."""
    open_blocks: list[Token] = []
    level = 2  # the page's own heading above the text
    for token in tokens:
        if token.tag in _HEADINGS:
            if token.nesting == 1:
                # No level is skipped, whatever was typed: screen readers walk by levels.
                level = min(int(_HEADINGS[token.tag][1]), level + 1)
            token.tag = f"h{level}"
        if token.type in _HOLD_WORDS:
            # A style is all that alignment could give, and styles are not allowed.
            token.attrs = {"dir": "auto"}
        elif token.type in _HOLD_BLOCKS:
            open_blocks.append(token)
        elif token.nesting == -1 and open_blocks and _closes(token, open_blocks[-1]):
            _settle(open_blocks.pop())
        elif token.type == "inline":
            _notice_words(token, open_blocks)
            _isolate_addresses(token.children or [])
    for index, token in enumerate(tokens):
        if token.type == "paragraph_open" and token.hidden and tokens[index - 1].type == "list_item_open":
            # A tight item holds its words itself.
            tokens[index - 1].attrSet("dir", "auto")


def _closes(token: Token, opened: Token) -> bool:
    return token.type == opened.type.replace("_open", "_close") and token.level == opened.level


def _notice_words(token: Token, open_blocks: list[Token]) -> None:
    undecided = [block for block in open_blocks if "dir" not in block.meta]
    if undecided and (found := first_strong(_own_words(token.children or []))):
        for block in undecided:
            block.meta["dir"] = found


def _settle(block: Token) -> None:
    block.attrSet("dir", block.meta.get("dir", "auto"))


def _own_words(children: Sequence[Token]) -> Iterator[str]:
    """Words that decide a direction: not names, not addresses, not code."""
    inside_address = False
    for child in children:
        if child.type == "link_open":
            inside_address = child.info == "auto"
        elif child.type == "link_close":
            inside_address = False
        elif child.type == "text" and not inside_address:
            yield child.content


def first_strong(texts: Iterator[str]) -> str | None:
    """"rtl" or "ltr" after the first letter that has a direction; None when there is none."""
    for text in texts:
        for ch in text:
            kind = bidirectional(ch)
            if kind == "L":
                return "ltr"
            if kind in ("R", "AL"):
                return "rtl"
    return None


def _isolate_addresses(children: Sequence[Token]) -> None:
    """A bare address reads left to right even in the middle of Arabic."""
    for child in children:
        if child.type == "link_open" and child.info == "auto":
            child.attrSet("dir", "ltr")

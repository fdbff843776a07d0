"""The only place that renders Markdown and cleans HTML.

People write Markdown; we store the source, the HTML made of it once, and ``PIPELINE_VERSION``, so that pages
never render and a change of rules can be followed by rendering old posts again. The steps, in this order:

1. ``clean_source``: line ends, NFC, no control or override characters, isolates balanced. Normalising comes
   first and never after: a later normalisation could turn harmless letters into markup.
2. markdown-it with raw HTML off: what looks like a tag is shown as typed.
3. bleach, against a short allow-list: no class, style, id or image.
4. nh3, the same list again with another parser: a fault has to be in both to pass.

Mentions are ``@handle`` (letters of any script, digits, ``_``); who that is, the caller's resolver says.
"""

from goforum.core.text.clean import clean_line, clean_source
from goforum.core.text.plain import excerpt, plain_text, shorten
from goforum.core.text.render import (
    MAX_SOURCE,
    PIPELINE_VERSION,
    Mention,
    Reference,
    ReferenceResolver,
    Rendered,
    Resolver,
    TextTooLong,
    render_markdown,
)

__all__ = [
    "MAX_SOURCE",
    "PIPELINE_VERSION",
    "Mention",
    "Reference",
    "ReferenceResolver",
    "Rendered",
    "Resolver",
    "TextTooLong",
    "clean_line",
    "clean_source",
    "excerpt",
    "plain_text",
    "render_markdown",
    "shorten",
]

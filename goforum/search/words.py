"""The words of a document as every engine takes them: cut once, in the language of each part."""

from goforum.core.analysis import Token, tokens
from goforum.core.language import guess_language
from goforum.search.backend import SearchDoc


def title_language(title: str, lang: str) -> str:
    """A discussion may be called in one language and opened in another; "" is several at once."""
    return guess_language(title, lang) if lang else ""


def words_of(doc: SearchDoc) -> tuple[list[Token], list[Token]]:
    """The words of its title and those of its body."""
    return tokens(doc.title, title_language(doc.title, doc.lang)), tokens(doc.body, doc.lang)

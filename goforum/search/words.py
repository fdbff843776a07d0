"""The words of a document as every engine takes them: cut once, in the language of each part."""

from collections.abc import Iterable

from goforum.core import arabic
from goforum.core.analysis import Token, tokens
from goforum.core.language import guess_language
from goforum.search.backend import SearchDoc, Term


def title_language(title: str, lang: str) -> str:
    """A discussion may be called in one language and opened in another; "" is several at once."""
    return guess_language(title, lang) if lang else ""


def words_of(doc: SearchDoc) -> tuple[list[Token], list[Token]]:
    """The words of its title and those of its body."""
    return tokens(doc.title, title_language(doc.title, doc.lang)), tokens(doc.body, doc.lang)


def heads_of(found: Iterable[Token]) -> list[str]:
    """Under which beginnings each word of a title is suggested: as written, bare of what Arabic joins, its family."""
    return list(dict.fromkeys(head for token in found for head in (*heads(token.surface), *token.stems)))


def heads(surface: str) -> tuple[str, ...]:
    """A folded word, or the beginning of one, as it is and without its Arabic article."""
    if not arabic.is_arabic(surface):
        return (surface,)
    return (surface, *(bare for bare in (arabic.bare(surface),) if bare != surface))


def heads_asked(term: Term) -> list[str]:
    """Under which of them a whole word is looked for."""
    return list(dict.fromkeys([*(head for word in term.surfaces for head in heads(word)), *term.stems]))

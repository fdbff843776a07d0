"""When nothing is found: the same words with one filter less, and how much there would be."""

from dataclasses import dataclass, replace

from goforum.core.viewer import ZONE
from goforum.search.asking import read_question
from goforum.search.asks import find_group, make_ask
from goforum.search.backend import SearchUnavailable
from goforum.search.engine import backend
from goforum.search.filters import LANGS, Filters
from goforum.search.queries import ask_engine


@dataclass(frozen=True)
class Wider:
    """A search with one filter less, or with another language: which filter, the filters then, how many results."""

    name: str
    filters: Filters
    total: int


def fewer(person_id: int | None, text: str, filters: Filters, *, zone: str = ZONE) -> list[Wider]:
    """Every such search that finds something this person may read, the ones that find most first."""
    question = read_question(text)
    if question.trouble:
        return []
    tried = [(name, filters.without(name)) for name in filters.args()]
    if filters.lang_of:
        tried += [("lang_of", replace(filters, lang_of=lang)) for lang in LANGS if lang != filters.lang_of]
    found = []
    for name, wider in tried:
        group = find_group(wider.group, person_id) if wider.group else None
        ask = make_ask(person_id, question, wider, group.id if group else None, zone)
        try:
            total = ask_engine(backend(), ask, limit=1).total
        except SearchUnavailable:
            return []
        if total:
            found.append(Wider(name, wider, total))
    return sorted(found, key=lambda one: -one.total)

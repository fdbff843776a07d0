"""How well documents of the PostgreSQL index answer, by the formula of ``scoring``.

In three steps, so that a word that stands in half a million posts costs what a rare one costs: the newest documents
that match (at most ``NEWEST``), the likeliest of them by which words they hold and where (at most ``RERANKED``), and
the exact score of those. What is not scored exactly follows in the rough order. With fewer matches than ``RERANKED``
the order is exactly that of the Whoosh index.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any, Final

import orjson
from sqlalchemy import Connection

from goforum.core import clock
from goforum.search import postgres_sql as sql
from goforum.search.backend import Ask, Cursor, Found, Term
from goforum.search.scoring import (
    BOOSTS,
    CLOSE_LOOKED,
    MOST_OF_EACH,
    RERANKED,
    closeness,
    idf,
    neighbours,
    norm,
    places_of,
    standing,
)

# The newest thousand matches are looked at; nobody reads a thousand results.
NEWEST: Final = 1000
# Where some of the words will do, so many of those are looked into, the likeliest.
OPENED: Final = 300
# A word that so many documents hold is first looked for among the newest days.
MANY: Final = 3000
# By how much more often than by chance words of a question stand together; how much farther back is looked than should
# be needed; and how often, the last time at everything.
TOGETHER: Final = 4.0
AMPLE: Final = 1.3
TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class State:
    """The index in use: its tables, how many documents it has, and how many words in each field."""

    docs: str
    words: str
    documents: int
    lengths: Mapping[str, int]
    # Between two of these stand as many documents as between the next two.
    dates: Sequence[datetime] = ()


# (document, field, word) → how often; word → documents that hold it, by part.
Counts = dict[int, dict[tuple[str, str], int]]
Known = dict[str, tuple[int, int]]
# (document, field) → word → its places.
Places = dict[tuple[int, str], dict[str, Sequence[int]]]


def answer(connection: Connection, state: State, ask: Ask, *, after: Cursor | None, limit: int) -> Found:
    """The documents that answer, best first, and how many there are (at most ``NEWEST`` are counted)."""
    known = _known(connection, state, ask.terms)
    first = max(MOST_OF_EACH, ask.each) if ask.each else (after.seen if after else 0) + limit + RERANKED
    rough = _matching(connection, state, ask, known, first)
    by_id = {row.id: row for row in rough}
    ranked = list(by_id) if ask.newest or not ask.terms else _ranked(connection, state, ask, known, rough)
    if ask.each:
        ranked = _first_of_each(ranked, by_id, ask.each)
    number = next((row.id for row in rough if row.key == after.key), None) if after else None
    start = after.start(ranked, number) if after else 0
    return _found([by_id[one].key for one in ranked[start:start + limit]], rough)


def _found(keys: Iterable[str], rough: Sequence[Any]) -> Found:
    kinds = orjson.loads(rough[0].kinds) if rough else {}
    return Found(tuple(keys), sum(kinds.values()), kinds)


def suggest(connection: Connection, state: State, ask: Ask, beginnings: Iterable[str], *, limit: int) -> Found:
    """Documents by their titles, the newest of each kind first."""
    facts = {"places": list(ask.places), "kinds": list(ask.kinds), "most": NEWEST, "first": limit,
             "all": sql.suggestion(ask.terms, beginnings)}
    statement = sql.matching(state.docs, (sql.Part("all"),), 0, any_term=False, more=("kinds",), by_date=True,
                             each=True)
    rows = connection.execute(statement, facts).all()
    return _found([row.key for row in rows], rows)


def held(connection: Connection, state: State, words: Collection[str]) -> dict[str, int]:
    """In how many documents each of these words stands."""
    rows = connection.execute(sql.statement(sql.HELD, words=state.words), {"words": [f"s:{word}" for word in words]})
    return {row.word[2:]: row.many for row in rows}


def beginning(connection: Connection, state: State, start: str, *, limit: int) -> list[str]:
    """Words of the index that begin so, the commonest first."""
    pattern = "s:" + start.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
    rows = connection.scalars(sql.statement(sql.BEGINNING, words=state.words), {"start": pattern, "most": limit})
    return [word[2:] for word in rows]


def _first_of_each(ranked: Sequence[int], by_id: Mapping[int, Any], each: int) -> list[int]:
    taken: Counter[str] = Counter()
    found = []
    for one in ranked:
        taken[by_id[one].kind] += 1
        if taken[by_id[one].kind] <= each:
            found.append(one)
    return found


def _ranked(connection: Connection, state: State, ask: Ask, known: Known, rough: Sequence[Any]) -> list[int]:
    """The likeliest by their exact score, age, state and closeness; the others behind them in the rough order."""
    about = {row.id: row for row in (rough if ask.each else rough[:RERANKED])}
    counts, places = _counts(connection, state, ask.terms, list(about))
    scores = _exact(state, ask, known, about, counts)
    first = sorted(about, key=lambda one: (-round(scores[one], 6), -about[one].created, -one))
    near = _close(state, ask, known, places, first[:CLOSE_LOOKED])
    worth = {one: (scores[one] + near.get(one, 0.0)) * standing(row.created, ask.moment, worn=row.worn)
             for one, row in about.items()}
    first.sort(key=lambda one: (-round(worth[one], 6), -about[one].created, -one))
    return [*first, *(row.id for row in rough if row.id not in about)]


def _close(state: State, ask: Ask, known: Known, places: Places, ids: Iterable[int]) -> dict[int, float]:
    """What it adds that words of the question follow each other, in the title or in the body."""
    pairs = neighbours(ask.terms)
    added: dict[int, float] = defaultdict(float)
    for number in ids:
        for field in ("title_surface", "body_surface"):
            here = places.get((number, field), {})
            for before, after in pairs:
                if before in here and after in here:
                    weight = BOOSTS[field] * min(_idf(field, one, state, known) for one in (before, after))
                    added[number] += closeness(here[before], here[after], weight)
    return added


def _known(connection: Connection, state: State, terms: Sequence[Term]) -> Known:
    lexemes = sorted({lexeme for term in terms for lexeme in sql.lexemes_of(term)})
    rows = connection.execute(sql.statement(sql.KNOWN, words=state.words), {"words": lexemes})
    return {row.word: (row.title, row.body) for row in rows}


def _worth(term: Term, state: State, known: Known) -> float:
    """How much it says that a document holds this term at all."""
    holding = max((sum(known.get(lexeme, (0, 0))) for lexeme in sql.lexemes_of(term)), default=0)
    return idf(state.documents, min(holding, state.documents))


def _matching(connection: Connection, state: State, ask: Ask, known: Known, first: int) -> Sequence[Any]:
    """The ``first`` of the newest documents that match (or of each kind), those with the most telling words first."""
    filters = sql.facts_query(ask)
    facts: dict[str, Any] = {"places": list(ask.places), "kinds": list(ask.kinds), "langs": ["", *ask.langs],
                             "without": " | ".join(sql.term_query(term) for term in ask.without),
                             "since": ask.since, "until": ask.until, "first": first, "opened": OPENED}
    for number, term in enumerate(ask.terms):
        facts |= {f"held{number}": sql.term_query(term), f"titled{number}": sql.title_query(term),
                  f"worth{number}": _worth(term, state, known)}
    facts["worth"] = sum(facts[f"worth{number}"] for number in range(len(ask.terms)))
    # Each word brings its own newest, or the commonest of them would leave the others no room.
    some = ask.any_term and bool(ask.terms)
    queries = [facts[f"held{number}"] for number in range(len(ask.terms))]
    queries = queries if some else [" & ".join(queries)]
    facts["most"] = 1 if ask.any_at_all else max(1, NEWEST // len(queries))
    enough = 1 if ask.any_at_all else NEWEST // 2
    shares = [_share(state, words, known, facts["most"]) for words in _words_of(ask)]
    more = (*(name for name, asked in (("without", ask.without), ("langs", ask.langs), ("since", ask.since),
                                       ("until", ask.until)) if asked), "kinds")
    for tries in range(TRIES):
        if tries == TRIES - 1:
            shares = [1.0] * len(queries)
        wanted = [" & ".join(filter(None, (filters, query, _newest(state, share))))
                  for query, share in zip(queries, shares, strict=True)]
        facts |= {f"wanted{at}": one for at, one in enumerate(wanted)}
        parts = tuple(sql.Part(f"wanted{at}" if one else "", f"worth{at}" if some else "worth")
                      for at, one in enumerate(wanted))
        statement = sql.matching(state.docs, parts, len(ask.terms), any_term=some, more=more, each=bool(ask.each),
                                 by_date=ask.newest or not ask.terms)
        rows = connection.execute(statement, facts).all()
        found = _found((), rows).total
        # Enough among the newest, or they were all there is: else once more, farther back.
        if found >= enough or min(shares) >= 1:
            break
        shares = [_farther(share, found, facts["most"] * len(shares)) for share in shares]
    return rows


def _words_of(ask: Ask) -> list[Sequence[Term]]:
    """The words that must stand together in each of the parts that are gathered."""
    return [[term] for term in ask.terms] if ask.any_term and ask.terms else [ask.terms]


def _share(state: State, terms: Sequence[Term], known: Known, most: int) -> float:
    """Among which share of all documents, the newest ones, ``most`` should be found that hold all of these words."""
    if not state.dates or not terms:
        return 1.0
    # At least so many hold each; and together more than by chance, for words that are asked together belong together.
    each = sorted(max((sum(known.get(lexeme, (0, 0))) for lexeme in sql.lexemes_of(term)), default=0) for term in terms)
    holding = float(each[0])
    for many in each[1:]:
        holding *= min(1.0, TOGETHER * many / state.documents)
    return 1.0 if holding <= MANY else min(1.0, AMPLE * most / holding)


def _farther(share: float, found: int, wanted: int) -> float:
    """A larger share, by how much was found in this one; most of all documents are all of them."""
    larger = AMPLE * share * wanted / found if found else 1.0
    return larger if larger < 0.5 else 1.0


def _newest(state: State, share: float) -> str:
    """The days of the newest documents, so large a share of all, as a tsquery; "" for all days."""
    if share >= 1:
        return ""
    parts = len(state.dates) - 1
    return sql.days_query(state.dates[max(0, parts - ceil(parts * share))].date(), clock.now().date())


def _exact(state: State, ask: Ask, known: Known, about: Mapping[int, Any], counts: Counts) -> dict[int, float]:
    """The score of each of these documents."""
    means = {field: max(1.0, total / max(1, state.documents)) for field, total in state.lengths.items()}
    weighed = [() if term.is_phrase else [(field, word, boost * _idf(field, word, state, known))
                                          for field, word, boost in places_of(term)] for term in ask.terms]
    scores: dict[int, float] = {}
    for number, row in about.items():
        here = counts.get(number, {})
        norms = {field: norm(getattr(row, field), mean) for field, mean in means.items()}
        each = [_of_phrase(term, here, state, known) if term.is_phrase else _of_word(places, here, norms)
                for term, places in zip(ask.terms, weighed, strict=True)]
        hits = sum(one > 0 and not term.any_of for one, term in zip(each, ask.terms, strict=True))
        scores[number] = sum(each) * (max(1, hits) if ask.any_term else 1)
    return scores


def _of_word(places: Iterable[tuple[str, str, float]], here: Mapping[tuple[str, str], int],
             norms: Mapping[str, float]) -> float:
    score = 0.0
    for field, word, weight in places:
        often = here.get((field, word), 0)
        if often:
            score += weight * often / (often + norms[field])
    return score


def _of_phrase(term: Term, here: Mapping[tuple[str, str], int], state: State, known: Known) -> float:
    """A part that holds all its words; that they follow each other was asked of the database."""
    return sum(
        BOOSTS[field] * sum(_idf(field, word, state, known) for word in term.surfaces)
        for field in ("title_surface", "body_surface") if all((field, word) in here for word in term.surfaces))


def _idf(field: str, word: str, state: State, known: Known) -> float:
    part, form = field.split("_")
    title, body = known.get(("s:" if form == "surface" else "t:") + word, (0, 0))
    return idf(state.documents, title if part == "title" else body)


def _counts(connection: Connection, state: State, terms: Sequence[Term], ids: list[int]) -> tuple[Counts, Places]:
    """How often the asked words stand in these documents, and where."""
    lexemes = sorted({lexeme for term in terms for lexeme in sql.lexemes_of(term)})
    counts: Counts = defaultdict(dict)
    places: Places = defaultdict(dict)
    for row in connection.execute(sql.statement(sql.VECTORS, docs=state.docs), {"ids": ids}):
        for lexeme, (title, at) in sql.read_vector(row.vector, lexemes).items():
            mark, word = lexeme.split(":", 1)
            form = "surface" if mark == "s" else "stem"
            if title:
                counts[row.id][f"title_{form}", word] = title
            if title < len(at):
                counts[row.id][f"body_{form}", word] = len(at) - title
            if mark == "s":
                places[row.id, "title_surface"][word] = at[:title]
                places[row.id, "body_surface"][word] = at[title:]
    return counts, places

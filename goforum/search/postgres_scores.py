"""How well documents of the PostgreSQL index answer, by the formula of ``scoring``.

In three steps, so that a word that stands in half a million posts costs what a rare one costs: the newest documents
that match (at most ``NEWEST``), the likeliest of them by which words they hold (at most ``RERANKED``), and the exact
score of those. What is not scored exactly follows in the rough order. With fewer matches than ``RERANKED`` the order
is exactly that of the Whoosh index.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, text

from goforum.search import postgres_sql as sql
from goforum.search.backend import Ask, Found, Term
from goforum.search.scoring import BOOSTS, idf, norm, places_of

# The newest thousand matches are looked at; nobody reads a thousand results.
NEWEST: Final = 1000
RERANKED: Final = 200


@dataclass(frozen=True, slots=True)
class State:
    """The index in use: its tables, how many documents it has, and how many words in each field."""

    docs: str
    words: str
    documents: int
    lengths: Mapping[str, int]


# (document, field, word) → how often; word → documents that hold it, by part.
Counts = dict[int, dict[tuple[str, str], int]]
Known = dict[str, tuple[int, int]]


def answer(connection: Connection, state: State, ask: Ask, *, offset: int, limit: int) -> Found:
    """The documents that answer, best first, and how many there are (at most ``NEWEST`` are counted)."""
    known = _known(connection, state, ask.terms)
    rough = _matching(connection, state, ask, known)
    best = [row.id for row in rough[:RERANKED]]
    about = _about(connection, state, best)
    scores = _exact(connection, state, ask, known, about)
    ranked = sorted(best, key=lambda one: (-round(scores.get(one, 0.0), 6), -about[one].created.timestamp(), one))
    wanted = [*ranked, *(row.id for row in rough[RERANKED:])][offset:offset + limit]
    missing = [one for one in wanted if one not in about]
    about = about | _about(connection, state, missing) if missing else about
    return Found(tuple(about[one].key for one in wanted), len(rough))


def _known(connection: Connection, state: State, terms: Sequence[Term]) -> Known:
    lexemes = sorted({lexeme for term in terms for lexeme in sql.lexemes_of(term)})
    rows = connection.execute(text(sql.KNOWN.format(words=state.words)), {"words": lexemes})
    return {row.word: (row.title, row.body) for row in rows}


def _worth(term: Term, state: State, known: Known) -> float:
    """How much it says that a document holds this term at all."""
    holding = max((sum(known.get(lexeme, (0, 0))) for lexeme in sql.lexemes_of(term)), default=0)
    return idf(state.documents, min(holding, state.documents))


def _matching(connection: Connection, state: State, ask: Ask, known: Known) -> Sequence[Any]:
    """The newest documents that match, those that hold the most telling words first."""
    numbers = range(len(ask.terms))
    facts: dict[str, Any] = {"places": list(ask.places), "kinds": list(ask.kinds), "langs": ["", *ask.langs],
                             "without": " | ".join(sql.term_query(term) for term in ask.without)}
    for number, term in enumerate(ask.terms):
        facts |= {f"held{number}": sql.term_query(term), f"titled{number}": sql.title_query(term),
                  f"worth{number}": _worth(term, state, known)}
    if ask.any_term:
        # Each word brings its own newest, or the commonest of them would leave the others no room.
        facts["most"] = max(1, NEWEST // len(numbers))
        newest = [f"held{number}" for number in numbers]
    else:
        facts |= {"most": NEWEST, "all": " & ".join(sql.term_query(term) for term in ask.terms)}
        newest = ["all"]
    statement = sql.matching(newest, numbers, any_term=ask.any_term, without=bool(ask.without), langs=bool(ask.langs))
    return connection.execute(text(statement.format(docs=state.docs)), facts).all()


def _about(connection: Connection, state: State, ids: Sequence[int]) -> dict[int, Any]:
    rows = connection.execute(text(sql.ABOUT.format(docs=state.docs)), {"ids": list(ids)})
    return {row.id: row for row in rows}


def _exact(connection: Connection, state: State, ask: Ask, known: Known, about: Mapping[int, Any]) -> dict[int, float]:
    """The score of each of these documents."""
    counts = _counts(connection, state, ask.terms, list(about))
    means = {field: max(1.0, total / max(1, state.documents)) for field, total in state.lengths.items()}
    scores: dict[int, float] = {}
    for number, row in about.items():
        here = counts.get(number, {})
        each = [_of_term(term, here, row, means, state, known) for term in ask.terms]
        hits = sum(one > 0 for one in each)
        scores[number] = sum(each) * (hits if ask.any_term else 1)
    return scores


def _of_term(term: Term, here: Mapping[tuple[str, str], int], row: Any, means: Mapping[str, float], state: State,
             known: Known) -> float:
    if term.is_phrase:
        return _of_phrase(term, here, state, known)
    score = 0.0
    for field, word, boost in places_of(term):
        often = here.get((field, word), 0)
        if often:
            weight = boost * _idf(field, word, state, known)
            score += weight * often / (often + norm(getattr(row, field), means[field]))
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


def _counts(connection: Connection, state: State, terms: Sequence[Term], ids: list[int]) -> Counts:
    lexemes = sorted({lexeme for term in terms for lexeme in sql.lexemes_of(term)})
    counts: Counts = defaultdict(dict)
    rows = connection.execute(text(sql.OCCURRENCES.format(docs=state.docs)), {"ids": ids, "words": lexemes})
    for row in rows:
        mark, word = row.lexeme.split(":", 1)
        form = "surface" if mark == "s" else "stem"
        if row.title:
            counts[row.id][f"title_{form}", word] = row.title
        if row.body:
            counts[row.id][f"body_{form}", word] = row.body
    return counts

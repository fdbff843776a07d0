"""The statements of the PostgreSQL index, and how its words are written.

Each index is two tables of a schema of its own, outside the site's migrations: it holds nothing that cannot be made
again. ``docs`` has a row a document with its words as a ``tsvector``; ``words`` says in how many documents a word
stands, which the score needs and PostgreSQL does not keep. ``state`` names the pair in use.

In the tsvector, ``s:word`` is a word as written (folded) and ``t:stem`` its family; weight A is the title, D the
body. A prefix and not a weight tells them apart, because one place of a tsvector has one weight only.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from goforum.core.analysis import Token
from goforum.search.backend import Term

# Raise it when the tables, or what stands in them, change: the index is then built again.
VERSION: Final = 1
# Words of the body begin this far behind the title's, so that no phrase runs from one into the other.
GAP: Final = 20
# PostgreSQL keeps no place beyond this; a phrase so far into a text is not found as a phrase.
LAST_PLACE: Final = 16383
LENGTHS: Final = ("title_surface", "title_stem", "body_surface", "body_stem")

SET_UP = """
CREATE SCHEMA IF NOT EXISTS {schema};
CREATE TABLE IF NOT EXISTS {schema}.state (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    name text NOT NULL, version int NOT NULL, broken boolean NOT NULL DEFAULT false,
    documents bigint NOT NULL, title_surface bigint NOT NULL, title_stem bigint NOT NULL,
    body_surface bigint NOT NULL, body_stem bigint NOT NULL
)
"""

CREATE = """
CREATE TABLE {docs} (
    id bigint GENERATED ALWAYS AS IDENTITY,
    key text NOT NULL, kind text NOT NULL, place text NOT NULL, lang text NOT NULL, author int NOT NULL,
    created timestamptz NOT NULL, tsv tsvector NOT NULL,
    title_surface int NOT NULL, title_stem int NOT NULL, body_surface int NOT NULL, body_stem int NOT NULL
);
CREATE TABLE {words} (word text NOT NULL, title int NOT NULL, body int NOT NULL)
"""

# After the rows are in: much faster than row by row.
FINISH = """
ALTER TABLE {docs} ADD PRIMARY KEY (id);
CREATE UNIQUE INDEX {name}_key ON {docs} (key);
CREATE INDEX {name}_tsv ON {docs} USING gin (tsv) WITH (fastupdate = off);
CREATE INDEX {name}_newest ON {docs} (created DESC, id);
ALTER TABLE {docs} ALTER COLUMN tsv SET STATISTICS 300;
INSERT INTO {words} (word, title, body)
    SELECT word, sum(title)::int, sum(body)::int FROM (
        SELECT word, ndoc AS title, 0 AS body FROM ts_stat('SELECT tsv FROM {docs}', 'a')
        UNION ALL SELECT word, 0, ndoc FROM ts_stat('SELECT tsv FROM {docs}', 'd')
    ) AS counted GROUP BY word;
ALTER TABLE {words} ADD PRIMARY KEY (word);
ANALYZE {docs};
ANALYZE {words}
"""

TAKE_OVER = """
INSERT INTO {schema}.state (name, version, broken, documents, title_surface, title_stem, body_surface, body_stem)
    SELECT :name, :version, false, count(*), coalesce(sum(title_surface), 0), coalesce(sum(title_stem), 0),
           coalesce(sum(body_surface), 0), coalesce(sum(body_stem), 0) FROM {docs}
ON CONFLICT (one) DO UPDATE SET name = excluded.name, version = excluded.version, broken = false,
    documents = excluded.documents, title_surface = excluded.title_surface, title_stem = excluded.title_stem,
    body_surface = excluded.body_surface, body_stem = excluded.body_stem
"""

COPY = """
COPY {docs} (key, kind, place, lang, author, created, tsv, title_surface, title_stem, body_surface, body_stem)
FROM STDIN
"""
INSERT = """
INSERT INTO {docs} (key, kind, place, lang, author, created, tsv, title_surface, title_stem, body_surface, body_stem)
VALUES (:key, :kind, :place, :lang, :author, :created, CAST(:tsv AS tsvector),
        :title_surface, :title_stem, :body_surface, :body_stem)
"""

# Both count what goes or comes, word by word, in the statement that moves it: the counts never drift.
TAKE_OUT = """
WITH moved AS (DELETE FROM {docs} WHERE key = ANY(:keys) RETURNING tsv, title_surface, title_stem, body_surface,
               body_stem),
counted AS (SELECT lexeme, count(*) FILTER (WHERE 'A' = ANY(weights)) AS title,
                   count(*) FILTER (WHERE 'D' = ANY(weights)) AS body FROM moved, unnest(tsv) GROUP BY lexeme),
lessened AS (UPDATE {words} SET title = {words}.title - counted.title, body = {words}.body - counted.body
             FROM counted WHERE {words}.word = counted.lexeme)
UPDATE {schema}.state SET documents = documents - sums.n, title_surface = state.title_surface - sums.a,
    title_stem = state.title_stem - sums.b, body_surface = state.body_surface - sums.c,
    body_stem = state.body_stem - sums.d
FROM (SELECT count(*) AS n, coalesce(sum(title_surface), 0) AS a, coalesce(sum(title_stem), 0) AS b,
             coalesce(sum(body_surface), 0) AS c, coalesce(sum(body_stem), 0) AS d FROM moved) AS sums
"""
COUNT_IN = """
WITH moved AS (SELECT * FROM {docs} WHERE key = ANY(:keys)),
counted AS (SELECT lexeme, count(*) FILTER (WHERE 'A' = ANY(weights)) AS title,
                   count(*) FILTER (WHERE 'D' = ANY(weights)) AS body FROM moved, unnest(tsv) GROUP BY lexeme),
added AS (INSERT INTO {words} (word, title, body) SELECT lexeme, title, body FROM counted
          ON CONFLICT (word) DO UPDATE SET title = {words}.title + excluded.title,
                                           body = {words}.body + excluded.body)
UPDATE {schema}.state SET documents = documents + sums.n, title_surface = state.title_surface + sums.a,
    title_stem = state.title_stem + sums.b, body_surface = state.body_surface + sums.c,
    body_stem = state.body_stem + sums.d
FROM (SELECT count(*) AS n, coalesce(sum(title_surface), 0) AS a, coalesce(sum(title_stem), 0) AS b,
             coalesce(sum(body_surface), 0) AS c, coalesce(sum(body_stem), 0) AS d FROM moved) AS sums
"""

STATE = """
SELECT name, documents, title_surface, title_stem, body_surface, body_stem
FROM {schema}.state WHERE version = :version
"""
KNOWN = "SELECT word, title, body FROM {words} WHERE word = ANY(:words)"

# The newest documents that match: PostgreSQL finds them along one of the two indexes, whichever is shorter.
NEWEST: Final = """
(SELECT id FROM {docs} WHERE tsv @@ CAST(:{query} AS tsquery)%(without)s
   AND place = ANY(:places) AND kind = ANY(:kinds)%(langs)s ORDER BY created DESC, id LIMIT :most)
"""
LANGS: Final = " AND lang = ANY(:langs)"
WITHOUT: Final = " AND NOT tsv @@ CAST(:without AS tsquery)"
# A word in the title is worth so many more in the body, where only its presence is known.
IN_TITLE: Final = 3
# `|| ''` unpacks a stored tsvector once instead of once for every comparison; OFFSET keeps it so.
ROUGHLY: Final = """
SELECT id, created, ({hits}) * ({worth}) AS rough
FROM (SELECT id, created, tsv || ''::tsvector AS tsv FROM {docs} JOIN ({parts}) AS newest USING (id) OFFSET 0)
    AS unpacked
ORDER BY rough DESC, created DESC, id
"""
# How often each asked word stands in each of these documents.
OCCURRENCES = """
SELECT d.id, u.lexeme, coalesce(array_length(array_positions(u.weights, 'A'), 1), 0) AS title,
       coalesce(array_length(array_positions(u.weights, 'D'), 1), 0) AS body
FROM {docs} AS d CROSS JOIN LATERAL unnest(d.tsv) AS u
WHERE d.id = ANY(:ids) AND u.lexeme = ANY(:words)
"""
ABOUT = """
SELECT id, key, created, title_surface, title_stem, body_surface, body_stem FROM {docs} WHERE id = ANY(:ids)
"""


def quoted(lexeme: str) -> str:
    """A word as tsvector and tsquery read it."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def vector(title: Sequence[Token], body: Sequence[Token]) -> str:
    """The words of a document as the text of a tsvector."""
    places: dict[str, list[str]] = {}
    start = title[-1].pos + GAP if title else 0
    for found, weight, shift in ((title, "A", 1), (body, "D", start + 1)):
        for token in found:
            place = f"{min(token.pos + shift, LAST_PLACE)}{weight}"
            for lexeme in (f"s:{token.surface}", *(f"t:{stem}" for stem in token.stems)):
                places.setdefault(lexeme, []).append(place)
    return " ".join(f"{quoted(lexeme)}:{','.join(at)}" for lexeme, at in places.items())


def term_query(term: Term) -> str:
    """A word in any of its forms, or a phrase word for word, as a tsquery."""
    if not term.is_phrase:
        return _either([*(f"s:{word}" for word in term.surfaces), *(f"t:{stem}" for stem in term.stems)])
    # Every distance on its own: `<2>` means exactly two places apart.
    steps = [quoted(f"s:{term.surfaces[0]}")]
    for word in term.surfaces[1:]:
        steps = [f"{before} <{step}> {quoted(f's:{word}')}" for before in steps for step in range(1, term.slop + 1)]
    return "(" + " | ".join(f"({step})" for step in steps[:64]) + ")"


def _either(lexemes: Iterable[str]) -> str:
    return "(" + " | ".join(quoted(lexeme) for lexeme in dict.fromkeys(lexemes)) + ")"


def lexemes_of(term: Term) -> list[str]:
    """Every lexeme under which a term is looked for."""
    return [*(f"s:{word}" for word in term.surfaces), *(f"t:{stem}" for stem in term.stems)]


def title_query(term: Term) -> str:
    """The same word in the title only (of a phrase: its first word)."""
    lexemes = [f"s:{term.surfaces[0]}"] if term.is_phrase else lexemes_of(term)
    return "(" + " | ".join(f"{quoted(lexeme)}:A" for lexeme in lexemes) + ")"


def matching(newest: Sequence[str], terms: Iterable[int], *, any_term: bool, without: bool, langs: bool) -> str:
    """The statement that gathers the newest matches and puts those with the most telling words first.

    ``newest`` names the queries whose newest matches are taken; words and weights are all bound values.
    """
    parts = " UNION ".join(
        NEWEST.replace("{query}", query).replace("%(without)s", WITHOUT if without else "")
        .replace("%(langs)s", LANGS if langs else "") for query in newest)
    held = {number: f"(tsv @@ CAST(:held{number} AS tsquery))::int" for number in terms}
    worth = " + ".join(
        f":worth{number} * ({here} + {IN_TITLE} * (tsv @@ CAST(:titled{number} AS tsquery))::int)"
        for number, here in held.items())
    hits = " + ".join(held.values()) if any_term else "1"
    return ROUGHLY.replace("{hits}", hits).replace("{worth}", worth).replace("{parts}", parts)

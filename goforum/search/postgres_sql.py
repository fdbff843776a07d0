"""The statements of the PostgreSQL index, and how its words are written.

Each index is two tables of a schema of its own, outside the site's migrations: it holds nothing that cannot be made
again. ``docs`` has a row a document with its words as a ``tsvector``; ``words`` says in how many documents a word
stands, which the score needs and PostgreSQL does not keep. ``state`` names the pair in use.

In the tsvector, ``s:word`` is a word as written (folded) and ``t:stem`` its family; weight A is the title, D the
body. A prefix and not a weight tells them apart, because one place of a tsvector has one weight only. Without a place
stand there: ``h:word`` (under which a title is suggested, so that a beginning never walks through all bodies) and
``f:fact`` (kind, author, tags, day and month: what filters ask, so that the index itself brings filter and words
together, and the newest of a word that stands in half of all documents are found without looking at the others).
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from goforum.core import clock
from goforum.core.analysis import Token
from goforum.search.backend import Ask, SearchDoc, Term
from goforum.search.words import heads_asked, heads_of

# Raise it when the tables, or what stands in them, change: the index is then built again.
VERSION: Final = 3
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
    key text NOT NULL, kind text NOT NULL, place text NOT NULL, also text[], lang text NOT NULL,
    worn boolean NOT NULL, created timestamptz NOT NULL, tsv tsvector NOT NULL,
    title_surface int NOT NULL, title_stem int NOT NULL, body_surface int NOT NULL, body_stem int NOT NULL
);
CREATE TABLE {words} (word text NOT NULL, title int NOT NULL, body int NOT NULL)
"""

# After the rows are in: much faster than row by row.
FINISH = """
ALTER TABLE {docs} ADD PRIMARY KEY (id);
CREATE UNIQUE INDEX {name}_key ON {docs} (key);
CREATE INDEX {name}_tsv ON {docs} USING gin (tsv) WITH (fastupdate = off);
CREATE INDEX {name}_newest ON {docs} (created DESC, id DESC);
ALTER TABLE {docs} ALTER COLUMN tsv SET STATISTICS 300;
ALTER TABLE {docs} ALTER COLUMN created SET STATISTICS 1000;
INSERT INTO {words} (word, title, body)
    SELECT word, sum(title)::int, sum(body)::int FROM (
        SELECT word, ndoc AS title, 0 AS body FROM ts_stat('SELECT tsv FROM {docs}', 'a')
        UNION ALL SELECT word, 0, ndoc FROM ts_stat('SELECT tsv FROM {docs}', 'd')
    ) AS counted WHERE word ~ '^[st]:' GROUP BY word;
ALTER TABLE {words} ADD PRIMARY KEY (word);
CREATE INDEX {name}_start ON {words} (word text_pattern_ops);
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
COPY {docs} (key, kind, place, also, lang, worn, created, tsv, title_surface, title_stem, body_surface, body_stem)
FROM STDIN
"""
INSERT = """
INSERT INTO {docs} (key, kind, place, also, lang, worn, created, tsv, title_surface, title_stem, body_surface,
                    body_stem)
VALUES (:key, :kind, :place, :also, :lang, :worn, :created, CAST(:tsv AS tsvector),
        :title_surface, :title_stem, :body_surface, :body_stem)
"""

# Both count what goes or comes, word by word, in the statement that moves it: the counts never drift.
TAKE_OUT = """
WITH moved AS (DELETE FROM {docs} WHERE key = ANY(:keys) RETURNING tsv, title_surface, title_stem, body_surface,
               body_stem),
counted AS (SELECT lexeme, count(*) FILTER (WHERE 'A' = ANY(weights)) AS title,
                   count(*) FILTER (WHERE 'D' = ANY(weights)) AS body
            FROM moved, unnest(tsv) WHERE lexeme ~ '^[st]:' GROUP BY lexeme),
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
                   count(*) FILTER (WHERE 'D' = ANY(weights)) AS body
            FROM moved, unnest(tsv) WHERE lexeme ~ '^[st]:' GROUP BY lexeme),
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

# In how many documents some words stand, and which begin alike: for words that nothing holds.
HELD = "SELECT word, greatest(title, body) AS many FROM {words} WHERE word = ANY(:words) AND title + body > 0"
BEGINNING = """
SELECT word FROM {words} WHERE word LIKE :start AND title + body > 0 ORDER BY title + body DESC LIMIT :most
"""

# The newest documents that match: PostgreSQL finds them along one of the two indexes, whichever is shorter.
NEWEST: Final = """
(SELECT id FROM (SELECT id, created FROM {docs} WHERE %(query)s(place = ANY(:places)
                 OR also && CAST(:places AS text[]))%(more)s%(fence)s) AS matching
   ORDER BY created DESC, id DESC LIMIT :most)
"""
# Words are looked up in their index, never by walking along the dates and unpacking every text on the way.
FENCE: Final = " OFFSET 0"
# Dates that cut the documents into equally large parts, as the last ANALYZE found them.
DATES = """
SELECT histogram_bounds::text::timestamptz[] FROM pg_stats
WHERE schemaname = :schema AND tablename = :table AND attname = 'created'
"""
MORE: Final = {
    "without": " AND NOT tsv @@ CAST(:without AS tsquery)", "langs": " AND lang = ANY(:langs)",
    "since": " AND created >= :since", "until": " AND created < :until", "kinds": " AND kind = ANY(:kinds)",
}
# A word in the title is worth so many more in the body, where only its presence is known.
IN_TITLE: Final = 3
# `|| ''` unpacks a stored tsvector once instead of once for every comparison; OFFSET keeps it so.
ROUGHLY: Final = """
SELECT id, key, kind, created, ({hits}) * ({worth}) AS rough
FROM (SELECT id, key, kind, created, tsv || ''::tsvector AS tsv FROM {docs} JOIN ({parts}) AS newest USING (id)
      OFFSET 0) AS unpacked
ORDER BY {order} created DESC, id DESC
"""
# How often each asked word stands in each of these documents.
OCCURRENCES = """
SELECT d.id, u.lexeme, coalesce(array_length(array_positions(u.weights, 'A'), 1), 0) AS title,
       coalesce(array_length(array_positions(u.weights, 'D'), 1), 0) AS body, u.positions
FROM {docs} AS d CROSS JOIN LATERAL unnest(d.tsv) AS u
WHERE d.id = ANY(:ids) AND u.lexeme = ANY(:words)
"""
ABOUT = """
SELECT id, key, kind, worn, created, title_surface, title_stem, body_surface, body_stem FROM {docs} WHERE id = ANY(:ids)
"""


def quoted(lexeme: str) -> str:
    """A word as tsvector and tsquery read it."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


# Kinds so rare that it is worth asking the index itself for them.
FEW: Final = 3
MOST_DAYS: Final = 62
BIG: Final = frozenset(("post", "message"))


def facts_of(doc: SearchDoc) -> list[str]:
    """What filters ask of a document, as lexemes."""
    day = min(doc.created, clock.now()).date()
    return [f"f:kind:{doc.listed}", f"f:author:{doc.author_id or 0}", f"f:day:{day}", f"f:month:{day:%Y-%m}",
            *(f"f:{one}" for one in doc.tags)]


def days_query(first: date, last: date) -> str:
    """The documents from one day to another, as a tsquery; "" for so long a time that it is no help."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)][:MOST_DAYS + 1]
    if len(days) <= MOST_DAYS:
        return _either(f"f:day:{one}" for one in days)
    months = [f"{year}-{month:02}" for year in range(first.year, last.year + 1) for month in range(1, 13)
              if (first.year, first.month) <= (year, month) <= (last.year, last.month)]
    return _either(f"f:month:{one}" for one in months) if len(months) <= MOST_DAYS else ""


def facts_query(ask: Ask) -> str:
    """What the filters ask; "" when they ask nothing that stands in the tsvector."""
    asked = [[f"f:author:{one}" for one in sorted(ask.authors)],
             *([f"f:{one}" for one in sorted(some)] for some in ask.tags)]
    if len(ask.kinds) <= FEW and ask.kinds.isdisjoint(BIG):
        asked.append([f"f:kind:{one}" for one in sorted(ask.kinds)])
    return " & ".join(_either(some) for some in asked if some)


def vector(title: Sequence[Token], body: Sequence[Token], facts: Iterable[str] = ()) -> str:
    """The words of a document as the text of a tsvector."""
    places: dict[str, list[str]] = {}
    start = title[-1].pos + GAP if title else 0
    for found, weight, shift in ((title, "A", 1), (body, "D", start + 1)):
        for token in found:
            place = f"{min(token.pos + shift, LAST_PLACE)}{weight}"
            for lexeme in (f"s:{token.surface}", *(f"t:{stem}" for stem in token.stems)):
                places.setdefault(lexeme, []).append(place)
    return " ".join([*(f"{quoted(lexeme)}:{','.join(at)}" for lexeme, at in places.items()),
                     *(quoted(one) for one in facts), *(quoted(f"h:{head}") for head in heads_of(title))])


def suggestion(terms: Sequence[Term], beginnings: Iterable[str]) -> str:
    """Titles that hold all the words and one that begins so, as a tsquery."""
    begins = " | ".join(f"{quoted(f'h:{one}')}:*" for one in dict.fromkeys(beginnings))
    return " & ".join([*(_either(f"h:{head}" for head in heads_asked(term)) for term in terms), f"({begins})"])


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


def matching(newest: Sequence[str], terms: Iterable[int], *, any_term: bool, more: Iterable[str],
             by_date: bool = False) -> str:
    """The statement that gathers the newest matches and puts those with the most telling words first.

    ``newest`` names the queries whose newest matches are taken, "" for all there is; ``more`` the conditions of
    ``MORE``; words and weights are all bound values.
    """
    conditions = "".join(MORE[one] for one in more)
    parts = " UNION ".join(
        NEWEST.replace("%(query)s", f"tsv @@ CAST(:{query} AS tsquery) AND " if query else "")
        .replace("%(more)s", conditions).replace("%(fence)s", FENCE if query else "") for query in newest)
    held = {number: f"(tsv @@ CAST(:held{number} AS tsquery))::int" for number in terms}
    worth = " + ".join(
        f":worth{number} * ({here} + {IN_TITLE} * (tsv @@ CAST(:titled{number} AS tsquery))::int)"
        for number, here in held.items()) or "0"
    hits = " + ".join(held.values()) if any_term and held else "1"
    return (ROUGHLY.replace("{hits}", hits).replace("{worth}", worth).replace("{parts}", parts)
            .replace("{order}", "" if by_date else "rough DESC,"))

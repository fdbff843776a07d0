"""The statements of the PostgreSQL index, and how its words are written.

Each index is two tables of a schema of its own, outside the site's migrations: it holds nothing that cannot be made
again. ``docs`` has a row a document with its words as a ``tsvector``; ``words`` says in how many documents a word
stands, which the score needs and PostgreSQL does not keep. ``state`` names the pair in use.

In the tsvector, ``s:word`` is a word as written (folded) and ``t:stem`` its family; weight A is the title, D the
body. A prefix and not a weight tells them apart, because one place of a tsvector has one weight only. Without a place
stand there: ``h:word`` (under which a title is suggested, so that a beginning never walks through all bodies) and
``f:fact`` (kind, author, tags, day, week and month: what filters ask, so that the index itself brings filter and words
together, and the newest of a word that stands in half of all documents are found without looking at the others).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from struct import Struct, unpack_from
from typing import Final

from sqlalchemy import TextClause, text

from goforum.core import clock
from goforum.core.analysis import Token
from goforum.search.backend import Ask, SearchDoc, Term
from goforum.search.words import heads_asked, heads_of

# Raise it when the tables, or what stands in them, change: the index is then built again.
VERSION: Final = 4
# Words of the body begin this far behind the title's, so that no phrase runs from one into the other.
GAP: Final = 20
# PostgreSQL keeps no place beyond this; a phrase so far into a text is not found as a phrase.
LAST_PLACE: Final = 16383
# How a tsvector goes over the line: the number of places of a word; the end of a word without places before the first
# that has some; and what the places of a title are marked with.
COUNT: Final = Struct(">H")
NO_PLACE_THEN_WORD: Final = b"\0\0\0s:"
IN_TITLE_BITS: Final = 3 << 14
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
    key text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL, place text NOT NULL, also text[], lang text NOT NULL,
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

# The newest documents that match: PostgreSQL finds them along one of the two indexes, whichever is shorter. What they
# hold stays packed: to look into a thousand texts costs more than to find them.
NEWEST: Final = """
(SELECT {known}, %(least)s AS least FROM (SELECT {known} FROM {docs} WHERE %(query)s(place = ANY(:places)
                 OR also && CAST(:places AS text[]))%(more)s%(fence)s) AS matching
   ORDER BY created DESC, id DESC LIMIT :most)
"""
KNOWN_OF_EACH: Final = "id, key, kind, worn, created, title_surface, title_stem, body_surface, body_stem"
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
# Where all the words are asked for, all the newest hold them, and only a title can tell them apart. Where some will do,
# those that came up for the most telling words are looked into, and the others are known by what they came up for.
ALL_WORDS: Final = "SELECT *, title_surface > 0 AS open FROM ({parts}) AS newest"
SOME_WORDS: Final = """
SELECT *, row_number() OVER (ORDER BY least DESC, created DESC, id DESC) <= :opened AS open
FROM (SELECT {known}, count(*) * sum(least) AS least FROM ({parts}) AS newest GROUP BY {known}) AS gathered
"""
WORTH: Final = """
CASE WHEN open THEN (SELECT ({hits}) * ({worth}) FROM ({unpacked}) AS unpacked) ELSE least END
"""
# `|| ''` unpacks a stored tsvector once instead of once for every comparison; OFFSET keeps it so.
PACKED: Final = "SELECT tsv FROM {docs} AS one WHERE one.id = found.id"
UNPACKED: Final = "SELECT tsv || ''::tsvector AS tsv FROM {docs} AS one WHERE one.id = found.id OFFSET 0"
# The first of all, or of each kind; and how many there are of each kind.
ROUGHLY: Final = """
WITH rough AS MATERIALIZED (SELECT {known}, {rough} AS rough FROM ({found}) AS found)
SELECT id, key, kind, worn, extract(epoch FROM created)::float8 AS created, title_surface, title_stem, body_surface,
       body_stem, (SELECT json_object_agg(kind, many)::text FROM (
           SELECT kind, count(*) AS many FROM rough GROUP BY kind) AS counted) AS kinds
FROM {first}
"""
FIRST_OF_ALL: Final = "rough {order} LIMIT :first"
FIRST_OF_EACH: Final = """
(SELECT *, row_number() OVER (PARTITION BY kind {order}) AS among FROM rough) AS placed WHERE among <= :first {order}
"""
ORDER: Final = "ORDER BY rough DESC, created DESC, id DESC"
BY_DATE: Final = "ORDER BY created DESC, id DESC"
# The words of these documents, as they are kept (``read_vector``).
VECTORS = "SELECT id, tsvectorsend(tsv) AS vector FROM {docs} WHERE id = ANY(:ids)"


@lru_cache(maxsize=256)
def statement(wording: str, /, **names: str) -> TextClause:
    """A statement over these tables, read for its bound values once."""
    return text(wording.format(**names))


def quoted(lexeme: str) -> str:
    """A word as tsvector and tsquery read it."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


# Kinds so rare that it is worth asking the index itself for them.
FEW: Final = 3
# Each further day or month makes the index weigh every entry against all of them: sixty days of a common word take
# 60 ms in a million documents, the three months around them 9 ms.
MOST_DAYS: Final = 7
MOST_WEEKS: Final = 5
MOST_MONTHS: Final = 24
BIG: Final = frozenset(("post", "message"))


def _week(day: date) -> str:
    """Named by its Monday."""
    return f"f:week:{day - timedelta(days=day.weekday())}"


def facts_of(doc: SearchDoc) -> list[str]:
    """What filters ask of a document, as lexemes."""
    day = min(doc.created, clock.now()).date()
    return [f"f:kind:{doc.listed}", f"f:author:{doc.author_id or 0}",
            f"f:day:{day}", _week(day), f"f:month:{day:%Y-%m}",
            *(f"f:{one}" for one in doc.tags)]


def days_query(first: date, last: date) -> str:
    """The documents from one day to another, and a few more, as a tsquery; "" for so long a time that it is no help."""
    many = (last - first).days + 1
    if many <= MOST_DAYS:
        return _either(f"f:day:{first + timedelta(days=n)}" for n in range(many))
    if many <= MOST_WEEKS * 7:
        return _either(_week(first + timedelta(days=n)) for n in range(many))
    months = [f"{year}-{month:02}" for year in range(first.year, last.year + 1) for month in range(1, 13)
              if (first.year, first.month) <= (year, month) <= (last.year, last.month)]
    return _either(f"f:month:{one}" for one in months) if len(months) <= MOST_MONTHS else ""


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


@dataclass(frozen=True, slots=True)
class Part:
    """One of the queries whose newest matches are gathered: the name of its bound value ("" for all there is), and of
    what it is worth to match it.
    """

    query: str = ""
    worth: str = ""


@lru_cache(maxsize=256)
def matching(docs: str, parts: tuple[Part, ...], terms: int, *, any_term: bool, more: tuple[str, ...],
             by_date: bool = False, each: bool = False) -> TextClause:
    """The statement that gathers the newest matches of ``parts`` and puts those with the most telling words first.

    ``terms`` is how many words there are, ``more`` names conditions of ``MORE``; words and weights are bound values.
    Made once for each shape: reading a statement for its bound values costs as much as a short one takes.
    """
    conditions = "".join(MORE[one] for one in more)
    newest = " UNION ALL ".join(
        NEWEST.replace("%(query)s", f"tsv @@ CAST(:{part.query} AS tsquery) AND " if part.query else "")
        .replace("%(least)s", f"CAST(:{part.worth} AS float8)" if part.worth else "0.0::float8")
        .replace("%(more)s", conditions).replace("%(fence)s", FENCE if part.query else "") for part in parts)
    held = [f"(tsv @@ CAST(:held{number} AS tsquery))::int" for number in range(terms)]
    worth = " + ".join(
        f":worth{number} * ({here if any_term else 1} + {IN_TITLE} * (tsv @@ CAST(:titled{number} AS tsquery))::int)"
        for number, here in enumerate(held))
    return text(
        ROUGHLY.replace("{first}", FIRST_OF_EACH if each else FIRST_OF_ALL)
        .replace("{order}", BY_DATE if by_date else ORDER)
        .replace("{found}", SOME_WORDS if any_term else ALL_WORDS).replace("{parts}", newest)
        .replace("{rough}", "least" if by_date or not terms else WORTH).replace("{worth}", worth)
        .replace("{unpacked}", UNPACKED if any_term or terms > 1 else PACKED)
        .replace("{hits}", " + ".join(held) if any_term else "1")
        .replace("{known}", KNOWN_OF_EACH).replace("{docs}", docs))


Read = tuple[int, Sequence[int]]


def read_vector(packed: bytes, lexemes: Iterable[str]) -> dict[str, Read]:
    """Which of the words a document holds: how often in its title, and all its places, those of the title first.

    Read where they stand and not all unpacked. The lexemes of a tsvector are in the order of their bytes, each ended
    by a zero and followed by the number of its places and the places, two bytes each: the weight in the highest two
    bits (3 is A, 0 is D). Facts and heads come first and have no place; from the first word on every colon is that
    behind an ``s`` or a ``t``, so that a word is found by its bytes alone. Tests read whole documents both ways.
    """
    start = packed.find(NO_PLACE_THEN_WORD)
    found: dict[str, Read] = {}
    for lexeme in lexemes if start >= 0 else ():
        name = lexeme.encode() + b"\0"
        at = packed.find(name, start + 3)
        if at < 0:
            continue
        (many,) = COUNT.unpack_from(packed, at + len(name))
        raw = unpack_from(f">{many}H", packed, at + len(name) + 2)
        found[lexeme] = (sum(one >= IN_TITLE_BITS for one in raw), [one & LAST_PLACE for one in raw])
    return found

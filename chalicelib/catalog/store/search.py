"""
Find names of titles and people by what somebody typed.

Every match stands in a MATERIALIZED fence and is ordered outside of it. Nothing here can be
answered by walking an index of votes or popularity, however common the words are: the best names
of each part are taken by their weight, and all parts are bounded. The first tier are names of
500 votes and more, which have indexes of their own; `weight >= 620` has to stand as it is, so
that PostgreSQL recognises them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg.rows import class_row, scalar_row

from chalicelib.catalog.models import Suggestion
from chalicelib.platform.db import Connection

MOST_MATCHES = 500  # nobody pages further, and it bounds what is sorted, sent and cached
LAST = "\U0010ffff"  # sorts after every letter


Hit = tuple[str, int, int]  # kind, id, score; there are hundreds, so they stay plain


@dataclass(frozen=True, slots=True)
class Look:
    """What to look for, in the form names have."""

    squeezed: str
    bare: str  # without an article
    last_word: str
    begins: bool  # whether names that only begin with `squeezed` count
    terms: str | None  # a tsquery
    unfinished: str | None  # the beginning of a word that is too frequent for the index
    kinds: Sequence[str]
    year: int | None
    text: str | None  # with the year, squeezed: a name that is all of it has the right year


@dataclass(frozen=True, slots=True)
class List:
    """The best of one kind for a beginning that very many names have."""

    prefix: str
    kind: str
    names: int  # of the first tier, that begin so or have a word that does
    ids: list[int]
    scores: list[int]


@dataclass(frozen=True, slots=True)
class Known:
    """What the vocabulary has for a word: itself, words that begin so, words one error away."""

    word: str
    is_known: bool
    begins: bool
    near: list[str]


@dataclass(frozen=True, slots=True)
class Name:
    id: int
    kind: str
    weight: int
    name: str
    also: str | None


# What a match is worth beside the weight of the name, which is 100 per factor of e in votes: a
# name that is the whole search beats one that only contains it and has 400 times the votes.
SCORED = """
    scored AS (
        SELECT coalesce(media_id, person_id) AS id, kind,
               max(
                   weight
                   + CASE
                       WHEN squeezed = %(squeezed)s THEN 600
                       WHEN bare = %(bare)s THEN 520
                       WHEN starts_with(squeezed, %(squeezed)s) THEN 200
                       WHEN starts_with(bare, %(bare)s) THEN 170
                       ELSE 0
                   END
                   + CASE
                       WHEN strpos(' ' || name || ' ', ' ' || %(last_word)s || ' ') > 0 THEN 100
                       ELSE 0
                   END
                   + 60 * least(length(%(squeezed)s), length(squeezed)) / length(squeezed)
                   + CASE WHEN is_main THEN 20 ELSE 0 END
                   + CASE
                       WHEN squeezed = %(text)s THEN 4000
                       WHEN %(year)s::smallint IS NULL THEN 0
                       WHEN year = %(year)s THEN 4000
                       WHEN abs(year - %(year)s) = 1 THEN 2000
                       ELSE 0
                   END
               ) AS score
        FROM (
            SELECT media_id, person_id, kind, weight, year, is_main, name, squeezed,
                   CASE
                       WHEN name LIKE 'the %%' THEN substr(squeezed, 4)
                       WHEN name LIKE 'a %%' THEN substr(squeezed, 2)
                       WHEN name LIKE 'an %%' THEN substr(squeezed, 3)
                       ELSE squeezed
                   END AS bare
            FROM matched
        ) AS m
        GROUP BY coalesce(media_id, person_id), kind
    )
    SELECT kind, id, score::integer
    FROM scored
    ORDER BY score DESC, id
    LIMIT %(limit)s
"""

# The names that are what was typed, however little known; the first tier's that begin so; the
# first tier's that have all the words.
NOTABLE = f"""
    WITH matched AS MATERIALIZED (
        (
            SELECT media_id, person_id, kind, weight, year, is_main, name, squeezed
            FROM search_names
            WHERE squeezed = %(squeezed)s AND kind = ANY(%(kinds)s)
            ORDER BY weight DESC
            LIMIT 500
        )
        UNION ALL
        (
            SELECT media_id, person_id, kind, weight, year, is_main, name, squeezed
            FROM search_names
            WHERE weight >= 620
              AND squeezed > %(begin)s AND squeezed < %(end)s
              AND kind = ANY(%(kinds)s)
            ORDER BY weight DESC
            LIMIT 500
        )
        UNION ALL
        (
            SELECT media_id, person_id, kind, weight, year, is_main, name, squeezed
            FROM search_names
            WHERE weight >= 620
              AND search_terms(name, also) @@ %(terms)s::tsquery
              AND kind = ANY(%(kinds)s)
              AND (%(unfinished)s::text IS NULL OR strpos(' ' || name, ' ' || %(unfinished)s) > 0)
            ORDER BY weight DESC
            LIMIT 500
        )
    ),
    {SCORED}
"""  # noqa: S608  # constants of this module

# The same beyond the first tier, where many names are alike and nobody misses the 501st. With a
# year, the first tier's of about that year as well: the best known may be of another.
EVERYTHING = f"""
    WITH matched AS MATERIALIZED (
        (
            SELECT media_id, person_id, kind, weight, year, is_main, name, squeezed
            FROM search_names
            WHERE squeezed > %(begin)s AND squeezed < %(end)s
              AND kind = ANY(%(kinds)s)
              AND (%(year)s::smallint IS NULL OR abs(year - %(year)s) <= 1)
            ORDER BY weight DESC
            LIMIT 500
        )
        UNION ALL
        (
            SELECT media_id, person_id, kind, weight, year, is_main, name, squeezed
            FROM search_names
            WHERE search_terms(name, also) @@ %(terms)s::tsquery
              AND kind = ANY(%(kinds)s)
              AND (%(unfinished)s::text IS NULL OR strpos(' ' || name, ' ' || %(unfinished)s) > 0)
              AND (%(year)s::smallint IS NULL OR abs(year - %(year)s) <= 1)
            ORDER BY weight DESC
            LIMIT 500
        )
    ),
    {SCORED}
"""  # noqa: S608  # constants of this module

MENDED = """
    WITH matched AS MATERIALIZED (
        (
            SELECT media_id, person_id, kind, weight, name, also, squeezed
            FROM search_names
            WHERE weight >= 620
              AND search_terms(name, also) @@ %(terms)s::tsquery
              AND kind = ANY(%(kinds)s)
            -- As long as what was typed: one of these is probably meant.
            ORDER BY weight + CASE WHEN abs(length(squeezed) - %(length)s) <= 2 THEN 600 ELSE 0 END
                DESC
            LIMIT 100
        )
        UNION ALL
        (
            SELECT media_id, person_id, kind, weight, name, also, squeezed
            FROM search_names
            WHERE squeezed = ANY(%(wholes)s) AND kind = ANY(%(kinds)s)
            ORDER BY weight DESC
            LIMIT 100
        )
    )
    SELECT DISTINCT coalesce(media_id, person_id) AS id, kind, weight, name, also
    FROM matched
"""
MENDED_OBSCURE = """
    WITH matched AS MATERIALIZED (
        SELECT media_id, person_id, kind, weight, name, also, squeezed
        FROM search_names
        WHERE search_terms(name, also) @@ %(terms)s::tsquery AND kind = ANY(%(kinds)s)
    )
    SELECT coalesce(media_id, person_id) AS id, kind, weight, name, also
    FROM matched
    ORDER BY weight + CASE WHEN abs(length(squeezed) - %(length)s) <= 2 THEN 600 ELSE 0 END DESC
    LIMIT 100
"""


def plan_once(conn: Connection) -> None:
    """
    Plan these statements without looking at their values, for the rest of the transaction.

    They are made so that one plan fits all; planning anew costs more than most searches.
    """
    conn.execute("SET LOCAL plan_cache_mode = force_generic_plan")


def as_names(conn: Connection, *, texts: Sequence[str]) -> list[str]:
    """Texts in the form names have; only the database knows the accents of all scripts."""
    row = conn.execute(
        """
        SELECT array_agg(search_name(said.text) ORDER BY said.place)
        FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS said (text, place)
        """,
        {"texts": list(texts)},
    ).fetchone()
    return list(row[0]) if row else []


def lists(conn: Connection, *, prefixes: Sequence[str]) -> list[List]:
    """What is listed for these beginnings; those that are not are rare enough to look for."""
    with conn.cursor(row_factory=class_row(List)) as cur:
        cur.execute(
            """
            SELECT prefix, kind, names, ids, scores
            FROM search_prefixes
            WHERE prefix = ANY(%(prefixes)s)
            """,
            {"prefixes": list(prefixes)},
        )
        return cur.fetchall()


def notable(conn: Connection, look: Look) -> list[Hit]:
    """Names that are what was typed, and the first tier's that contain it; the best first."""
    return _hits(conn, NOTABLE, look)


def everything(conn: Connection, look: Look) -> list[Hit]:
    """Names of any weight that contain what was typed; with a year, only those of about then."""
    return _hits(conn, EVERYTHING, look)


def _hits(conn: Connection, statement: str, look: Look) -> list[Hit]:
    with conn.cursor() as cur:
        cur.execute(
            statement,
            {
                "squeezed": look.squeezed,
                "bare": look.bare,
                "last_word": look.last_word,
                "begin": look.squeezed if look.begins else None,
                "end": look.squeezed + LAST if look.begins else None,
                "terms": look.terms,
                "unfinished": look.unfinished,
                "kinds": list(look.kinds),
                "year": look.year,
                "text": look.text,
                "limit": MOST_MATCHES,
            },
        )
        return cur.fetchall()


def called(conn: Connection, *, wholes: Sequence[str], kinds: Sequence[str]) -> list[Hit]:
    """Titles and people with one of these names, squeezed; the best known of them."""
    with conn.cursor() as cur:
        cur.execute(
            """
            WITH matched AS MATERIALIZED (
                SELECT coalesce(media_id, person_id) AS id, kind, weight
                FROM search_names
                WHERE squeezed = ANY(%(wholes)s) AND kind = ANY(%(kinds)s)
            )
            SELECT kind, id, max(weight)::integer AS score
            FROM matched
            GROUP BY id, kind
            ORDER BY score DESC, id
            LIMIT 100
            """,
            {"wholes": list(wholes), "kinds": list(kinds)},
        )
        return cur.fetchall()


def known(conn: Connection, *, words: Sequence[str]) -> list[Known]:
    """What the vocabulary has for each of `words`, in their order."""
    with conn.cursor(row_factory=class_row(Known)) as cur:
        cur.execute(
            """
            SELECT asked.word,
                   EXISTS (SELECT FROM search_words AS w WHERE w.word = asked.word) AS is_known,
                   EXISTS (
                       SELECT FROM search_words AS w
                       WHERE w.word > asked.word AND w.word < asked.word || %(last)s
                   ) AS begins,
                   ARRAY(
                       SELECT w.word
                       FROM search_words AS w
                       WHERE w.near && search_near(asked.word)
                       ORDER BY w.weight DESC, w.word
                       LIMIT 60
                   ) AS near
            FROM unnest(%(words)s::text[]) WITH ORDINALITY AS asked (word, place)
            ORDER BY asked.place
            """,
            {"words": list(words), "last": LAST},
        )
        return cur.fetchall()


def alike(conn: Connection, *, word: str) -> list[str]:
    """Words of the vocabulary that share trigrams with a long one, the best known first."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            WITH matched AS MATERIALIZED (
                SELECT word, weight FROM search_words WHERE word %% %(word)s
            )
            SELECT word FROM matched ORDER BY weight DESC, word LIMIT 60
            """,
            {"word": word},
        )
        return cur.fetchall()


def mended(
    conn: Connection, *, terms: str, wholes: Sequence[str], length: int, kinds: Sequence[str]
) -> list[Name]:
    """
    Names with the words of a mended search, and those that are one of `wholes`.

    Names about `length` letters long are more likely meant. Names nobody knows are only looked
    at when no other has the words.
    """
    values = {"terms": terms, "wholes": list(wholes), "length": length, "kinds": list(kinds)}
    with conn.cursor(row_factory=class_row(Name)) as cur:
        cur.execute(MENDED, values)
        found = cur.fetchall()
        if not found:
            cur.execute(MENDED_OBSCURE, values)
            found = cur.fetchall()
        return found


def suggestions(
    conn: Connection, *, media_ids: Sequence[int], people_ids: Sequence[int], order: Sequence[str]
) -> list[Suggestion]:
    """Titles and people as lines of a list, in `order`: kind and id, as in `movie:7`."""
    with conn.cursor(row_factory=class_row(Suggestion)) as cur:
        cur.execute(
            """
            WITH named AS (
                SELECT id, media_type AS kind, media_type, title, year, poster_url
                FROM media_items
                WHERE id = ANY(%(media_ids)s)
                UNION ALL
                SELECT id, 'person', NULL, name, birth_year, profile_url
                FROM people
                WHERE id = ANY(%(people_ids)s)
            )
            SELECT kind, id, title, year, poster_url, media_type
            FROM named
            WHERE kind || ':' || id = ANY(%(order)s)
            ORDER BY array_position(%(order)s, kind || ':' || id)
            """,
            {"media_ids": list(media_ids), "people_ids": list(people_ids), "order": list(order)},
        )
        return cur.fetchall()

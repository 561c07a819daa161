"""
The search index: names of titles (title, original title, alternates, translations) and of people.

Code that writes titles or people calls `refresh` in the same transaction; a bulk change calls
`rebuild_lookups` at its end, which rebuilds the tables derived from all names: the precomputed
lists of short prefixes and the vocabulary for spelling correction. Table names are unqualified, so
that an import can build the index in a schema of its own.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from psycopg import sql

from chalicelib.platform.db import Connection

ADVISORY_LOCK = 0x5EA7C4  # an arbitrary key

#: Names below 50 votes add no words to the vocabulary, unless there are few names in all.
MIN_VOCABULARY_WEIGHT = 393
MAX_NAMES_IN_VOCABULARY = 400_000
#: A weight is rewritten when it changed this much: every new vote would touch four indexes.
MIN_WEIGHT_CHANGE = 25

#: A prefix of more names of the first tier is answered from a list.
MAX_UNLISTED_NAMES = 200
MAX_LISTED = 100  # of each kind

#: Derived from `search_names` by `rebuild_lookups`. A search works without them, but slowly.
LOOKUP_TABLES = ("search_prefixes", "search_words")

# The weight is the logarithm of the votes. Votes on games count twenty times, because IGDB has
# few; a title without votes has its provider's popularity, worth at most 3,000 votes.
TITLE_NAMES = """
    titles AS (
        SELECT m.id, m.media_type AS kind, m.year,
               left(m.title, 300) AS title, left(m.original_title, 300) AS original,
               round(100 * ln(1 + greatest(
                   s.votes::float8 * CASE WHEN s.media_type = 'game' THEN 20 ELSE 1 END,
                   CASE
                       WHEN s.votes = 0 OR s.provider_popularity IS NOT NULL
                           THEN least(10 * s.popularity, 3000)
                       ELSE 0
                   END,
                   0
               )))::smallint AS weight
        FROM media_items AS m
        JOIN media_scores AS s ON s.media_id = m.id
        WHERE %(ids)s::bigint[] IS NULL OR m.id = ANY(%(ids)s)
        OFFSET 0 -- an optimisation fence: left() runs once, not in every expression below
    ),
    mains AS (
        SELECT id, weight, year, kind, search_name(title) AS name, search_also(title) AS also,
               CASE WHEN original <> title THEN original END AS original
        FROM titles
    ),
    others AS (
        SELECT DISTINCT ON (id, name) id, weight, year, kind, name, search_also(title) AS also
        FROM (
            SELECT id, weight, year, kind, name AS main, original AS title,
                   search_name(original) AS name
            FROM mains
            WHERE original IS NOT NULL
            UNION ALL
            SELECT m.id, m.weight, m.year, m.kind, m.name, left(a.title, 300),
                   search_name(left(a.title, 300))
            FROM media_alternate_titles AS a
            JOIN mains AS m ON m.id = a.media_id
            UNION ALL
            SELECT m.id, m.weight, m.year, m.kind, m.name, left(t.title, 300),
                   search_name(left(t.title, 300))
            FROM media_translations AS t
            JOIN mains AS m ON m.id = t.media_id
        ) AS alternates
        WHERE name <> main
        ORDER BY id, name, title
    ),
    names AS (
        SELECT id, weight, year, true AS is_main, kind, name, replace(name, ' ', '') AS squeezed,
               also
        FROM mains
        WHERE name <> ''
        UNION ALL
        SELECT id, weight, year, false, kind, name, replace(name, ' ', ''), also
        FROM others
        WHERE name <> ''
    )
"""
PERSON_NAMES = """
    persons AS (
        SELECT id, left(name, 300) AS full_name, search_name(left(name, 300)) AS name,
               round(100 * ln(1 + least(greatest(30 * popularity, 0), 1000000)))::smallint
                   AS weight,
               birth_year AS year
        FROM people
        WHERE %(ids)s::bigint[] IS NULL OR id = ANY(%(ids)s)
    ),
    names AS (
        SELECT id, weight, year, true AS is_main, 'person' AS kind, name,
               replace(name, ' ', '') AS squeezed, search_also(full_name) AS also
        FROM persons
        WHERE name <> ''
    )
"""

#: The column of `search_names` that refers to the owner of a name, and the owners' names.
SOURCES = (
    (sql.Identifier("media_id"), sql.SQL(TITLE_NAMES)),
    (sql.Identifier("person_id"), sql.SQL(PERSON_NAMES)),
)


def is_empty(conn: Connection) -> bool:
    return conn.execute("SELECT FROM search_names LIMIT 1").fetchone() is None


def build(conn: Connection) -> None:
    """
    Index all names, into an empty table; `rebuild_lookups` does the rest. Needs a transaction.

    The best known names come first, so that they are adjacent on disk and a search that is cut
    off has read them.
    """
    conn.execute("SET LOCAL work_mem = '256MB'")
    for owner, names in SOURCES:
        conn.execute(
            sql.SQL(
                """
                INSERT INTO search_names (
                    {owner}, weight, year, is_main, kind, name, squeezed, also
                )
                WITH {names}
                SELECT id, weight, year, is_main, kind, name, squeezed, also
                FROM names
                -- Weight and id as one number, which sorts in half the time.
                ORDER BY ((32767 - weight)::bigint << 40) + id
                """
            ).format(owner=owner, names=names),
            {"ids": None},
        )


def refresh(
    conn: Connection, *, media_ids: Sequence[int] = (), people_ids: Sequence[int] = ()
) -> None:
    """
    Index the present names of these titles and people; deleted ones lose their names.

    Their words enter the vocabulary at once. Rows that are already right are not written.
    """
    for (owner, names), ids in zip(SOURCES, (sorted(media_ids), sorted(people_ids)), strict=True):
        if ids:
            _refresh_names(conn, owner, names, ids)
            _refresh_vocabulary(conn, owner, ids)


def _refresh_names(
    conn: Connection, owner: sql.Identifier, names: sql.SQL, ids: Sequence[int]
) -> None:
    conn.execute(
        sql.SQL(
            """
            WITH {names},
            current AS MATERIALIZED (
                SELECT id, weight, year, is_main, kind, name, squeezed, also FROM names
            ),
            indexed AS MATERIALIZED (
                SELECT {owner} AS id, name FROM search_names WHERE {owner} = ANY(%(ids)s)
            ),
            removed AS (
                DELETE FROM search_names AS n
                WHERE n.{owner} = ANY(%(ids)s)
                  AND (n.{owner}, n.name) NOT IN (SELECT id, name FROM current)
            ),
            updated AS (
                UPDATE search_names AS n
                -- An unchanged weight needs no index updates.
                SET weight = CASE
                        WHEN abs(n.weight - c.weight) >= %(min_change)s THEN c.weight
                        ELSE n.weight
                    END,
                    year = c.year, is_main = c.is_main, kind = c.kind,
                    also = c.also
                FROM current AS c
                WHERE n.{owner} = c.id
                  AND n.name = c.name
                  AND (
                      abs(n.weight - c.weight) >= %(min_change)s
                      OR (n.year, n.is_main, n.kind, n.also)
                          IS DISTINCT FROM (c.year, c.is_main, c.kind, c.also)
                  )
            )
            INSERT INTO search_names (
                {owner}, weight, year, is_main, kind, name, squeezed, also
            )
            SELECT id, weight, year, is_main, kind, name, squeezed, also
            FROM current
            WHERE (id, name) NOT IN (SELECT id, name FROM indexed)
            ORDER BY weight DESC, id
            """
        ).format(owner=owner, names=names),
        {"ids": ids, "min_change": MIN_WEIGHT_CHANGE},
    )


def _refresh_vocabulary(conn: Connection, owner: sql.Identifier, ids: Sequence[int]) -> None:
    conn.execute(
        sql.SQL(
            """
            INSERT INTO search_words AS entry (word, weight, near)
            SELECT word, weight, search_near(word)
            FROM (
                SELECT part.word, max(n.weight) AS weight
                FROM search_names AS n
                CROSS JOIN LATERAL unnest(string_to_array(concat_ws(' ', n.name, n.also), ' '))
                    AS part (word)
                WHERE n.{owner} = ANY(%(ids)s)
                GROUP BY part.word
            ) AS words
            -- Checked first, because a conflict locks the row and writes to the WAL.
            WHERE NOT EXISTS (
                SELECT FROM search_words AS w
                WHERE w.word = words.word AND w.weight >= words.weight - %(min_change)s
            )
            ORDER BY word -- concurrent transactions must lock rows in the same order
            ON CONFLICT (word) DO UPDATE
            SET weight = excluded.weight
            WHERE entry.weight < excluded.weight - %(min_change)s
            """
        ).format(owner=owner),
        {"ids": ids, "min_change": MIN_WEIGHT_CHANGE},
    )


def rebuild_lookups(conn: Connection) -> None:
    """Rebuild the vocabulary and the prefix lists where they changed. Needs a transaction."""
    conn.execute("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": ADVISORY_LOCK})
    conn.execute("SET LOCAL work_mem = '256MB'")
    _rebuild_vocabulary(conn)
    _rebuild_prefix_lists(conn)


def _rebuild_vocabulary(conn: Connection) -> None:
    conn.execute(
        """
        CREATE TEMPORARY TABLE rebuilt_words ON COMMIT DROP AS
        WITH counted AS (
            SELECT weight, sum(count(*)) OVER (ORDER BY weight DESC) AS names
            FROM search_names
            GROUP BY weight
        ),
        floor AS (
            SELECT least(
                %(min_weight)s, (SELECT min(weight) FROM counted WHERE names <= %(max_names)s)
            ) AS weight
        )
        SELECT part.word COLLATE "C" AS word, max(n.weight) AS weight
        FROM search_names AS n
        CROSS JOIN LATERAL unnest(string_to_array(concat_ws(' ', n.name, n.also), ' '))
            AS part (word)
        WHERE n.weight >= (SELECT weight FROM floor)
        GROUP BY part.word
        """,
        {"min_weight": MIN_VOCABULARY_WEIGHT, "max_names": MAX_NAMES_IN_VOCABULARY},
    )
    conn.execute("ANALYZE rebuilt_words")
    conn.execute(
        """
        DELETE FROM search_words AS w
        WHERE NOT EXISTS (SELECT FROM rebuilt_words AS s WHERE s.word = w.word)
        """
    )
    with _without_indexes_if_empty(conn):
        conn.execute(
            """
            INSERT INTO search_words (word, weight, near)
            -- The same as search_near(), without a function call per word.
            SELECT s.word, s.weight,
                   s.word || array_remove(
                       array_agg(DISTINCT overlay(s.word PLACING '' FROM place FOR 1)), NULL
                   )
            FROM rebuilt_words AS s
            LEFT JOIN search_words AS w USING (word)
            LEFT JOIN LATERAL generate_series(
                1, CASE WHEN length(s.word) BETWEEN 3 AND 24 THEN length(s.word) END
            ) AS place ON true
            WHERE w.word IS NULL OR abs(w.weight - s.weight) >= %(min_change)s
            GROUP BY s.word, s.weight
            ORDER BY s.word
            ON CONFLICT (word) DO UPDATE SET weight = excluded.weight
            """,
            {"min_change": MIN_WEIGHT_CHANGE},
        )
    conn.execute("DROP TABLE rebuilt_words")


@contextmanager
def _without_indexes_if_empty(conn: Connection) -> Iterator[None]:
    """Drop the indexes of an empty vocabulary for the insert: ten times quicker."""
    definitions = (
        []
        if conn.execute("SELECT FROM search_words LIMIT 1").fetchone() is not None
        else conn.execute(
            """
            SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
            FROM pg_index
            WHERE indrelid = 'search_words'::regclass AND NOT indisprimary
            """
        ).fetchall()
    )
    for name, _ in definitions:
        conn.execute(sql.SQL("DROP INDEX {}").format(sql.SQL(name)))  # regclass quotes it
    yield
    for _, definition in definitions:
        conn.execute(definition)


def _rebuild_prefix_lists(conn: Connection) -> None:
    conn.execute(
        """
        CREATE TEMPORARY TABLE rebuilt_prefixes ON COMMIT DROP AS
        WITH prefixes AS (
            -- Prefixes of the whole name up to 12 letters, of each later word up to 8.
            SELECT left(n.squeezed, size) AS prefix, n.kind,
                   coalesce(n.media_id, n.person_id) AS id, n.weight + 200 AS score
            FROM search_names AS n
            CROSS JOIN LATERAL generate_series(1, least(length(n.squeezed), 12)) AS size
            WHERE n.weight >= 620
            UNION ALL
            SELECT left(part.word, size), n.kind, coalesce(n.media_id, n.person_id), n.weight
            FROM search_names AS n
            CROSS JOIN LATERAL unnest(string_to_array(concat_ws(' ', n.name, n.also), ' '))
                WITH ORDINALITY AS part (word, place)
            CROSS JOIN LATERAL generate_series(1, least(length(part.word), 8)) AS size
            WHERE n.weight >= 620 AND part.place > 1
        ),
        common AS (
            SELECT prefix, count(*) AS names
            FROM prefixes
            GROUP BY prefix
            HAVING count(*) > %(max_unlisted)s
        ),
        best AS (
            SELECT prefix, kind, id, names, max(score) AS score
            FROM prefixes
            JOIN common USING (prefix)
            GROUP BY prefix, kind, id, names
        ),
        ranked AS (
            SELECT prefix, kind, id, names, score,
                   row_number() OVER (PARTITION BY prefix, kind ORDER BY score DESC, id) AS place
            FROM best
        )
        SELECT prefix COLLATE "C" AS prefix, kind, names::integer AS names,
               array_agg(id ORDER BY place) AS ids,
               array_agg(score::smallint ORDER BY place) AS scores
        FROM ranked
        WHERE place <= %(max_listed)s
        GROUP BY prefix, kind, names
        """,
        {"max_unlisted": MAX_UNLISTED_NAMES, "max_listed": MAX_LISTED},
    )
    conn.execute("ANALYZE rebuilt_prefixes")
    conn.execute(
        """
        DELETE FROM search_prefixes AS p
        WHERE NOT EXISTS (
            SELECT FROM rebuilt_prefixes AS s WHERE s.prefix = p.prefix AND s.kind = p.kind
        )
        """
    )
    conn.execute(
        """
        INSERT INTO search_prefixes AS p (prefix, kind, names, ids, scores)
        SELECT prefix, kind, names, ids, scores
        FROM rebuilt_prefixes
        ORDER BY prefix, kind
        ON CONFLICT (prefix, kind) DO UPDATE
        SET names = excluded.names, ids = excluded.ids, scores = excluded.scores
        WHERE (p.names, p.ids, p.scores)
            IS DISTINCT FROM (excluded.names, excluded.ids, excluded.scores)
        """
    )
    conn.execute("DROP TABLE rebuilt_prefixes")

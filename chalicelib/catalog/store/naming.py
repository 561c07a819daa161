"""
The names search looks in: of titles (title, original title, alternates) and of people.

Whoever writes titles or people calls `refresh` in the same transaction; whoever wrote very many
calls `settle` at the end, which rebuilds what follows from all names together: the lists for
short beginnings and the vocabulary for mending typing errors. Table names are unqualified, so
that a full build can run in a schema of its own.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from chalicelib.platform.db import Connection

LOCK = 0x5EA7C4  # any constant of ours

#: Names below 50 votes lend no words to the vocabulary, unless there are few names in all.
WORTH_MENDING = 393
MAX_NAMES_WITH_WORDS = 400_000
#: A weight is written again when it moved this far: every new vote would touch four indexes.
DRIFT = 25

#: A beginning that more names of the first tier have is answered from a list.
HEAVY = 200
LISTED = 100  # of each kind

SORT_MEMORY = "256MB"

#: What `settle` makes out of `search_names`. Without them everything is found by its names.
SETTLED = ("search_prefixes", "search_words")

# What stands in for votes: IGDB counts few, and a title nobody voted on yet has what a provider
# says of it, up to what some thousand votes are worth.
TITLE_NAMES = """
    titles AS (
        SELECT m.id, m.media_type AS kind, m.year,
               left(m.title, 300) AS title, left(m.original_title, 300) AS original,
               round(100 * ln(1 + greatest(
                   s.votes * CASE WHEN s.media_type = 'game' THEN 20 ELSE 1 END,
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
        OFFSET 0 -- what is cut is cut once, not wherever a function below looks at it
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
        ) AS said
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
        SELECT id, left(name, 300) AS said, search_name(left(name, 300)) AS name,
               round(100 * ln(1 + least(greatest(30 * popularity, 0), 1000000)))::smallint
                   AS weight,
               birth_year AS year
        FROM people
        WHERE %(ids)s::bigint[] IS NULL OR id = ANY(%(ids)s)
    ),
    names AS (
        SELECT id, weight, year, true AS is_main, 'person' AS kind, name,
               replace(name, ' ', '') AS squeezed, search_also(said) AS also
        FROM persons
        WHERE name <> ''
    )
"""


def is_empty(conn: Connection) -> bool:
    return conn.execute("SELECT FROM search_names LIMIT 1").fetchone() is None


def fill(conn: Connection) -> None:
    """
    The names of everything, into an empty table; `settle` does the rest.

    The best known come first, so that they lie together on disk and a search that is cut off
    has read them.
    """
    with conn.transaction():
        conn.execute(f"SET LOCAL work_mem = '{SORT_MEMORY}'")
        for owner, names in (("media_id", TITLE_NAMES), ("person_id", PERSON_NAMES)):
            conn.execute(
                f"""
                INSERT INTO search_names (
                    {owner}, weight, year, is_main, kind, name, squeezed, also
                )
                WITH {names}
                SELECT id, weight, year, is_main, kind, name, squeezed, also
                FROM names
                -- By weight and id as one number, which takes half the time.
                ORDER BY ((32767 - weight)::bigint << 40) + id
                """,  # noqa: S608  # constants of this module
                {"ids": None},
            )


def refresh(
    conn: Connection, *, media_ids: Sequence[int] = (), people_ids: Sequence[int] = ()
) -> None:
    """
    What these titles and people are called now; those that are gone have no names any more.

    Their words are known to the vocabulary at once. What is right already is not written.
    """
    for owner, names, ids in (
        ("media_id", TITLE_NAMES, sorted(media_ids)),
        ("person_id", PERSON_NAMES, sorted(people_ids)),
    ):
        if not ids:
            continue
        conn.execute(
            f"""
            WITH {names},
            wanted AS MATERIALIZED (
                SELECT id, weight, year, is_main, kind, name, squeezed, also FROM names
            ),
            present AS MATERIALIZED (
                SELECT {owner} AS id, name FROM search_names WHERE {owner} = ANY(%(ids)s)
            ),
            gone AS (
                DELETE FROM search_names AS n
                WHERE n.{owner} = ANY(%(ids)s)
                  AND (n.{owner}, n.name) NOT IN (SELECT id, name FROM wanted)
            ),
            moved AS (
                UPDATE search_names AS n
                -- A weight that is left alone leaves the indexes alone.
                SET weight = CASE
                        WHEN abs(n.weight - w.weight) >= %(drift)s THEN w.weight ELSE n.weight
                    END,
                    year = w.year, is_main = w.is_main, kind = w.kind,
                    also = w.also
                FROM wanted AS w
                WHERE n.{owner} = w.id
                  AND n.name = w.name
                  AND (
                      abs(n.weight - w.weight) >= %(drift)s
                      OR (n.year, n.is_main, n.kind, n.also)
                          IS DISTINCT FROM (w.year, w.is_main, w.kind, w.also)
                  )
            )
            INSERT INTO search_names (
                {owner}, weight, year, is_main, kind, name, squeezed, also
            )
            SELECT id, weight, year, is_main, kind, name, squeezed, also
            FROM wanted
            WHERE (id, name) NOT IN (SELECT id, name FROM present)
            ORDER BY weight DESC, id
            """,  # noqa: S608  # constants of this module
            {"ids": ids, "drift": DRIFT},
        )
        conn.execute(
            f"""
            INSERT INTO search_words AS known (word, weight, near)
            SELECT word, weight, search_near(word)
            FROM (
                SELECT said.word, max(n.weight) AS weight
                FROM search_names AS n
                CROSS JOIN LATERAL unnest(string_to_array(concat_ws(' ', n.name, n.also), ' '))
                    AS said (word)
                WHERE n.{owner} = ANY(%(ids)s)
                GROUP BY said.word
            ) AS found
            -- Asked first, because a conflict locks the row and writes that to the log.
            WHERE NOT EXISTS (
                SELECT FROM search_words AS w
                WHERE w.word = found.word AND w.weight >= found.weight - %(drift)s
            )
            ORDER BY word -- two at once must not wait for each other in a circle
            ON CONFLICT (word) DO UPDATE
            SET weight = excluded.weight
            WHERE known.weight < excluded.weight - %(drift)s
            """,  # noqa: S608  # constants of this module
            {"ids": ids, "drift": DRIFT},
        )


def settle(conn: Connection) -> None:
    """Rebuild the vocabulary and the lists for short beginnings, where they changed."""
    with conn.transaction():
        conn.execute("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": LOCK})
        conn.execute(f"SET LOCAL work_mem = '{SORT_MEMORY}'")
        _settle_words(conn)
        _settle_prefixes(conn)


def _settle_words(conn: Connection) -> None:
    conn.execute(
        """
        CREATE TEMPORARY TABLE settled_words ON COMMIT DROP AS
        WITH counted AS (
            SELECT weight, sum(count(*)) OVER (ORDER BY weight DESC) AS names
            FROM search_names
            GROUP BY weight
        ),
        floor AS (
            SELECT least(
                %(worth)s, (SELECT min(weight) FROM counted WHERE names <= %(most)s)
            ) AS weight
        )
        SELECT said.word COLLATE "C" AS word, max(n.weight) AS weight
        FROM search_names AS n
        CROSS JOIN LATERAL unnest(string_to_array(concat_ws(' ', n.name, n.also), ' '))
            AS said (word)
        WHERE n.weight >= (SELECT weight FROM floor)
        GROUP BY said.word
        """,
        {"worth": WORTH_MENDING, "most": MAX_NAMES_WITH_WORDS},
    )
    conn.execute("ANALYZE settled_words")
    conn.execute(
        """
        DELETE FROM search_words AS w
        WHERE NOT EXISTS (SELECT FROM settled_words AS s WHERE s.word = w.word)
        """
    )
    with _indexes_afterwards(conn):
        conn.execute(
            """
            INSERT INTO search_words AS known (word, weight, near)
            -- search_near() of all of them, without calling it for each.
            SELECT s.word, s.weight,
                   s.word || array_remove(
                       array_agg(DISTINCT overlay(s.word PLACING '' FROM place FOR 1)), NULL
                   )
            FROM settled_words AS s
            LEFT JOIN search_words AS w USING (word)
            LEFT JOIN LATERAL generate_series(
                1, CASE WHEN length(s.word) BETWEEN 3 AND 24 THEN length(s.word) END
            ) AS place ON true
            WHERE w.word IS NULL OR abs(w.weight - s.weight) >= %(drift)s
            GROUP BY s.word, s.weight
            ORDER BY s.word
            ON CONFLICT (word) DO UPDATE SET weight = excluded.weight
            """,
            {"drift": DRIFT},
        )
    conn.execute("DROP TABLE settled_words")


@contextmanager
def _indexes_afterwards(conn: Connection) -> Iterator[None]:
    """Very many words in an empty table: its indexes are made ten times quicker at the end."""
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
        conn.execute(f"DROP INDEX {name}")  # as PostgreSQL itself writes it
    yield
    for _, definition in definitions:
        conn.execute(definition)


def _settle_prefixes(conn: Connection) -> None:
    conn.execute(
        """
        CREATE TEMPORARY TABLE settled_prefixes ON COMMIT DROP AS
        WITH beginnings AS (
            -- Of the whole name, at most 12 letters, and of each later word, at most 8.
            SELECT left(n.squeezed, size) AS prefix, n.kind,
                   coalesce(n.media_id, n.person_id) AS id, n.weight + 200 AS score
            FROM search_names AS n
            CROSS JOIN LATERAL generate_series(1, least(length(n.squeezed), 12)) AS size
            WHERE n.weight >= 620
            UNION ALL
            SELECT left(said.word, size), n.kind, coalesce(n.media_id, n.person_id), n.weight
            FROM search_names AS n
            CROSS JOIN LATERAL unnest(string_to_array(concat_ws(' ', n.name, n.also), ' '))
                WITH ORDINALITY AS said (word, place)
            CROSS JOIN LATERAL generate_series(1, least(length(said.word), 8)) AS size
            WHERE n.weight >= 620 AND said.place > 1
        ),
        heavy AS (
            SELECT prefix, count(*) AS names
            FROM beginnings
            GROUP BY prefix
            HAVING count(*) > %(heavy)s
        ),
        best AS (
            SELECT prefix, kind, id, names, max(score) AS score
            FROM beginnings
            JOIN heavy USING (prefix)
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
        WHERE place <= %(listed)s
        GROUP BY prefix, kind, names
        """,
        {"heavy": HEAVY, "listed": LISTED},
    )
    conn.execute("ANALYZE settled_prefixes")
    conn.execute(
        """
        DELETE FROM search_prefixes AS p
        WHERE NOT EXISTS (
            SELECT FROM settled_prefixes AS s WHERE s.prefix = p.prefix AND s.kind = p.kind
        )
        """
    )
    conn.execute(
        """
        INSERT INTO search_prefixes AS p (prefix, kind, names, ids, scores)
        SELECT prefix, kind, names, ids, scores
        FROM settled_prefixes
        ORDER BY prefix, kind
        ON CONFLICT (prefix, kind) DO UPDATE
        SET names = excluded.names, ids = excluded.ids, scores = excluded.scores
        WHERE (p.names, p.ids, p.scores)
            IS DISTINCT FROM (excluded.names, excluded.ids, excluded.scores)
        """
    )
    conn.execute("DROP TABLE settled_prefixes")

"""
Stored counts of titles by every value that lists can be filtered by.

Counting a million rows takes longer than the page that shows the number, so counts are stored:
`catalogue_counts` by media type and genre (genre 0 is all), `catalogue_facets` by the other facets.
A bulk change calls `recount`. A change of a few titles calls `count_titles` before and after, and
`apply_delta` with both in the same transaction. Table names are unqualified, so that an import can
count the catalogue it builds in a schema of its own.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql
from psycopg.rows import class_row

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.models.facets import GenreCount
from chalicelib.catalog.models.filters import Filter
from chalicelib.platform.db import Connection

GENRE_COUNTS = """
    SELECT m.media_type, 0 AS genre_id, count(*) AS count
    FROM media_items AS m
    WHERE {which}
    GROUP BY m.media_type
    UNION ALL
    SELECT m.media_type, mg.genre_id, count(*)
    FROM media_genres AS mg
    JOIN media_items AS m ON m.id = mg.media_id
    WHERE {which}
    GROUP BY m.media_type, mg.genre_id
"""

#: One statement per facet, so that none takes long.
FACET_COUNTS = {
    "language": """
        SELECT m.media_type, m.language AS value, count(*) AS count
        FROM media_items AS m
        WHERE m.language IS NOT NULL AND {which}
        GROUP BY m.media_type, m.language
    """,
    "country": """
        SELECT m.media_type, value, count(*) AS count
        FROM media_items AS m
        CROSS JOIN LATERAL unnest(m.countries) AS value
        WHERE m.countries <> '{{}}' AND {which}
        GROUP BY m.media_type, value
    """,
    "platform": """
        SELECT m.media_type, value, count(*) AS count
        FROM media_items AS m
        CROSS JOIN LATERAL unnest(m.platforms) AS value
        WHERE m.platforms <> '{{}}' AND {which}
        GROUP BY m.media_type, value
    """,
    "year": """
        SELECT s.media_type, s.year::text AS value, count(*) AS count
        FROM media_scores AS s
        WHERE s.year IS NOT NULL AND {of_scores}
        GROUP BY s.media_type, s.year
    """,
    "rating": """
        SELECT s.media_type, s.rating::text AS value, count(*) AS count
        FROM media_scores AS s
        WHERE s.rating IS NOT NULL AND {of_scores}
        GROUP BY s.media_type, s.rating
    """,
    # By the number of binary digits: 7 stands for 64 to 127 votes. Grouped by votes first, which
    # have few distinct values: formatting digits takes longer than counting.
    "votes": """
        SELECT v.media_type, length(ltrim(v.votes::bit(32)::text, '0'))::text AS value,
               sum(v.count)::bigint AS count
        FROM (
            SELECT s.media_type, s.votes, count(*) AS count
            FROM media_scores AS s
            WHERE {of_scores}
            GROUP BY s.media_type, s.votes
        ) AS v
        GROUP BY v.media_type, 2
    """,
}

ALL_TITLES = {"which": sql.SQL("true"), "of_scores": sql.SQL("true")}
GIVEN_TITLES = {
    "which": sql.SQL("m.id = ANY(%(media_ids)s)"),
    "of_scores": sql.SQL("s.media_id = ANY(%(media_ids)s)"),
}
GENRE = "genre"  # is stored in `catalogue_counts`, every other facet in `catalogue_facets`
ADVISORY_LOCK = 0x5EE0  # an arbitrary key

#: Numbers of titles by facet, media type and value.
FacetCounts = Counter[tuple[str, str, str]]


def recount(conn: Connection) -> None:
    """Count all titles again; needs a transaction, and blocks other writers until its end."""
    conn.execute("LOCK TABLE catalogue_counts IN SHARE ROW EXCLUSIVE MODE")
    recount_genres(conn)
    recount_facets(conn)


def recount_genres(conn: Connection) -> None:
    """The genre half of a `recount`, for callers with exclusive access to the tables."""
    conn.execute("DELETE FROM catalogue_counts")
    conn.execute(
        sql.SQL("INSERT INTO catalogue_counts (media_type, genre_id, count) {counted}").format(
            counted=sql.SQL(GENRE_COUNTS).format(**ALL_TITLES)
        )
    )


def recount_facets(conn: Connection) -> None:
    """The other half of a `recount`; it reads no genres."""
    conn.execute("DELETE FROM catalogue_facets")
    for facet, counted in FACET_COUNTS.items():
        conn.execute(
            sql.SQL(
                """
                INSERT INTO catalogue_facets (media_type, facet, value, count)
                SELECT media_type, {facet}, value, count
                FROM ({counted}) AS counted
                """
            ).format(facet=sql.Literal(facet), counted=sql.SQL(counted).format(**ALL_TITLES))
        )


def count_titles(conn: Connection, *, media_ids: Sequence[int]) -> FacetCounts:
    """The counts of these titles; the caller has locked them before changing them."""
    by_genre = sql.SQL(
        "SELECT {genre} AS facet, media_type, genre_id::text AS value, count FROM ({counted}) AS c"
    ).format(genre=sql.Literal(GENRE), counted=sql.SQL(GENRE_COUNTS).format(**GIVEN_TITLES))
    by_facet = [
        sql.SQL("SELECT {facet}, media_type, value, count FROM ({counted}) AS c").format(
            facet=sql.Literal(facet), counted=sql.SQL(counted).format(**GIVEN_TITLES)
        )
        for facet, counted in FACET_COUNTS.items()
    ]
    rows = conn.execute(
        sql.SQL(" UNION ALL ").join([by_genre, *by_facet]), {"media_ids": list(media_ids)}
    ).fetchall()
    return Counter({(facet, kind, value): count for facet, kind, value, count in rows})


def apply_delta(conn: Connection, before: FacetCounts, after: FacetCounts) -> None:
    """
    Replace the counts `before` of some titles by `after`. Stored counts never fall below zero.

    Must come last in the transaction: other writers of counts wait for its end.
    """
    more = Counter(after)
    more.subtract(before)
    changes = [(*key, count) for key, count in more.items() if count]
    if not changes:
        return
    # Serialised, because two writers that update the same rows in another order would deadlock.
    # The second lock conflicts with that of a recount.
    conn.execute("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": ADVISORY_LOCK})
    conn.execute("LOCK TABLE catalogue_counts IN ROW EXCLUSIVE MODE")
    genres = [(kind, int(value), count) for facet, kind, value, count in changes if facet == GENRE]
    facets = [row for row in changes if row[0] != GENRE]
    if genres:
        kinds, ids, counts = map(list, zip(*genres, strict=True))
        rows = {"kinds": kinds, "ids": ids, "counts": counts}
        conn.execute(
            """
            UPDATE catalogue_counts AS c
            SET count = greatest(c.count + m.count, 0)
            FROM unnest(%(kinds)s::text[], %(ids)s::bigint[], %(counts)s::bigint[])
                AS m (media_type, genre_id, count)
            WHERE c.media_type = m.media_type AND c.genre_id = m.genre_id
            """,
            rows,
        )
        conn.execute(
            """
            INSERT INTO catalogue_counts (media_type, genre_id, count)
            SELECT m.media_type, m.genre_id, m.count
            FROM unnest(%(kinds)s::text[], %(ids)s::bigint[], %(counts)s::bigint[])
                AS m (media_type, genre_id, count)
            WHERE m.count > 0
            ON CONFLICT DO NOTHING
            """,
            rows,
        )
    if facets:
        names, kinds, values, counts = map(list, zip(*facets, strict=True))
        rows = {"names": names, "kinds": kinds, "values": values, "counts": counts}
        conn.execute(
            """
            UPDATE catalogue_facets AS c
            SET count = greatest(c.count + m.count, 0)
            FROM unnest(
                %(names)s::text[], %(kinds)s::text[], %(values)s::text[], %(counts)s::bigint[]
            ) AS m (facet, media_type, value, count)
            WHERE c.facet = m.facet AND c.media_type = m.media_type AND c.value = m.value
            """,
            rows,
        )
        conn.execute(
            """
            INSERT INTO catalogue_facets (facet, media_type, value, count)
            SELECT m.facet, m.media_type, m.value, m.count
            FROM unnest(
                %(names)s::text[], %(kinds)s::text[], %(values)s::text[], %(counts)s::bigint[]
            ) AS m (facet, media_type, value, count)
            WHERE m.count > 0
            ON CONFLICT DO NOTHING
            """,
            rows,
        )


def total_titles(conn: Connection, *, kinds: Sequence[MediaType]) -> int:
    """The stored number of titles of these media types."""
    row = conn.execute(
        """
        SELECT coalesce(sum(count), 0)
        FROM catalogue_counts
        WHERE genre_id = 0 AND media_type = ANY(%(kinds)s)
        """,
        {"kinds": list(kinds)},
    ).fetchone()
    return int(row[0]) if row else 0


def genres(conn: Connection, *, media_type: MediaType | None) -> list[GenreCount]:
    """Genres that have titles, the largest first."""
    with conn.cursor(row_factory=class_row(GenreCount)) as cur:
        cur.execute(
            """
            SELECT g.slug, g.name, sum(c.count)::bigint AS count
            FROM genres AS g
            JOIN catalogue_counts AS c ON c.genre_id = g.id
            WHERE c.count > 0
              AND (%(media_type)s::text IS NULL OR c.media_type = %(media_type)s)
            GROUP BY g.id
            ORDER BY sum(c.count) DESC, g.name, g.id
            """,
            {"media_type": media_type},
        )
        return cur.fetchall()


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many titles have a value of a facet."""

    facet: str
    value: str
    count: int


def facet_values(
    conn: Connection, *, kinds: Sequence[MediaType], names: list[str], limit: int
) -> list[FacetCount]:
    """The values of each facet, the most frequent first; at most `limit` of each."""
    with conn.cursor(row_factory=class_row(FacetCount)) as cur:
        cur.execute(
            """
            SELECT facet, value, count
            FROM (
                SELECT facet, value, sum(count)::bigint AS count,
                       row_number() OVER (
                           PARTITION BY facet ORDER BY sum(count) DESC, value
                       ) AS place
                FROM catalogue_facets
                WHERE facet = ANY(%(names)s) AND media_type = ANY(%(kinds)s) AND count > 0
                GROUP BY facet, value
            ) AS counted
            WHERE place <= %(limit)s
            ORDER BY facet, place
            """,
            {"names": names, "kinds": list(kinds), "limit": limit},
        )
        return cur.fetchall()


def year_range(conn: Connection, *, kinds: Sequence[MediaType]) -> tuple[int | None, int | None]:
    """The first and the last year of titles of these media types."""
    row = conn.execute(
        """
        SELECT min(value::integer), max(value::integer)
        FROM catalogue_facets
        WHERE facet = 'year' AND media_type = ANY(%(kinds)s) AND count > 0
        """,
        {"kinds": list(kinds)},
    ).fetchone()
    return row or (None, None)


@dataclass(frozen=True, slots=True)
class FilterSizes:
    """How many titles each part of a filter leaves by itself; None where it does not restrict."""

    everything: int
    genre: int | None
    language: int | None
    country: int | None
    platform: int | None
    years: int | None
    rating: int | None
    votes: int | None
    available: int | None


def filter_sizes(
    conn: Connection, *, kinds: Sequence[MediaType], genre_id: int | None, filter: Filter
) -> FilterSizes:
    """From the stored counts, which may be slightly out of date."""
    with conn.cursor(row_factory=class_row(FilterSizes)) as cur:
        cur.execute(
            """
            WITH f AS NOT MATERIALIZED (
                SELECT facet, value, count
                FROM catalogue_facets
                WHERE media_type = ANY(%(kinds)s)
            ),
            c AS NOT MATERIALIZED (
                SELECT genre_id, count
                FROM catalogue_counts
                WHERE media_type = ANY(%(kinds)s)
            )
            SELECT (SELECT coalesce(sum(count), 0)::bigint FROM c WHERE genre_id = 0) AS everything,
                   CASE WHEN %(genre_id)s::bigint IS NOT NULL THEN (
                       SELECT coalesce(sum(count), 0)::bigint FROM c WHERE genre_id = %(genre_id)s
                   ) END AS genre,
                   CASE WHEN %(language)s::text IS NOT NULL THEN (
                       SELECT coalesce(sum(count), 0)::bigint
                       FROM f WHERE facet = 'language' AND value = %(language)s
                   ) END AS language,
                   CASE WHEN %(country)s::text IS NOT NULL THEN (
                       SELECT coalesce(sum(count), 0)::bigint
                       FROM f WHERE facet = 'country' AND value = %(country)s
                   ) END AS country,
                   CASE WHEN %(platform)s::text IS NOT NULL THEN (
                       SELECT coalesce(sum(count), 0)::bigint
                       FROM f WHERE facet = 'platform' AND value = %(platform)s
                   ) END AS platform,
                   CASE WHEN num_nonnulls(%(year_min)s::integer, %(year_max)s::integer) > 0 THEN (
                       SELECT coalesce(sum(count), 0)::bigint
                       FROM f
                       WHERE facet = 'year'
                         AND value::integer >= coalesce(%(year_min)s, -32768)
                         AND value::integer <= coalesce(%(year_max)s, 32767)
                   ) END AS years,
                   CASE WHEN %(rating_min)s::numeric IS NOT NULL THEN (
                       SELECT coalesce(sum(count), 0)::bigint
                       FROM f WHERE facet = 'rating' AND value::numeric >= %(rating_min)s
                   ) END AS rating,
                   CASE WHEN %(min_votes)s::integer IS NOT NULL THEN (
                       SELECT coalesce(sum(count), 0)::bigint
                       FROM f
                       WHERE facet = 'votes'
                         AND value::integer
                             >= length(ltrim(%(min_votes)s::integer::bit(32)::text, '0'))
                   ) END AS votes,
                   CASE WHEN %(available)s::boolean THEN (
                       SELECT count(*) FROM library_titles WHERE media_type = ANY(%(kinds)s)
                   ) END AS available
            """,
            {
                "kinds": list(kinds),
                "genre_id": genre_id,
                "language": filter.language,
                "country": filter.country,
                "platform": filter.platform,
                "year_min": filter.year_min,
                "year_max": filter.year_max,
                "rating_min": filter.rating_min,
                "min_votes": filter.min_votes,
                "available": filter.available,
            },
        )
        return cur.fetchall()[0]

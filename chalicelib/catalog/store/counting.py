"""
How many titles there are of everything a list can be narrowed down by.

Counting a million rows takes longer than the page whose head shows the number, so the numbers
are kept: `catalogue_counts` by kind and genre (genre 0 is all), `catalogue_facets` by the rest.
Whoever changes many titles calls `recount`; whoever changes a few takes their `tally` before and
after, and makes the `shift` between them in the same transaction. Names of tables are unqualified:
a catalogue that is being built in a schema of its own is counted there.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql
from psycopg.rows import class_row

from chalicelib.catalog.models import Filter, Genre, MediaType
from chalicelib.platform.db import Connection

BY_GENRE = """
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

#: Each facet by itself, so that no statement takes long.
FACETS = {
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
    # The number of binary digits: 7 stands for 64 to 127 votes. Counted by votes first, of which
    # there are few different ones: writing digits takes longer than counting.
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

EVERYTHING = {"which": sql.SQL("true"), "of_scores": sql.SQL("true")}
FEW = {
    "which": sql.SQL("m.id = ANY(%(media_ids)s)"),
    "of_scores": sql.SQL("s.media_id = ANY(%(media_ids)s)"),
}
GENRE = "genre"  # stands in `catalogue_counts`, everything else in `catalogue_facets`
LOCK = 0x5EE0  # any constant of ours

#: How many titles are counted under a facet, kind and value.
Tally = Counter[tuple[str, str, str]]


def recount(conn: Connection) -> None:
    """Count everything again; needs a transaction, and lets one other wait for its end."""
    conn.execute("LOCK TABLE catalogue_counts IN SHARE ROW EXCLUSIVE MODE")
    recount_genres(conn)
    recount_facets(conn)


def recount_genres(conn: Connection) -> None:
    """Half of a `recount`, for whoever has the tables to himself."""
    conn.execute("DELETE FROM catalogue_counts")
    conn.execute(
        sql.SQL("INSERT INTO catalogue_counts (media_type, genre_id, count) {counted}").format(
            counted=sql.SQL(BY_GENRE).format(**EVERYTHING)
        )
    )


def recount_facets(conn: Connection) -> None:
    """The other half; it reads no genres."""
    conn.execute("DELETE FROM catalogue_facets")
    for facet, counted in FACETS.items():
        conn.execute(
            sql.SQL(
                """
                INSERT INTO catalogue_facets (media_type, facet, value, count)
                SELECT media_type, {facet}, value, count
                FROM ({counted}) AS counted
                """
            ).format(facet=sql.Literal(facet), counted=sql.SQL(counted).format(**EVERYTHING))
        )


def tally(conn: Connection, *, media_ids: Sequence[int]) -> Tally:
    """What these titles count as now; whoever is about to change them has locked them."""
    by_genre = sql.SQL(
        "SELECT {genre} AS facet, media_type, genre_id::text AS value, count FROM ({counted}) AS c"
    ).format(genre=sql.Literal(GENRE), counted=sql.SQL(BY_GENRE).format(**FEW))
    by_facet = [
        sql.SQL("SELECT {facet}, media_type, value, count FROM ({counted}) AS c").format(
            facet=sql.Literal(facet), counted=sql.SQL(counted).format(**FEW)
        )
        for facet, counted in FACETS.items()
    ]
    found = conn.execute(
        sql.SQL(" UNION ALL ").join([by_genre, *by_facet]), {"media_ids": list(media_ids)}
    ).fetchall()
    return Counter({(facet, kind, value): count for facet, kind, value, count in found})


def shift(conn: Connection, before: Tally, after: Tally) -> None:
    """
    Titles that counted as `before` count as `after` from now on. What was never counted is not
    there to be subtracted from.

    The last statements of a transaction: until it ends, everybody else who counts waits.
    """
    more = Counter(after)
    more.subtract(before)
    moved = [(*key, count) for key, count in more.items() if count]
    if not moved:
        return
    # In turns, because two who each need a number the other has changed would wait for ever. The
    # second lock is the one a recount takes.
    conn.execute("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": LOCK})
    conn.execute("LOCK TABLE catalogue_counts IN ROW EXCLUSIVE MODE")
    genres = [(kind, int(value), count) for facet, kind, value, count in moved if facet == GENRE]
    facets = [one for one in moved if one[0] != GENRE]
    if genres:
        kinds, ids, counts = map(list, zip(*genres, strict=True))
        given = {"kinds": kinds, "ids": ids, "counts": counts}
        conn.execute(
            """
            UPDATE catalogue_counts AS c
            SET count = greatest(c.count + m.count, 0)
            FROM unnest(%(kinds)s::text[], %(ids)s::bigint[], %(counts)s::bigint[])
                AS m (media_type, genre_id, count)
            WHERE c.media_type = m.media_type AND c.genre_id = m.genre_id
            """,
            given,
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
            given,
        )
    if facets:
        names, kinds, values, counts = map(list, zip(*facets, strict=True))
        given = {"names": names, "kinds": kinds, "values": values, "counts": counts}
        conn.execute(
            """
            UPDATE catalogue_facets AS c
            SET count = greatest(c.count + m.count, 0)
            FROM unnest(
                %(names)s::text[], %(kinds)s::text[], %(values)s::text[], %(counts)s::bigint[]
            ) AS m (facet, media_type, value, count)
            WHERE c.facet = m.facet AND c.media_type = m.media_type AND c.value = m.value
            """,
            given,
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
            given,
        )


def take_out(conn: Connection, *, media_id: int) -> None:
    """The title is about to be changed or deleted: it no longer counts."""
    shift(conn, tally(conn, media_ids=[media_id]), Counter())


def put_in(conn: Connection, *, media_id: int) -> None:
    """The title is there, or as it is to be from now on: it counts."""
    shift(conn, Counter(), tally(conn, media_ids=[media_id]))


def total(conn: Connection, *, kinds: Sequence[MediaType]) -> int:
    """How many titles of these kinds were counted."""
    row = conn.execute(
        """
        SELECT coalesce(sum(count), 0)
        FROM catalogue_counts
        WHERE genre_id = 0 AND media_type = ANY(%(kinds)s)
        """,
        {"kinds": list(kinds)},
    ).fetchone()
    return int(row[0]) if row else 0


def genres(conn: Connection, *, media_type: MediaType | None) -> list[Genre]:
    """Genres that have titles, the fullest first."""
    with conn.cursor(row_factory=class_row(Genre)) as cur:
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
class Facet:
    facet: str
    value: str
    count: int


def facets(
    conn: Connection, *, kinds: Sequence[MediaType], names: list[str], limit: int
) -> list[Facet]:
    """What each of the facets holds, the fullest first; at most `limit` of each."""
    with conn.cursor(row_factory=class_row(Facet)) as cur:
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


def years(conn: Connection, *, kinds: Sequence[MediaType]) -> tuple[int | None, int | None]:
    """The first and the last year that titles are of."""
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
class Sizes:
    """How many titles each part of a filter leaves by itself; None where it asks for nothing."""

    everything: int
    genre: int | None
    language: int | None
    country: int | None
    platform: int | None
    years: int | None
    rating: int | None
    votes: int | None


def sizes(
    conn: Connection, *, kinds: Sequence[MediaType], genre_id: int | None, wanted: Filter
) -> Sizes:
    """What `recount` last counted, so all of it may be a little off."""
    with conn.cursor(row_factory=class_row(Sizes)) as cur:
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
                   ) END AS votes
            """,
            {
                "kinds": list(kinds),
                "genre_id": genre_id,
                "language": wanted.language,
                "country": wanted.country,
                "platform": wanted.platform,
                "year_min": wanted.year_min,
                "year_max": wanted.year_max,
                "rating_min": wanted.rating_min,
                "min_votes": wanted.min_votes,
            },
        )
        return cur.fetchall()[0]

"""The best titles of every kind and genre, in one statement."""

from dataclasses import dataclass

from psycopg.rows import class_row

from chalicelib.platform.db import Connection

#: How many of a kind's most rated titles are looked at. The best of a genre are among them, and
#: the statement takes the same time whether there are a hundred thousand titles or millions.
MAX_COMPARED = 20_000
#: A rating counts fully with many votes; with few it is drawn towards the average.
PRIOR_VOTES = 1_000
AVERAGE = 6.5


@dataclass(frozen=True, slots=True)
class Best:
    """A row of posters: the ids, the best first, and how many titles there are in all."""

    kind: str
    genre: str  # its slug
    name: str
    total: int
    ids: list[int]


def best(conn: Connection, *, each: int) -> list[Best]:
    """
    At most `each` titles of every kind and genre, by rating and votes together.

    Genres come the fullest first, of each the shows and then the movies.
    """
    with conn.cursor(row_factory=class_row(Best)) as cur:
        cur.execute(
            """
            WITH known AS MATERIALIZED (
                (
                    SELECT media_id, media_type, rating, votes
                    FROM media_scores
                    WHERE media_type = 'movie'
                    ORDER BY votes DESC, media_id
                    LIMIT %(most)s
                )
                UNION ALL
                (
                    SELECT media_id, media_type, rating, votes
                    FROM media_scores
                    WHERE media_type = 'show'
                    ORDER BY votes DESC, media_id
                    LIMIT %(most)s
                )
            ),
            placed AS (
                SELECT k.media_type, mg.genre_id, k.media_id,
                       row_number() OVER (
                           PARTITION BY k.media_type, mg.genre_id
                           ORDER BY (
                                        k.votes * coalesce(k.rating, 0)::float8
                                        + %(prior)s * %(average)s::float8
                                    ) / (k.votes + %(prior)s) DESC,
                                    k.votes DESC, k.media_id
                       ) AS place
                FROM known AS k
                JOIN media_genres AS mg ON mg.media_id = k.media_id
            ),
            rows AS (
                SELECT media_type, genre_id, array_agg(media_id ORDER BY place) AS ids
                FROM placed
                WHERE place <= %(each)s
                GROUP BY media_type, genre_id
            )
            SELECT rows.media_type AS kind, g.slug AS genre, g.name,
                   greatest(coalesce(c.count, 0), cardinality(rows.ids)) AS total, rows.ids
            FROM rows
            JOIN genres AS g ON g.id = rows.genre_id
            LEFT JOIN catalogue_counts AS c
                ON c.media_type = rows.media_type AND c.genre_id = rows.genre_id
            ORDER BY sum(coalesce(c.count, 0)) OVER (PARTITION BY g.id) DESC, g.name,
                     rows.media_type DESC
            """,
            {"most": MAX_COMPARED, "prior": PRIOR_VOTES, "average": AVERAGE, "each": each},
        )
        return cur.fetchall()

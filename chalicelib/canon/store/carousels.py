"""The best titles of every media type and genre, in one statement."""

from dataclasses import dataclass

from psycopg.rows import class_row

from chalicelib.platform.db import Connection

#: The most rated titles of a media type that are compared. The best of a genre are among them, and
#: the time of the statement does not depend on the size of the catalogue.
MAX_COMPARED = 20_000
#: The prior of the Bayesian average: few votes draw a rating towards `PRIOR_RATING`.
PRIOR_VOTES = 1_000
PRIOR_RATING = 6.5


@dataclass(frozen=True, slots=True)
class CarouselRow:
    """The ids of a carousel, the best first, and the number of titles of its genre."""

    kind: str
    genre: str  # its slug
    name: str
    total: int
    ids: list[int]


def best(conn: Connection, *, each: int) -> list[CarouselRow]:
    """
    At most `each` titles of every media type and genre, by their Bayesian average rating.

    The largest genres come first, each with its shows and then its movies.
    """
    with conn.cursor(row_factory=class_row(CarouselRow)) as cur:
        cur.execute(
            """
            WITH most_rated AS MATERIALIZED (
                (
                    SELECT media_id, media_type, rating, votes
                    FROM media_scores
                    WHERE media_type = 'movie'
                    ORDER BY votes DESC, media_id
                    LIMIT %(max_compared)s
                )
                UNION ALL
                (
                    SELECT media_id, media_type, rating, votes
                    FROM media_scores
                    WHERE media_type = 'show'
                    ORDER BY votes DESC, media_id
                    LIMIT %(max_compared)s
                )
            ),
            ranked AS (
                SELECT k.media_type, mg.genre_id, k.media_id,
                       row_number() OVER (
                           PARTITION BY k.media_type, mg.genre_id
                           ORDER BY (
                                        k.votes * coalesce(k.rating, 0)::float8
                                        + %(prior)s * %(average)s::float8
                                    ) / (k.votes + %(prior)s) DESC,
                                    k.votes DESC, k.media_id
                       ) AS place
                FROM most_rated AS k
                JOIN media_genres AS mg ON mg.media_id = k.media_id
            ),
            rows AS (
                SELECT media_type, genre_id, array_agg(media_id ORDER BY place) AS ids
                FROM ranked
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
            {
                "max_compared": MAX_COMPARED,
                "prior": PRIOR_VOTES,
                "average": PRIOR_RATING,
                "each": each,
            },
        )
        return cur.fetchall()

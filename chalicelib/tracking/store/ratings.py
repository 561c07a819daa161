"""Ratings of titles, seasons and episodes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import class_row

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.platform.db import Connection


@dataclass(frozen=True, slots=True)
class RatingRow:
    season_number: int | None
    episode_id: int | None
    rating: float


def set_rating(
    conn: Connection,
    *,
    user_id: UUID,
    media_ids: Sequence[int],
    season_number: int | None,
    episode_id: int | None,
    rating: float | None,
    now: datetime,
) -> str:
    """
    Rate titles or a part of one, or remove the ratings (None).

    Returns what changed as JSON: the keys, the rating before and the rating after. Needs
    `plays.lock`. Raises `MediaNotFound` when a title was deleted concurrently.
    """
    parameters = {
        "user_id": user_id,
        "media_ids": list(media_ids),
        "season_number": season_number,
        "episode_id": episode_id,
        "rating": rating,
        "now": now,
    }
    try:
        row = conn.execute(
            """
            WITH before AS (
                SELECT c.media_id, r.rating
                FROM unnest(%(media_ids)s::bigint[]) AS c (media_id)
                LEFT JOIN user_ratings AS r
                    ON r.user_id = %(user_id)s
                    AND r.media_id = c.media_id
                    AND r.season_number IS NOT DISTINCT FROM %(season_number)s::smallint
                    AND r.episode_id IS NOT DISTINCT FROM %(episode_id)s::bigint
                WHERE r.rating IS DISTINCT FROM %(rating)s::numeric
            ),
            removed AS (
                DELETE FROM user_ratings AS r
                USING before AS b
                WHERE %(rating)s::numeric IS NULL
                  AND r.user_id = %(user_id)s
                  AND r.media_id = b.media_id
                  AND r.season_number IS NOT DISTINCT FROM %(season_number)s::smallint
                  AND r.episode_id IS NOT DISTINCT FROM %(episode_id)s::bigint
            ),
            rated AS (
                INSERT INTO user_ratings (
                    user_id, media_id, season_number, episode_id, rating, updated_at
                )
                SELECT %(user_id)s, b.media_id, %(season_number)s, %(episode_id)s, %(rating)s,
                       %(now)s
                FROM before AS b
                WHERE %(rating)s::numeric IS NOT NULL
                ON CONFLICT ON CONSTRAINT user_ratings_once DO UPDATE
                SET rating = excluded.rating, updated_at = excluded.updated_at
            )
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                       'media_id', b.media_id,
                       'season_number', %(season_number)s::smallint,
                       'episode_id', %(episode_id)s::bigint,
                       'before', b.rating,
                       'after', %(rating)s::numeric
                   )), '[]')::text
            FROM before AS b
            """,
            parameters,
        ).fetchone()
    except ForeignKeyViolation as error:
        raise MediaNotFound("There is no such title.") from error
    return "[]" if row is None else row[0]


def revert(conn: Connection, *, user_id: UUID, ratings: str, now: datetime) -> None:
    """Give ratings their value before; one that was changed since stays."""
    conn.execute(
        """
        WITH changed AS (
            SELECT c.*
            FROM jsonb_to_recordset(%(ratings)s::jsonb) AS c (
                media_id bigint, season_number smallint, episode_id bigint,
                before numeric, after numeric
            )
            LEFT JOIN user_ratings AS r
                ON r.user_id = %(user_id)s
                AND r.media_id = c.media_id
                AND r.season_number IS NOT DISTINCT FROM c.season_number
                AND r.episode_id IS NOT DISTINCT FROM c.episode_id
            WHERE r.rating IS NOT DISTINCT FROM c.after
        ),
        removed AS (
            DELETE FROM user_ratings AS r
            USING changed AS c
            WHERE c.before IS NULL
              AND r.user_id = %(user_id)s
              AND r.media_id = c.media_id
              AND r.season_number IS NOT DISTINCT FROM c.season_number
              AND r.episode_id IS NOT DISTINCT FROM c.episode_id
        )
        INSERT INTO user_ratings (
            user_id, media_id, season_number, episode_id, rating, updated_at
        )
        SELECT %(user_id)s, c.media_id, c.season_number, c.episode_id, c.before, %(now)s
        FROM changed AS c
        JOIN media_items AS m ON m.id = c.media_id
        WHERE c.before IS NOT NULL
          AND (
              c.episode_id IS NULL
              OR EXISTS (SELECT FROM show_episodes AS e WHERE e.id = c.episode_id)
          )
        ON CONFLICT ON CONSTRAINT user_ratings_once DO UPDATE
        SET rating = excluded.rating, updated_at = excluded.updated_at
        """,
        {"user_id": user_id, "ratings": ratings, "now": now},
    )


def of_title(conn: Connection, *, user_id: UUID, media_id: int) -> list[RatingRow]:
    """The user's ratings of a title and of its parts."""
    with conn.cursor(row_factory=class_row(RatingRow)) as cur:
        cur.execute(
            """
            SELECT r.season_number, r.episode_id, r.rating::float8 AS rating
            FROM user_ratings AS r
            LEFT JOIN show_episodes AS e ON e.id = r.episode_id
            WHERE r.user_id = %(user_id)s AND r.media_id = %(media_id)s
            ORDER BY r.season_number, e.season_number, e.episode_number
            """,
            {"user_id": user_id, "media_id": media_id},
        )
        return cur.fetchall()

"""Changes of some plays of a user, chosen by their ids. All need `plays.lock`."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.platform.db import Connection
from chalicelib.tracking.models.bulk_plays import ChangedPlays

NOTHING = ChangedPlays(count=0, media_ids=[], rows="[]")


def set_time(
    conn: Connection,
    *,
    user_id: UUID,
    play_ids: Sequence[int],
    watched_at: datetime | None,
    precision: str,
) -> ChangedPlays:
    """
    Correct when plays were. The rows are those before, with the time since as `after`.

    Without a moment it is the day of the release, or unknown.
    """
    with conn.cursor(row_factory=class_row(ChangedPlays)) as cur:
        cur.execute(
            """
            WITH before AS (
                SELECT p.*,
                       CASE
                           WHEN %(precision)s <> 'release' THEN %(watched_at)s::timestamptz
                           WHEN p.episode_id IS NULL
                               THEN (m.release_date + time '12:00') AT TIME ZONE 'UTC'
                           ELSE (e.air_date + time '12:00') AT TIME ZONE 'UTC'
                       END AS corrected
                FROM user_plays AS p
                JOIN media_items AS m ON m.id = p.media_id
                LEFT JOIN show_episodes AS e ON e.id = p.episode_id
                WHERE p.user_id = %(user_id)s AND p.id = ANY(%(play_ids)s::bigint[])
            ),
            corrected AS (
                UPDATE user_plays AS p
                SET watched_at = coalesce(b.corrected, '-infinity'),
                    precision = CASE WHEN b.corrected IS NULL THEN 'unknown' ELSE %(precision)s END
                FROM before AS b
                WHERE p.id = b.id
                RETURNING p.media_id,
                          (to_jsonb(b) - 'corrected') || jsonb_build_object(
                              'after', jsonb_build_object(
                                  'watched_at', p.watched_at, 'precision', p.precision
                              )
                          ) AS row
            )
            SELECT count(*) AS count, coalesce(array_agg(DISTINCT media_id), '{}') AS media_ids,
                   coalesce(jsonb_agg(row), '[]')::text AS rows
            FROM corrected
            """,
            {
                "user_id": user_id,
                "play_ids": list(play_ids),
                "watched_at": watched_at,
                "precision": precision,
            },
        )
        return cur.fetchone() or NOTHING


def delete(conn: Connection, *, user_id: UUID, play_ids: Sequence[int]) -> ChangedPlays:
    """Delete plays; the rows are those that went."""
    with conn.cursor(row_factory=class_row(ChangedPlays)) as cur:
        cur.execute(
            """
            WITH gone AS (
                DELETE FROM user_plays AS p
                WHERE p.user_id = %(user_id)s AND p.id = ANY(%(play_ids)s::bigint[])
                RETURNING p.*
            )
            SELECT count(*) AS count, coalesce(array_agg(DISTINCT media_id), '{}') AS media_ids,
                   coalesce(jsonb_agg(to_jsonb(gone)), '[]')::text AS rows
            FROM gone
            """,
            {"user_id": user_id, "play_ids": list(play_ids)},
        )
        return cur.fetchone() or NOTHING


def rate(
    conn: Connection,
    *,
    user_id: UUID,
    play_ids: Sequence[int],
    rating: float | None,
    now: datetime,
) -> ChangedPlays:
    """
    Rate the film or the episode of each play, or remove its rating (None).

    The rows are the changed ratings, as `ratings.set_rating` returns them.
    """
    with conn.cursor(row_factory=class_row(ChangedPlays)) as cur:
        cur.execute(
            """
            WITH viewed AS (
                SELECT DISTINCT p.media_id, p.episode_id
                FROM user_plays AS p
                WHERE p.user_id = %(user_id)s AND p.id = ANY(%(play_ids)s::bigint[])
            ),
            before AS (
                SELECT v.media_id, v.episode_id, r.rating
                FROM viewed AS v
                LEFT JOIN user_ratings AS r
                    ON r.user_id = %(user_id)s
                    AND r.media_id = v.media_id
                    AND r.season_number IS NULL
                    AND r.episode_id IS NOT DISTINCT FROM v.episode_id
                WHERE r.rating IS DISTINCT FROM %(rating)s::numeric
            ),
            removed AS (
                DELETE FROM user_ratings AS r
                USING before AS b
                WHERE %(rating)s::numeric IS NULL
                  AND r.user_id = %(user_id)s
                  AND r.media_id = b.media_id
                  AND r.season_number IS NULL
                  AND r.episode_id IS NOT DISTINCT FROM b.episode_id
            ),
            rated AS (
                INSERT INTO user_ratings (user_id, media_id, episode_id, rating, updated_at)
                SELECT %(user_id)s, b.media_id, b.episode_id, %(rating)s, %(now)s
                FROM before AS b
                WHERE %(rating)s::numeric IS NOT NULL
                ON CONFLICT ON CONSTRAINT user_ratings_once DO UPDATE
                SET rating = excluded.rating, updated_at = excluded.updated_at
            )
            SELECT (SELECT count(*) FROM viewed) AS count,
                   ARRAY(SELECT DISTINCT media_id FROM viewed) AS media_ids,
                   coalesce(jsonb_agg(jsonb_build_object(
                       'media_id', b.media_id,
                       'season_number', NULL,
                       'episode_id', b.episode_id,
                       'before', b.rating,
                       'after', %(rating)s::numeric
                   )), '[]')::text AS rows
            FROM before AS b
            """,
            {
                "user_id": user_id,
                "play_ids": list(play_ids),
                "rating": rating,
                "now": now,
            },
        )
        return cur.fetchone() or NOTHING

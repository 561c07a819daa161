"""Films as Letterboxd counts them: the diary, ratings and what to watch."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from psycopg import sql

from chalicelib.exports.store.user_rows import TITLE, stream
from chalicelib.platform.db import Connection

DIARY = sql.SQL(
    """
    SELECT {title}, r.rating::float8 AS rating,
           CASE p.precision
               WHEN 'moment' THEN person_today(p.user_id, p.watched_at)
               WHEN 'unknown' THEN NULL
               ELSE (p.watched_at AT TIME ZONE 'UTC')::date
           END AS watched_on,
           row_number() OVER (PARTITION BY p.media_id ORDER BY p.watched_at, p.id) > 1 AS is_rewatch
    FROM user_plays AS p
    JOIN media_items AS m ON m.id = p.media_id AND m.media_type = 'movie'
    LEFT JOIN user_ratings AS r
        ON r.user_id = p.user_id AND r.media_id = p.media_id AND r.episode_id IS NULL
        AND r.season_number IS NULL
    WHERE p.user_id = %(user_id)s
    ORDER BY p.watched_at, p.id
    """
)
RATINGS = sql.SQL(
    """
    SELECT {title}, r.rating::float8 AS rating
    FROM user_ratings AS r
    JOIN media_items AS m ON m.id = r.media_id AND m.media_type = 'movie'
    WHERE r.user_id = %(user_id)s AND r.episode_id IS NULL AND r.season_number IS NULL
    ORDER BY r.updated_at, r.id
    """
)
WATCHLIST = sql.SQL(
    """
    SELECT {title}
    FROM user_watch_later AS w
    JOIN media_items AS m ON m.id = w.media_id AND m.media_type = 'movie'
    WHERE w.user_id = %(user_id)s
    ORDER BY w.updated_at, w.media_id
    """
)


def read(conn: Connection, statement: sql.SQL, *, user_id: UUID) -> Iterator[dict[str, Any]]:
    """Needs a transaction."""
    films = sql.SQL("SELECT row_to_json(film) FROM ({}) AS film").format(
        statement.format(title=TITLE)
    )
    return stream(conn, films, user_id=user_id)

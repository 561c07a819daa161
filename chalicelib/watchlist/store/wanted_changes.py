"""Adds to Wanted, takes from it, and puts back what a request changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.errors import ForeignKeyViolation

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.platform.db import Connection
from chalicelib.watchlist.models.wanted import WantedPreset


def add_movies(conn: Connection, *, user_id: UUID, media_ids: Sequence[int], now: datetime) -> None:
    """Raises `MediaNotFound` when a title was deleted concurrently."""
    try:
        conn.execute(
            """
            INSERT INTO user_wanted (user_id, media_id, source, added_at)
            SELECT %(user_id)s, c.media_id, 'hand', %(now)s
            FROM unnest(%(media_ids)s::bigint[]) AS c (media_id)
            ON CONFLICT (user_id, media_id) WHERE episode_id IS NULL DO NOTHING
            """,
            {"user_id": user_id, "media_ids": list(media_ids), "now": now},
        )
    except ForeignKeyViolation as error:
        raise MediaNotFound("There is no such title.") from error


def add_episodes(
    conn: Connection,
    *,
    user_id: UUID,
    media_ids: Sequence[int],
    season_number: int | None,
    episode_id: int | None,
    preset: WantedPreset,
    now: datetime,
) -> None:
    """Want the aired episodes of the scope, as the preset says; an episode alone in any case."""
    conn.execute(
        """
        INSERT INTO user_wanted AS known (user_id, media_id, episode_id, source, added_at)
        SELECT %(user_id)s, e.media_id, e.id, 'hand', %(now)s
        FROM show_episodes AS e
        JOIN media_items AS m ON m.id = e.media_id
        CROSS JOIN LATERAL (SELECT title_today(m.countries, %(now)s) AS today OFFSET 0) AS d
        LEFT JOIN show_episodes AS named ON named.id = %(episode_id)s
        WHERE e.media_id = ANY(%(media_ids)s::bigint[])
          AND CASE
              WHEN named.id IS NOT NULL AND %(preset)s <> 'from_here' THEN e.id = named.id
              WHEN %(preset)s = 'future' THEN false
              ELSE (e.air_date <= d.today
                    OR e.air_date IS NULL AND undated_episode_has_aired(e.id, d.today))
                   AND CASE
                       WHEN named.id IS NOT NULL
                           THEN (e.season_number, e.episode_number)
                               >= (named.season_number, named.episode_number)
                               AND (named.season_number > 0 OR e.season_number = 0)
                       WHEN %(season_number)s::smallint IS NOT NULL
                           THEN e.season_number = %(season_number)s
                       ELSE e.season_number > 0
                   END
                   AND (
                       %(preset)s <> 'missing'
                       OR NOT EXISTS (
                           SELECT
                           FROM library_shelf AS i
                           WHERE i.media_id = e.media_id AND i.episode_id = e.id
                       )
                   )
          END
        ON CONFLICT (user_id, episode_id) WHERE episode_id IS NOT NULL DO UPDATE
        SET is_excluded = false, added_at = excluded.added_at
        WHERE known.is_excluded
        """,
        {
            "user_id": user_id,
            "media_ids": list(media_ids),
            "season_number": season_number,
            "episode_id": episode_id,
            "preset": preset,
            "now": now,
        },
    )


def exclude_before(
    conn: Connection, *, user_id: UUID, media_id: int, episode_id: int, now: datetime
) -> None:
    """
    Leave out the episodes to come that are before the named one, as `add_upcoming` wants them all.

    Those that the user wants, alone or with the show, stay wanted.
    """
    conn.execute(
        """
        INSERT INTO user_wanted (user_id, media_id, episode_id, is_excluded, source, added_at)
        SELECT %(user_id)s, e.media_id, e.id, true, 'hand', %(now)s
        FROM show_episodes AS e
        JOIN show_episodes AS named ON named.id = %(episode_id)s
        JOIN media_items AS m ON m.id = e.media_id
        CROSS JOIN LATERAL (SELECT title_today(m.countries, %(now)s) AS today OFFSET 0) AS d
        WHERE e.media_id = %(media_id)s
          AND (e.season_number > 0) = (named.season_number > 0)
          AND (e.season_number, e.episode_number) < (named.season_number, named.episode_number)
          AND CASE
              WHEN e.air_date IS NULL THEN NOT undated_episode_has_aired(e.id, d.today)
              ELSE e.air_date > d.today
          END
          AND NOT EXISTS (
              SELECT
              FROM wanted_parts(%(user_id)s, %(now)s) AS p
              WHERE p.episode_id = e.id
          )
        ON CONFLICT (user_id, episode_id) WHERE episode_id IS NOT NULL DO NOTHING
        """,
        {"user_id": user_id, "media_id": media_id, "episode_id": episode_id, "now": now},
    )


def add_upcoming(
    conn: Connection,
    *,
    user_id: UUID,
    media_ids: Sequence[int],
    season_number: int | None,
    episode_id: int | None,
    now: datetime,
) -> None:
    """
    Want every episode that airs from tomorrow on, of a season or of the show.

    After a special these are specials.

    Raises `MediaNotFound` when a title was deleted concurrently.
    """
    try:
        conn.execute(
            """
            INSERT INTO user_wanted_upcoming (user_id, media_id, season_number, since, added_at)
            SELECT %(user_id)s, m.id,
                   coalesce(%(season_number)s, CASE WHEN special.id IS NOT NULL THEN 0 END),
                   title_today(m.countries, %(now)s) + 1, %(now)s
            FROM media_items AS m
            LEFT JOIN show_episodes AS special
                ON special.id = %(episode_id)s AND special.season_number = 0
            WHERE m.id = ANY(%(media_ids)s::bigint[])
            ON CONFLICT ON CONSTRAINT user_wanted_upcoming_once DO NOTHING
            """,
            {
                "user_id": user_id,
                "media_ids": list(media_ids),
                "season_number": season_number,
                "episode_id": episode_id,
                "now": now,
            },
        )
    except ForeignKeyViolation as error:
        raise MediaNotFound("There is no such title.") from error


def remove(
    conn: Connection,
    *,
    user_id: UUID,
    media_ids: Sequence[int],
    season_number: int | None,
    episode_id: int | None,
    now: datetime,
) -> None:
    """Remove titles or a part of one; what its show would still bring is excluded."""
    parameters = {
        "user_id": user_id,
        "media_ids": list(media_ids),
        "season_number": season_number,
        "episode_id": episode_id,
        "now": now,
    }
    conn.execute(
        """
        DELETE FROM user_wanted_upcoming
        WHERE user_id = %(user_id)s
          AND media_id = ANY(%(media_ids)s::bigint[])
          AND %(episode_id)s::bigint IS NULL
          AND (%(season_number)s::smallint IS NULL OR season_number = %(season_number)s)
        """,
        parameters,
    )
    conn.execute(
        """
        DELETE FROM user_wanted AS w
        WHERE w.user_id = %(user_id)s
          AND w.media_id = ANY(%(media_ids)s::bigint[])
          AND (%(episode_id)s::bigint IS NULL OR w.episode_id = %(episode_id)s)
          AND (
              %(season_number)s::smallint IS NULL
              OR w.episode_id IN (
                  SELECT e.id
                  FROM show_episodes AS e
                  WHERE e.media_id = w.media_id AND e.season_number = %(season_number)s
              )
          )
        """,
        parameters,
    )
    conn.execute(
        """
        INSERT INTO user_wanted (user_id, media_id, episode_id, is_excluded, source, added_at)
        SELECT %(user_id)s, e.media_id, e.id, true, 'hand', %(now)s
        FROM show_episodes AS e
        WHERE e.media_id = ANY(%(media_ids)s::bigint[])
          AND (e.id = %(episode_id)s OR e.season_number = %(season_number)s)
          AND EXISTS (
              SELECT
              FROM user_wanted_upcoming AS u
              WHERE u.user_id = %(user_id)s AND u.media_id = e.media_id
          )
        """,
        parameters,
    )


def snapshot(conn: Connection, *, user_id: UUID, media_id: int) -> dict[str, Any]:
    """The user's rows of a title, for `restore`."""
    row = conn.execute(
        """
        SELECT jsonb_build_object(
            'parts', (
                SELECT coalesce(jsonb_agg(to_jsonb(w) - 'id' ORDER BY w.id), '[]')
                FROM user_wanted AS w
                WHERE w.user_id = %(user_id)s AND w.media_id = %(media_id)s
            ),
            'upcoming', (
                SELECT coalesce(jsonb_agg(to_jsonb(u) ORDER BY u.season_number), '[]')
                FROM user_wanted_upcoming AS u
                WHERE u.user_id = %(user_id)s AND u.media_id = %(media_id)s
            )
        )
        """,
        {"user_id": user_id, "media_id": media_id},
    ).fetchone()
    return {} if row is None else row[0]


def restore(conn: Connection, *, user_id: UUID, media_id: int, parts: str, upcoming: str) -> None:
    """Replace the user's rows of a title; those of episodes that are gone stay away."""
    parameters = {"user_id": user_id, "media_id": media_id, "parts": parts, "upcoming": upcoming}
    for statement in (
        "DELETE FROM user_wanted WHERE user_id = %(user_id)s AND media_id = %(media_id)s",
        "DELETE FROM user_wanted_upcoming WHERE user_id = %(user_id)s AND media_id = %(media_id)s",
        """
        INSERT INTO user_wanted (user_id, media_id, episode_id, is_excluded, source, added_at)
        SELECT %(user_id)s, m.id, r.episode_id, r.is_excluded, r.source, r.added_at
        FROM jsonb_populate_recordset(NULL::user_wanted, %(parts)s::jsonb) AS r
        JOIN media_items AS m ON m.id = %(media_id)s
        WHERE r.episode_id IS NULL
           OR EXISTS (SELECT FROM show_episodes AS e WHERE e.id = r.episode_id)
        ON CONFLICT DO NOTHING
        """,
        """
        INSERT INTO user_wanted_upcoming (user_id, media_id, season_number, since, added_at)
        SELECT %(user_id)s, m.id, r.season_number, r.since, r.added_at
        FROM jsonb_populate_recordset(NULL::user_wanted_upcoming, %(upcoming)s::jsonb) AS r
        JOIN media_items AS m ON m.id = %(media_id)s
        """,
    ):
        conn.execute(statement, parameters)

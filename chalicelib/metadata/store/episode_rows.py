"""Adds missing seasons and episodes and fills empty columns; stored values are kept."""

from datetime import date

from psycopg.rows import class_row

from chalicelib.metadata.models import LocalEpisode
from chalicelib.metadata.store.json_rows import Row, Rows, array
from chalicelib.platform.db import Connection


def list_episodes(conn: Connection, *, media_id: int) -> list[LocalEpisode]:
    """The episodes of a show in order, the specials first."""
    with conn.cursor(row_factory=class_row(LocalEpisode)) as cur:
        cur.execute(
            """
            SELECT e.season_number, e.episode_number, e.absolute_number,
                   e.still_url IS NULL OR e.air_date IS NULL OR e.overview = ''
                       OR e.runtime_minutes IS NULL AS has_gaps
            FROM show_episodes AS e
            WHERE e.media_id = %(media_id)s
            ORDER BY e.season_number, e.episode_number
            """,
            {"media_id": media_id},
        )
        return cur.fetchall()


def fill_seasons(conn: Connection, *, media_id: int, rows: Rows) -> None:
    """Seasons of a title from the IMDb files have ids made of the title's, as the import does."""
    conn.execute(
        """
        INSERT INTO show_seasons AS s (
            id, media_id, season_number, name, overview, poster_url, air_date
        )
        SELECT CASE
                   WHEN %(media_id)s::bigint > 1000000000
                       THEN %(media_id)s::bigint * 100000 + r.season_number
                   ELSE nextval(pg_get_serial_sequence('show_seasons', 'id'))
               END,
               %(media_id)s, r.season_number, r.name, r.overview, r.poster_url, r.air_date
        FROM jsonb_to_recordset(%(rows)s) AS r (
            season_number smallint, name text, overview text, poster_url text, air_date date
        )
        ORDER BY r.season_number
        ON CONFLICT (media_id, season_number) DO UPDATE
        SET name = coalesce(nullif(s.name, ''), excluded.name),
            overview = coalesce(nullif(s.overview, ''), excluded.overview),
            poster_url = coalesce(s.poster_url, excluded.poster_url),
            air_date = coalesce(s.air_date, excluded.air_date)
        WHERE (s.name = '' AND excluded.name <> '')
           OR (s.overview = '' AND excluded.overview <> '')
           OR (s.poster_url IS NULL AND excluded.poster_url IS NOT NULL)
           OR (s.air_date IS NULL AND excluded.air_date IS NOT NULL)
        """,
        {"media_id": media_id, "rows": array(rows)},
    )


def fill(conn: Connection, *, media_id: int, rows: Rows, moved_from: date | None = None) -> int:
    """
    Add and fill in episodes; how many rows changed.

    A generic title such as `Episode #1.4` or `Episode 4` is replaced by a real one. Days from
    `moved_from` on are moved to those of the rows: they are announced, not known.
    """
    return conn.execute(
        r"""
        WITH given AS (
            SELECT DISTINCT ON (r.season_number, r.episode_number)
                   r.season_number, r.episode_number, r.absolute_number, r.title, r.overview,
                   r.air_date, r.runtime_minutes, r.still_url, r.is_finale, r.rating,
                   r.votes, r.may_create
            FROM jsonb_to_recordset(%(rows)s) AS r (
                season_number smallint, episode_number integer, absolute_number integer,
                title text, overview text, air_date date, runtime_minutes integer,
                still_url text, is_finale boolean, rating numeric(3, 1), votes integer,
                may_create boolean
            )
            ORDER BY r.season_number, r.episode_number
        )
        INSERT INTO show_episodes AS e (
            media_id, season_number, episode_number, absolute_number, title, overview, air_date,
            runtime_minutes, still_url, is_finale, rating, votes
        )
        SELECT %(media_id)s, g.season_number, g.episode_number, g.absolute_number, g.title,
               g.overview, g.air_date, g.runtime_minutes, g.still_url, g.is_finale, g.rating,
               g.votes
        FROM given AS g
        JOIN show_seasons AS s
            ON s.media_id = %(media_id)s AND s.season_number = g.season_number
        WHERE g.may_create
           OR EXISTS (
               SELECT
               FROM show_episodes AS known
               WHERE known.media_id = %(media_id)s
                 AND known.season_number = g.season_number
                 AND known.episode_number = g.episode_number
           )
        ORDER BY g.season_number, g.episode_number
        ON CONFLICT (media_id, season_number, episode_number) DO UPDATE
        SET title = CASE
                WHEN e.title ~ '^(|Episode #?\d+(\.\d+)?)$' AND excluded.title <> ''
                    THEN excluded.title
                ELSE e.title
            END,
            absolute_number = coalesce(e.absolute_number, excluded.absolute_number),
            overview = coalesce(nullif(e.overview, ''), excluded.overview),
            air_date = CASE
                WHEN e.air_date >= %(moved_from)s::date THEN coalesce(excluded.air_date, e.air_date)
                ELSE coalesce(e.air_date, excluded.air_date)
            END,
            runtime_minutes = coalesce(e.runtime_minutes, excluded.runtime_minutes),
            still_url = coalesce(e.still_url, excluded.still_url),
            is_finale = coalesce(excluded.is_finale, e.is_finale), -- seasons are extended
            rating = coalesce(excluded.rating, e.rating), -- viewers go on rating
            votes = coalesce(excluded.votes, e.votes)
        WHERE (e.title ~ '^(|Episode #?\d+(\.\d+)?)$' AND excluded.title NOT IN ('', e.title))
           OR (e.absolute_number IS NULL AND excluded.absolute_number IS NOT NULL)
           OR (e.overview = '' AND excluded.overview <> '')
           OR (
               (e.air_date IS NULL OR e.air_date >= %(moved_from)s)
               AND excluded.air_date IS NOT NULL
               AND e.air_date IS DISTINCT FROM excluded.air_date
           )
           OR (e.runtime_minutes IS NULL AND excluded.runtime_minutes IS NOT NULL)
           OR (e.still_url IS NULL AND excluded.still_url IS NOT NULL)
           OR e.is_finale IS DISTINCT FROM coalesce(excluded.is_finale, e.is_finale)
           OR (e.rating, e.votes) IS DISTINCT FROM (
               coalesce(excluded.rating, e.rating), coalesce(excluded.votes, e.votes)
           )
        """,
        {"media_id": media_id, "rows": array(rows), "moved_from": moved_from},
    ).rowcount


def announce(conn: Connection, *, media_id: int, row: Row, today: date) -> int:
    """
    Add or move the next episode of a show, as its source announces it; 1 if it did.

    Only after the episode before it: another numbering would add an episode twice. The day of an
    episode that has not aired moves; one that is known to have aired stays.
    """
    return conn.execute(
        """
        INSERT INTO show_episodes AS e (
            media_id, season_number, episode_number, title, overview, air_date, runtime_minutes,
            still_url, is_finale
        )
        SELECT %(media_id)s, %(season_number)s, %(episode_number)s, %(title)s, %(overview)s,
               %(air_date)s, %(runtime_minutes)s, %(still_url)s, %(is_finale)s
        FROM show_seasons AS s
        WHERE s.media_id = %(media_id)s
          AND s.season_number = %(season_number)s
          AND (
              %(episode_number)s = 1
              OR EXISTS (
                  SELECT FROM show_episodes AS before
                  WHERE before.media_id = %(media_id)s
                    AND before.season_number = %(season_number)s
                    AND before.episode_number = %(episode_number)s - 1
              )
          )
        ON CONFLICT (media_id, season_number, episode_number) DO UPDATE
        SET air_date = excluded.air_date
        WHERE coalesce(e.air_date >= %(today)s, true)
          AND e.air_date IS DISTINCT FROM excluded.air_date
        """,
        {"media_id": media_id, "today": today, **row},
    ).rowcount

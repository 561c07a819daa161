"""Seasons and episodes in the representation of the open API."""

from dataclasses import dataclass
from datetime import date

from psycopg.rows import class_row

from chalicelib.platform.db import Connection


@dataclass(frozen=True, slots=True)
class SeasonRecord:
    """A season, and the facts of its show that tell whether it is finished."""

    season_id: int
    show_id: int
    season_number: int
    last_number: int
    is_series_finished: bool


@dataclass(frozen=True, slots=True)
class EpisodeRecord:
    """An episode; unknown values and empty texts are None."""

    episode_id: int
    season_id: int
    show_id: int
    season_number: int
    episode_number: int
    display_name: str | None
    image_url: str | None
    air_date: date | None
    runtime_minutes: int | None
    synopsis: str | None


EPISODES = """
    SELECT e.id AS episode_id, s.id AS season_id, e.media_id AS show_id, e.season_number,
           e.episode_number, nullif(e.title, '') AS display_name,
           e.still_url AS image_url, e.air_date, e.runtime_minutes,
           nullif(e.overview, '') AS synopsis
    FROM show_episodes AS e
    JOIN show_seasons AS s
        ON s.media_id = e.media_id AND s.season_number = e.season_number
"""


def seasons(
    conn: Connection, *, show_id: int | None = None, season_id: int | None = None
) -> list[SeasonRecord]:
    """The seasons of a show, or one season, in order; the specials are season 0."""
    with conn.cursor(row_factory=class_row(SeasonRecord)) as cur:
        cur.execute(
            """
            SELECT s.id AS season_id, s.media_id AS show_id, s.season_number,
                   (
                       SELECT max(other.season_number)
                       FROM show_seasons AS other
                       WHERE other.media_id = s.media_id
                   ) AS last_number,
                   title_has_ended(m.end_year, m.status) AS is_series_finished
            FROM show_seasons AS s
            JOIN media_items AS m ON m.id = s.media_id
            WHERE (s.media_id = %(show_id)s OR s.id = %(season_id)s) AND m.media_type = 'show'
            ORDER BY s.season_number
            """,
            {"show_id": show_id, "season_id": season_id},
        )
        return cur.fetchall()


def is_finished(conn: Connection, *, show_id: int) -> bool:
    row = conn.execute(
        "SELECT title_has_ended(end_year, status) FROM media_items WHERE id = %(show_id)s",
        {"show_id": show_id},
    ).fetchone()
    return row is not None and bool(row[0])


def episodes(
    conn: Connection, *, show_id: int, season_number: int | None = None
) -> list[EpisodeRecord]:
    """The episodes of a show, or of one of its seasons, in order."""
    with conn.cursor(row_factory=class_row(EpisodeRecord)) as cur:
        cur.execute(
            EPISODES
            + """
            WHERE e.media_id = %(show_id)s
              AND (%(season_number)s::smallint IS NULL OR e.season_number = %(season_number)s)
            ORDER BY e.season_number, e.episode_number
            """,
            {"show_id": show_id, "season_number": season_number},
        )
        return cur.fetchall()


def episode(conn: Connection, *, episode_id: int) -> EpisodeRecord | None:
    with conn.cursor(row_factory=class_row(EpisodeRecord)) as cur:
        cur.execute(
            EPISODES
            + """
            WHERE e.id = %(episode_id)s
            """,
            {"episode_id": episode_id},
        )
        return cur.fetchone()

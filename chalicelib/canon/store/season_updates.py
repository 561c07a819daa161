"""Changes of seasons and episodes. Every function needs a transaction."""

from typing import Any

from psycopg.errors import UniqueViolation

from chalicelib.canon.errors import EpisodeKnown, SeasonKnown
from chalicelib.platform.db import Connection


def insert_season(conn: Connection, *, id: int | None, show_id: int, number: int) -> int:
    """Raises `SeasonKnown`."""
    try:
        row = conn.execute(
            """
            INSERT INTO show_seasons (id, media_id, season_number)
            VALUES (
                coalesce(%(id)s, nextval(pg_get_serial_sequence('show_seasons', 'id'))),
                %(show_id)s, %(number)s
            )
            RETURNING id
            """,
            {"id": id, "show_id": show_id, "number": number},
        ).fetchone()
    except UniqueViolation as error:
        raise SeasonKnown("There is a season of this number.", field="season_number") from error
    assert row is not None  # noqa: S101  # INSERT … RETURNING
    return int(row[0])


def delete_season(conn: Connection, *, season_id: int) -> None:
    """A season with its episodes."""
    conn.execute("DELETE FROM show_seasons WHERE id = %(season_id)s", {"season_id": season_id})


def insert_episode(
    conn: Connection, *, show_id: int, season_number: int, fields: dict[str, Any]
) -> int:
    """Raises `EpisodeKnown`."""
    try:
        row = conn.execute(
            """
            INSERT INTO show_episodes (
                media_id, season_number, episode_number, title, overview, air_date,
                runtime_minutes, still_url
            )
            VALUES (
                %(show_id)s, %(season_number)s, %(episode_number)s, %(display_name)s,
                %(synopsis)s, %(air_date)s, %(runtime_minutes)s, %(image_url)s
            )
            RETURNING id
            """,
            {**fields, "show_id": show_id, "season_number": season_number},
        ).fetchone()
    except UniqueViolation as error:
        raise EpisodeKnown("There is an episode of this number.", field="episode_number") from error
    assert row is not None  # noqa: S101  # INSERT … RETURNING
    return int(row[0])


def set_episode(conn: Connection, *, episode_id: int, fields: dict[str, Any]) -> None:
    """Replace all fields of an episode. Raises `EpisodeKnown`."""
    try:
        conn.execute(
            """
            UPDATE show_episodes
            SET episode_number = %(episode_number)s,
                title = %(display_name)s,
                overview = %(synopsis)s,
                air_date = %(air_date)s,
                runtime_minutes = %(runtime_minutes)s,
                still_url = %(image_url)s
            WHERE id = %(episode_id)s
            """,
            {**fields, "episode_id": episode_id},
        )
    except UniqueViolation as error:
        raise EpisodeKnown("There is an episode of this number.", field="episode_number") from error


def delete_episode(conn: Connection, *, episode_id: int) -> None:
    conn.execute("DELETE FROM show_episodes WHERE id = %(episode_id)s", {"episode_id": episode_id})

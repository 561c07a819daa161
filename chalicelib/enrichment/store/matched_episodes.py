"""Statements that take back what a match said about the seasons and episodes of a show."""

from psycopg import sql

from chalicelib.platform import foreign_keys
from chalicelib.platform.db import Connection

#: A person may start one of the episodes meanwhile: that waits, or is known to what follows.
LOCK = """
    SELECT FROM show_episodes AS e
    WHERE e.id IN (
        SELECT m.episode_id FROM title_match_episodes AS m WHERE m.media_id = %(media_id)s
    )
    ORDER BY e.id
    FOR UPDATE
"""
DELETE_EPISODES = sql.SQL("""
    DELETE FROM show_episodes AS e
    USING title_match_episodes AS m
    WHERE m.media_id = %(media_id)s
      AND m.before IS NULL
      AND e.id = m.episode_id
      AND {unreferenced}
""")
#: Those of the match that stay are left to be described by another number.
RESTORE_EPISODES = """
    UPDATE show_episodes AS e
    SET absolute_number = b.absolute_number, title = coalesce(b.title, ''),
        overview = coalesce(b.overview, ''), air_date = b.air_date,
        runtime_minutes = b.runtime_minutes, still_url = b.still_url, is_finale = b.is_finale,
        rating = b.rating, votes = b.votes
    FROM title_match_episodes AS m
    CROSS JOIN LATERAL jsonb_populate_record(
        NULL::show_episodes, coalesce(m.before, '{}')
    ) AS b
    WHERE m.media_id = %(media_id)s AND e.id = m.episode_id
"""
#: A rating, a wish or a download of a season needs no row of it, but says that it was there.
DELETE_SEASONS = """
    DELETE FROM show_seasons AS s
    USING title_match_seasons AS m
    WHERE m.media_id = %(media_id)s
      AND m.before IS NULL
      AND s.id = m.season_id
      AND NOT EXISTS (
          SELECT FROM show_episodes AS e
          WHERE e.media_id = s.media_id AND e.season_number = s.season_number
      )
      AND NOT EXISTS (
          SELECT FROM user_ratings AS r
          WHERE r.media_id = s.media_id AND r.season_number = s.season_number
      )
      AND NOT EXISTS (
          SELECT FROM user_wanted_upcoming AS w
          WHERE w.media_id = s.media_id AND w.season_number = s.season_number
      )
      AND NOT EXISTS (
          SELECT FROM download_jobs AS d
          WHERE d.media_id = s.media_id AND d.season_number = s.season_number
      )
"""
RESTORE_SEASONS = """
    UPDATE show_seasons AS s
    SET name = coalesce(b.name, ''), overview = coalesce(b.overview, ''),
        poster_url = b.poster_url, air_date = b.air_date
    FROM title_match_seasons AS m
    CROSS JOIN LATERAL jsonb_populate_record(
        NULL::show_seasons, coalesce(m.before, '{}')
    ) AS b
    WHERE m.media_id = %(media_id)s AND s.id = m.season_id
"""


def restore(conn: Connection, *, media_id: int) -> None:
    """
    Give a show the seasons and episodes it had before it was matched by hand.

    What the match added goes, unless a person has seen, rated or wanted it, or has a file of it.
    Episodes that were edited by hand are not touched.
    """
    unreferenced = foreign_keys.unreferenced(conn, "show_episodes", sql.Identifier("e", "id"))
    for statement in (
        LOCK,
        DELETE_EPISODES.format(unreferenced=unreferenced),
        RESTORE_EPISODES,
        DELETE_SEASONS,
        RESTORE_SEASONS,
        "DELETE FROM title_match_episodes WHERE media_id = %(media_id)s AND before IS NOT NULL",
        "DELETE FROM title_match_seasons WHERE media_id = %(media_id)s AND before IS NOT NULL",
    ):
        conn.execute(statement, {"media_id": media_id})

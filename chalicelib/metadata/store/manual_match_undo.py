"""
Rows of seasons and episodes of shows that were matched by hand, as they were before.

`title_match_seasons` and `title_match_episodes` hold each row; null for what the match added.
"""

from psycopg import sql

from chalicelib.platform import foreign_keys
from chalicelib.platform.db import Connection

IS_MATCHED = "SELECT EXISTS (SELECT FROM title_matches WHERE media_id = %(media_id)s)"
RECORD_SEASONS = """
    INSERT INTO title_match_seasons (season_id, media_id, before)
    SELECT s.id, s.media_id, CASE WHEN %(is_before)s THEN to_jsonb(s) END
    FROM show_seasons AS s
    WHERE s.media_id = %(media_id)s
    ON CONFLICT DO NOTHING
"""
RECORD_EPISODES = """
    INSERT INTO title_match_episodes (episode_id, media_id, before)
    SELECT e.id, e.media_id, CASE WHEN %(is_before)s THEN to_jsonb(e) END
    FROM show_episodes AS e
    WHERE e.media_id = %(media_id)s
    ON CONFLICT DO NOTHING
"""
RECORD_EDITED = """
    INSERT INTO title_match_episodes (episode_id, media_id, before)
    SELECT e.id, e.media_id, to_jsonb(e)
    FROM show_episodes AS e
    JOIN title_matches AS t ON t.media_id = e.media_id
    WHERE e.id = %(episode_id)s
    ON CONFLICT (episode_id) DO UPDATE SET before = excluded.before
"""
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
#: A season that is rated, wanted or downloaded stays: none of them has a foreign key to its row.
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


def is_matched(conn: Connection, *, media_id: int) -> bool:
    return conn.execute(IS_MATCHED, {"media_id": media_id}).fetchone() == (True,)


def record(conn: Connection, *, media_id: int, is_before: bool) -> None:
    """Those not recorded yet: as they are, `is_before` a source writes; after it as new."""
    for statement in (RECORD_SEASONS, RECORD_EPISODES):
        conn.execute(statement, {"media_id": media_id, "is_before": is_before})


def record_edited(conn: Connection, *, episode_id: int) -> None:
    conn.execute(RECORD_EDITED, {"episode_id": episode_id})


def restore(conn: Connection, *, media_id: int) -> None:
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

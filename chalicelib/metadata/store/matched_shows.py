"""Keeps what the episodes of a show that was matched by hand were before sources wrote to them."""

from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib.platform.db import Connection

IS_MATCHED = "SELECT EXISTS (SELECT FROM title_matches WHERE media_id = %(media_id)s)"
KEEP_SEASONS = """
    INSERT INTO title_match_seasons (season_id, media_id, before)
    SELECT s.id, s.media_id, CASE WHEN %(is_before)s THEN to_jsonb(s) END
    FROM show_seasons AS s
    WHERE s.media_id = %(media_id)s
    ON CONFLICT DO NOTHING
"""
KEEP_EPISODES = """
    INSERT INTO title_match_episodes (episode_id, media_id, before)
    SELECT e.id, e.media_id, CASE WHEN %(is_before)s THEN to_jsonb(e) END
    FROM show_episodes AS e
    WHERE e.media_id = %(media_id)s
    ON CONFLICT DO NOTHING
"""


@contextmanager
def way_back(conn: Connection, *, media_id: int) -> Iterator[None]:
    """Wraps what sources write: keeps the rows that were there, and which ones are new."""
    is_matched = conn.execute(IS_MATCHED, {"media_id": media_id}).fetchone() == (True,)
    if is_matched:
        _keep(conn, media_id, is_before=True)
    yield
    if is_matched:
        _keep(conn, media_id, is_before=False)


def _keep(conn: Connection, media_id: int, *, is_before: bool) -> None:
    for statement in (KEEP_SEASONS, KEEP_EPISODES):
        conn.execute(statement, {"media_id": media_id, "is_before": is_before})

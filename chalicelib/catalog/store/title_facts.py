"""One title: its present id and its facts."""

from dataclasses import dataclass

from psycopg.rows import class_row

from chalicelib.catalog.models import MediaFacts, MediaType
from chalicelib.platform.db import Connection


@dataclass(frozen=True, slots=True)
class TitleRefRow:
    """A title and an episode, by their present ids, and the show the episode belongs to."""

    id: int
    media_type: MediaType
    episode_id: int | None  # None when there is no such episode
    show_of_episode: int | None


def resolve(conn: Connection, *, media_id: int, episode_id: int | None) -> TitleRefRow | None:
    """Find a title by its present id or one it had before a merge; None without such a title."""
    row = conn.execute(
        """
        SELECT m.id, m.media_type, e.id, e.media_id
        FROM media_items AS m
        LEFT JOIN show_episodes AS e ON e.id = coalesce(
            (SELECT o.episode_id FROM merged_episodes AS o WHERE o.old_id = %(episode_id)s),
            %(episode_id)s
        )
        WHERE m.id = coalesce(
            (SELECT t.media_id FROM merged_titles AS t WHERE t.old_id = %(media_id)s), %(media_id)s
        )
        """,
        {"media_id": media_id, "episode_id": episode_id},
    ).fetchone()
    return None if row is None else TitleRefRow(row[0], MediaType(row[1]), row[2], row[3])


def find_episode(conn: Connection, *, media_id: int, season: int, number: int) -> int | None:
    row = conn.execute(
        """
        SELECT id
        FROM show_episodes
        WHERE media_id = %(media_id)s
            AND season_number = %(season)s AND episode_number = %(number)s
        """,
        {"media_id": media_id, "season": season, "number": number},
    ).fetchone()
    return None if row is None else int(row[0])


def moved_to(conn: Connection, *, media_id: int) -> int | None:
    """The present id of a title that was merged into another; None for any other id."""
    row = conn.execute(
        "SELECT media_id FROM merged_titles WHERE old_id = %(media_id)s", {"media_id": media_id}
    ).fetchone()
    return None if row is None else int(row[0])


def facts(conn: Connection, *, media_id: int) -> MediaFacts | None:
    with conn.cursor(row_factory=class_row(MediaFacts)) as cur:
        cur.execute(
            """
            SELECT m.original_title, m.tagline, m.release_date, m.certificate, m.status, m.language,
                   m.countries, m.platforms, m.license, m.directors, m.top_cast AS cast,
                   (
                       SELECT coalesce(jsonb_object_agg(x.source, x.external_id), '{}')
                       FROM media_external_ids AS x
                       WHERE x.media_id = m.id
                   ) AS external_ids
            FROM media_items AS m
            WHERE m.id = %(media_id)s
            """,
            {"media_id": media_id},
        )
        return cur.fetchone()

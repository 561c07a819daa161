"""What the names of library files are made of."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, scalar_row

from chalicelib.library_imports.models import MovingFile


def list_files(
    conn: Connection, *, ids: Sequence[UUID], playing_since: datetime
) -> list[MovingFile]:
    """The files that exist: by season and episode, then by path."""
    with conn.cursor(row_factory=class_row(MovingFile)) as cur:
        cur.execute(
            """
            SELECT item.id, item.absolute_path, item.file_name, item.file_size_bytes,
                item.match_state, item.media_id, media.media_type, media.title, media.year,
                coalesce(
                    ids.known ? 'mal' OR (
                        media.language = 'ja' AND EXISTS (
                            SELECT
                            FROM media_genres AS mg
                            JOIN genres AS g ON g.id = mg.genre_id
                            WHERE mg.media_id = media.id AND g.slug IN ('animation', 'anime')
                        )
                    ),
                    false
                ) AS is_anime,
                ids.known AS external_ids,
                item.extra_kind, item.part_number, item.editions, item.resolution_label,
                picture_lines(item.resolution_label) AS picture_lines, item.duration_seconds,
                item.hdr, item.video_codec, item.audio_codec,
                ARRAY(
                    SELECT DISTINCT stream.language
                    FROM library_streams AS stream
                    WHERE stream.library_item_id = item.id AND stream.stream_type = 'audio'
                        AND stream.language NOT IN ('', 'und')
                    ORDER BY stream.language
                ) AS audio_languages,
                coalesce(
                    (
                        SELECT stream.channels
                        FROM library_streams AS stream
                        WHERE stream.library_item_id = item.id AND stream.stream_type = 'audio'
                        ORDER BY stream.is_default DESC, stream.stream_index
                        LIMIT 1
                    ),
                    0
                ) AS channels,
                item.guess, held.season_number, held.episode_numbers, held.absolute_numbers,
                coalesce(held.titles[1], '') AS episode_title, held.air_date,
                item.missing_since IS NOT NULL OR item.freed_at IS NOT NULL AS is_missing,
                EXISTS (
                    SELECT
                    FROM download_files AS file
                    WHERE file.job_id = item.source_job_id AND file.path = item.absolute_path
                ) AS is_shared,
                is_sample(
                    item.duration_seconds, coalesce(held.runtime_minutes, media.runtime_minutes)
                ) AS is_sample,
                EXISTS (
                    SELECT
                    FROM user_progress AS progress
                    WHERE progress.media_id = item.media_id
                        AND progress.episode_id IS NOT DISTINCT FROM item.episode_id
                        AND progress.updated_at > %(playing_since)s
                ) AS is_playing
            FROM library_items AS item
            LEFT JOIN media_items AS media ON media.id = item.media_id
            CROSS JOIN LATERAL (
                SELECT coalesce(jsonb_object_agg(x.source, x.external_id), '{}') AS known
                FROM media_external_ids AS x
                WHERE x.media_id = item.media_id
            ) AS ids
            CROSS JOIN LATERAL (
                SELECT min(episode.season_number) AS season_number,
                    coalesce(
                        array_agg(episode.episode_number ORDER BY own.position), '{}'
                    ) AS episode_numbers,
                    coalesce(
                        array_agg(episode.absolute_number ORDER BY own.position)
                            FILTER (WHERE episode.absolute_number IS NOT NULL),
                        '{}'
                    ) AS absolute_numbers,
                    array_agg(episode.title ORDER BY own.position) AS titles,
                    min(episode.air_date) AS air_date,
                    sum(episode.runtime_minutes)::integer AS runtime_minutes
                FROM (
                    SELECT item.episode_id, 1 AS position
                    UNION ALL
                    SELECT more.episode_id, more.position
                    FROM library_item_episodes AS more
                    WHERE more.item_id = item.id
                ) AS own
                JOIN show_episodes AS episode ON episode.id = own.episode_id
            ) AS held
            WHERE item.id = ANY(%(ids)s) AND item.content = 'video'
            ORDER BY held.season_number NULLS LAST, held.episode_numbers, item.absolute_path
            """,
            {"ids": list(ids), "playing_since": playing_since},
        )
        return cur.fetchall()


def list_ids_of_versions(conn: Connection, *, ids: Sequence[UUID]) -> list[UUID]:
    """
    Files of the same films and episodes that came another way than with these. Without those that
    only the object store has.
    """
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT DISTINCT known.id
            FROM library_items AS item
            JOIN library_items AS known ON known.media_id = item.media_id
            WHERE item.id = ANY(%(ids)s) AND item.match_state = 'matched'
                AND known.match_state = 'matched' AND known.id <> ALL(%(ids)s)
                AND known.freed_at IS NULL
                AND known.source_job_id IS DISTINCT FROM item.source_job_id
                AND known.episode_id IS NOT DISTINCT FROM item.episode_id
            """,
            {"ids": list(ids)},
        )
        return cur.fetchall()


def list_ids_of_title(
    conn: Connection, *, media_id: int, season: int | None, limit: int
) -> list[UUID]:
    """Films, episodes and extras of a title, or the episodes of one season."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT item.id
            FROM library_items AS item
            LEFT JOIN show_episodes AS episode ON episode.id = item.episode_id
            WHERE item.media_id = %(media_id)s AND item.match_state IN ('matched', 'extra')
                AND (%(season)s::integer IS NULL OR episode.season_number = %(season)s)
            ORDER BY episode.season_number, episode.episode_number, item.absolute_path
            LIMIT %(limit)s
            """,
            {"media_id": media_id, "season": season, "limit": limit},
        )
        return cur.fetchall()


def list_example_ids(conn: Connection) -> list[UUID]:
    """The newest films, episodes, and episodes with an absolute number: two of each."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            (
                SELECT id FROM library_items
                WHERE match_state = 'matched' AND media_type = 'movie'
                ORDER BY updated_at DESC, id LIMIT 2
            )
            UNION ALL
            (
                SELECT id FROM library_items
                WHERE match_state = 'matched' AND media_type = 'show'
                ORDER BY updated_at DESC, id LIMIT 2
            )
            """
        )
        return cur.fetchall()


def list_taken(conn: Connection, *, paths: Sequence[str]) -> dict[str, UUID]:
    """Which of these paths are in the library already, and as which file."""
    rows = conn.execute(
        "SELECT absolute_path, id FROM library_items WHERE absolute_path = ANY(%(paths)s)",
        {"paths": list(paths)},
    )
    return dict(rows.fetchall())

"""Films and episodes of which there are several versions."""

from collections.abc import Sequence
from datetime import datetime

from psycopg import Connection
from psycopg.rows import class_row, scalar_row

from chalicelib.library_storage.models import VersionRow
from chalicelib.tracking.models import PLAYING_FOR


def list_title_ids(conn: Connection, *, after: int, limit: int) -> list[int]:
    """Titles with several versions, by id."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT media_id
            FROM library_titles
            WHERE facets @> ARRAY['state:duplicates'] AND media_id > %(after)s
            ORDER BY media_id
            LIMIT %(limit)s
            """,
            {"after": after, "limit": limit},
        )
        return cur.fetchall()


def list_versions(conn: Connection, *, media_ids: Sequence[int], now: datetime) -> list[VersionRow]:
    """
    Every version of these titles as far as its files are found; the parts of a copy are one.
    `is_missing`: a part of it is not found.
    """
    with conn.cursor(row_factory=class_row(VersionRow)) as cur:
        cur.execute(
            """
            SELECT part.media_id, part.episode_id,
                episode.season_number, episode.episode_number,
                array_to_string(first.editions, ' ') AS edition,
                array_agg(item.id ORDER BY item.part_number, item.id) AS library_item_ids,
                first.absolute_path, sum(item.file_size_bytes)::bigint AS size_bytes,
                first.resolution_label, picture_lines(first.resolution_label) AS picture_lines,
                first.hdr, first.video_codec, first.audio_codec,
                coalesce(
                    (
                        SELECT max(stream.channels)
                        FROM library_streams AS stream
                        WHERE stream.library_item_id = first.id AND stream.stream_type = 'audio'
                    ),
                    0
                ) AS channels,
                sum(item.duration_seconds)::integer AS duration_seconds,
                (rank.parts)[3] AS right_length, (rank.parts)[4] = 1 AS plays_directly,
                EXISTS (
                    SELECT
                    FROM library_parts AS same
                    WHERE same.media_id = part.media_id AND same.version = part.version
                        AND same.missing_since IS NOT NULL
                ) AS is_missing,
                bool_or(EXISTS (
                    SELECT
                    FROM download_files AS file
                    WHERE file.job_id = item.source_job_id AND file.path = item.absolute_path
                )) AS is_shared,
                EXISTS (
                    SELECT
                    FROM user_progress AS progress
                    WHERE progress.media_id = part.media_id
                        AND progress.episode_id IS NOT DISTINCT FROM part.episode_id
                        AND progress.updated_at > %(since)s
                ) AS is_playing
            FROM library_parts AS part
            JOIN library_items AS item ON item.id = part.item_id
            JOIN media_items AS media ON media.id = part.media_id
            LEFT JOIN show_episodes AS episode ON episode.id = part.episode_id
            CROSS JOIN LATERAL (
                SELECT one.*
                FROM library_parts AS same
                JOIN library_items AS one ON one.id = same.item_id
                WHERE same.media_id = part.media_id AND same.version = part.version
                    AND same.episode_id IS NOT DISTINCT FROM part.episode_id
                    AND same.missing_since IS NULL
                ORDER BY one.part_number, one.id
                LIMIT 1
            ) AS first
            CROSS JOIN LATERAL (
                SELECT version_rank(
                    item, coalesce(episode.runtime_minutes, media.runtime_minutes)
                ) AS parts
                FROM library_items AS item
                WHERE item.id = first.id
            ) AS rank
            WHERE part.media_id = ANY(%(media_ids)s) AND part.missing_since IS NULL
            GROUP BY part.media_id, part.episode_id, part.version, episode.season_number,
                episode.episode_number, first.id, first.editions, first.absolute_path,
                first.resolution_label, first.hdr, first.video_codec, first.audio_codec,
                rank.parts
            ORDER BY part.media_id, episode.season_number, episode.episode_number, first.id
            """,
            {"media_ids": list(media_ids), "since": now - PLAYING_FOR},
        )
        return cur.fetchall()

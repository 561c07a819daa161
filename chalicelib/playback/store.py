"""The playable fields of an item, its versions, and the file of the next episode."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, scalar_row

from chalicelib.playback.models import PlayableItem
from chalicelib.playback.models.episode_keys import EpisodeKey
from chalicelib.playback.models.file_details import (
    FileDetails,
    FileVersion,
    PictureStream,
    SoundStream,
)
from chalicelib.playback.models.tickets import Chapter


def get(conn: Connection, *, item_id: UUID) -> PlayableItem | None:
    with conn.cursor(row_factory=class_row(PlayableItem)) as cur:
        cur.execute(
            """
            SELECT item.id, item.absolute_path AS path, item.file_name,
                item.file_size_bytes AS size_bytes, item.mime_type, item.duration_seconds,
                item.object_key, item.stored_at,
                item.scanned_at IS NOT NULL AS is_probed, item.media_id, item.episode_id,
                item.extra_kind, item.part_number, item.part_set,
                item.part_number IS NULL AND is_sample(
                    item.duration_seconds, coalesce(episode.runtime_minutes, media.runtime_minutes)
                ) AND EXISTS (
                    SELECT
                    FROM library_items AS other
                    WHERE other.media_id = item.media_id
                        AND other.episode_id IS NOT DISTINCT FROM item.episode_id
                        AND other.match_state = 'matched'
                        AND other.probe_error = ''
                        AND NOT is_sample(
                            other.duration_seconds,
                            coalesce(episode.runtime_minutes, media.runtime_minutes)
                        )
                ) AS is_sample,
                media.title, media.year,
                episode.season_number, episode.episode_number, episode.title AS episode_title
            FROM library_items AS item
            LEFT JOIN media_items AS media ON media.id = item.media_id
            LEFT JOIN show_episodes AS episode ON episode.id = item.episode_id
            WHERE item.id = %(item_id)s AND item.match_state <> 'recycled'
                AND item.content <> 'game_folder' -- there is no file to be read
            """,
            {"item_id": item_id},
        )
        return cur.fetchone()


def find_file(conn: Connection, *, key: EpisodeKey) -> UUID | None:
    """The best file of a film or an episode; None when the library has none."""
    season, episode = key.numbers or (None, None)
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT item.id
            FROM media_items AS media
            JOIN library_shelf AS item ON item.media_id = media.id
            LEFT JOIN show_episodes AS episode ON episode.id = item.episode_id
            WHERE media.media_type = ANY(%(media_types)s)
                AND media.id IN (
                    SELECT %(own_id)s::bigint
                    UNION ALL
                    SELECT known.media_id
                    FROM media_external_ids AS known
                    WHERE known.source = %(source)s AND known.external_id = %(id)s
                )
                AND episode.season_number IS NOT DISTINCT FROM %(season)s
                AND episode.episode_number IS NOT DISTINCT FROM %(episode)s
                AND (media.media_type = 'movie') = (episode.id IS NULL)
                AND item.probe_error = '' AND (item.file).extra_kind = ''
            ORDER BY is_at_hand(item.file, (SELECT library_away())) DESC,
                version_rank(
                    item.file, coalesce(episode.runtime_minutes, media.runtime_minutes)
                ) DESC, item.discovered_at DESC, item.id
            LIMIT 1
            """,
            {
                "media_types": list(key.media_types),
                "own_id": int(key.id) if key.source is None else None,
                "source": key.source,
                "id": key.id,
                "season": season,
                "episode": episode,
            },
        )
        return cur.fetchone()


def list_parts(conn: Connection, *, media_id: int, part_set: str) -> list[tuple[UUID, int]]:
    """The files of one copy of a film in order, and their lengths in seconds."""
    return conn.execute(
        """
        SELECT id, duration_seconds
        FROM library_items
        WHERE media_id = %(media_id)s AND part_set = %(part_set)s
            AND part_number IS NOT NULL AND match_state = 'matched' AND probe_error = ''
        ORDER BY part_number, discovered_at, id
        """,
        {"media_id": media_id, "part_set": part_set},
    ).fetchall()


def next_episode(conn: Connection, *, item_id: UUID) -> UUID | None:
    """
    The file of the episode right after the last one of this file; None when the library has none
    of that episode at hand.

    Specials (season 0) follow only each other.
    """
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT (
                SELECT item.id
                FROM library_shelf AS item
                WHERE item.episode_id = following.id AND item.probe_error = ''
                    AND is_at_hand(item.file, (SELECT library_away()))
                ORDER BY version_rank(item.file, following.runtime_minutes) DESC,
                    item.discovered_at DESC, item.id
                LIMIT 1
            )
            FROM show_episodes AS current
            JOIN show_episodes AS following
                ON following.media_id = current.media_id
                AND (following.season_number = 0) = (current.season_number = 0)
                AND (following.season_number, following.episode_number)
                    > (current.season_number, current.episode_number)
            WHERE current.id = (
                SELECT coalesce(
                    (
                        SELECT more.episode_id
                        FROM library_item_episodes AS more
                        WHERE more.item_id = file.id
                        ORDER BY more.position DESC
                        LIMIT 1
                    ),
                    file.episode_id
                )
                FROM library_items AS file
                WHERE file.id = %(item_id)s
            )
            ORDER BY following.season_number, following.episode_number
            LIMIT 1
            """,
            {"item_id": item_id},
        )
        return cur.fetchone()


def list_details(conn: Connection, *, item_ids: Sequence[UUID]) -> dict[UUID, FileDetails]:
    """What a probe found in these files, by id; without those that were not probed."""
    pictures: dict[UUID, PictureStream] = {}
    sounds: dict[UUID, list[SoundStream]] = defaultdict(list)
    for item_id, is_picture, index, *fields in conn.execute(
        """
        SELECT library_item_id, stream_type = 'video', stream_index, codec, language, title,
            channels, is_default, profile, level, bit_depth, pixel_format, transfer, hdr, width,
            height
        FROM library_streams
        WHERE library_item_id = ANY(%(ids)s) AND stream_type IN ('video', 'audio')
            AND codec NOT IN ('mjpeg', 'png') -- cover art
        ORDER BY library_item_id, stream_index
        """,
        {"ids": list(item_ids)},
    ):
        codec, language, title, channels, is_default, *details = fields
        if is_picture:
            pictures.setdefault(item_id, PictureStream(codec, *details))
        else:
            sounds[item_id].append(SoundStream(index, codec, language, title, channels, is_default))
    found = {}
    for item_id, container, bitrate_kbps, codec, width, height in conn.execute(
        """
        SELECT id, container_format, bitrate_kbps, video_codec, width, height
        FROM library_items
        WHERE id = ANY(%(ids)s) AND container_format <> '' AND video_codec <> ''
        """,
        {"ids": list(item_ids)},
    ):
        streamed = pictures.get(item_id)
        # The streams of an earlier probe have no size.
        picture = (
            streamed
            if streamed and streamed.width
            else PictureStream(codec, width=width, height=height)
        )
        found[item_id] = FileDetails(container, picture, tuple(sounds[item_id]), bitrate_kbps)
    return found


def list_versions(conn: Connection, *, item: PlayableItem) -> list[FileVersion]:
    """The files that can be played instead of one another; only itself for an extra."""
    with conn.cursor(row_factory=class_row(FileVersion)) as cur:
        cur.execute(
            """
            SELECT file.id,
                (version_rank(file, coalesce(episode.runtime_minutes, media.runtime_minutes)))[1:3]
                    AS length_rank,
                file.resolution_label, file.hdr, file.video_codec, file.editions,
                file.file_size_bytes AS size_bytes, file.height, file.bitrate_kbps
            FROM library_items AS file
            LEFT JOIN media_items AS media ON media.id = file.media_id
            LEFT JOIN show_episodes AS episode ON episode.id = file.episode_id
            WHERE file.id = %(item_id)s OR (
                %(is_title)s AND file.media_id = %(media_id)s
                AND file.episode_id IS NOT DISTINCT FROM %(episode_id)s
                AND file.content = 'video'
                AND file.match_state = 'matched' AND file.probe_error = ''
                AND (coalesce(file.part_number, 1) = 1)
                AND (%(part_set)s = '' OR file.part_set <> %(part_set)s)
                AND is_at_hand(file, (SELECT library_away()))
            )
            ORDER BY file.height DESC, file.file_size_bytes DESC, file.id
            """,
            {
                "item_id": item.id,
                "is_title": item.media_id is not None and not item.extra_kind,
                "media_id": item.media_id,
                "episode_id": item.episode_id,
                "part_set": item.part_set,
            },
        )
        return cur.fetchall()


def list_chapters(conn: Connection, *, item_id: UUID) -> list[Chapter]:
    return [
        Chapter(start_seconds=start_ms / 1000, title=title)
        for start_ms, title in conn.execute(
            """
            SELECT start_ms, title
            FROM library_chapters
            WHERE library_item_id = %(item_id)s
            ORDER BY start_ms
            """,
            {"item_id": item_id},
        )
    ]

"""What a probe found inside a file: streams and chapters."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.library.models.probe_results import PROBE_VERSION, ProbedChapter, ProbedStream
from chalicelib.library.models.scans import LibraryFile
from chalicelib.platform.db import Connection


def replace_streams(
    conn: Connection, *, item_id: UUID, ids: Sequence[UUID], streams: Sequence[ProbedStream]
) -> None:
    """Replace the audio, video and subtitle streams of an item."""
    conn.execute(
        "DELETE FROM library_streams WHERE library_item_id = %(item_id)s", {"item_id": item_id}
    )
    conn.cursor().executemany(
        """
        INSERT INTO library_streams (
            id, library_item_id, stream_index, stream_type, codec, language, title,
            channels, bitrate_kbps, is_default, is_forced, is_hearing_impaired, channel_layout,
            profile, level, bit_depth, pixel_format, transfer, hdr, frame_rate, width, height
        )
        VALUES (
            %(id)s, %(item_id)s, %(index)s, %(type)s, %(codec)s, %(language)s, %(title)s,
            %(channels)s, %(bitrate_kbps)s, %(is_default)s, %(is_forced)s,
            %(is_hearing_impaired)s, %(channel_layout)s, %(profile)s, %(level)s, %(bit_depth)s,
            %(pixel_format)s, %(transfer)s, %(hdr)s, %(frame_rate)s, %(width)s, %(height)s
        )
        """,
        [
            {"id": stream_id, "item_id": item_id, **asdict(stream)}
            for stream_id, stream in zip(ids, streams, strict=True)
        ],
    )


def replace_chapters(conn: Connection, *, item_id: UUID, chapters: Sequence[ProbedChapter]) -> None:
    conn.execute(
        "DELETE FROM library_chapters WHERE library_item_id = %(item_id)s", {"item_id": item_id}
    )
    conn.cursor().executemany(
        """
        INSERT INTO library_chapters (library_item_id, start_ms, title)
        VALUES (%(item_id)s, %(start_ms)s, %(title)s)
        ON CONFLICT DO NOTHING -- two chapters of one moment
        """,
        [{"item_id": item_id, **asdict(chapter)} for chapter in chapters],
    )


def list_of_earlier_probes(
    conn: Connection, *, after: UUID | None, limit: int
) -> list[LibraryFile]:
    """Files that an earlier version of the probe read, by id."""
    with conn.cursor(row_factory=class_row(LibraryFile)) as cur:
        cur.execute(
            """
            SELECT id, absolute_path AS path, file_size_bytes AS size_bytes,
                file_modified_ns AS modified_ns
            FROM library_items
            WHERE scanned_at IS NOT NULL AND probe_version < %(version)s AND content = 'video'
                AND missing_since IS NULL AND (%(after)s::uuid IS NULL OR id > %(after)s)
            ORDER BY id
            LIMIT %(limit)s
            """,
            {"version": PROBE_VERSION, "after": after, "limit": limit},
        )
        return cur.fetchall()

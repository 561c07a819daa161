"""What is in the files of the library, as the scanner writes it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from chalicelib.library.models.probe_results import PROBE_VERSION, Probe
from chalicelib.library.models.scans import LibraryFile


def list_unprobed_under(
    conn: Connection, *, folder: str, except_ids: Sequence[UUID], limit: int
) -> list[LibraryFile]:
    """Files without a probe, the newest first."""
    with conn.cursor(row_factory=class_row(LibraryFile)) as cur:
        cur.execute(
            """
            SELECT id, absolute_path AS path, file_size_bytes AS size_bytes,
                file_modified_ns AS modified_ns, content
            FROM library_items
            WHERE scanned_at IS NULL AND id <> ALL(%(except_ids)s)
                AND (starts_with(absolute_path, %(folder)s || '/') OR absolute_path = %(folder)s)
            ORDER BY discovered_at DESC, id
            LIMIT %(limit)s
            """,
            {"folder": folder, "except_ids": list(except_ids), "limit": limit},
        )
        return cur.fetchall()


def get_unprobed(conn: Connection, *, id: UUID) -> LibraryFile | None:
    """The file, unless it was probed as it is now."""
    with conn.cursor(row_factory=class_row(LibraryFile)) as cur:
        cur.execute(
            """
            SELECT id, absolute_path AS path, file_size_bytes AS size_bytes,
                file_modified_ns AS modified_ns, content
            FROM library_items
            WHERE id = %(id)s AND scanned_at IS NULL
            """,
            {"id": id},
        )
        return cur.fetchone()


def save_probe(
    conn: Connection,
    *,
    file: LibraryFile,
    probe: Probe,
    fingerprint: str | None,
    now: datetime,
) -> bool:
    """
    Store the probe and fingerprint of `file`; False if it has changed since it was probed.

    An unplayable file loses its match, unless a user has set it.
    """
    return (
        conn.execute(
            """
            UPDATE library_items
            SET container_format = %(container)s, mime_type = %(mime_type)s,
                video_codec = %(video_codec)s, audio_codec = %(audio_codec)s,
                duration_seconds = %(duration_s)s, width = %(width)s, height = %(height)s,
                resolution_label = %(resolution)s, probe_error = %(error)s,
                bitrate_kbps = %(bitrate)s, hdr = %(hdr)s, probe_version = %(version)s,
                media_id = CASE WHEN %(keep)s OR match_is_manual THEN media_id END,
                episode_id = CASE WHEN %(keep)s OR match_is_manual THEN episode_id END,
                match_confidence = CASE
                    WHEN %(keep)s OR match_is_manual THEN match_confidence ELSE 0
                END,
                match_state = CASE
                    WHEN %(keep)s OR match_is_manual OR match_state = 'recycled' THEN match_state
                    ELSE 'unmatched'
                END,
                fingerprint = %(fingerprint)s, scanned_at = %(now)s, updated_at = %(now)s
            WHERE id = %(id)s
                AND (file_size_bytes, file_modified_ns) = (%(size)s, %(modified)s)
            """,
            {
                "id": file.id,
                "size": file.size_bytes,
                "modified": file.modified_ns,
                "container": probe.container,
                "mime_type": probe.mime_type,
                "video_codec": probe.video_codec,
                "audio_codec": probe.audio_codec,
                "duration_s": probe.duration_s,
                "width": probe.width,
                "height": probe.height,
                "resolution": probe.resolution,
                "error": probe.error,
                "bitrate": probe.bitrate_kbps,
                "hdr": probe.hdr,
                "version": PROBE_VERSION,
                "keep": probe.is_video,
                "fingerprint": fingerprint,
                "now": now,
            },
        ).rowcount
        == 1
    )


def keep_probe(
    conn: Connection, *, file: LibraryFile, fingerprint: str | None, now: datetime
) -> bool:
    """Mark `file` as probed if it has the content that was probed before; whether it has."""
    return (
        conn.execute(
            """
            UPDATE library_items
            SET scanned_at = %(now)s, updated_at = %(now)s
            WHERE id = %(id)s AND fingerprint = %(fingerprint)s
                AND probe_version = %(version)s
                AND width > 0 -- another attempt may read what could not be read
                AND (file_size_bytes, file_modified_ns) = (%(size)s, %(modified)s)
            """,
            {
                "id": file.id,
                "size": file.size_bytes,
                "modified": file.modified_ns,
                "fingerprint": fingerprint,
                "version": PROBE_VERSION,
                "now": now,
            },
        ).rowcount
        == 1
    )


def save_identity(
    conn: Connection, *, file: LibraryFile, fingerprint: str | None, now: datetime
) -> bool:
    """Store the fingerprint of a game, which is never probed; False if it has changed since."""
    return (
        conn.execute(
            """
            UPDATE library_items
            SET fingerprint = %(fingerprint)s, scanned_at = %(now)s, updated_at = %(now)s
            WHERE id = %(id)s
                AND (file_size_bytes, file_modified_ns) = (%(size)s, %(modified)s)
            """,
            {
                "id": file.id,
                "size": file.size_bytes,
                "modified": file.modified_ns,
                "fingerprint": fingerprint,
                "now": now,
            },
        ).rowcount
        == 1
    )

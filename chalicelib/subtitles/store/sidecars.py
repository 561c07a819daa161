"""Subtitle files beside the files of the library."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from chalicelib.subtitles.models import (
    Sidecar,
)


def list_under(conn: Connection, *, folder: str) -> list[tuple[UUID, str, int, int]]:
    """Item, path, size and mtime of the known sidecars of the files in a folder and below."""
    return conn.execute(
        """
        SELECT subtitle.library_item_id, subtitle.path, subtitle.size_bytes, subtitle.modified_ns
        FROM subtitles AS subtitle
        JOIN library_items AS item ON item.id = subtitle.library_item_id
        WHERE subtitle.source = 'sidecar' AND starts_with(item.absolute_path, %(folder)s || '/')
        """,
        {"folder": folder},
    ).fetchall()


def put_sidecars(
    conn: Connection, *, ids: Sequence[UUID], found: Sequence[Sidecar], now: datetime
) -> None:
    """Insert or update; a file that has changed keeps its id and its offset."""
    conn.cursor().executemany(
        """
        INSERT INTO subtitles (
            id, library_item_id, source, form, codec, language, title, is_forced, is_sdh, path,
            size_bytes, modified_ns, updated_at
        )
        VALUES (
            %(id)s, %(item_id)s, 'sidecar', %(form)s, %(codec)s, %(language)s, %(title)s,
            %(is_forced)s, %(is_sdh)s, %(path)s, %(size)s, %(modified)s, %(now)s
        )
        ON CONFLICT ON CONSTRAINT subtitles_one_per_path DO UPDATE
        SET form = excluded.form, codec = excluded.codec, language = excluded.language,
            title = excluded.title, is_forced = excluded.is_forced, is_sdh = excluded.is_sdh,
            size_bytes = excluded.size_bytes, modified_ns = excluded.modified_ns,
            updated_at = excluded.updated_at
        """,
        [
            {
                "id": new_id,
                "item_id": one.library_item_id,
                "form": one.form,
                "codec": one.codec,
                "language": one.language,
                "title": one.title,
                "is_forced": one.is_forced,
                "is_sdh": one.is_sdh,
                "path": one.path,
                "size": one.size_bytes,
                "modified": one.modified_ns,
                "now": now,
            }
            for new_id, one in zip(ids, found, strict=True)
        ],
    )


def delete_sidecars(conn: Connection, *, gone: Sequence[tuple[UUID, str]]) -> None:
    """Delete the rows of sidecars, by file and path."""
    conn.cursor().executemany(
        "DELETE FROM subtitles WHERE library_item_id = %s AND path = %s AND source = 'sidecar'",
        gone,
    )


@dataclass(frozen=True, slots=True)
class SidecarFile:
    """A subtitle file beside a video, as its name says it."""

    path: str
    language: str
    is_forced: bool
    is_sdh: bool


def list_sidecars(conn: Connection, *, item_id: UUID) -> list[SidecarFile]:
    with conn.cursor(row_factory=class_row(SidecarFile)) as cur:
        cur.execute(
            """
            SELECT path, language, is_forced, is_sdh
            FROM subtitles
            WHERE library_item_id = %(item_id)s AND source = 'sidecar'
            ORDER BY path
            """,
            {"item_id": item_id},
        )
        return cur.fetchall()


def move_sidecar(conn: Connection, *, item_id: UUID, old: str, new: str) -> None:
    """Give a sidecar its new path; its id and offset stay."""
    conn.execute(
        """
        UPDATE subtitles
        SET path = %(new)s
        WHERE library_item_id = %(item_id)s AND source = 'sidecar' AND path = %(old)s
            AND NOT EXISTS (
                SELECT
                FROM subtitles AS there
                WHERE there.library_item_id = %(item_id)s AND there.path = %(new)s
            )
        """,
        {"item_id": item_id, "old": old, "new": new},
    )

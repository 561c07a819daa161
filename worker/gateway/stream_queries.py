"""The queries of the stream gateway."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, scalar_row


@dataclass(frozen=True, slots=True)
class StreamFile:
    path: str  # as `path_to_text` writes it
    mime_type: str
    size_bytes: int
    modified_ns: int
    object_key: str | None  # in the object store
    stored_at: datetime | None


def get(conn: Connection, *, item_id: UUID) -> StreamFile | None:
    with conn.cursor(row_factory=class_row(StreamFile)) as cur:
        cur.execute(
            """
            SELECT absolute_path AS path, mime_type, file_size_bytes AS size_bytes,
                file_modified_ns AS modified_ns, stored_at,
                -- The copy of a deleted file waits for its undo, and is not played.
                CASE WHEN match_state <> 'recycled' THEN object_key END AS object_key
            FROM library_items
            WHERE id = %(item_id)s
            """,
            {"item_id": item_id},
        )
        return cur.fetchone()


def is_alive(conn: Connection, *, session_id: UUID, now: datetime) -> bool:
    """Whether the session is neither revoked nor expired."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT EXISTS (
                SELECT
                FROM sessions AS s
                JOIN users AS u ON u.id = s.user_id
                WHERE s.id = %(session_id)s AND s.revoked_at IS NULL AND s.expires_at > %(now)s
                  AND u.disabled_at IS NULL
            )
            """,
            {"session_id": session_id, "now": now},
        )
        return bool(cur.fetchone())

"""Segments of library files."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, scalar_row

from chalicelib.segments.models import FileSegment, MediaSegment, SegmentKind, SegmentSource


def duration(conn: Connection, *, item_id: UUID) -> int | None:
    """Length of a file in seconds, 0 while unknown; None when there is no such file."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            "SELECT duration_seconds FROM library_items WHERE id = %(item_id)s",
            {"item_id": item_id},
        )
        return cur.fetchone()


def list_of_item(conn: Connection, *, item_id: UUID) -> list[FileSegment]:
    """The segments of a file, in order of time."""
    with conn.cursor(row_factory=class_row(FileSegment)) as cur:
        cur.execute(
            """
            SELECT segment.kind, segment.start_seconds, segment.end_seconds, segment.source,
                setter.display_name AS set_by
            FROM library_item_segments AS segment
            LEFT JOIN users AS setter ON setter.id = segment.set_by_user_id
            WHERE segment.library_item_id = %(item_id)s
            ORDER BY segment.start_seconds, segment.kind
            """,
            {"item_id": item_id},
        )
        return cur.fetchall()


def put(
    conn: Connection,
    *,
    item_id: UUID,
    source: SegmentSource,
    segments: Sequence[MediaSegment],
    now: datetime,
) -> None:
    """Replace what a source says about a file."""
    conn.execute(
        """
        WITH gone AS (
            DELETE FROM library_segments
            WHERE library_item_id = %(item_id)s AND source = %(source)s
              AND kind <> ALL(%(kinds)s::text[])
        )
        INSERT INTO library_segments (
            library_item_id, kind, source, start_seconds, end_seconds, updated_at
        )
        SELECT %(item_id)s, found.kind, %(source)s, found.start_s, found.end_s, %(now)s
        FROM unnest(%(kinds)s::text[], %(starts)s::float8[], %(ends)s::float8[])
            AS found (kind, start_s, end_s)
        ON CONFLICT (library_item_id, kind, source) DO UPDATE
        SET start_seconds = excluded.start_seconds,
            end_seconds = excluded.end_seconds,
            updated_at = excluded.updated_at
        """,
        {
            "item_id": item_id,
            "source": source,
            "kinds": [segment.kind for segment in segments],
            "starts": [segment.start_seconds for segment in segments],
            "ends": [segment.end_seconds for segment in segments],
            "now": now,
        },
    )


def set_by_hand(
    conn: Connection,
    *,
    user_id: UUID,
    item_id: UUID,
    kind: SegmentKind,
    start_s: float,
    end_s: float,
    now: datetime,
) -> str:
    """Set a segment; one of no length says that there is none. Returns the change, as JSON."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            WITH before AS (
                SELECT start_seconds, end_seconds, set_by_user_id
                FROM library_segments
                WHERE library_item_id = %(item_id)s AND kind = %(kind)s AND source = 'manual'
            ),
            written AS (
                INSERT INTO library_segments (
                    library_item_id, kind, source, start_seconds, end_seconds, updated_at,
                    set_by_user_id
                )
                VALUES (
                    %(item_id)s, %(kind)s, 'manual', %(start_s)s, %(end_s)s, %(now)s, %(user_id)s
                )
                ON CONFLICT (library_item_id, kind, source) DO UPDATE
                SET start_seconds = excluded.start_seconds,
                    end_seconds = excluded.end_seconds,
                    updated_at = excluded.updated_at,
                    set_by_user_id = excluded.set_by_user_id
                RETURNING library_item_id, kind, start_seconds, end_seconds
            )
            SELECT jsonb_build_object('after', to_jsonb(written), 'before', to_jsonb(before))::text
            FROM written LEFT JOIN before ON true
            """,
            {
                "user_id": user_id,
                "item_id": item_id,
                "kind": kind,
                "start_s": start_s,
                "end_s": end_s,
                "now": now,
            },
        )
        changed: str = cur.fetchall()[0]
        return changed


def revert(conn: Connection, user_id: UUID, changed: str) -> None:  # noqa: ARG001  # a Reverter
    """Undo `set_by_hand`, unless a user has set the segment again since."""
    conn.execute(
        """
        WITH change AS (
            SELECT a.library_item_id, a.kind, a.start_seconds AS start_after,
                a.end_seconds AS end_after, b.start_seconds, b.end_seconds, (
                    -- An account may have gone since.
                    SELECT setter.id FROM users AS setter WHERE setter.id = b.set_by_user_id
                ) AS set_by_user_id
            FROM jsonb_populate_record(
                NULL::library_segments, %(changed)s::jsonb -> 'after'
            ) AS a
            CROSS JOIN LATERAL jsonb_populate_record(
                NULL::library_segments, nullif(%(changed)s::jsonb -> 'before', 'null')
            ) AS b
        ),
        gone AS (
            DELETE FROM library_segments AS s
            USING change AS c
            WHERE c.start_seconds IS NULL
              AND s.library_item_id = c.library_item_id AND s.kind = c.kind
              AND s.source = 'manual'
              AND (s.start_seconds, s.end_seconds) = (c.start_after, c.end_after)
        )
        UPDATE library_segments AS s
        SET start_seconds = c.start_seconds, end_seconds = c.end_seconds,
            set_by_user_id = c.set_by_user_id
        FROM change AS c
        WHERE c.start_seconds IS NOT NULL
          AND s.library_item_id = c.library_item_id AND s.kind = c.kind AND s.source = 'manual'
          AND (s.start_seconds, s.end_seconds) = (c.start_after, c.end_after)
        """,
        {"changed": changed},
    )

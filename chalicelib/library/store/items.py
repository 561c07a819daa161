"""Library items as the API lists them, and matches set by users."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, scalar_row

from chalicelib.catalog.models import MediaType
from chalicelib.library.models import ItemRow, MatchState, Stream


def get(conn: Connection, *, id: UUID, user_id: UUID) -> ItemRow | None:
    rows = list_by_ids(conn, ids=[id], user_id=user_id)
    return rows[0] if rows else None


def list_by_ids(conn: Connection, *, ids: Sequence[UUID], user_id: UUID) -> list[ItemRow]:
    """The items that exist, in the order of `ids`."""
    with conn.cursor(row_factory=class_row(ItemRow)) as cur:
        cur.execute(
            """
            SELECT
                item.id, item.media_id, item.episode_id,
                episode.season_number, episode.episode_number,
                item.file_name, item.file_size_bytes, item.container_format,
                item.video_codec, item.audio_codec, item.duration_seconds,
                item.resolution_label, item.width, item.height,
                item.match_state, item.match_confidence, item.match_is_manual,
                item.probe_error, item.guess, item.stored_at, item.source_job_id,
                version_position(
                    progress.position_seconds, progress.duration_seconds, item.duration_seconds
                ) AS position_seconds,
                is_sample(
                    item.duration_seconds, coalesce(episode.runtime_minutes, media.runtime_minutes)
                ) AS is_sample,
                item.missing_since, item.discovered_at, item.scanned_at, item.updated_at
            FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY AS wanted (id, position)
            JOIN library_items AS item ON item.id = wanted.id
            LEFT JOIN media_items AS media ON media.id = item.media_id
            LEFT JOIN show_episodes AS episode ON episode.id = item.episode_id
            LEFT JOIN user_progress AS progress
                ON progress.user_id = %(user_id)s
                AND progress.media_id = item.media_id
                AND progress.episode_id IS NOT DISTINCT FROM item.episode_id
            ORDER BY wanted.position
            """,
            {"ids": list(ids), "user_id": user_id},
        )
        return cur.fetchall()


def list_page(
    conn: Connection,
    *,
    match_state: MatchState | None,
    media_type: MediaType | None,
    pattern: str | None,
    limit: int,
    offset: int,
) -> tuple[list[UUID], int]:
    """
    The ids of one page, the last changed first, and the number of items over all pages.

    `pattern` is a folded LIKE pattern for the file name or the title. Ignored items are listed
    only for `MatchState.IGNORED`.
    """
    rows = conn.execute(
        """
        WITH matching AS MATERIALIZED (
            SELECT item.id, item.updated_at
            FROM library_items AS item
            LEFT JOIN media_items AS media ON media.id = item.media_id
            WHERE
                CASE
                    WHEN %(match_state)s::text IS NULL THEN item.match_state <> 'ignored'
                    ELSE item.match_state = %(match_state)s
                END
                AND (%(media_type)s::text IS NULL OR media.media_type = %(media_type)s)
                AND (
                    %(pattern)s::text IS NULL
                    OR fold(item.file_name) LIKE fold(%(pattern)s)
                    OR fold(media.title) LIKE fold(%(pattern)s)
                )
        ),
        page AS (
            SELECT id, updated_at
            FROM matching
            ORDER BY updated_at DESC, id
            LIMIT %(limit)s OFFSET %(offset)s
        )
        -- The total is also known for a page beyond the last one.
        SELECT page.id, total.count
        FROM (SELECT count(*) AS count FROM matching) AS total
        LEFT JOIN page ON true
        ORDER BY page.updated_at DESC, page.id
        """,
        {
            "match_state": match_state,
            "media_type": media_type,
            "pattern": pattern,
            "limit": limit,
            "offset": offset,
        },
    ).fetchall()
    return [item_id for item_id, _ in rows if item_id is not None], int(rows[0][1])


def list_newest_ids(conn: Connection, *, limit: int) -> list[UUID]:
    """The newest matched items, one per title."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT id
            FROM (
                SELECT DISTINCT ON (media_id) id, discovered_at
                FROM library_items
                WHERE match_state = 'matched'
                ORDER BY media_id, discovered_at DESC, id
            ) AS newest
            ORDER BY discovered_at DESC, id
            LIMIT %(limit)s
            """,
            {"limit": limit},
        )
        return cur.fetchall()


def list_ids_of_title(conn: Connection, *, media_id: int) -> list[UUID]:
    """Every file of a title: episodes in order, the best version first."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT item.id
            FROM library_items AS item
            JOIN media_items AS media ON media.id = item.media_id
            LEFT JOIN show_episodes AS episode ON episode.id = item.episode_id
            WHERE item.media_id = %(media_id)s AND item.match_state = 'matched'
            ORDER BY episode.season_number, episode.episode_number,
                version_rank(
                    item, coalesce(episode.runtime_minutes, media.runtime_minutes)
                ) DESC, item.discovered_at DESC, item.id
            """,
            {"media_id": media_id},
        )
        return cur.fetchall()


def list_streams(conn: Connection, *, item_ids: Sequence[UUID]) -> dict[UUID, list[Stream]]:
    found: dict[UUID, list[Stream]] = {}
    rows = conn.execute(
        """
        SELECT library_item_id, id, stream_index, stream_type, codec, language, title,
            channels, bitrate_kbps, is_default
        FROM library_streams
        WHERE library_item_id = ANY(%(ids)s)
        ORDER BY library_item_id, stream_index
        """,
        {"ids": list(item_ids)},
    )
    for item_id, *fields in rows:
        found.setdefault(item_id, []).append(
            Stream(**dict(zip(Stream.model_fields, fields, strict=True)))
        )
    return found


def set_match(
    conn: Connection, *, id: UUID, media_id: int, episode_id: int | None, now: datetime
) -> bool:
    """Store a match set by a user; scans do not change it."""
    return (
        conn.execute(
            """
            UPDATE library_items
            SET media_id = %(media_id)s, episode_id = %(episode_id)s, match_state = 'matched',
                match_confidence = 1, match_is_manual = true, updated_at = %(now)s
            WHERE id = %(id)s
            """,
            {"id": id, "media_id": media_id, "episode_id": episode_id, "now": now},
        ).rowcount
        == 1
    )


def set_ignored(conn: Connection, *, id: UUID, is_home_video: bool, now: datetime) -> bool:
    """Ignore the file permanently; scans do not change it."""
    return (
        conn.execute(
            """
            UPDATE library_items
            SET media_id = NULL, episode_id = NULL, match_state = 'ignored',
                match_confidence = 0, match_is_manual = true,
                guess = CASE
                    WHEN %(is_home_video)s THEN guess || '{"type": "home_video"}' ELSE guess
                END,
                updated_at = %(now)s
            WHERE id = %(id)s
            """,
            {"id": id, "is_home_video": is_home_video, "now": now},
        ).rowcount
        == 1
    )


def reset_match(conn: Connection, *, id: UUID, now: datetime) -> bool:
    """Put the file back into the review queue, as if no user had decided."""
    return (
        conn.execute(
            """
            UPDATE library_items
            SET media_id = NULL, episode_id = NULL, match_state = 'unmatched',
                match_confidence = 0, match_is_manual = false,
                guess = CASE
                    WHEN guess ->> 'type' = 'home_video' THEN guess || '{"type": null}' ELSE guess
                END,
                updated_at = %(now)s
            WHERE id = %(id)s
            """,
            {"id": id, "now": now},
        ).rowcount
        == 1
    )


def list_user_ids(conn: Connection) -> list[UUID]:
    """All users: the library is shared."""
    with conn.cursor(row_factory=scalar_row) as cur:
        return cur.execute("SELECT id FROM users").fetchall()

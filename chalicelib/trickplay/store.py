"""The index of small pictures."""

from datetime import datetime
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, scalar_row

from chalicelib.trickplay.models import TrickplayCandidate, TrickplaySet


def get(conn: Connection, *, item_id: UUID) -> TrickplaySet | None:
    """The pictures of the file as it is now."""
    with conn.cursor(row_factory=class_row(TrickplaySet)) as cur:
        cur.execute(
            """
            SELECT made.interval_seconds, made.columns, made.rows, made.width, made.height,
                made.count, made.size_bytes
            FROM trickplay_sets AS made
            JOIN library_items AS item ON item.id = made.library_item_id
            WHERE made.library_item_id = %(item_id)s AND made.count > 0
              AND made.file_size_bytes = item.file_size_bytes
            """,
            {"item_id": item_id},
        )
        return cur.fetchone()


def put(conn: Connection, *, item: TrickplayCandidate, made: TrickplaySet, now: datetime) -> bool:
    """Store the pictures of a file; false when the file has gone meanwhile."""
    with conn.cursor() as cur:
        cur.execute(
            """
            INSERT INTO trickplay_sets (
                library_item_id, file_size_bytes, interval_seconds, columns, rows, width, height,
                count, size_bytes, made_at
            )
            SELECT id, %(file_size)s, %(interval)s, %(columns)s, %(rows)s, %(width)s, %(height)s,
                %(count)s, %(size)s, %(now)s
            FROM library_items
            WHERE id = %(item_id)s
            ON CONFLICT (library_item_id) DO UPDATE
            SET file_size_bytes = excluded.file_size_bytes,
                interval_seconds = excluded.interval_seconds,
                columns = excluded.columns,
                rows = excluded.rows,
                width = excluded.width,
                height = excluded.height,
                count = excluded.count,
                size_bytes = excluded.size_bytes,
                made_at = excluded.made_at
            """,
            {
                "item_id": item.id,
                "file_size": item.size_bytes,
                "interval": made.interval_seconds,
                "columns": made.columns,
                "rows": made.rows,
                "width": made.width,
                "height": made.height,
                "count": made.count,
                "size": made.size_bytes,
                "now": now,
            },
        )
        return cur.rowcount == 1


def next_candidate(
    conn: Connection, *, played_since: datetime, reads_store: bool, postponed: list[UUID]
) -> TrickplayCandidate | None:
    """
    The file that is most likely to be played next and has no pictures.

    First what people are in the middle of, then the next episodes of shows they watch, then what
    was added last; and after all others what is postponed, in its order.
    """
    with conn.cursor(row_factory=class_row(TrickplayCandidate)) as cur:
        cur.execute(
            """
            WITH active AS (
                SELECT media_id, episode_id, max(updated_at) AS at
                FROM user_progress
                WHERE updated_at >= %(played_since)s
                GROUP BY media_id, episode_id
            ),
            shows AS (
                SELECT media_id, max(at) AS at FROM active WHERE episode_id IS NOT NULL
                GROUP BY media_id
            )
            SELECT item.id, item.file_size_bytes AS size_bytes, item.duration_seconds, item.width,
                item.height,
                active.at IS NOT NULL OR shows.at IS NOT NULL AS is_next
            FROM library_items AS item
            LEFT JOIN active ON active.media_id = item.media_id
                AND active.episode_id IS NOT DISTINCT FROM item.episode_id
            LEFT JOIN shows ON shows.media_id = item.media_id
            LEFT JOIN show_episodes AS episode ON episode.id = item.episode_id
            WHERE item.match_state = 'matched' AND item.probe_error = ''
              AND item.duration_seconds > 0 AND item.missing_since IS NULL
              AND (item.freed_at IS NULL OR %(reads_store)s)
              AND NOT EXISTS (
                  SELECT
                  FROM trickplay_sets AS made
                  WHERE made.library_item_id = item.id
                    AND made.file_size_bytes = item.file_size_bytes
              )
            ORDER BY array_position(%(postponed)s::uuid[], item.id) NULLS FIRST,
                active.at DESC NULLS LAST, shows.at DESC NULLS LAST,
                CASE WHEN shows.at IS NOT NULL THEN episode.season_number END,
                CASE WHEN shows.at IS NOT NULL THEN episode.episode_number END,
                item.discovered_at DESC, item.id
            LIMIT 1
            """,
            {"played_since": played_since, "reads_store": reads_store, "postponed": postponed},
        )
        return cur.fetchone()


def total_bytes(conn: Connection) -> int:
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute("SELECT coalesce(sum(size_bytes), 0)::bigint FROM trickplay_sets")
        total: int = cur.fetchall()[0]
        return total


def forget_oldest(conn: Connection, *, played_since: datetime) -> UUID | None:
    """Forget the oldest pictures of a title that no user has played since; its file."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            DELETE FROM trickplay_sets
            WHERE library_item_id = (
                SELECT made.library_item_id
                FROM trickplay_sets AS made
                JOIN library_items AS item ON item.id = made.library_item_id
                WHERE made.size_bytes > 0
                  AND NOT EXISTS (
                      SELECT
                      FROM user_progress AS played
                      WHERE played.media_id = item.media_id
                        AND played.updated_at >= %(played_since)s
                  )
                ORDER BY made.made_at
                LIMIT 1
            )
            RETURNING library_item_id
            """,
            {"played_since": played_since},
        )
        return cur.fetchone()


def list_known(conn: Connection, *, item_ids: list[UUID]) -> set[UUID]:
    """Those of the files that have pictures."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT library_item_id
            FROM trickplay_sets
            WHERE library_item_id = ANY(%(item_ids)s) AND count > 0
            """,
            {"item_ids": item_ids},
        )
        return set(cur.fetchall())


def has_downloads(conn: Connection) -> bool:
    """Whether a download is being written, or its files are being hashed."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT EXISTS (
                SELECT
                FROM download_jobs AS job
                LEFT JOIN download_progress AS progress ON progress.job_id = job.id
                WHERE job.status = 'downloading'
                    OR (job.status = 'preparing' AND progress.detail = 'checking')
            )
            """
        )
        return bool(cur.fetchone())

"""What titles, other files and folders take."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from psycopg import Connection
from psycopg.rows import class_row

from chalicelib.library_storage.models import FolderSpace, KindShare, StorageShare, TitleSpace

LARGEST = 1000  # of these, the ones that could go are listed
UNTOUCHED_FOR = timedelta(days=182)


def list_kinds(conn: Connection) -> list[KindShare]:
    """
    What titles take as counted when files change, and every file that is matched to none.

    Missing files take no room: they are counted by themselves.
    """
    with conn.cursor(row_factory=class_row(KindShare)) as cur:
        cur.execute(
            """
            SELECT kind AS value, sum(titles)::bigint AS titles, sum(files)::bigint AS files,
                sum(missing_files)::bigint AS missing_files,
                coalesce(sum(size_bytes), 0)::bigint AS size_bytes
            FROM (
                SELECT media_type AS kind,
                    count(*) FILTER (WHERE files > missing_files) AS titles,
                    sum(files - missing_files) AS files, sum(missing_files) AS missing_files,
                    sum(size_bytes) AS size_bytes
                FROM library_titles
                GROUP BY media_type
                UNION ALL
                SELECT coalesce(
                        media.media_type,
                        CASE WHEN item.match_state = 'ignored' THEN 'ignored' ELSE 'unmatched' END
                    ),
                    0, count(*) FILTER (WHERE item.missing_since IS NULL),
                    count(item.missing_since),
                    sum(item.file_size_bytes) FILTER (WHERE item.missing_since IS NULL)
                FROM library_items AS item
                LEFT JOIN media_items AS media ON media.id = item.media_id
                WHERE item.match_state IN ('unmatched', 'ignored', 'extra')
                GROUP BY 1
            ) AS part
            GROUP BY kind
            ORDER BY size_bytes DESC
            """
        )
        return cur.fetchall()


def list_resolutions(conn: Connection) -> list[StorageShare]:
    """Of every video file that is not missing; empty: not probed yet."""
    with conn.cursor(row_factory=class_row(StorageShare)) as cur:
        cur.execute(
            """
            SELECT value, sum(files)::bigint AS files, sum(size_bytes)::bigint AS size_bytes
            FROM (
                SELECT CASE
                        WHEN is_damaged THEN 'damaged' ELSE coalesce(resolution_class(label), '')
                    END AS value,
                    picture_lines(label) AS lines, files, size_bytes
                FROM (
                    SELECT resolution_label AS label, probe_error <> '' AS is_damaged,
                        count(*) AS files, sum(file_size_bytes) AS size_bytes
                    FROM library_items
                    WHERE content = 'video' AND match_state <> 'recycled'
                        AND missing_since IS NULL
                    GROUP BY 1, 2
                ) AS of_label
            ) AS part
            GROUP BY value
            ORDER BY value = 'damaged', max(lines) DESC
            """
        )
        return cur.fetchall()


def list_folders(conn: Connection, *, paths: Sequence[str]) -> list[FolderSpace]:
    """What is on the disk below each of these folders: files, their bytes, those of each kind."""
    with conn.cursor(row_factory=class_row(FolderSpace)) as cur:
        cur.execute(
            """
            SELECT path, sum(files)::bigint AS files, sum(size_bytes)::bigint AS size_bytes,
                coalesce(
                    jsonb_agg(
                        jsonb_build_object('kind', kind, 'size_bytes', size_bytes)
                        ORDER BY array_position('{movie,show,game,other}'::text[], kind)
                    ) FILTER (WHERE size_bytes > 0),
                    '[]'
                ) AS kinds
            FROM (
                SELECT held.path, coalesce(media.media_type, 'other') AS kind,
                    sum(held.files) AS files, sum(held.size_bytes) AS size_bytes
                FROM (
                    SELECT folder.path, item.media_id, count(item.id) AS files,
                        coalesce(sum(item.file_size_bytes), 0) AS size_bytes
                    FROM unnest(%(paths)s::text[]) AS folder (path)
                    LEFT JOIN library_items AS item
                        ON starts_with(item.absolute_path, folder.path || '/')
                        AND item.match_state <> 'recycled' AND item.freed_at IS NULL
                        AND item.missing_since IS NULL
                    GROUP BY folder.path, item.media_id
                ) AS held
                LEFT JOIN media_items AS media ON media.id = held.media_id
                GROUP BY held.path, 2
            ) AS part
            GROUP BY path
            """,
            {"paths": list(paths)},
        )
        return cur.fetchall()


def list_biggest(conn: Connection, *, limit: int) -> list[TitleSpace]:
    return _list(conn, could_go=False, now=None, limit=limit)


def list_could_go(conn: Connection, *, now: datetime, limit: int) -> list[TitleSpace]:
    """Large titles that all users have seen, or that no user has touched for half a year."""
    return _list(conn, could_go=True, now=now, limit=limit)


def _list(
    conn: Connection, *, could_go: bool, now: datetime | None, limit: int
) -> list[TitleSpace]:
    with conn.cursor(row_factory=class_row(TitleSpace)) as cur:
        cur.execute(
            """
            SELECT title.media_id, title.files, title.size_bytes, title.added_at,
                seen.last_seen_at, seen.watched_by_all
            FROM (
                SELECT media_id, media_type, files - missing_files AS files, size_bytes, added_at
                FROM library_titles
                WHERE files > missing_files
                ORDER BY size_bytes DESC, media_id DESC
                LIMIT %(among)s
            ) AS title
            CROSS JOIN LATERAL (
                SELECT nullif(
                        greatest(
                            (
                                SELECT max(watched.last_watched_at)
                                FROM user_watched AS watched
                                WHERE watched.media_id = title.media_id
                            ),
                            (
                                SELECT max(progress.updated_at)
                                FROM user_progress AS progress
                                WHERE progress.media_id = title.media_id
                            )
                        ),
                        '-infinity'
                    ) AS last_seen_at,
                    title.media_type = 'movie' AND NOT EXISTS (
                        SELECT
                        FROM users AS person
                        WHERE person.disabled_at IS NULL
                            AND NOT EXISTS (
                                SELECT
                                FROM user_watched AS watched
                                WHERE watched.media_id = title.media_id
                                    AND watched.user_id = person.id
                            )
                    ) AS watched_by_all
            ) AS seen
            WHERE NOT %(could_go)s OR (
                title.added_at < %(before)s
                AND (seen.last_seen_at IS NULL OR seen.last_seen_at < %(before)s)
                OR seen.watched_by_all
            ) AND NOT EXISTS (
                SELECT FROM user_watch_later AS kept WHERE kept.media_id = title.media_id
            ) AND NOT EXISTS (
                SELECT FROM user_favorites AS kept WHERE kept.media_id = title.media_id
            )
            ORDER BY title.size_bytes DESC, title.media_id DESC
            LIMIT %(limit)s
            """,
            {
                "could_go": could_go,
                "before": None if now is None else now - UNTOUCHED_FOR,
                "among": LARGEST if could_go else limit,
                "limit": limit,
            },
        )
        return cur.fetchall()

"""Statements of the work on subtitles."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from chalicelib.subtitles.models.tasks import SubtitleTaskRow, VideoFacts, WantedSubtitle


def insert(
    conn: Connection,
    *,
    id: UUID,
    item_id: UUID,
    user_id: UUID | None,
    kind: str,
    request: Mapping[str, Any],
    now: datetime,
) -> None:
    conn.execute(
        """
        INSERT INTO subtitle_tasks (
            id, library_item_id, user_id, kind, request, created_at, updated_at
        )
        VALUES (
            %(id)s, %(item_id)s, %(user_id)s, %(kind)s, %(request)s, %(now)s, %(now)s
        )
        """,
        {
            "id": id,
            "item_id": item_id,
            "user_id": user_id,
            "kind": kind,
            "request": Jsonb(dict(request)),
            "now": now,
        },
    )


def get(conn: Connection, *, id: UUID) -> SubtitleTaskRow | None:
    with conn.cursor(row_factory=class_row(SubtitleTaskRow)) as cur:
        cur.execute(
            """
            SELECT id, library_item_id, user_id, kind, state, progress, request, result, reason,
                retry_at
            FROM subtitle_tasks
            WHERE id = %(id)s
            """,
            {"id": id},
        )
        return cur.fetchone()


def count_pending(conn: Connection, *, user_id: UUID, since: datetime) -> int:
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT count(*)
            FROM subtitle_tasks
            WHERE user_id = %(user_id)s AND state IN ('waiting', 'running')
              AND created_at >= %(since)s
            """,
            {"user_id": user_id, "since": since},
        )
        return int(next(cur))


def begin(conn: Connection, *, id: UUID, now: datetime) -> bool:
    """Whether it is still to be done: also after a worker that was killed."""
    cur = conn.execute(
        """
        UPDATE subtitle_tasks
        SET state = 'running', progress = 0, updated_at = %(now)s
        WHERE id = %(id)s AND state IN ('waiting', 'running')
        """,
        {"id": id, "now": now},
    )
    return cur.rowcount == 1


def set_progress(conn: Connection, *, id: UUID, progress: int, now: datetime) -> None:
    conn.execute(
        """
        UPDATE subtitle_tasks
        SET progress = %(progress)s, updated_at = %(now)s
        WHERE id = %(id)s AND state = 'running'
        """,
        {"id": id, "progress": progress, "now": now},
    )


def end(
    conn: Connection,
    *,
    id: UUID,
    result: Mapping[str, Any],
    reason: str,
    retry_at: datetime | None,
    now: datetime,
) -> None:
    """Store the result, or why there is none."""
    conn.execute(
        """
        UPDATE subtitle_tasks
        SET state = CASE WHEN %(reason)s = '' THEN 'done' ELSE 'failed' END,
            progress = 100, result = %(result)s, reason = %(reason)s, retry_at = %(retry_at)s,
            updated_at = %(now)s
        WHERE id = %(id)s
        """,
        {
            "id": id,
            "result": Jsonb(dict(result)),
            "reason": reason,
            "retry_at": retry_at,
            "now": now,
        },
    )


def delete_old(conn: Connection, *, users_before: datetime, others_before: datetime) -> None:
    """Those of users after a while; those made by themselves say what was tried already."""
    conn.execute(
        """
        DELETE FROM subtitle_tasks
        WHERE created_at < CASE
            WHEN user_id IS NULL THEN %(others_before)s::timestamptz
            ELSE %(users_before)s::timestamptz
        END
        """,
        {"users_before": users_before, "others_before": others_before},
    )


def facts(conn: Connection, *, item_id: UUID) -> VideoFacts | None:
    with conn.cursor(row_factory=class_row(VideoFacts)) as cur:
        cur.execute(
            """
            SELECT item.absolute_path AS path, item.file_name, media.media_type, media.title,
                media.year,
                (
                    SELECT external_id FROM media_external_ids
                    WHERE media_id = media.id AND source = 'imdb'
                ) AS imdb_id,
                (
                    SELECT external_id FROM media_external_ids
                    WHERE media_id = media.id AND source = 'tmdb'
                ) AS tmdb_id,
                episode.season_number, episode.episode_number
            FROM library_items AS item
            LEFT JOIN media_items AS media ON media.id = item.media_id
            LEFT JOIN show_episodes AS episode ON episode.id = item.episode_id
            WHERE item.id = %(item_id)s
            """,
            {"item_id": item_id},
        )
        return cur.fetchone()


def duration_s(conn: Connection, *, item_id: UUID) -> int | None:
    """The length of a file; None: there is none."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            "SELECT duration_seconds FROM library_items WHERE id = %(item_id)s",
            {"item_id": item_id},
        )
        return cur.fetchone()


def next_wanted(conn: Connection, *, found_since: datetime) -> WantedSubtitle | None:
    """
    A file that was found since, and has no subtitle in a language of a user who follows its
    title or has it on their watchlist; never the same file twice.
    """
    with conn.cursor(row_factory=class_row(WantedSubtitle)) as cur:
        cur.execute(
            """
            SELECT item.id AS library_item_id,
                array_agg(DISTINCT wanted.language ORDER BY wanted.language) AS languages
            FROM library_items AS item
            JOIN user_follows AS follow
                ON follow.media_id = item.media_id AND follow.state = 'follow'
            JOIN user_preferences AS preference
                ON preference.user_id = follow.user_id AND preference.subtitle_mode <> 'off'
            CROSS JOIN LATERAL unnest(preference.subtitle_languages[1:2]) AS wanted (language)
            WHERE item.match_state = 'matched' AND item.missing_since IS NULL
              AND item.probe_error = '' AND item.duration_seconds > 0
              AND item.discovered_at >= %(found_since)s
              AND NOT EXISTS (
                  SELECT
                  FROM subtitles AS known
                  WHERE known.library_item_id = item.id AND known.deleted_at IS NULL
                    AND NOT known.is_forced AND known.form <> 'picture'
                    AND split_part(known.language, '-', 1) = split_part(wanted.language, '-', 1)
              )
              AND NOT EXISTS (
                  SELECT
                  FROM subtitle_tasks AS tried
                  WHERE tried.library_item_id = item.id AND tried.kind = 'search'
                    AND tried.user_id IS NULL
              )
            GROUP BY item.id
            ORDER BY item.discovered_at DESC, item.id
            LIMIT 1
            """,
            {"found_since": found_since},
        )
        return cur.fetchone()


def list_languages(conn: Connection, *, item_id: UUID) -> Sequence[str]:
    """The languages of the file's subtitles that can be read."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT DISTINCT language
            FROM subtitles
            WHERE library_item_id = %(item_id)s AND deleted_at IS NULL AND NOT is_forced
              AND form <> 'picture'
            """,
            {"item_id": item_id},
        )
        return cur.fetchall()

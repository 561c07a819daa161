"""
What people say about a job that is there. The worker that holds it hears of it.

`viewer` is a person, who may change their own jobs, or None: an admin, who may change all. Each
statement gives back whether there was something to change.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import class_row
from psycopg.types.json import Jsonb
from pydantic.dataclasses import dataclass as row

from chalicelib.downloads.errors import UnknownCategory, UnknownMedia
from chalicelib.downloads.models import Status
from chalicelib.downloads.store.jobs import OPEN_STATUSES
from chalicelib.platform.db import Connection

#: The states in which nobody has to let go first.
UNHELD = ["queued", "retrying"]


@row(frozen=True, slots=True)
class Locked:
    """A job that stays as it is until the transaction ends."""

    user_id: UUID
    status: Status
    options: dict[str, Any]


def lock(conn: Connection, *, id: UUID, viewer: UUID | None) -> Locked | None:
    """None when it is not theirs."""
    with conn.cursor(row_factory=class_row(Locked)) as cur:
        cur.execute(
            """
            SELECT user_id, status, options
            FROM download_jobs
            WHERE id = %(id)s
              AND (%(viewer)s::uuid IS NULL OR user_id = %(viewer)s)
            FOR UPDATE
            """,
            {"id": id, "viewer": viewer},
        )
        return cur.fetchone()


def pause(conn: Connection, *, id: UUID) -> bool:
    """A job that is held goes on being so until its worker let go of it."""
    found = conn.execute(
        """
        UPDATE download_jobs
        SET paused_at = now(),
            detail = CASE WHEN status = ANY(%(unheld)s) OR worker_id IS NULL
                          THEN 'paused' ELSE detail END,
            next_retry_at = CASE WHEN status = 'retrying' THEN NULL ELSE next_retry_at END,
            updated_at = clock_timestamp()
        WHERE id = %(id)s
          AND status = ANY(%(open)s)
          AND paused_at IS NULL
        """,
        {"id": id, "open": OPEN_STATUSES, "unheld": UNHELD},
    )
    return found.rowcount > 0


def resume(conn: Connection, *, id: UUID) -> bool:
    """Whoever paused it may not have let go yet: then it simply goes on."""
    found = conn.execute(
        """
        UPDATE download_jobs
        SET paused_at = NULL,
            detail = CASE WHEN detail = 'paused' THEN '' ELSE detail END,
            status = CASE WHEN status = 'stalled' AND worker_id IS NULL
                          THEN 'retrying' ELSE status END,
            next_retry_at = CASE WHEN status = 'retrying'
                                   OR (status = 'stalled' AND worker_id IS NULL)
                                 THEN clock_timestamp() ELSE next_retry_at END,
            updated_at = clock_timestamp()
        WHERE id = %(id)s
          AND status = ANY(%(open)s)
          AND paused_at IS NOT NULL
        """,
        {"id": id, "open": OPEN_STATUSES},
    )
    return found.rowcount > 0


def hurry(conn: Connection, *, id: UUID) -> bool:
    """Try a job that waits for its next try now."""
    found = conn.execute(
        """
        UPDATE download_jobs
        SET next_retry_at = clock_timestamp(), updated_at = clock_timestamp(),
            options_version = options_version + 1
        WHERE id = %(id)s
          AND status = 'retrying'
          AND paused_at IS NULL
        """,
        {"id": id},
    )
    return found.rowcount > 0


def change(
    conn: Connection,
    *,
    id: UUID,
    title: str | None = None,
    media_id: int | None = None,
    is_forced: bool | None = None,
    options: Mapping[str, Any] | None = None,
) -> None:
    """None: as it is. Options are all of them. Raises `UnknownMedia`."""
    try:
        with conn.transaction():
            conn.execute(
                """
                UPDATE download_jobs
                SET title = coalesce(%(title)s, title),
                    media_id = coalesce(
                        (SELECT media_id FROM merged_titles WHERE old_id = %(media_id)s),
                        %(media_id)s,
                        media_id
                    ),
                    is_forced = coalesce(%(is_forced)s, is_forced),
                    options = coalesce(%(options)s, options),
                    options_version = options_version
                        + CASE WHEN %(options)s::jsonb IS NULL THEN 0 ELSE 1 END,
                    updated_at = clock_timestamp()
                WHERE id = %(id)s
                """,
                {
                    "id": id,
                    "title": title,
                    "media_id": media_id,
                    "is_forced": is_forced,
                    "options": None if options is None else Jsonb(dict(options)),
                },
            )
    except ForeignKeyViolation as error:
        raise UnknownMedia("There is no such title.", field="mediaId") from error


def label(conn: Connection, *, id: UUID, category_id: UUID | None) -> None:
    """Its category and nothing else; None: in none. Raises `UnknownCategory`."""
    try:
        with conn.transaction():
            conn.execute(
                """
                UPDATE download_jobs
                SET category_id = %(category_id)s, updated_at = clock_timestamp()
                WHERE id = %(id)s
                """,
                {"id": id, "category_id": category_id},
            )
    except ForeignKeyViolation as error:
        raise UnknownCategory("There is no such category.", field="categoryId") from error


def prioritise(conn: Connection, *, id: UUID, priorities: Mapping[str, str]) -> None:
    """The files as they are listed, by index; what is not named stays as it is."""
    conn.execute(
        """
        UPDATE download_files
        SET priority = %(priorities)s::jsonb ->> file_index::text
        WHERE job_id = %(id)s
          AND %(priorities)s::jsonb ? file_index::text
        """,
        {"id": id, "priorities": Jsonb(dict(priorities))},
    )


def send_to(conn: Connection, *, id: UUID, category_id: UUID | None, root: str | None) -> None:
    """Where its files belong; None and None: the folder for downloads."""
    conn.execute(
        """
        UPDATE download_jobs
        SET category_id = %(category_id)s, target_root = %(root)s,
            options_version = options_version + 1, updated_at = clock_timestamp()
        WHERE id = %(id)s
        """,
        {"id": id, "category_id": category_id, "root": root},
    )


def to_end_of_queue(conn: Connection, *, id: UUID, is_top: bool) -> None:
    """The end is where a job that is asked for now would stand."""
    conn.execute(
        """
        UPDATE download_jobs
        SET queue_rank = CASE
                WHEN %(is_top)s THEN (
                    SELECT coalesce(min(queue_rank) - 1, 0)
                    FROM download_jobs
                    WHERE status IN ('queued', 'retrying') AND id <> %(id)s
                )
                ELSE nextval('download_queue_ranks')
            END,
            updated_at = clock_timestamp()
        WHERE id = %(id)s
        """,
        {"id": id, "is_top": is_top},
    )


def past_neighbour(conn: Connection, *, id: UUID, is_up: bool) -> bool:
    """
    Change places with the same person's next job that way; False when there is none.

    People take turns, so who pushes past somebody else's job gains nothing by it.
    """
    found = conn.execute(
        f"""
        WITH mine AS (
            SELECT user_id, queue_rank FROM download_jobs WHERE id = %(id)s
        ),
        neighbour AS (
            SELECT j.id, j.queue_rank
            FROM download_jobs AS j, mine
            WHERE j.user_id = mine.user_id
              AND j.status = ANY(%(unheld)s)
              AND j.paused_at IS NULL
              AND j.queue_rank {"<" if is_up else ">"} mine.queue_rank
            ORDER BY j.queue_rank {"DESC" if is_up else ""}
            LIMIT 1
        )
        UPDATE download_jobs AS j
        SET queue_rank = CASE WHEN j.id = neighbour.id
                              THEN mine.queue_rank ELSE neighbour.queue_rank END,
            updated_at = clock_timestamp()
        FROM mine, neighbour
        WHERE j.id IN (%(id)s, neighbour.id)
        """,  # noqa: S608  # constant texts
        {"id": id, "unheld": UNHELD},
    )
    return found.rowcount > 0


def take_place(conn: Connection, *, id: UUID, of: UUID) -> bool:
    """
    Stand where another of the same person's jobs waits; False when it does not.

    Only the places between the two change hands, so nobody else's job is passed by it.
    """
    found = conn.execute(
        """
        WITH mine AS (
            SELECT user_id, queue_rank FROM download_jobs WHERE id = %(id)s
        ),
        theirs AS (
            SELECT j.queue_rank
            FROM download_jobs AS j, mine
            WHERE j.id = %(of)s
              AND j.user_id = mine.user_id
              AND (j.id = %(id)s OR (j.status = ANY(%(unheld)s) AND j.paused_at IS NULL))
        ),
        placed AS (
            SELECT j.id,
                   CASE WHEN j.id = %(id)s THEN theirs.queue_rank
                        WHEN theirs.queue_rank < mine.queue_rank
                        THEN lead(j.queue_rank) OVER in_line
                        ELSE lag(j.queue_rank) OVER in_line END AS queue_rank
            FROM download_jobs AS j, mine, theirs
            WHERE j.user_id = mine.user_id
              AND (j.id = %(id)s OR (j.status = ANY(%(unheld)s) AND j.paused_at IS NULL))
              AND j.queue_rank BETWEEN least(mine.queue_rank, theirs.queue_rank)
                                   AND greatest(mine.queue_rank, theirs.queue_rank)
            WINDOW in_line AS (ORDER BY j.queue_rank)
        )
        UPDATE download_jobs AS j
        SET queue_rank = placed.queue_rank, updated_at = clock_timestamp()
        FROM placed
        WHERE j.id = placed.id
        """,
        {"id": id, "of": of, "unheld": UNHELD},
    )
    return found.rowcount > 0


def remove(conn: Connection, *, id: UUID, with_files: bool) -> bool:
    """Off the lists; its files, too, after a moment to think again."""
    found = conn.execute(
        """
        UPDATE download_jobs
        SET removed_at = clock_timestamp(), removes_files = %(with_files)s,
            updated_at = clock_timestamp()
        WHERE id = %(id)s
          AND removed_at IS NULL
        """,
        {"id": id, "with_files": with_files},
    )
    return found.rowcount > 0


def restore(conn: Connection, *, id: UUID) -> bool:
    found = conn.execute(
        """
        UPDATE download_jobs
        SET removed_at = NULL, removes_files = false, updated_at = clock_timestamp()
        WHERE id = %(id)s
          AND removed_at IS NOT NULL
        """,
        {"id": id},
    )
    return found.rowcount > 0


def command(conn: Connection, *, id: UUID, kind: str) -> None:
    """Asked for twice before it is done is asked for once."""
    conn.execute(
        """
        INSERT INTO download_commands (job_id, kind)
        SELECT %(id)s, %(kind)s
        WHERE NOT EXISTS (
            SELECT FROM download_commands
            WHERE job_id = %(id)s AND kind = %(kind)s AND done_at IS NULL
        )
        """,
        {"id": id, "kind": kind},
    )


def watch(conn: Connection, *, id: UUID, for_s: int) -> None:
    """Somebody has its details open."""
    conn.execute(
        """
        UPDATE download_jobs
        SET watched_until = clock_timestamp() + make_interval(secs => %(for_s)s)
        WHERE id = %(id)s
          AND (watched_until IS NULL
               OR watched_until < clock_timestamp() + make_interval(secs => %(for_s)s / 2))
        """,
        {"id": id, "for_s": for_s},
    )


def second_try(conn: Connection, *, id: UUID) -> UUID | None:
    """The job that tries once more already."""
    row = conn.execute(
        """
        SELECT id
        FROM download_jobs
        WHERE retry_of = %(id)s
          AND status = ANY(%(open)s)
        LIMIT 1
        """,
        {"id": id, "open": OPEN_STATUSES},
    ).fetchone()
    return row[0] if row else None


def again(conn: Connection, *, id: UUID, new_id: UUID) -> bool:
    """
    A new job for the same source, which goes on from what is on the disk.

    The old one keeps its story. False when the same torrent is under way already.
    """
    found = conn.execute(
        """
        INSERT INTO download_jobs (
            id, user_id, media_id, source_type, source, source_label, title, info_hash,
            options, category_id, target_root, retry_of
        )
        SELECT %(new_id)s, user_id, media_id, source_type, source, source_label, title, info_hash,
               options, category_id, target_root, id
        FROM download_jobs
        WHERE id = %(id)s
        ON CONFLICT (user_id, info_hash)
            WHERE status IN ('queued', 'preparing', 'downloading', 'stalled', 'retrying')
            DO NOTHING
        """,
        {"id": id, "new_id": new_id},
    )
    return found.rowcount > 0

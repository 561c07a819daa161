"""What the house decided, its categories, and what its workers say of themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from chalicelib.downloads.errors import CategoryExists
from chalicelib.downloads.models.house import Category
from chalicelib.platform.db import Connection
from chalicelib.platform.sessions import Role

#: A worker that has not been heard of for so long says nothing about now.
SILENT_AFTER_S = 20


@dataclass(frozen=True, slots=True)
class StoredSettings:
    values: dict[str, Any]
    version: int


@dataclass(frozen=True, slots=True)
class WorkerStatus:
    """What a living worker says of itself; see `worker.downloader.heartbeat`."""

    id: str
    seen_at: datetime
    told: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Totals:
    """Of one person's jobs, or everybody's."""

    active: int
    queued: int
    paused: int
    stalled: int
    completed: int
    failed: int
    seeding: int
    download_bytes_per_s: int
    upload_bytes_per_s: int
    last_eta_seconds: int | None


def chosen(conn: Connection) -> StoredSettings:
    with conn.cursor(row_factory=class_row(StoredSettings)) as cur:
        cur.execute("SELECT chosen AS values, version FROM download_settings")
        return cur.fetchone() or StoredSettings({}, 0)


def lock(conn: Connection) -> None:
    """One change at a time, until the transaction ends."""
    conn.execute("SELECT FROM download_settings FOR UPDATE")


def choose(conn: Connection, values: Mapping[str, Any]) -> None:
    conn.execute(
        """
        UPDATE download_settings
        SET chosen = %(values)s, version = version + 1, updated_at = now()
        """,
        {"values": Jsonb(dict(values))},
    )


def workers(conn: Connection) -> list[WorkerStatus]:
    """Those that are alive, the one seen last first."""
    with conn.cursor(row_factory=class_row(WorkerStatus)) as cur:
        cur.execute(
            """
            SELECT id, seen_at, told
            FROM download_workers
            WHERE seen_at > clock_timestamp() - make_interval(secs => %(silent)s)
            ORDER BY seen_at DESC
            """,
            {"silent": SILENT_AFTER_S},
        )
        return cur.fetchall()


def sums(conn: Connection, *, viewer: UUID | None) -> Totals:
    """What is under way or given is looked at; what is over is counted in an index only."""
    theirs = (
        "removed_at IS NULL" if viewer is None else "removed_at IS NULL AND user_id = %(viewer)s"
    )
    with conn.cursor(row_factory=class_row(Totals)) as cur:
        cur.execute(
            f"""
            WITH live AS (
                SELECT status, paused_at, download_bytes_per_s, upload_bytes_per_s, eta_seconds,
                       worker_id
                FROM download_jobs
                WHERE {theirs}
                  AND status IN ('queued', 'preparing', 'downloading', 'stalled', 'retrying')
                UNION ALL
                SELECT status, paused_at, download_bytes_per_s, upload_bytes_per_s, eta_seconds,
                       worker_id
                FROM download_jobs
                WHERE {theirs}
                  AND status = 'completed'
                  AND seeding_since IS NOT NULL AND seeding_ended_at IS NULL
            )
            SELECT
                count(*) FILTER (
                    WHERE status IN ('preparing', 'downloading') AND paused_at IS NULL
                ) AS active,
                count(*) FILTER (
                    WHERE status IN ('queued', 'retrying') AND paused_at IS NULL
                ) AS queued,
                count(*) FILTER (WHERE paused_at IS NOT NULL AND status <> 'completed') AS paused,
                count(*) FILTER (WHERE status = 'stalled' AND paused_at IS NULL) AS stalled,
                (
                    SELECT count(*) FROM download_jobs WHERE {theirs} AND status = 'completed'
                ) AS completed,
                (
                    SELECT count(*) FROM download_jobs WHERE {theirs} AND status = 'failed'
                ) AS failed,
                count(*) FILTER (WHERE status = 'completed') AS seeding,
                coalesce(sum(download_bytes_per_s) FILTER (WHERE status = 'downloading'), 0)::bigint
                    AS download_bytes_per_s,
                coalesce(sum(upload_bytes_per_s) FILTER (WHERE worker_id IS NOT NULL), 0)::bigint
                    AS upload_bytes_per_s,
                max(eta_seconds) FILTER (WHERE status = 'downloading') AS last_eta_seconds
            FROM live
            """,  # noqa: S608  # one of two constant texts
            {"viewer": viewer},
        )
        return cur.fetchone() or Totals(0, 0, 0, 0, 0, 0, 0, 0, 0, None)


def categories(conn: Connection) -> list[Category]:
    with conn.cursor(row_factory=class_row(Category)) as cur:
        cur.execute(
            """
            SELECT c.id, c.name, c.root, c.options, count(j.id) AS jobs
            FROM download_categories AS c
            LEFT JOIN download_jobs AS j ON j.category_id = c.id AND j.removed_at IS NULL
            GROUP BY c.id
            ORDER BY lower(c.name)
            """
        )
        return cur.fetchall()


def category(conn: Connection, id: UUID) -> Category | None:
    return next((each for each in categories(conn) if each.id == id), None)


def keep_category(
    conn: Connection, *, id: UUID, name: str, root: str, options: Mapping[str, Any]
) -> None:
    """Make it, or change the one that is there. Raises `CategoryExists`."""
    try:
        with conn.transaction():
            conn.execute(
                """
                INSERT INTO download_categories (id, name, root, options)
                VALUES (%(id)s, %(name)s, %(root)s, %(options)s)
                ON CONFLICT (id) DO UPDATE
                SET name = excluded.name, root = excluded.root, options = excluded.options,
                    updated_at = now()
                """,
                {"id": id, "name": name, "root": root, "options": Jsonb(dict(options))},
            )
    except UniqueViolation as error:
        raise CategoryExists("There is a category of this name.", field="name") from error


def forget_category(conn: Connection, id: UUID) -> bool:
    """Its jobs go on, where they were going."""
    found = conn.execute("DELETE FROM download_categories WHERE id = %(id)s", {"id": id})
    return found.rowcount > 0


def first_admin(conn: Connection) -> UUID | None:
    row = conn.execute(
        "SELECT id FROM users WHERE role = 'admin' ORDER BY created_at, id LIMIT 1"
    ).fetchone()
    return row[0] if row else None


def role_of(conn: Connection, user_id: UUID) -> Role | None:
    """None for who has no account."""
    row = conn.execute("SELECT role FROM users WHERE id = %(id)s", {"id": user_id}).fetchone()
    return row[0] if row else None

"""Statements of health reports and import runs."""

from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row, scalar_row

from chalicelib.admin.models import Counts, DatabaseFacts, ImportRun, StoreHealth, WorkerHeartbeat
from chalicelib.platform.worker_heartbeat import SILENT_AFTER_S


def applied_migrations(conn: Connection) -> set[str]:
    """The applied migrations; none in an empty database."""
    with conn.cursor(row_factory=scalar_row) as cur:
        if cur.execute("SELECT to_regclass('schema_migrations')::text").fetchone() is None:
            return set()
        return set(cur.execute("SELECT name FROM schema_migrations").fetchall())


def facts(conn: Connection) -> DatabaseFacts:
    with conn.cursor(row_factory=class_row(DatabaseFacts)) as cur:
        cur.execute(
            """
            SELECT current_setting('server_version') AS version,
                   pg_database_size(current_database()) AS size_bytes
            """
        )
        return next(cur)


def heartbeats(conn: Connection) -> list[WorkerHeartbeat]:
    """The registered workers, the latest heartbeat first."""
    with conn.cursor(row_factory=class_row(WorkerHeartbeat)) as cur:
        cur.execute(
            """
            SELECT id, last_heartbeat AS last_heartbeat_at
            FROM procrastinate_workers
            ORDER BY last_heartbeat DESC, id
            LIMIT 100
            """
        )
        return cur.fetchall()


def converter(conn: Connection) -> dict[str, Any] | None:
    """The last report about conversions, unless its worker is silent."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT told -> 'converter'
            FROM download_workers
            WHERE seen_at > clock_timestamp() - make_interval(secs => %(silent_s)s)
                AND jsonb_typeof(told -> 'converter') = 'object'
            ORDER BY seen_at DESC
            LIMIT 1
            """,
            {"silent_s": SILENT_AFTER_S},
        )
        return cur.fetchone()


def counts(conn: Connection, *, now: datetime) -> Counts:
    with conn.cursor(row_factory=class_row(Counts)) as cur:
        cur.execute(
            """
            SELECT (SELECT count(*) FROM users) AS accounts,
                   (SELECT count(*)
                    FROM sessions
                    WHERE revoked_at IS NULL AND expires_at > %(now)s) AS open_sessions,
                   (SELECT count(*) FROM media_items) AS titles,
                   (SELECT count(*) FROM library_items) AS library_items,
                   (SELECT count(*)
                    FROM library_items
                    WHERE match_state = 'unmatched') AS unmatched_items,
                   (SELECT count(*)
                    FROM download_jobs
                    WHERE status NOT IN ('completed', 'failed', 'cancelled')) AS open_downloads,
                   (SELECT count(*)
                    FROM download_jobs
                    WHERE status = 'failed') AS failed_downloads,
                   (SELECT count(*)
                    FROM procrastinate_jobs
                    WHERE status = 'todo') AS waiting_tasks,
                   (SELECT count(*)
                    FROM procrastinate_jobs
                    WHERE status = 'failed') AS failed_tasks
            """,
            {"now": now},
        )
        return next(cur)


def store_check(conn: Connection) -> StoreHealth | None:
    """None before the first comparison of the object store."""
    with conn.cursor(row_factory=class_row(StoreHealth)) as cur:
        cur.execute(
            """
            SELECT checked_at, objects, size_bytes, orphans, orphan_bytes, lost, is_mended
            FROM object_store_checks
            """
        )
        return cur.fetchone()


def import_runs(conn: Connection) -> list[ImportRun]:
    """The last twenty, the newest first."""
    with conn.cursor(row_factory=class_row(ImportRun)) as cur:
        cur.execute(
            """
            SELECT id, source, state, step, rows_done, rows_total, bad_rows, message, counts,
                   started_at, updated_at, finished_at
            FROM import_runs
            ORDER BY id DESC
            LIMIT 20
            """
        )
        return cur.fetchall()


def lock_import_runs(conn: Connection) -> None:
    """Serialise concurrent starts; the lock is held to the end of the transaction."""
    conn.execute("SELECT pg_advisory_xact_lock(hashtext('import_runs'))")


def open_import_run(conn: Connection, *, since: datetime) -> ImportRun | None:
    """The run in progress or queued, if it was updated since then."""
    with conn.cursor(row_factory=class_row(ImportRun)) as cur:
        cur.execute(
            """
            SELECT id, source, state, step, rows_done, rows_total, bad_rows, message, counts,
                   started_at, updated_at, finished_at
            FROM import_runs
            WHERE source = 'imdb' AND state = 'running' AND updated_at > %(since)s
            ORDER BY id DESC
            LIMIT 1
            """,
            {"since": since},
        )
        return cur.fetchone()


def insert_import_run(conn: Connection, *, source: str, now: datetime) -> ImportRun:
    """A queued run."""
    with conn.cursor(row_factory=class_row(ImportRun)) as cur:
        cur.execute(
            """
            INSERT INTO import_runs (source, state, step, started_at, updated_at)
            VALUES (%(source)s, 'running', 'waiting', %(now)s, %(now)s)
            RETURNING id, source, state, step, rows_done, rows_total, bad_rows, message, counts,
                      started_at, updated_at, finished_at
            """,
            {"source": source, "now": now},
        )
        return next(cur)

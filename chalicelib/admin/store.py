"""What PostgreSQL knows about the server's health."""

from datetime import datetime

from psycopg import Connection
from psycopg.rows import class_row, scalar_row

from chalicelib.admin.models import Counts, DatabaseFacts, Heartbeat


def applied_migrations(conn: Connection) -> set[str]:
    """Names of the migrations this database has; none when it is empty."""
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


def heartbeats(conn: Connection) -> list[Heartbeat]:
    """Every worker that has not said goodbye, the liveliest first."""
    with conn.cursor(row_factory=class_row(Heartbeat)) as cur:
        cur.execute(
            """
            SELECT id, last_heartbeat AS last_heartbeat_at
            FROM procrastinate_workers
            ORDER BY last_heartbeat DESC, id
            LIMIT 100
            """
        )
        return cur.fetchall()


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

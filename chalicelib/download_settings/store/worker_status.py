"""Status reports of the workers that are running."""

from psycopg.rows import class_row

from chalicelib.download_settings.models.worker_status import WorkerStatus
from chalicelib.platform.db import Connection
from chalicelib.platform.worker_heartbeat import SILENT_AFTER_S


def alive(conn: Connection) -> list[WorkerStatus]:
    """The worker seen last comes first."""
    with conn.cursor(row_factory=class_row(WorkerStatus)) as cur:
        cur.execute(
            """
            SELECT id, seen_at, told AS status_report
            FROM download_workers
            WHERE seen_at > clock_timestamp() - make_interval(secs => %(silent)s)
            ORDER BY seen_at DESC
            """,
            {"silent": SILENT_AFTER_S},
        )
        return cur.fetchall()

"""The folders that administrators chose for new downloads."""

from datetime import datetime

from psycopg.rows import scalar_row

from chalicelib.platform.db import Connection


def list_all(conn: Connection) -> list[str]:
    """The one in use comes first."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute("SELECT path FROM download_folders ORDER BY chosen_at DESC, path")
        return cur.fetchall()


def choose(conn: Connection, *, path: str, now: datetime) -> None:
    conn.execute(
        """
        INSERT INTO download_folders (path, chosen_at)
        VALUES (%(path)s, %(now)s)
        ON CONFLICT (path) DO UPDATE SET chosen_at = excluded.chosen_at
        """,
        {"path": path, "now": now},
    )

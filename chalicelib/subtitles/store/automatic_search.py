"""The one row of the setting that lets the server look for subtitles of new files."""

from datetime import datetime

from psycopg import Connection
from psycopg.rows import scalar_row


def get(conn: Connection) -> bool | None:
    """None: no administrator has decided."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute("SELECT finds_for_new FROM subtitle_settings")
        return cur.fetchone()


def put(conn: Connection, *, is_on: bool, now: datetime) -> None:
    conn.execute(
        """
        INSERT INTO subtitle_settings (finds_for_new, updated_at)
        VALUES (%(is_on)s, %(now)s)
        ON CONFLICT (is_only) DO UPDATE
        SET finds_for_new = excluded.finds_for_new, updated_at = excluded.updated_at
        """,
        {"is_on": is_on, "now": now},
    )

"""When users open the calendar."""

from datetime import datetime, timedelta
from uuid import UUID

from psycopg.rows import class_row

from chalicelib.calendar.models.release_rows import Visit
from chalicelib.platform.db import Connection

#: The calendar opened again within this time is the same visit.
VISIT = timedelta(minutes=30)


def last(conn: Connection, *, user_id: UUID, now: datetime) -> Visit:
    """The visit before the one that goes on now, if one does."""
    with conn.cursor(row_factory=class_row(Visit)) as cur:
        cur.execute(
            """
            SELECT CASE
                       WHEN v.visited_at < %(now)s - %(visit)s::interval THEN v.visited_at
                       ELSE v.before_at
                   END AS visited_at,
                   coalesce(p.time_zone, 'UTC') AS time_zone
            FROM (VALUES (%(user_id)s::uuid)) AS u (id)
            LEFT JOIN user_preferences AS p ON p.user_id = u.id
            LEFT JOIN calendar_visits AS v ON v.user_id = u.id
            """,
            {"user_id": user_id, "now": now, "visit": VISIT},
        )
        return cur.fetchall()[0]


def visit(conn: Connection, *, user_id: UUID, now: datetime) -> None:
    """Note that the calendar is open; a visit ends once it is not opened for a while."""
    conn.execute(
        """
        INSERT INTO calendar_visits AS v (user_id, visited_at)
        VALUES (%(user_id)s, %(now)s)
        ON CONFLICT (user_id) DO UPDATE
        SET visited_at = excluded.visited_at,
            before_at = CASE
                WHEN v.visited_at < excluded.visited_at - %(visit)s::interval THEN v.visited_at
                ELSE v.before_at
            END
        """,
        {"user_id": user_id, "now": now, "visit": VISIT},
    )

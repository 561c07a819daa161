"""The day where a user is. Their device says which time zone that is: `Preferences.time_zone`."""

from datetime import date, datetime
from uuid import UUID

from chalicelib.platform.db import Connection


def person_today(conn: Connection, *, user_id: UUID, now: datetime) -> date:
    """The user's day at a moment."""
    row = conn.execute("SELECT person_today(%s, %s)", [user_id, now]).fetchone()
    return now.date() if row is None else row[0]

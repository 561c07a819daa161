"""How many titles a source is asked for by the clock, from midnight to midnight UTC."""

from datetime import UTC, datetime, timedelta

from chalicelib.metadata.store import source_queue
from chalicelib.platform.db import Connection


def left_today(conn: Connection, *, source: str, limit: int, now: datetime) -> int:
    """How many more titles a source may be asked for today."""
    since = next_day(now) - timedelta(days=1)
    return max(limit - source_queue.count_attempts(conn, source=source, since=since), 0)


def next_day(now: datetime) -> datetime:
    """The midnight at which the count begins anew."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=1)

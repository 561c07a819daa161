"""Visits in PostgreSQL: one row each, deleted after some days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import class_row

from chalicelib.engagement.models import ViewCount
from chalicelib.platform.db import Database


@dataclass(frozen=True, slots=True)
class PostgresVisitCounter:
    """See `VisitCounter`. Visits of the moment before a crash of PostgreSQL are lost."""

    db: Database

    def view(self, *, dedup_key: bytes, media_id: int, source: str, at: datetime) -> bool:
        try:
            with self.db.read() as conn:
                # A page must not wait for the disk because of a ranking: the commit of this
                # statement alone is asynchronous.
                cur = conn.execute(
                    """
                    INSERT INTO title_views (media_id, source, viewed_at, mark)
                    SELECT m.id, %(source)s, %(at)s, %(mark)s
                    FROM media_items AS m
                    CROSS JOIN set_config('synchronous_commit', 'off', true)
                    WHERE m.id = %(media_id)s
                    ON CONFLICT (mark) DO NOTHING
                    """,
                    {"media_id": media_id, "source": source, "at": at, "mark": dedup_key},
                )
        except ForeignKeyViolation:  # the title was deleted concurrently
            return False
        return cur.rowcount == 1

    def click(self, *, dedup_key: bytes, collection_id: int, at: datetime) -> bool:
        try:
            with self.db.read() as conn:
                cur = conn.execute(
                    """
                    INSERT INTO collection_clicks (collection_id, clicked_at, mark)
                    SELECT c.id, %(at)s, %(mark)s
                    FROM collections AS c
                    CROSS JOIN set_config('synchronous_commit', 'off', true)
                    WHERE c.id = %(collection_id)s
                    ON CONFLICT (mark) DO NOTHING
                    """,
                    {"collection_id": collection_id, "at": at, "mark": dedup_key},
                )
        except ForeignKeyViolation:
            return False
        return cur.rowcount == 1

    def views(self, media_ids: Sequence[int], days: Sequence[date]) -> dict[int, int]:
        with self.db.read() as conn:
            rows = conn.execute(
                """
                SELECT media_id, count(*)
                FROM title_views
                WHERE media_id = ANY(%(ids)s::bigint[]) AND viewed_at >= %(since)s
                GROUP BY media_id
                """,
                {"ids": list(media_ids), "since": _midnight(days[0])},
            ).fetchall()
        return dict(rows)

    def top(self, days: Sequence[date], *, limit: int) -> list[ViewCount]:
        with self.db.read() as conn, conn.cursor(row_factory=class_row(ViewCount)) as cur:
            cur.execute(
                """
                SELECT media_id, count(*) AS views
                FROM title_views
                WHERE viewed_at >= %(since)s
                GROUP BY media_id
                ORDER BY count(*) DESC, media_id
                LIMIT %(limit)s
                """,
                {"since": _midnight(days[0]), "limit": limit},
            )
            return cur.fetchall()

    def clicks(self, days: Sequence[date]) -> dict[int, int]:
        with self.db.read() as conn:
            rows = conn.execute(
                """
                SELECT collection_id, count(*)
                FROM collection_clicks
                WHERE clicked_at >= %(since)s
                GROUP BY collection_id
                """,
                {"since": _midnight(days[0])},
            ).fetchall()
        return dict(rows)

    def delete_before(self, *, before: datetime) -> int:
        with self.db.transaction() as conn:
            views = conn.execute(
                "DELETE FROM title_views WHERE viewed_at < %(before)s", {"before": before}
            )
            clicks = conn.execute(
                "DELETE FROM collection_clicks WHERE clicked_at < %(before)s", {"before": before}
            )
        return views.rowcount + clicks.rowcount


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)

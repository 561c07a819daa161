"""Titles in other languages."""

from datetime import datetime

from chalicelib.metadata.store.json_rows import Rows, array
from chalicelib.platform.db import Connection


def replace(conn: Connection, *, rows: Rows, whole: list[int], now: datetime) -> None:
    """Upsert translations; of titles in `whole`, languages that are not listed are deleted."""
    given = array(rows)
    conn.execute(
        """
        DELETE FROM media_translations AS t
        WHERE t.media_id = ANY(%(whole)s)
          AND NOT EXISTS (
              SELECT
              FROM jsonb_to_recordset(%(rows)s) AS r (media_id bigint, language text)
              WHERE (r.media_id, r.language) = (t.media_id, t.language)
          )
        """,
        {"rows": given, "whole": whole},
    )
    conn.execute(
        """
        INSERT INTO media_translations AS t (
            media_id, language, title, overview, tagline, fetched_at
        )
        SELECT r.media_id, r.language, r.title, r.overview, r.tagline, %(now)s
        FROM jsonb_to_recordset(%(rows)s) AS r (
            media_id bigint, language text, title text, overview text, tagline text
        )
        ON CONFLICT (media_id, language) DO UPDATE
        SET title = excluded.title,
            overview = excluded.overview,
            tagline = excluded.tagline,
            fetched_at = excluded.fetched_at
        WHERE (t.title, t.overview, t.tagline)
              IS DISTINCT FROM (excluded.title, excluded.overview, excluded.tagline)
        """,
        {"rows": given, "now": now},
    )

"""Rows that belong to a title: videos, watch offers, related titles, release dates, ratings."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.metadata.store.json_rows import Rows, array
from chalicelib.platform.db import Connection


def replace_videos(conn: Connection, *, rows: Rows, whole: list[int]) -> None:
    """Upsert videos; of titles in `whole`, videos that are not listed any more are deleted."""
    given = array(rows)
    conn.execute(
        """
        DELETE FROM media_videos AS v
        WHERE v.media_id = ANY(%(whole)s)
          AND NOT EXISTS (
              SELECT
              FROM jsonb_to_recordset(%(rows)s) AS r (media_id bigint, site text, key text)
              WHERE (r.media_id, r.site, r.key) = (v.media_id, v.site, v.key)
          )
        """,
        {"rows": given, "whole": whole},
    )
    conn.execute(
        """
        INSERT INTO media_videos AS v (media_id, site, key, kind, name, position)
        SELECT DISTINCT ON (r.media_id, r.site, r.key)
               r.media_id, r.site, r.key, r.kind, r.name, r.position
        FROM jsonb_to_recordset(%(rows)s) AS r (
            media_id bigint, site text, key text, kind text, name text, position smallint
        )
        ORDER BY r.media_id, r.site, r.key, r.position
        ON CONFLICT (media_id, site, key) DO UPDATE
        SET kind = excluded.kind, name = excluded.name, position = excluded.position
        WHERE (v.kind, v.name, v.position)
              IS DISTINCT FROM (excluded.kind, excluded.name, excluded.position)
        """,
        {"rows": given},
    )


def replace_offers(conn: Connection, *, rows: Rows, whole: list[int]) -> None:
    """Upsert offers; of titles in `whole`, those that are not listed any more are deleted."""
    given = array(rows)
    conn.execute(
        """
        DELETE FROM media_offers AS o
        WHERE o.media_id = ANY(%(whole)s)
          AND NOT EXISTS (
              SELECT
              FROM jsonb_to_recordset(%(rows)s) AS r (
                  media_id bigint, region text, kind text, provider_id integer
              )
              WHERE (r.media_id, r.region, r.kind, r.provider_id)
                    = (o.media_id, o.region, o.kind, o.provider_id)
          )
        """,
        {"rows": given, "whole": whole},
    )
    conn.execute(
        """
        INSERT INTO media_offers AS o (
            media_id, region, kind, provider_id, provider_name, logo_url, link, position
        )
        SELECT DISTINCT ON (r.media_id, r.region, r.kind, r.provider_id)
               r.media_id, r.region, r.kind, r.provider_id, r.provider_name, r.logo_url, r.link,
               r.position
        FROM jsonb_to_recordset(%(rows)s) AS r (
            media_id bigint, region text, kind text, provider_id integer, provider_name text,
            logo_url text, link text, position smallint
        )
        ORDER BY r.media_id, r.region, r.kind, r.provider_id, r.position
        ON CONFLICT (media_id, region, kind, provider_id) DO UPDATE
        SET provider_name = excluded.provider_name,
            logo_url = coalesce(excluded.logo_url, o.logo_url),
            link = coalesce(nullif(excluded.link, ''), o.link),
            position = excluded.position
        """,
        {"rows": given},
    )


def replace_links(conn: Connection, *, rows: Rows, whole: Rows) -> None:
    """
    Link related titles that are in the catalogue.

    A related title is found by the provider's id, else by kind, title and year when exactly one
    title has them: a wrong link does little harm, so no request is made. `whole` are the lists
    (title and kind) whose other links are deleted.
    """
    conn.execute(
        """
        WITH named AS (
            SELECT r.media_id, r.kind, r.position, coalesce(x.media_id, alike.id) AS linked_id
            FROM jsonb_to_recordset(%(rows)s) AS r (
                media_id bigint, kind text, source text, media_type text, external_id text,
                title text, year smallint, position smallint
            )
            LEFT JOIN media_external_ids AS x
                ON x.source = r.source
                AND x.media_type = r.media_type
                AND x.external_id = r.external_id
            LEFT JOIN LATERAL (
                SELECT min(m.id) AS id
                FROM media_items AS m
                WHERE x.media_id IS NULL
                  AND m.media_type = r.media_type
                  AND fold(m.title) COLLATE "C" = fold(r.title) COLLATE "C"
                  AND m.year = r.year
                HAVING count(*) = 1
            ) AS alike ON true
        ),
        known AS (
            SELECT media_id, kind, linked_id, min(position) AS position
            FROM named
            WHERE linked_id <> media_id
            GROUP BY media_id, kind, linked_id
        ),
        dropped AS (
            DELETE FROM media_links AS l
            USING jsonb_to_recordset(%(whole)s) AS w (media_id bigint, kind text)
            WHERE l.media_id = w.media_id
              AND l.kind = w.kind
              AND NOT EXISTS (
                  SELECT
                  FROM known
                  WHERE (known.media_id, known.kind, known.linked_id)
                        = (l.media_id, l.kind, l.linked_id)
              )
              -- None of them is known: that says something about us, not about the title.
              AND EXISTS (
                  SELECT FROM known WHERE known.media_id = l.media_id AND known.kind = l.kind
              )
        )
        INSERT INTO media_links AS l (media_id, kind, linked_id, position)
        SELECT media_id, kind, linked_id, position
        FROM known
        ON CONFLICT (media_id, kind, linked_id) DO UPDATE
        SET position = excluded.position
        WHERE l.position <> excluded.position
        """,
        {"rows": array(rows), "whole": array(whole)},
    )


def delete_links(conn: Connection, *, media_id: int) -> None:
    """Delete the links of a title to others."""
    conn.execute("DELETE FROM media_links WHERE media_id = %(media_id)s", {"media_id": media_id})


def link_parents(conn: Connection, *, rows: Rows) -> int:
    """
    Link the games that these are expansions or DLC of to them, where the catalogue has them; how
    many links are new.
    """
    return conn.execute(
        """
        INSERT INTO media_links (media_id, kind, linked_id, position)
        SELECT DISTINCT x.media_id, r.kind, r.media_id, 0
        FROM jsonb_to_recordset(%(rows)s) AS r (
            media_id bigint, kind text, source text, media_type text, external_id text
        )
        JOIN media_external_ids AS x
            ON x.source = r.source
            AND x.media_type = r.media_type
            AND x.external_id = r.external_id
        WHERE x.media_id <> r.media_id
        ORDER BY x.media_id, r.media_id
        ON CONFLICT DO NOTHING
        """,
        {"rows": array(rows)},
    ).rowcount


def link_franchise(conn: Connection, *, rows: Rows, is_whole: bool) -> None:
    """
    Link the titles of a franchise with each other, in the given order.

    Only by the provider's id: a title of the same name would show a whole franchise on its page.
    """
    conn.execute(
        """
        WITH parts AS MATERIALIZED (
            SELECT x.media_id, min(r.position) AS position
            FROM jsonb_to_recordset(%(rows)s) AS r (
                source text, media_type text, external_id text, position smallint
            )
            JOIN media_external_ids AS x
                ON x.source = r.source
                AND x.media_type = r.media_type
                AND x.external_id = r.external_id
            GROUP BY x.media_id
        ),
        dropped AS (
            DELETE FROM media_links AS l
            USING parts AS p
            WHERE %(is_whole)s
              AND l.media_id = p.media_id
              AND l.kind = 'franchise'
              AND NOT EXISTS (SELECT FROM parts AS other WHERE other.media_id = l.linked_id)
        )
        INSERT INTO media_links AS l (media_id, kind, linked_id, position)
        SELECT p.media_id, 'franchise', other.media_id, other.position
        FROM parts AS p
        JOIN parts AS other ON other.media_id <> p.media_id
        ORDER BY p.media_id, other.media_id -- in one order, so that no two wait in a circle
        ON CONFLICT (media_id, kind, linked_id) DO UPDATE
        SET position = excluded.position
        WHERE l.position <> excluded.position
        """,
        {"rows": array(rows), "is_whole": is_whole},
    )


def remove_from_franchises(conn: Connection, *, media_ids: Sequence[int]) -> set[int]:
    """
    Delete the franchise links of these titles, in both directions; returns the changed titles.
    """
    rows = conn.execute(
        """
        DELETE FROM media_links
        WHERE kind = 'franchise'
          AND (media_id = ANY(%(media_ids)s) OR linked_id = ANY(%(media_ids)s))
        RETURNING media_id
        """,
        {"media_ids": list(media_ids)},
    ).fetchall()
    return {int(row[0]) for row in rows}


def replace_releases(conn: Connection, *, rows: Rows, whole: list[int]) -> int:
    """Upsert the first release date of each kind and region; how many changed: dates move."""
    given = array(rows)
    removed = conn.execute(
        """
        DELETE FROM media_releases AS e
        WHERE e.media_id = ANY(%(whole)s)
          AND NOT EXISTS (
              SELECT
              FROM jsonb_to_recordset(%(rows)s) AS r (
                  media_id bigint, region text, platform text, kind text
              )
              WHERE (r.media_id, r.region, r.platform, r.kind)
                    = (e.media_id, e.region, e.platform, e.kind)
          )
        """,
        {"rows": given, "whole": whole},
    ).rowcount
    changed = conn.execute(
        """
        INSERT INTO media_releases AS e (
            media_id, region, platform, kind, released_on, precision, certificate
        )
        SELECT DISTINCT ON (r.media_id, r.region, r.platform, r.kind)
               r.media_id, r.region, r.platform, r.kind, r.released_on, r.precision,
               r.certificate
        FROM jsonb_to_recordset(%(rows)s) AS r (
            media_id bigint, region text, platform text, kind text, released_on date,
            precision text, certificate text
        )
        ORDER BY r.media_id, r.region, r.platform, r.kind, r.released_on
        ON CONFLICT (media_id, region, platform, kind) DO UPDATE
        SET released_on = excluded.released_on,
            precision = excluded.precision,
            certificate = coalesce(nullif(excluded.certificate, ''), e.certificate)
        WHERE (e.released_on, e.precision, e.certificate) IS DISTINCT FROM (
            excluded.released_on, excluded.precision,
            coalesce(nullif(excluded.certificate, ''), e.certificate)
        )
        """,
        {"rows": given},
    ).rowcount
    return removed + changed


def ratings(conn: Connection, *, rows: Rows, now: datetime) -> None:
    """Upsert ratings; the newest of each source replaces the stored one."""
    conn.execute(
        """
        INSERT INTO media_ratings AS g (media_id, source, value, best, votes, checked_at)
        SELECT DISTINCT ON (r.media_id, r.source)
               r.media_id, r.source, r.value, r.best, r.votes, %(now)s
        FROM jsonb_to_recordset(%(rows)s) AS r (
            media_id bigint, source text, value numeric(5, 1), best smallint, votes integer
        )
        ORDER BY r.media_id, r.source
        ON CONFLICT (media_id, source) DO UPDATE
        SET value = excluded.value,
            best = excluded.best,
            votes = coalesce(excluded.votes, g.votes),
            checked_at = excluded.checked_at
        """,
        {"rows": array(rows), "now": now},
    )

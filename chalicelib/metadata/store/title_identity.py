"""Resolves external ids to titles of the catalogue, and creates titles."""

from collections.abc import Collection
from datetime import datetime

from psycopg import sql
from psycopg.rows import class_row

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import TitleIdentity
from chalicelib.metadata.store.json_rows import Row, Rows, array
from chalicelib.platform.db import Connection

ADVISORY_LOCK_ID = 0x5EEA

#: Titles with the external id `r`. Ids of imported titles contain their IMDb number.
HOLDERS = sql.SQL("""
    SELECT x.media_id AS id
    FROM media_external_ids AS x
    WHERE x.source = r.source
      AND x.media_type = r.media_type
      AND x.external_id = r.external_id
    UNION ALL
    SELECT m.id
    FROM media_items AS m
    WHERE r.source = 'imdb'
      AND m.media_type = r.media_type
      AND m.id = 1000000000 + CASE
          WHEN r.external_id ~ '^tt[0-9]{1,10}$' THEN substr(r.external_id, 3)::bigint
      END
""")


def lock_title_creation(conn: Connection) -> None:
    """Serialise the creation of titles until the transaction ends, so that none is added twice."""
    conn.execute("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": ADVISORY_LOCK_ID})


def find(conn: Connection, *, rows: Rows) -> dict[int, int]:
    """
    The title of each numbered set `n` of external ids; the IMDb id takes precedence.
    """
    found = conn.execute(
        sql.SQL(
            """
            SELECT DISTINCT ON (r.n) r.n, holder.id
            FROM jsonb_to_recordset(%(rows)s) AS r (
                n integer, media_type text, source text, external_id text
            )
            JOIN LATERAL ({holders}) AS holder ON true
            ORDER BY r.n, r.source = 'imdb' DESC, holder.id
            """
        ).format(holders=HOLDERS),
        {"rows": array(rows)},
    ).fetchall()
    return dict(found)


def insert(conn: Connection, *, row: Row, imdb_id: str | None, now: datetime) -> int:
    """
    Insert a title. Its id contains the IMDb number, if known, so that the import finds it, unless
    that id is taken: IMDb may list as a series what the provider lists as a film.
    """
    added = conn.execute(
        """
        INSERT INTO media_items (id, media_type, title, year, created_at, updated_at)
        VALUES (
            coalesce(
                (
                    SELECT numbered.id
                    FROM (SELECT 1000000000 + substr(%(imdb_id)s, 3)::bigint AS id) AS numbered
                    WHERE NOT EXISTS (SELECT FROM media_items AS m WHERE m.id = numbered.id)
                ),
                nextval(pg_get_serial_sequence('media_items', 'id'))
            ),
            %(media_type)s, %(title)s, %(year)s, %(now)s, %(now)s
        )
        RETURNING id
        """,
        {
            "imdb_id": imdb_id,
            "media_type": row["media_type"],
            "title": row["title"],
            "year": row["year"],
            "now": now,
        },
    ).fetchone()
    assert added is not None  # noqa: S101  # RETURNING
    return int(added[0])


def assign_external_ids(conn: Connection, *, rows: Rows) -> None:
    """
    Store external ids of titles. An id of another title stays with it; an id a title already has
    is replaced only by its own provider (`is_own`).
    """
    conn.execute(
        """
        INSERT INTO media_external_ids AS x (media_id, source, media_type, external_id)
        SELECT DISTINCT ON (r.source, r.media_type, r.external_id)
               r.media_id, r.source, r.media_type, r.external_id
        FROM jsonb_to_recordset(%(rows)s) AS r (
            media_id bigint, source text, media_type text, external_id text, is_own boolean
        )
        WHERE NOT EXISTS (
            SELECT
            FROM media_external_ids AS other
            WHERE other.source = r.source
              AND other.media_type = r.media_type
              AND other.external_id = r.external_id
        )
          AND (r.is_own OR NOT EXISTS (
              SELECT
              FROM media_external_ids AS old
              WHERE old.media_id = r.media_id AND old.source = r.source
          ))
        ORDER BY r.source, r.media_type, r.external_id, r.media_id
        ON CONFLICT (media_id, source) DO UPDATE
        SET external_id = excluded.external_id
        """,
        {"rows": array(rows)},
    )


def find_other_holders(conn: Connection, *, rows: Rows) -> list[tuple[int, int]]:
    """Pairs of a title and another title that has one of its external ids already."""
    found: list[tuple[int, int]] = conn.execute(
        sql.SQL(
            """
            SELECT DISTINCT r.media_id, holder.id
            FROM jsonb_to_recordset(%(rows)s) AS r (
                media_id bigint, source text, media_type text, external_id text
            )
            JOIN LATERAL ({holders}) AS holder ON holder.id <> r.media_id
            ORDER BY r.media_id, holder.id
            """
        ).format(holders=HOLDERS),
        {"rows": array(rows)},
    ).fetchall()
    return found


def lock_titles(conn: Connection, *, media_ids: Collection[int]) -> None:
    """Lock the rows until the transaction ends."""
    conn.execute(
        """
        SELECT FROM media_items WHERE id = ANY(%(media_ids)s) ORDER BY id FOR NO KEY UPDATE
        """,
        {"media_ids": list(media_ids)},
    )


def delete_external_id(conn: Connection, *, media_id: int, source: str) -> None:
    """Delete an id the provider no longer knows."""
    conn.execute(
        "DELETE FROM media_external_ids WHERE media_id = %(media_id)s AND source = %(source)s",
        {"media_id": media_id, "source": source},
    )


def get_identity(conn: Connection, *, media_id: int) -> TitleIdentity | None:
    """
    What identifies a title to a provider; None for an unknown title.

    Anime has a MyAnimeList id, or is animation in Japanese.
    """
    with conn.cursor(row_factory=class_row(TitleIdentity)) as cur:
        cur.execute(
            """
            SELECT m.id, m.media_type, m.title, m.original_title, m.year,
                   m.poster_url IS NOT NULL AS has_poster,
                   ids.known ? 'mal' OR (
                       m.language = 'ja' AND EXISTS (
                           SELECT
                           FROM media_genres AS mg
                           JOIN genres AS g ON g.id = mg.genre_id
                           WHERE mg.media_id = m.id AND g.slug IN ('animation', 'anime')
                       )
                   ) AS is_anime,
                   CASE
                       WHEN m.id BETWEEN 1000000001 AND 9999999999 AND NOT ids.known ? 'imdb'
                           THEN jsonb_build_object('imdb', 'tt' || CASE
                               WHEN m.id < 1010000000 THEN substr(m.id::text, 4)
                               ELSE (m.id - 1000000000)::text
                           END)
                       ELSE '{}'
                   END || ids.known AS external_ids
            FROM media_items AS m
            CROSS JOIN LATERAL (
                SELECT coalesce(jsonb_object_agg(x.source, x.external_id), '{}') AS known
                FROM media_external_ids AS x
                WHERE x.media_id = m.id
            ) AS ids
            WHERE m.id = %(media_id)s
            """,
            {"media_id": media_id},
        )
        return cur.fetchone()


def find_by_provider_ids(
    conn: Connection, *, source: str, ids: Collection[tuple[str, MediaType]]
) -> dict[tuple[str, MediaType], int]:
    """The titles of external ids and media types; unknown ones are missing."""
    named = list(ids)
    found = find(
        conn,
        rows=[
            {"n": n, "media_type": kind, "source": source, "external_id": external}
            for n, (external, kind) in enumerate(named)
        ],
    )
    return {named[n]: media_id for n, media_id in found.items()}

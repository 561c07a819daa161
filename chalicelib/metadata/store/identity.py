"""Which title of ours an outside service is talking about."""

from collections.abc import Collection
from datetime import datetime

from psycopg.rows import class_row

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import Subject
from chalicelib.metadata.store.rows import Row, Rows, array
from chalicelib.platform.db import Connection

LOCK = 0x5EEA  # any constant of ours

#: The titles an outside id `r` leads to. Those of the IMDb files have ids made of IMDb's numbers.
KNOWN = """
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
"""


def hold_new_titles(conn: Connection) -> None:
    """Let nobody else add titles until this transaction ends, so that none is added twice."""
    conn.execute("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": LOCK})


def find(conn: Connection, *, rows: Rows) -> dict[int, int]:
    """
    The title each numbered set of outside ids belongs to; IMDb's word counts most.

    Titles of the IMDb files have ids made of IMDb's numbers, so those need no look-up table.
    """
    found = conn.execute(
        f"""
        SELECT DISTINCT ON (r.n) r.n, known.id
        FROM jsonb_to_recordset(%(rows)s) AS r (
            n integer, media_type text, source text, external_id text
        )
        JOIN LATERAL ({KNOWN}) AS known ON true
        ORDER BY r.n, r.source = 'imdb' DESC, known.id
        """,  # noqa: S608  # a constant of ours
        {"rows": array(rows)},
    ).fetchall()
    return dict(found)


def insert(conn: Connection, *, row: Row, imdb_id: str | None, now: datetime) -> int:
    """
    A title nobody had; under IMDb's number when there is one, where the import finds it, unless
    IMDb has it as something else: a series in one part is a film elsewhere.
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


def claim(conn: Connection, *, rows: Rows) -> None:
    """
    Say which outside ids titles have. One that another title has stays there; one that a title
    has already is only replaced when its own service gives another (`is_own`).
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


def others(conn: Connection, *, rows: Rows) -> list[tuple[int, int]]:
    """Titles that have an outside id which is said of another title: that one's id and theirs."""
    found: list[tuple[int, int]] = conn.execute(
        f"""
        SELECT DISTINCT r.media_id, known.id
        FROM jsonb_to_recordset(%(rows)s) AS r (
            media_id bigint, source text, media_type text, external_id text
        )
        JOIN LATERAL ({KNOWN}) AS known ON known.id <> r.media_id
        ORDER BY r.media_id, known.id
        """,  # noqa: S608  # a constant of ours
        {"rows": array(rows)},
    ).fetchall()
    return found


def lock(conn: Connection, *, media_ids: Collection[int]) -> None:
    """Let others who write these titles wait."""
    conn.execute(
        """
        SELECT FROM media_items WHERE id = ANY(%(media_ids)s) ORDER BY id FOR NO KEY UPDATE
        """,
        {"media_ids": list(media_ids)},
    )


def forget_id(conn: Connection, *, media_id: int, source: str) -> None:
    """The service does not know this id any more."""
    conn.execute(
        "DELETE FROM media_external_ids WHERE media_id = %(media_id)s AND source = %(source)s",
        {"media_id": media_id, "source": source},
    )


def subject(conn: Connection, *, media_id: int) -> Subject | None:
    """
    What a provider has to be told about a title; None when there is no such title.

    Anime is what MyAnimeList knows, or is animated in Japanese.
    """
    with conn.cursor(row_factory=class_row(Subject)) as cur:
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


def by_provider_id(
    conn: Connection, *, source: str, wanted: Collection[tuple[str, MediaType]]
) -> dict[tuple[str, MediaType], int]:
    """Of ids and kinds a provider named, those whose titles we have."""
    named = list(wanted)
    found = find(
        conn,
        rows=[
            {"n": n, "media_type": kind, "source": source, "external_id": external}
            for n, (external, kind) in enumerate(named)
        ],
    )
    return {named[n]: media_id for n, media_id in found.items()}

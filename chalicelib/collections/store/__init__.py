"""The catalogue's collections (`user_id` is NULL)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from chalicelib.catalog.imdb_ids import TITLES_FROM
from chalicelib.collections.models import Collection
from chalicelib.platform.db import Connection

ADVISORY_LOCK = 0x5EEC  # an arbitrary key


def list_active(conn: Connection) -> list[Collection]:
    """The active collections, in the order of the list."""
    with conn.cursor(row_factory=class_row(Collection)) as cur:
        cur.execute(
            """
            SELECT id, slug, name, description, strategy, filter_params, languages, regions,
                   pinned, active, engagement_count, created_at, updated_at
            FROM collections
            WHERE user_id IS NULL AND active
            ORDER BY pinned DESC, engagement_count DESC, id
            """
        )
        return cur.fetchall()


def get(conn: Connection, *, slug: str, id: int | None) -> Collection | None:
    """The active collection with this slug, else the one with this id."""
    with conn.cursor(row_factory=class_row(Collection)) as cur:
        cur.execute(
            """
            SELECT id, slug, name, description, strategy, filter_params, languages, regions,
                   pinned, active, engagement_count, created_at, updated_at
            FROM collections
            WHERE user_id IS NULL
              AND active
              AND (slug = %(slug)s OR id = %(id)s)
            ORDER BY slug = %(slug)s DESC
            LIMIT 1
            """,
            {"slug": slug, "id": id},
        )
        return cur.fetchone()


def titles(conn: Connection, *, collection_id: int, limit: int) -> list[int]:
    """The titles of a list collection, in its order."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT media_id
            FROM collection_items
            WHERE collection_id = %(collection_id)s
            ORDER BY rank, media_id
            LIMIT %(limit)s
            """,
            {"collection_id": collection_id, "limit": limit},
        )
        return cur.fetchall()


def posters(conn: Connection, *, ids: Sequence[int]) -> dict[int, str | None]:
    rows = conn.execute(
        "SELECT id, poster_url FROM media_items WHERE id = ANY(%(ids)s::bigint[])",
        {"ids": list(ids)},
    ).fetchall()
    return dict(rows)


def lock(conn: Connection) -> None:
    """Wait for other loaders; the lock is held to the end of the transaction."""
    conn.execute("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": ADVISORY_LOCK})


def states(conn: Connection) -> dict[str, str]:
    """The loaded versions of the collections and of the titles their lists refer to."""
    rows = conn.execute(
        """
        SELECT name, value
        FROM sync_state
        WHERE name IN ('collections', 'seed', 'imdb_files_hash')
        """
    ).fetchall()
    return dict(rows)


def remember_state(conn: Connection, *, value: str, now: datetime) -> None:
    conn.execute(
        """
        INSERT INTO sync_state (name, value, updated_at)
        VALUES ('collections', %(value)s, %(now)s)
        ON CONFLICT (name) DO UPDATE
        SET value = excluded.value, updated_at = excluded.updated_at
        """,
        {"value": value, "now": now},
    )


def save(
    conn: Connection, *, rows: Sequence[dict[str, Any]], known: Sequence[str], now: datetime
) -> None:
    """
    Insert or update the definitions; clicks are kept.

    A deactivated collection stays inactive, unless its definition was missing before: `known` are
    the slugs of the previous definitions.
    """
    conn.execute(
        """
        INSERT INTO collections AS c (
            slug, name, description, strategy, filter_params, languages, regions, pinned,
            created_at, updated_at
        )
        SELECT slug, name, description, strategy, filter_params, languages, regions, pinned,
               %(now)s, %(now)s
        FROM jsonb_to_recordset(%(rows)s) AS r (
            slug text, name text, description text, strategy text, filter_params jsonb,
            languages text[], regions text[], pinned boolean
        )
        ORDER BY slug
        ON CONFLICT (user_id, slug) DO UPDATE
        SET name = excluded.name,
            description = excluded.description,
            strategy = excluded.strategy,
            filter_params = excluded.filter_params,
            languages = excluded.languages,
            regions = excluded.regions,
            pinned = excluded.pinned,
            active = c.active OR c.slug <> ALL(%(known)s::text[]),
            updated_at = excluded.updated_at
        """,
        {"rows": Jsonb(list(rows)), "known": list(known), "now": now},
    )


def retire(conn: Connection, *, keep: Sequence[str], now: datetime) -> None:
    """Deactivate collections without a definition; their rows are kept for their return."""
    conn.execute(
        """
        UPDATE collections
        SET active = false, updated_at = %(now)s
        WHERE user_id IS NULL AND active AND slug <> ALL(%(keep)s::text[])
        """,
        {"keep": list(keep), "now": now},
    )


def resolve(conn: Connection) -> int:
    """
    Look up the titles of all lists in one statement; the number of rows added or moved.

    Call it after many titles were added. Titles the catalogue lacks are left out. An IMDb id is
    found in `media_external_ids`, else the title has the id derived from it.
    """
    cur = conn.execute(
        """
        WITH listed AS (
            SELECT c.id AS collection_id, t.imdb_id, t.rank
            FROM collections AS c
            CROSS JOIN LATERAL jsonb_array_elements_text(c.filter_params -> 'titles')
                WITH ORDINALITY AS t (imdb_id, rank)
            WHERE c.user_id IS NULL AND c.strategy IN ('static', 'llm')
        ),
        found AS MATERIALIZED (
            SELECT w.collection_id, m.id AS media_id, min(w.rank) AS rank
            FROM listed AS w
            JOIN media_items AS m ON m.id = coalesce(
                (
                    SELECT x.media_id
                    FROM media_external_ids AS x
                    WHERE x.source = 'imdb'
                      AND x.media_type IN ('movie', 'show')
                      AND x.external_id = w.imdb_id
                    LIMIT 1
                ),
                %(titles_from)s + substr(w.imdb_id, 3)::bigint
            )
            GROUP BY w.collection_id, m.id
        ),
        removed AS (
            DELETE FROM collection_items AS i
            USING collections AS c
            WHERE c.id = i.collection_id
              AND c.user_id IS NULL
              AND NOT EXISTS (
                  SELECT FROM found AS f
                  WHERE f.collection_id = i.collection_id AND f.media_id = i.media_id
              )
        )
        INSERT INTO collection_items AS i (collection_id, media_id, rank)
        SELECT collection_id, media_id, rank
        FROM found
        ON CONFLICT (collection_id, media_id) DO UPDATE
        SET rank = excluded.rank
        WHERE i.rank <> excluded.rank
        """,
        {"titles_from": TITLES_FROM},
    )
    return cur.rowcount

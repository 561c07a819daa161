"""Statements of title edits. Writes need a transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from chalicelib.platform.db import Connection
from chalicelib.title_edits.models import (
    EditField,
    FieldLock,
    StoredLock,
    TitleFieldValues,
)


def values(conn: Connection, *, media_id: int) -> TitleFieldValues | None:
    """The fields of a title, which is locked in a transaction; None for an unknown title."""
    with conn.cursor(row_factory=class_row(TitleFieldValues)) as cur:
        cur.execute(
            """
            SELECT m.title, m.overview, m.release_date, m.runtime_minutes, m.poster_url,
                   m.backdrop_url,
                   ARRAY(
                       SELECT g.name
                       FROM media_genres AS mg
                       JOIN genres AS g ON g.id = mg.genre_id
                       WHERE mg.media_id = m.id
                       ORDER BY mg.position, g.name
                   ) AS genres
            FROM media_items AS m
            WHERE m.id = %(media_id)s
            FOR NO KEY UPDATE OF m
            """,
            {"media_id": media_id},
        )
        return cur.fetchone()


def shown_locks(conn: Connection, *, media_id: int) -> list[FieldLock]:
    """The locks of a title with the names of the people who set them."""
    with conn.cursor(row_factory=class_row(FieldLock)) as cur:
        cur.execute(
            """
            SELECT CASE l.field
                       WHEN 'release_date' THEN 'releaseDate'
                       WHEN 'runtime_minutes' THEN 'runtimeMinutes'
                       WHEN 'poster_url' THEN 'posterUrl'
                       WHEN 'backdrop_url' THEN 'backdropUrl'
                       ELSE l.field
                   END AS field,
                   l.set_at, u.display_name AS set_by
            FROM title_locks AS l
            LEFT JOIN users AS u ON u.id = l.set_by
            WHERE l.media_id = %(media_id)s
            ORDER BY l.field
            """,
            {"media_id": media_id},
        )
        return cur.fetchall()


def locks(
    conn: Connection, *, media_id: int, fields: Collection[EditField]
) -> dict[EditField, StoredLock]:
    with conn.cursor(row_factory=class_row(StoredLock)) as cur:
        cur.execute(
            """
            SELECT field, before, set_at, set_by
            FROM title_locks
            WHERE media_id = %(media_id)s AND field = ANY(%(fields)s)
            """,
            {"media_id": media_id, "fields": list(fields)},
        )
        return {lock.field: lock for lock in cur.fetchall()}


def write(
    conn: Connection, *, media_id: int, fields: TitleFieldValues, year_moves: bool, now: datetime
) -> None:
    """Set the fields of a title, also locked ones. `year_moves`: the release date has changed."""
    conn.execute("SELECT set_config('seen.by_hand', 'on', true)")
    conn.execute(
        """
        UPDATE media_items
        SET title = %(title)s,
            overview = %(overview)s,
            release_date = %(release_date)s,
            year = CASE
                WHEN %(year_moves)s AND %(release_date)s::date IS NOT NULL
                    THEN extract(year FROM %(release_date)s::date)::smallint
                ELSE year
            END,
            runtime_minutes = %(runtime_minutes)s,
            poster_url = %(poster_url)s,
            backdrop_url = %(backdrop_url)s,
            updated_at = %(now)s
        WHERE id = %(media_id)s
        """,
        {
            **fields.model_dump(exclude={"genres"}),
            "media_id": media_id,
            "year_moves": year_moves,
            "now": now,
        },
    )
    conn.execute(
        """
        UPDATE media_scores AS s
        SET year = m.year,
            released_on = coalesce(m.release_date, make_date(nullif(m.year, 0), 1, 1))
        FROM media_items AS m
        WHERE m.id = %(media_id)s AND s.media_id = m.id AND %(year_moves)s
        """,
        {"media_id": media_id, "year_moves": year_moves},
    )


def unknown_genres(conn: Connection, *, names: Sequence[str]) -> list[str]:
    """Those of the names that no genre has."""
    rows = conn.execute(
        """
        SELECT n.name
        FROM unnest(%(names)s::text[]) WITH ORDINALITY AS n (name, place)
        WHERE NOT EXISTS (SELECT FROM genres AS g WHERE lower(g.name) = lower(n.name))
        ORDER BY n.place
        """,
        {"names": list(names)},
    ).fetchall()
    return [name for (name,) in rows]


def write_genres(conn: Connection, *, media_id: int, names: Sequence[str]) -> None:
    """Replace the genres of a title by those of these names, in this order."""
    parameters = {"media_id": media_id, "names": [name.lower() for name in names]}
    conn.execute(
        """
        DELETE FROM media_genres AS mg
        USING genres AS g
        WHERE mg.media_id = %(media_id)s
          AND g.id = mg.genre_id
          AND lower(g.name) <> ALL(%(names)s)
        """,
        parameters,
    )
    conn.execute(
        """
        INSERT INTO media_genres (media_id, genre_id, position)
        SELECT %(media_id)s, g.id, min(n.place) - 1
        FROM unnest(%(names)s::text[]) WITH ORDINALITY AS n (name, place)
        JOIN genres AS g ON lower(g.name) = n.name
        GROUP BY g.id
        ON CONFLICT (media_id, genre_id) DO UPDATE SET position = excluded.position
        """,
        parameters,
    )


def lock(
    conn: Connection,
    *,
    media_id: int,
    before: Mapping[EditField, Any],
    user_id: UUID,
    now: datetime,
) -> None:
    """Lock fields; what the sources said before the first edit of each is kept."""
    with conn.cursor() as cur:
        cur.executemany(
            """
            INSERT INTO title_locks (media_id, field, before, set_at, set_by)
            VALUES (%(media_id)s, %(field)s, %(before)s, %(now)s, %(user_id)s)
            ON CONFLICT (media_id, field) DO UPDATE
            SET set_at = excluded.set_at, set_by = excluded.set_by
            """,
            [
                {
                    "media_id": media_id,
                    "field": field,
                    "before": Jsonb(value),
                    "now": now,
                    "user_id": user_id,
                }
                for field, value in before.items()
            ],
        )


def unlock(conn: Connection, *, media_id: int, fields: Collection[EditField]) -> None:
    conn.execute(
        "DELETE FROM title_locks WHERE media_id = %(media_id)s AND field = ANY(%(fields)s)",
        {"media_id": media_id, "fields": list(fields)},
    )


def restore(conn: Connection, *, media_id: int, stored: Sequence[StoredLock]) -> None:
    """The locks as they were; of deleted accounts without a user."""
    with conn.cursor() as cur:
        cur.executemany(
            """
            INSERT INTO title_locks (media_id, field, before, set_at, set_by)
            SELECT %(media_id)s, %(field)s, %(before)s, %(set_at)s,
                   (SELECT id FROM users WHERE id = %(set_by)s)
            ON CONFLICT (media_id, field) DO UPDATE
            SET before = excluded.before, set_at = excluded.set_at, set_by = excluded.set_by
            """,
            [
                {
                    "media_id": media_id,
                    "field": one.field,
                    "before": Jsonb(one.before),
                    "set_at": one.set_at,
                    "set_by": one.set_by,
                }
                for one in stored
            ],
        )

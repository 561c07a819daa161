"""Collections of a person, and who may see and change them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from psycopg import sql
from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from chalicelib.collections.models import CollectionPerson, Strategy
from chalicelib.collections.models.user_collections import CollectionChoice, UserCollection
from chalicelib.platform.db import Connection

#: A collection with its members, as one reader may see it.
COLLECTIONS = """
    SELECT c.id, c.user_id AS owner_id, owner.display_name AS owner_name, c.name, c.description,
           c.strategy, c.filter_params, c.visibility, c.cover_media_id,
           coalesce(m.ids, '{{}}') AS member_ids, coalesce(m.names, '{{}}') AS member_names,
           CASE
               WHEN c.user_id = %(reader_id)s THEN 'owner'
               WHEN %(reader_id)s = ANY(m.ids) THEN 'member'
               ELSE 'reader'
           END AS access,
           c.updated_at
    FROM collections AS c
    JOIN users AS owner ON owner.id = c.user_id
    LEFT JOIN LATERAL (
        SELECT array_agg(u.id ORDER BY cm.created_at, u.id) AS ids,
               array_agg(u.display_name ORDER BY cm.created_at, u.id) AS names
        FROM collection_members AS cm
        JOIN users AS u ON u.id = cm.user_id
        WHERE cm.collection_id = c.id
    ) AS m ON true
    WHERE {condition}
"""
IS_MINE = "(c.user_id = %(reader_id)s OR %(reader_id)s = ANY(m.ids))"
IS_OF_THE_HOUSE = f"c.visibility = 'house' AND NOT coalesce({IS_MINE}, false)"
IS_READABLE = f"c.id = %(id)s AND (c.visibility = 'house' OR {IS_MINE})"

BY_ID = sql.SQL(COLLECTIONS).format(condition=sql.SQL(IS_READABLE))
MINE = sql.SQL("{} ORDER BY c.user_id <> %(reader_id)s, c.updated_at DESC, c.id").format(
    sql.SQL(COLLECTIONS).format(
        condition=sql.SQL(
            """c.id IN (
                SELECT id FROM collections WHERE user_id = %(reader_id)s
                UNION ALL
                SELECT collection_id FROM collection_members WHERE user_id = %(reader_id)s
            )"""
        )
    )
)
OF_THE_HOUSE = sql.SQL("{} ORDER BY c.updated_at DESC, c.id").format(
    sql.SQL(COLLECTIONS).format(condition=sql.SQL(IS_OF_THE_HOUSE))
)


def get(conn: Connection, *, id: int, reader_id: UUID) -> UserCollection | None:
    """None when there is none, or the reader may not see it."""
    with conn.cursor(row_factory=class_row(UserCollection)) as cur:
        cur.execute(BY_ID, {"id": id, "reader_id": reader_id})
        return cur.fetchone()


def list_mine(conn: Connection, *, reader_id: UUID) -> list[UserCollection]:
    """The reader's, then those shared with the reader; the last changed first."""
    with conn.cursor(row_factory=class_row(UserCollection)) as cur:
        cur.execute(MINE, {"reader_id": reader_id})
        return cur.fetchall()


def list_of_house(conn: Connection, *, reader_id: UUID) -> list[UserCollection]:
    """Collections of other users that all may read, the last changed first."""
    with conn.cursor(row_factory=class_row(UserCollection)) as cur:
        cur.execute(OF_THE_HOUSE, {"reader_id": reader_id})
        return cur.fetchall()


def lock(conn: Connection, *, id: int) -> None:
    """Wait for others who change the collection; the lock is held to the end of the transaction."""
    conn.execute("SELECT FROM collections WHERE id = %(id)s FOR UPDATE", {"id": id})


def insert(
    conn: Connection,
    *,
    owner_id: UUID,
    fields: dict[str, Any],
    strategy: Strategy,
    maximum: int,
    now: datetime,
) -> int | None:
    """The new id; None when the person has `maximum` collections already."""
    row = conn.execute(
        """
        INSERT INTO collections (
            user_id, slug, name, description, strategy, filter_params, visibility, created_at,
            updated_at
        )
        SELECT %(owner_id)s, %(slug)s, %(name)s, %(description)s, %(strategy)s, %(rules)s,
               %(visibility)s, %(now)s, %(now)s
        WHERE (SELECT count(*) FROM collections WHERE user_id = %(owner_id)s) < %(maximum)s
        RETURNING id
        """,
        {
            **fields,
            "rules": Jsonb(fields["rules"]),
            "owner_id": owner_id,
            "slug": str(uuid4()),  # addresses have the id; names may repeat
            "strategy": strategy,
            "maximum": maximum,
            "now": now,
        },
    ).fetchone()
    return None if row is None else int(row[0])


def update(conn: Connection, *, id: int, fields: dict[str, Any], now: datetime) -> None:
    """Replace the given fields; `rules` is stored as JSON."""
    columns = {"rules": "filter_params"}
    assignments = [
        sql.SQL("{} = {}").format(sql.Identifier(columns.get(name, name)), sql.Placeholder(name))
        for name in fields
    ]
    values = {name: Jsonb(value) if name == "rules" else value for name, value in fields.items()}
    conn.execute(
        sql.SQL("UPDATE collections SET {}, updated_at = %(now)s WHERE id = %(id)s").format(
            sql.SQL(", ").join(assignments)
        )
        if assignments
        else sql.SQL("UPDATE collections SET updated_at = %(now)s WHERE id = %(id)s"),
        {**values, "id": id, "now": now},
    )


def set_members(
    conn: Connection, *, id: int, user_ids: Sequence[UUID], now: datetime
) -> list[UUID]:
    """Share with exactly these users; returns those that exist and are not the owner."""
    parameters = {"id": id, "user_ids": list(user_ids), "now": now}
    conn.execute(
        """
        DELETE FROM collection_members
        WHERE collection_id = %(id)s AND user_id <> ALL(%(user_ids)s)
        """,
        parameters,
    )
    conn.execute(
        """
        INSERT INTO collection_members (collection_id, user_id, created_at)
        SELECT c.id, u.id, %(now)s
        FROM collections AS c
        JOIN users AS u ON u.id = ANY(%(user_ids)s) AND u.id <> c.user_id
        WHERE c.id = %(id)s
        ON CONFLICT (collection_id, user_id) DO NOTHING
        """,
        parameters,
    )
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            "SELECT user_id FROM collection_members WHERE collection_id = %(id)s", parameters
        )
        return cur.fetchall()


def delete(conn: Connection, *, id: int) -> None:
    conn.execute("DELETE FROM collections WHERE id = %(id)s", {"id": id})


def restore(
    conn: Connection,
    *,
    id: int,
    owner_id: UUID,
    fields: dict[str, Any],
    strategy: str,
    now: datetime,
) -> None:
    """Put a deleted collection back under its id; without a cover that is gone."""
    conn.execute(
        """
        INSERT INTO collections (
            id, user_id, slug, name, description, strategy, filter_params, visibility,
            cover_media_id, created_at, updated_at
        )
        OVERRIDING SYSTEM VALUE
        VALUES (
            %(id)s, %(owner_id)s, %(slug)s, %(name)s, %(description)s, %(strategy)s, %(rules)s,
            %(visibility)s, (SELECT id FROM media_items WHERE id = %(cover_media_id)s), %(now)s,
            %(now)s
        )
        ON CONFLICT (id) DO NOTHING
        """,
        {
            **fields,
            "rules": Jsonb(fields["rules"]),
            "id": id,
            "owner_id": owner_id,
            "slug": str(uuid4()),
            "strategy": strategy,
            "now": now,
        },
    )


def people(conn: Connection, *, but: UUID) -> list[CollectionPerson]:
    """The users who may sign in, by name, except one."""
    with conn.cursor(row_factory=class_row(CollectionPerson)) as cur:
        cur.execute(
            """
            SELECT id, display_name AS name
            FROM users
            WHERE id <> %(but)s AND disabled_at IS NULL
            ORDER BY fold(display_name), id
            """,
            {"but": but},
        )
        return cur.fetchall()


def choices(conn: Connection, *, reader_id: UUID, media_id: int) -> list[CollectionChoice]:
    """The collections whose titles the reader may change, the last changed first."""
    with conn.cursor(row_factory=class_row(CollectionChoice)) as cur:
        cur.execute(
            """
            SELECT c.id, c.name, count(i.media_id) AS count,
                   coalesce(bool_or(i.media_id = %(media_id)s), false) AS contains
            FROM collections AS c
            LEFT JOIN collection_items AS i ON i.collection_id = c.id
            WHERE c.strategy = 'static'
              AND (
                  c.user_id = %(reader_id)s
                  OR c.id IN (
                      SELECT collection_id FROM collection_members WHERE user_id = %(reader_id)s
                  )
              )
            GROUP BY c.id
            ORDER BY c.updated_at DESC, c.id
            """,
            {"reader_id": reader_id, "media_id": media_id},
        )
        return cur.fetchall()

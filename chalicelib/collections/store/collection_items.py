"""The titles of collections of a person, in their order."""

from collections.abc import Sequence

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import scalar_row

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.collections.models.user_collections import TitleSort
from chalicelib.platform.db import Connection


def order(conn: Connection, *, collection_id: int) -> list[int]:
    """The titles of a collection."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT media_id
            FROM collection_items
            WHERE collection_id = %(collection_id)s
            ORDER BY rank, media_id
            """,
            {"collection_id": collection_id},
        )
        return cur.fetchall()


def orders(conn: Connection, *, collection_ids: Sequence[int]) -> dict[int, list[int]]:
    """The titles of several collections; without those that have none."""
    rows = conn.execute(
        """
        SELECT collection_id, array_agg(media_id ORDER BY rank, media_id)
        FROM collection_items
        WHERE collection_id = ANY(%(ids)s::bigint[])
        GROUP BY collection_id
        """,
        {"ids": list(collection_ids)},
    ).fetchall()
    return dict(rows)


def set_order(conn: Connection, *, collection_id: int, media_ids: Sequence[int]) -> None:
    """
    Make these, and no others, the titles of a collection, in this order.

    Needs the collection's lock. Raises `MediaNotFound` when a title was deleted concurrently.
    """
    parameters = {"collection_id": collection_id, "media_ids": list(media_ids)}
    conn.execute(
        """
        DELETE FROM collection_items
        WHERE collection_id = %(collection_id)s AND media_id <> ALL(%(media_ids)s::bigint[])
        """,
        parameters,
    )
    try:
        conn.execute(
            """
            INSERT INTO collection_items AS i (collection_id, media_id, rank)
            SELECT %(collection_id)s, t.media_id, t.rank
            FROM unnest(%(media_ids)s::bigint[]) WITH ORDINALITY AS t (media_id, rank)
            ON CONFLICT (collection_id, media_id) DO UPDATE
            SET rank = excluded.rank
            WHERE i.rank <> excluded.rank
            """,
            parameters,
        )
    except ForeignKeyViolation as error:
        raise MediaNotFound("There is no such title.") from error


def existing(conn: Connection, *, media_ids: Sequence[int]) -> set[int]:
    """Those of the titles that the catalogue still has."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            "SELECT id FROM media_items WHERE id = ANY(%(ids)s::bigint[])",
            {"ids": list(media_ids)},
        )
        return set(cur.fetchall())


def sorted_by(conn: Connection, *, media_ids: Sequence[int], sort: TitleSort) -> list[int]:
    """The same titles in another order; those without a value come last."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT t.media_id
            FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS t (media_id, place)
            JOIN media_items AS m ON m.id = t.media_id
            LEFT JOIN media_scores AS s ON s.media_id = t.media_id
            ORDER BY CASE %(sort)s
                         WHEN 'year' THEN m.year
                         WHEN 'rating' THEN -s.rating
                         WHEN 'length' THEN m.runtime_minutes
                     END NULLS LAST,
                     t.place
            """,
            {"ids": list(media_ids), "sort": sort},
        )
        return cur.fetchall()


def minutes(conn: Connection, *, media_ids: Sequence[int]) -> int | None:
    """The length of films together; None when a length is unknown or a title is no film."""
    row = conn.execute(
        """
        SELECT CASE
                   WHEN bool_and(media_type = 'movie' AND runtime_minutes IS NOT NULL)
                       THEN sum(runtime_minutes)::integer
               END
        FROM media_items
        WHERE id = ANY(%(ids)s::bigint[])
        """,
        {"ids": list(media_ids)},
    ).fetchone()
    return row[0] if row else None

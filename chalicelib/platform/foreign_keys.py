"""
What refers to a title, an episode, a person or a user: the foreign keys, as the database has them.

So a table that a later migration adds is thought of without being listed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from psycopg import sql
from psycopg.rows import class_row

from chalicelib.platform.db import Connection

Target = Literal["media_items", "show_episodes", "people", "users"]

#: Tables that only describe a title or a person: their rows go with it.
DESCRIPTIONS = frozenset(
    {
        *("credits", "custom_genre_reviews", "enrichment", "library_titles"),
        *("media_alternate_titles", "media_external_ids", "media_translations"),
        *(
            "media_fetches",
            "media_genres",
            "media_keywords",
            "media_links",
            "media_offers",
            "media_ratings",
        ),
        *("media_releases", "media_scores", "media_videos", "merged_episodes", "merged_people"),
        *("merged_titles", "search_names", "show_episodes", "show_seasons", "title_matches"),
        *("title_match_episodes", "title_views"),
    }
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key of one column."""

    table_name: str
    column_name: str
    columns: list[str]  # all of the table's


def list_references(
    conn: Connection, target: Target, *, without: Collection[str] = ()
) -> list[Reference]:
    """The foreign keys that refer to a table, except those of some tables."""
    with conn.cursor(row_factory=class_row(Reference)) as cur:
        cur.execute(
            """
            SELECT c.relname::text AS table_name, a.attname::text AS column_name,
                   ARRAY(
                       SELECT every.attname::text
                       FROM pg_attribute AS every
                       WHERE every.attrelid = c.oid AND every.attnum > 0
                   ) AS columns
            FROM pg_constraint AS k
            JOIN pg_class AS c ON c.oid = k.conrelid
            JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
            WHERE k.contype = 'f'
              AND k.confrelid = %(target)s::regclass
              AND c.relname <> ALL(%(without)s)
            ORDER BY c.relname, a.attname
            """,
            {"target": f"public.{target}", "without": list(without)},
        )
        return cur.fetchall()


@dataclass(frozen=True, slots=True)
class Key:
    """A foreign key of a table, of one column."""

    table_name: str
    column_name: str
    target: str
    target_column: str


def list_keys(conn: Connection, tables: Collection[str]) -> list[Key]:
    """The foreign keys of these tables."""
    with conn.cursor(row_factory=class_row(Key)) as cur:
        cur.execute(
            """
            SELECT c.relname::text AS table_name, a.attname::text AS column_name,
                   t.relname::text AS target, b.attname::text AS target_column
            FROM pg_constraint AS k
            JOIN pg_class AS c ON c.oid = k.conrelid
            JOIN pg_class AS t ON t.oid = k.confrelid
            JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
            JOIN pg_attribute AS b ON b.attrelid = t.oid AND b.attnum = k.confkey[1]
            WHERE k.contype = 'f' AND c.relname = ANY(%(tables)s)
            ORDER BY c.relname, a.attname
            """,
            {"tables": list(tables)},
        )
        return cur.fetchall()


def unreferenced(conn: Connection, target: Target, row: sql.Composable) -> sql.Composable:
    """The condition that nothing but descriptions refers to the id `row`."""
    conditions: list[sql.Composable] = [sql.SQL("true")]
    return sql.SQL(" AND ").join(
        conditions
        + [
            sql.SQL("NOT EXISTS (SELECT FROM {} AS r WHERE r.{} = {})").format(
                sql.Identifier(reference.table_name), sql.Identifier(reference.column_name), row
            )
            for reference in list_references(conn, target, without=DESCRIPTIONS)
        ]
    )


def move(table: str, column: str, key: Sequence[str]) -> sql.Composed:
    """
    A statement that makes references to `removed` refer to `kept`.

    A row stays behind where one of the same key refers to `kept` already.
    """
    same = [
        sql.SQL("known.{0} IS NOT DISTINCT FROM moved.{0}").format(sql.Identifier(name))
        for name in key
    ]
    return sql.SQL(
        """
        UPDATE {table} AS moved
        SET {column} = %(kept)s
        WHERE moved.{column} = %(removed)s
          AND NOT EXISTS (
              SELECT FROM {table} AS known WHERE {same}
          )
        """
    ).format(
        table=sql.Identifier(table),
        column=sql.Identifier(column),
        same=sql.SQL(" AND ").join(
            [sql.SQL("known.{} = %(kept)s").format(sql.Identifier(column)), *same]
        ),
    )

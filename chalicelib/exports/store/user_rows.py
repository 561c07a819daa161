"""Every row of a person's tables, with the titles that it is about."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.rows import scalar_row

from chalicelib.catalog.imdb_ids import TITLES_FROM
from chalicelib.platform.db import Connection
from chalicelib.platform.foreign_keys import Key, list_keys

ROWS_AT_ONCE = 2_000
USERS = "users"

#: Facts by which other programs know the title of a row.
TITLE = sql.SQL(
    """
    m.title AS media_title, m.year, m.media_type AS kind,
    coalesce(
        (
            SELECT x.external_id FROM media_external_ids AS x
            WHERE x.media_id = m.id AND x.source = 'imdb'
        ),
        CASE
            WHEN m.id >= %(titles_from)s
                THEN 'tt' || lpad((m.id - %(titles_from)s)::text, 7, '0')
        END
    ) AS imdb_id,
    (
        SELECT x.external_id FROM media_external_ids AS x
        WHERE x.media_id = m.id AND x.source = 'tmdb'
    ) AS tmdb_id
    """
)
EPISODE = sql.SQL(
    "e.season_number AS season, e.episode_number AS episode, e.title AS episode_title"
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a person's data, and how its rows are theirs."""

    name: str
    columns: list[str]
    key: Key | None  # to the user, or to the row of another table of theirs


def begin(conn: Connection) -> None:
    """The first statement of a transaction: every file shows the rows of this moment."""
    conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def find_tables(
    conn: Connection, names: Collection[str], *, columns: dict[str, tuple[str, ...]]
) -> list[Table]:
    """
    The tables of these names, in their order, with the columns to read.

    Raises `LookupError` for one without a foreign key to a user or to another of them.
    """
    keys = list_keys(conn, names)
    tables = []
    for name in names:
        own = [key for key in keys if key.table_name == name]
        owning = [key for key in own if key.target == USERS]
        owning += [key for key in own if key.target in names and key.target != name]
        if not owning and name != USERS:
            raise LookupError(name)
        tables.append(
            Table(name, _columns(conn, name, columns.get(name)), owning[0] if owning else None)
        )
    return tables


def read(
    conn: Connection, table: Table, *, tables: Collection[Table], user_id: UUID
) -> Iterator[dict[str, Any]]:
    """The user's rows, as they were when the transaction began. Needs a transaction."""
    facts: list[sql.Composable] = [sql.Identifier("r", name) for name in table.columns]
    joins: list[sql.Composable] = []
    if "media_id" in table.columns:
        facts.append(TITLE)
        joins.append(sql.SQL("LEFT JOIN media_items AS m ON m.id = r.media_id"))
    if "episode_id" in table.columns:
        facts.append(EPISODE)
        joins.append(sql.SQL("LEFT JOIN show_episodes AS e ON e.id = r.episode_id"))
    if "person_id" in table.columns:
        facts.append(sql.SQL("p.name AS person_name, p.imdb_id AS person_imdb_id"))
        joins.append(sql.SQL("LEFT JOIN people AS p ON p.id = r.person_id"))
    statement = sql.SQL(
        """
        SELECT row_to_json(own) FROM (
            SELECT {facts} FROM {table} AS r {joins} WHERE {is_own}
        ) AS own
        """
    ).format(
        facts=sql.SQL(", ").join(facts),
        table=sql.Identifier(table.name),
        joins=sql.SQL(" ").join(joins),
        is_own=_is_own(table, {each.name: each for each in tables}, "r"),
    )
    return stream(conn, statement, user_id=user_id)


def stream(conn: Connection, statement: sql.Composed, *, user_id: UUID) -> Iterator[dict[str, Any]]:
    """The objects that a statement returns, some at a time."""
    with conn.cursor(name="export", row_factory=scalar_row) as cur:
        cur.itersize = ROWS_AT_ONCE
        cur.execute(statement, {"user_id": user_id, "titles_from": TITLES_FROM})
        yield from cur


def _is_own(table: Table, tables: dict[str, Table], row: str) -> sql.Composable:
    if table.key is None:
        return sql.SQL("{}.id = %(user_id)s").format(sql.Identifier(row))
    if table.key.target == USERS:
        return sql.SQL("{} = %(user_id)s").format(sql.Identifier(row, table.key.column_name))
    owner = f"{row}_of"
    return sql.SQL("EXISTS (SELECT FROM {} AS {} WHERE {} = {} AND {})").format(
        sql.Identifier(table.key.target),
        sql.Identifier(owner),
        sql.Identifier(owner, table.key.target_column),
        sql.Identifier(row, table.key.column_name),
        _is_own(tables[table.key.target], tables, owner),
    )


def _columns(conn: Connection, table: str, chosen: tuple[str, ...] | None) -> list[str]:
    """Without the user's id, which is the same in every row."""
    if chosen is not None:
        return list(chosen)
    rows = conn.execute(
        """
        SELECT a.attname::text
        FROM pg_attribute AS a
        WHERE a.attrelid = %(table)s::regclass
          AND a.attnum > 0
          AND NOT a.attisdropped
          AND a.attname <> 'user_id'
        ORDER BY a.attnum
        """,
        {"table": f"public.{table}"},
    ).fetchall()
    return [row[0] for row in rows]

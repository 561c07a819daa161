"""
Tables as PostgreSQL describes them: made again in another schema, with all that belongs to them.

A full import builds the catalogue in the schema `incoming`. What its tables look like is read
from the ones in use, so a column or an index that a later migration adds is simply there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import Connection, sql
from psycopg.rows import class_row, scalar_row

INCOMING, PUBLIC, OUTGOING = "incoming", "public", "outgoing"

#: What describes titles, and is replaced as a whole by a full import. Tables of names to search
#: for come to it by their prefix.
TITLES = (
    "genres",
    "media_items",
    "media_scores",
    "media_external_ids",
    "media_genres",
    "media_alternate_titles",
)
SHOWS = ("show_seasons", "show_episodes")
COUNTS = ("catalogue_counts", "catalogue_facets")
PEOPLE = ("people", "credits")


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    is_required: bool
    default: str | None  # an expression, as PostgreSQL writes it


@dataclass(frozen=True, slots=True)
class Part:
    """An index, a constraint or a trigger: how it is made."""

    table: str
    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class Index(Part):
    """`takes` is the condition on the rows that are in it; None: all are."""

    takes: str | None


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Both tables, and how to add it. `action` is PostgreSQL's letter for ON DELETE."""

    table: str
    column: str
    target: str
    name: str
    definition: str
    action: str
    is_valid: bool


def search_tables(conn: Connection) -> list[str]:
    """The tables of the search, whatever they are."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT relname::text
            FROM pg_class
            WHERE relnamespace = 'public'::regnamespace
              AND relkind = 'r'
              AND starts_with(relname, 'search_')
            ORDER BY relname
            """
        )
        return cur.fetchall()


def columns(conn: Connection, table: str, schema: str = PUBLIC) -> list[Column]:
    with conn.cursor(row_factory=class_row(Column)) as cur:
        cur.execute(
            """
            SELECT a.attname::text AS name,
                   a.attnotnull AS is_required,
                   pg_get_expr(d.adbin, d.adrelid) AS default
            FROM pg_attribute AS a
            LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid = %(table)s::regclass
              AND a.attnum > 0
              AND NOT a.attisdropped
              AND a.attgenerated = ''
            ORDER BY a.attnum
            """,
            {"table": f"{schema}.{table}"},
        )
        return cur.fetchall()


def make(conn: Connection, table: str) -> None:
    """
    An empty table in `incoming`, without indexes and foreign keys.

    It is not vacuumed before the swap: that would wait for it to end.
    """
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            "SELECT unnest(reloptions) FROM pg_class WHERE oid = %(table)s::regclass",
            {"table": f"{PUBLIC}.{table}"},
        )
        options = [*cur.fetchall(), "autovacuum_enabled = off"]
    conn.execute(
        sql.SQL(
            """
            CREATE TABLE {incoming} (
                LIKE {public} INCLUDING COMMENTS INCLUDING COMPRESSION INCLUDING CONSTRAINTS
                INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING IDENTITY INCLUDING STATISTICS
                INCLUDING STORAGE
            ) WITH ({options})
            """
        ).format(
            incoming=sql.Identifier(INCOMING, table),
            public=sql.Identifier(PUBLIC, table),
            options=sql.SQL(", ").join(sql.SQL(option) for option in options),
        )
    )


def keys(conn: Connection, table: str, schema: str = PUBLIC) -> list[Part]:
    """Primary key and unique constraints, the primary key first."""
    with conn.cursor(row_factory=class_row(Part)) as cur:
        cur.execute(
            """
            SELECT %(name)s AS table, conname::text AS name, pg_get_constraintdef(oid) AS definition
            FROM pg_constraint
            WHERE conrelid = %(table)s::regclass AND contype IN ('p', 'u', 'x')
            ORDER BY contype, conname
            """,
            {"table": f"{schema}.{table}", "name": table},
        )
        return cur.fetchall()


def indexes(conn: Connection, table: str, schema: str = PUBLIC) -> list[Index]:
    """Indexes that no constraint brings along."""
    with conn.cursor(row_factory=class_row(Index)) as cur:
        cur.execute(
            """
            SELECT %(name)s AS table, c.relname::text AS name,
                   pg_get_indexdef(i.indexrelid) AS definition,
                   pg_get_expr(i.indpred, i.indrelid) AS takes
            FROM pg_index AS i
            JOIN pg_class AS c ON c.oid = i.indexrelid
            WHERE i.indrelid = %(table)s::regclass
              AND NOT EXISTS (
                  SELECT FROM pg_constraint AS k
                  WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
              )
            ORDER BY c.relname
            """,
            {"table": f"{schema}.{table}", "name": table},
        )
        return cur.fetchall()


def triggers(conn: Connection, table: str) -> list[Part]:
    """Triggers of the product, and none of this import's own."""
    with conn.cursor(row_factory=class_row(Part)) as cur:
        cur.execute(
            """
            SELECT %(name)s AS table, tgname::text AS name, pg_get_triggerdef(oid) AS definition
            FROM pg_trigger
            WHERE tgrelid = %(table)s::regclass
              AND NOT tgisinternal
              AND NOT starts_with(tgname, 'imdb_import_')
            ORDER BY tgname
            """,
            {"table": f"{PUBLIC}.{table}", "name": table},
        )
        return cur.fetchall()


def foreign_keys(conn: Connection, tables: Sequence[str]) -> list[ForeignKey]:
    """Every foreign key from or to one of the tables, single columns and pairs alike."""
    with conn.cursor(row_factory=class_row(ForeignKey)) as cur:
        cur.execute(
            """
            SELECT c.relname::text AS table,
                   a.attname::text AS column,
                   t.relname::text AS target,
                   k.conname::text AS name,
                   pg_get_constraintdef(k.oid) AS definition,
                   k.confdeltype::text AS action,
                   k.convalidated AS is_valid
            FROM pg_constraint AS k
            JOIN pg_class AS c ON c.oid = k.conrelid
            JOIN pg_class AS t ON t.oid = k.confrelid
            JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
            WHERE k.contype = 'f'
              AND c.relnamespace = 'public'::regnamespace
              AND (c.relname = ANY(%(tables)s) OR t.relname = ANY(%(tables)s))
            ORDER BY c.relname, k.conname
            """,
            {"tables": list(tables)},
        )
        return cur.fetchall()


def add_key(conn: Connection, key: Part) -> None:
    conn.execute(
        sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
            sql.Identifier(INCOMING, key.table),
            sql.Identifier(key.name),
            sql.SQL(key.definition),  # PostgreSQL's own words
        )
    )


def add_index(conn: Connection, index: Part) -> None:
    """The same index on the table of the same name in `incoming`."""
    here = f" ON {PUBLIC}.{index.table} "
    before, found, after = index.definition.partition(here)
    if not found:
        raise ValueError(f"an index that cannot be made again: {index.definition}")
    there = f"{before} ON {INCOMING}.{index.table} {after}"
    conn.execute(sql.SQL(there))  # PostgreSQL's own words


def add_trigger(conn: Connection, trigger: Part) -> None:
    """After the table has taken its place in `public`."""
    conn.execute(sql.SQL(trigger.definition))  # PostgreSQL's own words

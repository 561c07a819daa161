"""
The moment in which the new catalogue takes the place of the old: one short transaction.

Tables move between schemas; nothing is copied. Foreign keys of everybody else's tables are
dropped from the old ones and declared again on the new ones without a check of every row, which
follows afterwards without blocking anybody. Prepared statements of open connections are planned
anew by PostgreSQL, because names are looked up again.

Locks are waited for with patience, which is to say briefly.
"""

from collections.abc import Callable, Sequence

from psycopg import Connection, sql
from psycopg.rows import scalar_row

from worker.imdb.errors import CatalogueMoved
from worker.imdb.patience import WAIT_FOR_LOCKS_MS, patiently
from worker.imdb.tables import (
    INCOMING,
    OUTGOING,
    PUBLIC,
    ForeignKey,
    add_trigger,
    columns,
    foreign_keys,
    triggers,
)

VACUUM_ENDS_WITHIN_MS = 10_000
TRIES = 120
PAUSE_S = (0.2, 1.5)


def swap(conn: Connection, tables: Sequence[str], settle: Callable[[], None]) -> None:
    """
    Put the tables of `incoming` in the place of those in `public`, which go to `outgoing`.

    `settle` runs inside, when nobody else can write to the old tables any more: it copies what
    came late and writes down what was imported. Raises `CatalogueMoved` when the new tables no
    longer look like the old ones, and `ImportEnded` when the locks cannot be had.
    """
    patiently(conn, lambda: _swap(conn, tables, settle))


def _swap(conn: Connection, tables: Sequence[str], settle: Callable[[], None]) -> None:
    keys = foreign_keys(conn, tables)
    locked = sorted({*tables, *(key.table for key in keys), *(key.target for key in keys)})
    # A vacuum of its own accord is sent away by whoever waits a second for it. Nobody who reads
    # or writes waits behind these locks.
    _lock(conn, INCOMING, tables, "ACCESS EXCLUSIVE", VACUUM_ENDS_WITHIN_MS)
    _lock(conn, PUBLIC, locked, "SHARE UPDATE EXCLUSIVE", VACUUM_ENDS_WITHIN_MS)
    _lock(conn, PUBLIC, locked, "ACCESS EXCLUSIVE", WAIT_FOR_LOCKS_MS)
    _check_shapes(conn, tables)
    settle()
    moved_triggers = [part for table in tables for part in triggers(conn, table)]
    for key in keys:
        if key.table not in tables:
            conn.execute(
                sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(
                    sql.Identifier(PUBLIC, key.table), sql.Identifier(key.name)
                )
            )
    conn.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(OUTGOING)))
    for table in tables:
        _carry_on_counting(conn, table)
        for source, target in ((PUBLIC, OUTGOING), (INCOMING, PUBLIC)):
            conn.execute(
                sql.SQL("ALTER TABLE {} SET SCHEMA {}").format(
                    sql.Identifier(source, table), sql.Identifier(target)
                )
            )
        conn.execute(
            sql.SQL("ALTER TABLE {} RESET (autovacuum_enabled)").format(
                sql.Identifier(PUBLIC, table)
            )
        )
    for key in keys:
        add_unchecked(conn, key)
    for trigger in moved_triggers:
        add_trigger(conn, trigger)


def _lock(conn: Connection, schema: str, tables: Sequence[str], mode: str, within_ms: int) -> None:
    """All of them within the time. Raises psycopg's `LockNotAvailable` or `QueryCanceled`."""
    conn.execute(f"SET LOCAL lock_timeout = {within_ms}")
    conn.execute(f"SET LOCAL statement_timeout = {within_ms}")
    conn.execute(
        sql.SQL("LOCK TABLE {} IN {} MODE").format(
            sql.SQL(", ").join(sql.Identifier(schema, table) for table in tables), sql.SQL(mode)
        )
    )
    conn.execute("SET LOCAL statement_timeout = 0")
    conn.execute("SET LOCAL lock_timeout = 0")


def _check_shapes(conn: Connection, tables: Sequence[str]) -> None:
    """A migration may have run meanwhile. Raises `CatalogueMoved`."""
    for table in tables:
        if columns(conn, table) != columns(conn, table, schema=INCOMING):
            raise CatalogueMoved(f"{table} was changed by a migration during the import.")


def _carry_on_counting(conn: Connection, table: str) -> None:
    """Sequences of the new table go on where those of the old one are."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(
            """
            SELECT attname::text FROM pg_attribute
            WHERE attrelid = %(table)s::regclass AND attidentity <> '' AND NOT attisdropped
            """,
            {"table": f"{PUBLIC}.{table}"},
        )
        for column in cur.fetchall():
            old, new = (
                conn.execute(
                    "SELECT pg_get_serial_sequence(%s, %s)", [f"{schema}.{table}", column]
                ).fetchone()
                for schema in (PUBLIC, INCOMING)
            )
            if old is None or new is None:
                continue
            conn.execute(
                sql.SQL("SELECT setval({new}, last_value, is_called) FROM {old}").format(
                    new=new[0],
                    old=sql.SQL(old[0]),  # quoted by PostgreSQL
                )
            )


def add_unchecked(conn: Connection, key: ForeignKey) -> None:
    definition = key.definition.removesuffix(" NOT VALID")
    conn.execute(
        sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {} NOT VALID").format(
            sql.Identifier(PUBLIC, key.table),
            sql.Identifier(key.name),
            sql.SQL(definition),  # PostgreSQL's own words
        )
    )


def drop_orphans(conn: Connection, keys: Sequence[ForeignKey]) -> None:
    """What says more about titles that are gone goes, as ON DELETE would have had it."""
    for key in keys:
        if "," in key.definition.partition(")")[0]:
            continue  # pairs of columns: seasons and episodes, which were built together
        act = "UPDATE {table} AS t SET {column} = NULL"
        if key.action == "c":
            act = "DELETE FROM {table} AS t"
        conn.execute(
            sql.SQL(
                act + " WHERE t.{column} IS NOT NULL"
                " AND NOT EXISTS (SELECT FROM {target} AS x WHERE x.id = t.{column})"
            ).format(
                table=sql.Identifier(PUBLIC, key.table),
                column=sql.Identifier(key.column),
                target=sql.Identifier(PUBLIC, key.target),
            )
        )


def validate(conn: Connection, key: ForeignKey) -> None:
    """Check every row; writers and readers go on meanwhile."""
    conn.execute(
        sql.SQL("ALTER TABLE {} VALIDATE CONSTRAINT {}").format(
            sql.Identifier(PUBLIC, key.table), sql.Identifier(key.name)
        )
    )

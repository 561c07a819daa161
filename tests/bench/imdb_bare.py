"""
What no import of this catalogue can do without, bare: named references beside raw COPY.

Both work on a catalogue that is there, with finished rows, and leave it as it was.
"""

import time
from concurrent.futures import ThreadPoolExecutor

from psycopg import Connection, sql

from worker.imdb.columns import names_of
from worker.imdb.connections import session
from worker.imdb.finishing import complete
from worker.imdb.tables import INCOMING, SHOWS, TITLES, columns, make, search_tables

#: One change of an indexed column for each row that the last import wrote.
CHANGES = {
    "media_items": "title = t.title || '.'",
    "media_scores": "votes = t.votes + 1",
    "show_episodes": "episode_number = t.episode_number + 1000000",
    "search_names": "squeezed = t.squeezed || 'x'",
}


def tables(dsn: str) -> float:
    """Seconds to fill tables like ours from finished rows, with all keys and indexes."""
    with session(dsn) as conn:
        conn.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(INCOMING)))
        # Two shares of about the same size: episodes and all they need, and titles.
        names = [table for table in search_tables(conn) if table == "search_names"]
        shares = (
            [*SHOWS, "media_genres", "media_external_ids"],
            [*(table for table in TITLES if table.startswith(("media_items", "media_s"))), *names],
        )
        began = time.perf_counter()
        with ThreadPoolExecutor(len(shares)) as pool:
            list(pool.map(lambda share: _copies(dsn, share), shares))
        seconds = time.perf_counter() - began
        conn.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(INCOMING)))
    return seconds


def _copies(dsn: str, share: list[str]) -> None:
    with session(dsn) as conn:
        conn.execute("SET max_parallel_maintenance_workers = 0")
        conn.execute("SET max_parallel_workers_per_gather = 0")
        for table in share:
            with conn.transaction():
                make(conn, table)
                conn.execute(
                    sql.SQL(
                        "INSERT INTO {new} ({names}) OVERRIDING SYSTEM VALUE "
                        "SELECT {names} FROM {old}"
                    ).format(
                        new=sql.Identifier(INCOMING, table),
                        old=sql.Identifier("public", table),
                        names=names_of(columns(conn, table)),
                    )
                )
                complete(conn, table)


def changes(dsn: str) -> float:
    """Seconds to write the rows again that the last import wrote; then it is undone."""
    with session(dsn) as conn:
        for table in CHANGES:
            _note_written(conn, table)
        conn.execute("CHECKPOINT")
        with conn.transaction(force_rollback=True):
            began = time.perf_counter()
            for table, change in CHANGES.items():
                conn.execute(
                    sql.SQL(
                        "UPDATE {table} AS t SET {change} FROM {written} AS w WHERE t.ctid = w.place"
                    ).format(
                        table=sql.Identifier("public", table),
                        change=sql.SQL(change),
                        written=sql.Identifier("pg_temp", f"written_{table}"),
                    )
                )
            return time.perf_counter() - began


def _note_written(conn: Connection, table: str) -> None:
    """Where the rows are that the transaction of the last import wrote."""
    written = sql.Identifier("pg_temp", f"written_{table}")
    conn.execute(
        sql.SQL(
            "CREATE TEMPORARY TABLE {written} AS SELECT t.ctid AS place FROM {table} AS t "
            "WHERE age(t.xmin) <= (SELECT min(age(m.xmin)) FROM public.media_items AS m)"
        ).format(
            written=sql.Identifier(f"written_{table}"),
            table=sql.Identifier("public", table),
        )
    )
    conn.execute(sql.SQL("ANALYZE {}").format(written))

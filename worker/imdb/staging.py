"""
Lines of the files in staging tables, beside those of the last import.

The schema `incoming` holds the new lines and the tables of the merge; it is dropped afterwards. The
schema `imdb` keeps the lines the catalogue was made from, so that the next import can compare
tables. Neither is logged by PostgreSQL: after a crash the tables are empty, `imdb.accepted` with
them, and the next import compares every line with the catalogue.

COPY's QUOTE is a byte that never occurs, so a quotation mark in a title does not swallow lines and
IMDb's stray backslashes have no meaning. The "tt" of ids becomes "00" on the way, so that COPY
reads numbers. PostgreSQL 17 and newer skips rows it cannot convert; where it fails, as at a line
with other columns, the file is read again through a strict filter.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from psycopg import Connection, errors, sql

from worker.imdb.connections import session
from worker.imdb.dataset_files import BASICS, CORE, EPISODES, RATINGS, ImdbFile
from worker.imdb.line_file import open_lines
from worker.imdb.progress import ImportProgress
from worker.imdb.row_filter import RowFilter, plain_numbers

#: Increase when the columns below change, or when the same files lead to another catalogue.
IMPORTER_VERSION = 2
MIN_VERSION_WITH_ON_ERROR = 170_000

TABLES = {BASICS: "basics", EPISODES: "episodes", RATINGS: "ratings"}
#: Columns in the order of the files.
COLUMNS = {
    BASICS: """
        n bigint, kind text, title text, original_title text, is_adult smallint, year smallint,
        end_year smallint, runtime_minutes integer, genres text
    """,
    EPISODES: "n bigint, parent bigint, season smallint, number integer",
    RATINGS: "n bigint, rating numeric(3, 1), votes integer",
}
#: Rows worth storing. An id without a number reads as 0. Most rows are episodes, so they are first.
CONDITIONS = {
    BASICS: """
        kind IN ('tvEpisode', 'movie', 'tvSeries', 'tvMovie', 'tvMiniSeries')
        AND title IS NOT NULL AND n > 0
    """,
    EPISODES: "season IS NOT NULL AND number >= 0 AND parent IS NOT NULL AND n > 0",
    RATINGS: "rating BETWEEN 0 AND 10 AND votes IS NOT NULL AND n > 0",
}
#: The lines of films and shows that the catalogue stores.
TITLES = """
    CREATE UNLOGGED TABLE incoming.titles AS
    SELECT n, kind IN ('tvSeries', 'tvMiniSeries') AS is_show, title,
           nullif(original_title, title) AS original_title,
           CASE WHEN year > 0 THEN year END AS year,
           CASE WHEN end_year > 0 THEN end_year END AS end_year,
           CASE WHEN runtime_minutes > 0 THEN runtime_minutes END AS runtime_minutes,
           genres
    FROM incoming.basics
    WHERE kind <> 'tvEpisode' AND (%(adult)s OR is_adult IS DISTINCT FROM 1)
"""
#: The first line of an id counts.
DELETE_REPEATED = """
    DELETE FROM {table} AS t
    USING (SELECT n, min(ctid) AS kept FROM {table} GROUP BY n HAVING count(*) > 1) AS r
    WHERE t.n = r.n AND t.ctid <> r.kept
"""


@dataclass
class RowCounts:
    """How many lines each file has, and how many of them are malformed."""

    rows: dict[ImdbFile, int] = field(default_factory=dict)
    bad: dict[ImdbFile, int] = field(default_factory=dict)


def clean_up(conn: Connection) -> None:
    """Drop the tables that this import or a killed one left. Readers never use them."""
    conn.execute("DROP SCHEMA IF EXISTS incoming CASCADE")


def load(
    conn: Connection,
    dsn: str,
    paths: Mapping[ImdbFile, Path],
    progress: ImportProgress,
    *,
    workers: int = 2,
) -> RowCounts:
    """
    Fill `incoming` from the files: the longest on one connection, the others on a second one.

    Raises `ImportRefused`.
    """
    clean_up(conn)
    conn.execute("CREATE SCHEMA incoming")
    for file in paths:
        with open_lines(file, paths[file]):  # every header is checked before any file is read
            _create(conn, "incoming", file)
    counts = RowCounts()

    def load_files(*files: ImdbFile) -> None:
        with session(dsn) as own:
            for file in files:
                _load_file(own, file, paths[file], progress, counts)

    with ThreadPoolExecutor(workers) as pool:
        for loaded in [pool.submit(load_files, BASICS), pool.submit(load_files, EPISODES, RATINGS)]:
            loaded.result()
    return counts


def derive_titles(conn: Connection, *, is_adult: bool) -> None:
    """Make `incoming.titles` out of the lines."""
    conn.execute(TITLES, {"adult": is_adult})
    conn.execute("CREATE UNIQUE INDEX ON incoming.titles (n)")
    conn.execute("ANALYZE incoming.titles")


def open_accepted(conn: Connection, *, state: str, options: str) -> bool:
    """
    Make sure that `imdb` holds the lines that led to `state`, or nothing.

    Whether they are there and were imported with the same options: then only what differs from
    them needs to be merged.
    """
    conn.execute("CREATE SCHEMA IF NOT EXISTS imdb")
    conn.execute(
        """
        CREATE UNLOGGED TABLE IF NOT EXISTS imdb.accepted
            (state text NOT NULL, version integer NOT NULL, options text NOT NULL)
        """
    )
    row = conn.execute(
        "SELECT options FROM imdb.accepted WHERE (state, version) = (%s, %s)",
        [state, IMPORTER_VERSION],
    ).fetchone()
    if row is None:
        with conn.transaction():
            conn.execute("DROP TABLE IF EXISTS imdb.titles")
            for file in CORE:
                conn.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(_table("imdb", file)))
                _create(conn, "imdb", file)
            conn.execute("CREATE UNLOGGED TABLE imdb.titles (LIKE incoming.titles)")
            conn.execute("TRUNCATE imdb.accepted")
    return row is not None and row[0] == options


def accept(conn: Connection, *, state: str, options: str) -> None:
    """The new lines are the accepted ones from now on. Part of the transaction that merges."""
    for table in ("titles", *TABLES.values()):
        conn.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier("imdb", table)))
        conn.execute(
            sql.SQL("ALTER TABLE {} SET SCHEMA imdb").format(sql.Identifier("incoming", table))
        )
    conn.execute("DELETE FROM imdb.accepted")
    conn.execute(
        "INSERT INTO imdb.accepted (state, version, options) VALUES (%s, %s, %s)",
        [state, IMPORTER_VERSION, options],
    )


def _create(conn: Connection, schema: str, file: ImdbFile) -> None:
    conn.execute(
        sql.SQL("CREATE UNLOGGED TABLE {} ({}) WITH (autovacuum_enabled = off)").format(
            _table(schema, file), sql.SQL(COLUMNS[file])
        )
    )


def _table(schema: str, file: ImdbFile) -> sql.Identifier:
    return sql.Identifier(schema, TABLES[file])


def _load_file(
    conn: Connection, file: ImdbFile, path: Path, progress: ImportProgress, counts: RowCounts
) -> None:
    """Raises `ImportRefused`."""
    table = _table("incoming", file)
    has_on_error = conn.info.server_version >= MIN_VERSION_WITH_ON_ERROR
    row_filter = RowFilter(file, is_strict=not has_on_error)
    try:
        rows = _copy(conn, path, row_filter, progress, has_on_error=has_on_error)
    except errors.DataError:
        conn.execute(sql.SQL("TRUNCATE {}").format(table))
        row_filter = RowFilter(file, is_strict=True)
        rows = _copy(conn, path, row_filter, ImportProgress(), has_on_error=has_on_error)
    counts.rows[file], counts.bad[file] = rows, row_filter.bad
    row_filter.check(rows)
    unique_index = sql.SQL("CREATE UNIQUE INDEX ON {} (n)").format(table)
    try:
        conn.execute(unique_index)
    except errors.UniqueViolation:
        conn.execute(sql.SQL(DELETE_REPEATED).format(table=table))
        conn.execute(unique_index)
    conn.execute("SET default_statistics_target = 10")
    conn.execute(sql.SQL("ANALYZE {}").format(table))


def _copy(
    conn: Connection,
    path: Path,
    row_filter: RowFilter,
    progress: ImportProgress,
    *,
    has_on_error: bool,
) -> int:
    """
    The file into its staging table; how many lines it has.

    Raises psycopg's `DataError` for a malformed line that PostgreSQL does not skip.
    """
    file = row_filter.file
    statement = sql.SQL(
        "COPY {table} FROM STDIN (FORMAT csv, DELIMITER E'\\t', QUOTE E'\\b', "
        "NULL '\\N'{lenient}) WHERE {condition}"
    ).format(
        table=_table("incoming", file),
        lenient=sql.SQL(", ON_ERROR ignore, LOG_VERBOSITY verbose" if has_on_error else ""),
        condition=sql.SQL(CONDITIONS[file]),
    )

    def count_skipped(notice: errors.Diagnostic) -> None:
        """PostgreSQL sends a notice for each row it skips, and a last one with their number."""
        if notice.context is not None:
            row_filter.reject(f"{notice.message_primary} ({notice.context[:160]})")

    def blocks() -> Iterator[bytes]:
        before = 0
        for block in lines.blocks():
            progress.add(lines.rows - before)
            before = lines.rows
            yield plain_numbers(file, row_filter.valid_lines(block))

    conn.add_notice_handler(count_skipped)
    try:
        with open_lines(file, path) as lines, conn.cursor() as cur, cur.copy(statement) as copy:
            for block in blocks():
                copy.write(block)
    finally:
        conn.remove_notice_handler(count_skipped)
    return lines.rows

"""
Lines of the files, as they are, into staging tables: PostgreSQL's COPY does the reading.

QUOTE is a byte that never occurs, so one quotation mark in a title does not swallow lines, and
IMDb's stray backslashes mean nothing. The "tt" of ids becomes "00" on the way, so that COPY reads
numbers. Numbers that are none are found and left out by PostgreSQL 17 and newer itself; what it
gives up on, such as a line with other columns, is found when the file is read again with care.
"""

from collections.abc import Iterable

from psycopg import Connection, errors, sql

from worker.imdb.files import BASICS, EPISODES, RATINGS, ImdbFile
from worker.imdb.sieve import Sieve, plain_numbers

KNOWS_ON_ERROR = 170_000  # since PostgreSQL 17 COPY may skip what cannot be converted

#: Columns of the staging tables, in the order of the files.
COLUMNS = {
    BASICS: """
        n bigint, kind text, title text, original_title text, is_adult smallint, year smallint,
        end_year smallint, runtime_minutes integer, genres text
    """,
    EPISODES: "n bigint, parent bigint, season smallint, number integer",
    RATINGS: "n bigint, rating numeric(3, 1), votes integer",
}
NAMES_OF = {
    BASICS: "basics",
    EPISODES: "episodes",
    RATINGS: "ratings",
}
#: They are compared one after the other, and most are episodes.
KINDS = "('tvEpisode', 'movie', 'tvSeries', 'tvMovie', 'tvMiniSeries')"
#: What is worth storing. A number may be missing after the letters, which reads as 0.
WORTH = {
    BASICS: f"kind IN {KINDS} AND title IS NOT NULL AND n > 0",
    EPISODES: "season IS NOT NULL AND number IS NOT NULL AND parent IS NOT NULL AND n > 0",
    RATINGS: "rating BETWEEN 0 AND 10 AND votes IS NOT NULL AND n > 0",
}


def copy_in(conn: Connection, sieve: Sieve, blocks: Iterable[bytes]) -> int:
    """
    Blocks of lines into the staging table of their file; the number of rows stored.

    Raises psycopg's `DataError` when a block that looked well was not.
    """
    file = sieve.file
    knows = conn.info.server_version >= KNOWS_ON_ERROR
    sieve.is_careful = sieve.is_careful or not knows
    statement = sql.SQL(
        "COPY {table} FROM STDIN (FORMAT csv, DELIMITER E'\\t', QUOTE E'\\b', "
        "NULL '\\N'{lenient}) WHERE {worth}"
    ).format(
        table=table_of(file),
        lenient=sql.SQL(", ON_ERROR ignore, LOG_VERBOSITY verbose" if knows else ""),
        worth=sql.SQL(WORTH[file]),
    )

    def skipped(notice: errors.Diagnostic) -> None:
        """PostgreSQL has a notice for every row it skips, and a last one with their number."""
        if notice.context is not None:
            sieve.found_bad(f"{notice.message_primary} ({notice.context[:160]})")

    conn.add_notice_handler(skipped)
    try:
        with conn.cursor() as cur:
            with cur.copy(statement) as copy:
                for block in blocks:
                    copy.write(plain_numbers(file, sieve.sound(block)))
            return cur.rowcount
    finally:
        conn.remove_notice_handler(skipped)


def make_raw(conn: Connection, files: Iterable[ImdbFile]) -> None:
    """Empty staging tables. They need not outlive a crash, so nothing is written to the log."""
    for file in files:
        conn.execute(
            sql.SQL("CREATE UNLOGGED TABLE {} ({}) WITH (autovacuum_enabled = off)").format(
                table_of(file), sql.SQL(COLUMNS[file])
            )
        )


def table_of(file: ImdbFile) -> sql.Identifier:
    return sql.Identifier("incoming", f"raw_{NAMES_OF[file]}")

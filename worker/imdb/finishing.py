"""What makes filled tables whole: keys, indexes, statistics; and the broom."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from psycopg import Connection, errors, sql
from psycopg.types.json import Jsonb

from chalicelib.catalog.store import facet_counts
from worker.imdb import build_shows, late
from worker.imdb.columns import NUMBERS
from worker.imdb.connections import session
from worker.imdb.swap import drop_orphans, validate
from worker.imdb.tables import (
    COUNTS,
    INCOMING,
    OUTGOING,
    PEOPLE,
    PUBLIC,
    SHOWS,
    TITLES,
    ForeignKey,
    Index,
    add_index,
    add_key,
    foreign_keys,
    indexes,
    keys,
    make,
    search_tables,
)

_TITLE = {
    "title": "A",
    "original_title": "B",
    "year": 2000,
    "end_year": 2001,
    "runtime_minutes": 90,
}
_SCORE = {
    "year": 2000,
    "released_on": "2000-01-01",
    "rating": 9,
    "votes": 10**7,
    "popularity": 10**7,
}
#: Rows as the files bring them, with all that they ever fill.
EXAMPLES = {
    "media_items": [{"media_type": kind, **_TITLE} for kind in ("movie", "show")],
    "media_scores": [{"media_type": kind, **_SCORE} for kind in ("movie", "show")],
    "show_episodes": [{"season_number": 1, "episode_number": 1, "title": "A"}],
}


def finish_what_was_left(dsn: str, conn: Connection) -> None:
    """Begin on clean ground, whatever a killed import left, before its swap or after it."""
    clean_up(conn)
    tables = [*TITLES, *SHOWS, *COUNTS, *PEOPLE, *search_tables(conn)]
    if any(not key.is_valid for key in foreign_keys(conn, tables)):
        tidy(dsn, conn, tables)


def clean_up(conn: Connection) -> None:
    """Away with what an import that was killed left behind. Readers never looked at it."""
    found = conn.execute(
        "SELECT nspname::text FROM pg_namespace WHERE nspname IN (%s, %s)", [INCOMING, OUTGOING]
    ).fetchall()
    if found:
        late.unwatch(conn)
    for (schema,) in found:
        conn.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))


def add_keys(conn: Connection, table: str) -> None:
    """Those that are not there yet. Needs a transaction."""
    present = {key.name for key in keys(conn, table, schema=INCOMING)}
    for key in keys(conn, table):
        if key.name not in present:
            add_key(conn, key)


def begin(conn: Connection, table: str) -> None:
    """
    An empty table in `incoming`, with the indexes that hardly any row of the files goes into.

    Each would be one more look at all rows later, to find next to nothing.
    """
    make(conn, table)
    for index in indexes(conn, table):
        if table in EXAMPLES and index.takes is not None and not _takes_any(conn, index):
            add_index(conn, index)


def _takes_any(conn: Connection, index: Index) -> bool:
    """Whether rows that the files bring go into it."""
    row = conn.execute(
        sql.SQL(
            "SELECT EXISTS (SELECT FROM jsonb_populate_recordset(NULL::{}, %s) WHERE {})"
        ).format(
            sql.Identifier(PUBLIC, index.table),
            sql.SQL(index.takes or "true"),  # PostgreSQL's own words
        ),
        [Jsonb(EXAMPLES[index.table])],
    ).fetchone()
    return bool(row and row[0])


def complete(conn: Connection, table: str) -> None:
    """
    All that is built upon the rows, and statistics of a sample, so that first questions are
    planned well. Needs a transaction.
    """
    try:
        with conn.transaction():
            add_keys(conn, table)
    except errors.UniqueViolation:
        if table != "show_episodes":
            raise
        conn.execute(build_shows.REPEATED)
        add_keys(conn, table)
    present = {index.name for index in indexes(conn, table, schema=INCOMING)}
    for index in indexes(conn, table):
        if index.name not in present:
            add_index(conn, index)
    conn.execute("SET LOCAL default_statistics_target = 10")
    conn.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(INCOMING, table)))


def count_genres(conn: Connection) -> None:
    """The numbers of titles by kind and genre, of the new catalogue. Needs a transaction."""
    _count(conn, "catalogue_counts", facet_counts.recount_genres)


def count_facets(conn: Connection) -> None:
    """The same by everything else."""
    _count(conn, "catalogue_facets", facet_counts.recount_facets)


def _count(conn: Connection, table: str, recount: Callable[[Connection], None]) -> None:
    make(conn, table)
    recount(conn)
    complete(conn, table)


def tidy(dsn: str, conn: Connection, tables: Sequence[str]) -> None:
    """
    After the swap: the old tables go, what the foreign keys promise is looked at, and the
    statistics are made properly.
    """
    clean_up(conn)
    unchecked = [key for key in foreign_keys(conn, tables) if not key.is_valid]
    drop_orphans(conn, [key for key in unchecked if key.table not in tables])
    with ThreadPoolExecutor(2) as pool:
        shares = [(unchecked[first::2], tables[first::2]) for first in range(2)]
        list(pool.map(lambda share: _look_at(dsn, *share), shares))


def _look_at(dsn: str, unchecked: Sequence[ForeignKey], tables: Sequence[str]) -> None:
    with session(dsn) as conn:
        for key in unchecked:
            try:
                validate(conn, key)
            except errors.ForeignKeyViolation:
                _mend(conn, key)
                validate(conn, key)
        for table in tables:
            conn.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(PUBLIC, table)))


def _mend(conn: Connection, key: ForeignKey) -> None:
    """Rows that lack what they belong to: an episode gets its season, and others go."""
    if key.target == "show_seasons":
        conn.execute(build_shows.LOST_SEASONS, NUMBERS)
    else:
        drop_orphans(conn, [key])

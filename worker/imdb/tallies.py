"""
The numbers of titles by kind, genre and so on, kept right by what a merge changed.

What is counted before and after goes to tables of its own; the numbers everybody reads and writes
are touched once, at the end, so that nobody waits for the merge.
"""

from psycopg import Connection, sql

from chalicelib.catalog.store import counting
from worker.imdb.connections import each_looked_up

LISTED = {
    "which": sql.SQL("m.id IN (SELECT id FROM titles_to_count)"),
    "of_scores": sql.SQL("s.media_id IN (SELECT id FROM titles_to_count)"),
}
#: Genres, and the number of all, do not change with votes.
SORTED = {"which": sql.SQL("m.id IN (SELECT id FROM titles_to_sort)")}
#: What no file of IMDb's says anything about counts elsewhere only when its title does.
MOVED = {"which": sql.SQL("m.id IN (SELECT id FROM titles_to_move)")}
NOT_IMDBS = frozenset({"language", "country", "platform"})


def begin(conn: Connection) -> None:
    """
    Needs `titles_to_count`; of those, `titles_to_sort`, which may have other genres soon; and of
    those, `titles_to_move`: of another kind soon, or gone. Counts what everybody sees, so it may
    be another connection that merges; both need a transaction.
    """
    conn.execute(
        """
        DROP TABLE IF EXISTS incoming.tally_genres, incoming.tally_facets;
        CREATE UNLOGGED TABLE incoming.tally_genres
            (media_type text, genre_id bigint, count bigint);
        CREATE UNLOGGED TABLE incoming.tally_facets
            (media_type text, facet text, value text, count bigint);
        """
    )
    with each_looked_up(conn):
        _tally(conn, -1)


def end(conn: Connection) -> None:
    """Count again, and write down the difference."""
    with each_looked_up(conn):
        _tally(conn, 1)
    conn.execute("LOCK TABLE catalogue_counts IN SHARE ROW EXCLUSIVE MODE")
    conn.execute(
        """
        INSERT INTO catalogue_counts AS c (media_type, genre_id, count)
        SELECT media_type, genre_id, greatest(sum(count), 0)
        FROM tally_genres
        GROUP BY media_type, genre_id
        HAVING sum(count) <> 0
        ON CONFLICT (media_type, genre_id) DO UPDATE
        SET count = greatest(c.count + (
            SELECT sum(t.count) FROM tally_genres AS t
            WHERE (t.media_type, t.genre_id) = (c.media_type, c.genre_id)
        ), 0)
        """
    )
    conn.execute(
        """
        INSERT INTO catalogue_facets AS c (media_type, facet, value, count)
        SELECT media_type, facet, value, greatest(sum(count), 0)
        FROM tally_facets
        GROUP BY media_type, facet, value
        HAVING sum(count) <> 0
        ON CONFLICT (facet, media_type, value) DO UPDATE
        SET count = greatest(c.count + (
            SELECT sum(t.count) FROM tally_facets AS t
            WHERE (t.media_type, t.facet, t.value) = (c.media_type, c.facet, c.value)
        ), 0)
        """
    )


def _tally(conn: Connection, sign: int) -> None:
    conn.execute(
        sql.SQL(
            "INSERT INTO tally_genres SELECT media_type, genre_id, {} * count FROM ({}) AS counted"
        ).format(sql.Literal(sign), sql.SQL(counting.BY_GENRE).format(**SORTED))
    )
    for facet, counted in counting.FACETS.items():
        which = MOVED if facet in NOT_IMDBS else LISTED
        conn.execute(
            sql.SQL(
                "INSERT INTO tally_facets "
                "SELECT media_type, {}, value, {} * count FROM ({}) AS counted"
            ).format(sql.Literal(facet), sql.Literal(sign), sql.SQL(counted).format(**which))
        )

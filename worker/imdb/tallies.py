"""
The numbers of titles by kind, genre and so on, kept right by what a merge changed.

What is counted before and after goes to tables of its own; the numbers everybody reads and writes
are touched once, at the end, so that nobody waits for the merge.
"""

from collections.abc import Mapping

from psycopg import Connection, sql

from chalicelib.catalog.store import facet_counts
from worker.imdb.connections import each_looked_up

#: By lists of titles. Genres, and the number of all, do not change with votes; and what no file
#: of IMDb's says anything about counts elsewhere only when its title does.
LISTED = {"": "titles_to_count", "genres": "titles_to_sort", "not IMDb's": "titles_to_move"}
GONE = dict.fromkeys(LISTED, "merge_gone")
NOT_IMDBS = frozenset({"language", "country", "platform"})


def begin(conn: Connection) -> None:
    """
    Needs `titles_to_count`; of those, `titles_to_sort`, which may have other genres soon; of
    those, `titles_to_move`, of another kind soon; and `merge_gone`. Counts what everybody sees, so
    it may be another connection that merges; both need a transaction.
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
    _tally(conn, -1, LISTED)
    _tally(conn, -1, GONE)


def count_again(conn: Connection) -> None:
    """Once the titles are as they will be, but for those that go."""
    _tally(conn, 1, LISTED)


def end(conn: Connection) -> None:
    """Once those are gone as well, unless they had to stay: write down the difference."""
    _tally(conn, 1, GONE)
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


def _tally(conn: Connection, sign: int, lists: Mapping[str, str]) -> None:
    with each_looked_up(conn):
        conn.execute(
            sql.SQL(
                "INSERT INTO tally_genres "
                "SELECT media_type, genre_id, {} * count FROM ({}) AS counted"
            ).format(sql.Literal(sign), _counted(facet_counts.GENRE_COUNTS, lists["genres"]))
        )
        for facet, counted in facet_counts.FACET_COUNTS.items():
            listed = lists["not IMDb's" if facet in NOT_IMDBS else ""]
            conn.execute(
                sql.SQL(
                    "INSERT INTO tally_facets "
                    "SELECT media_type, {}, value, {} * count FROM ({}) AS counted"
                ).format(sql.Literal(facet), sql.Literal(sign), _counted(counted, listed))
            )


def _counted(query: str, listed: str) -> sql.Composed:
    ids = sql.SQL("(SELECT id FROM {})").format(sql.Identifier(listed))
    return sql.SQL(query).format(
        which=sql.SQL("m.id IN {}").format(ids), of_scores=sql.SQL("s.media_id IN {}").format(ids)
    )

"""
Pages of lists of titles, as ids; they are the same for every user.

A page is found by one of two scans, chosen by the stored counts (facet_counts.py). An index scan
reads the index of the sort order and checks each title until the page is full: right for filters
that many titles pass. A filtered scan reads every title that passes the rarest part of the filter
and sorts them: right for a rare genre or language, where an index scan would read a million titles.
"""

from psycopg import sql
from psycopg.rows import class_row, scalar_row

from chalicelib.catalog.imdb_ids import GENRE_SLUGS
from chalicelib.catalog.models import IdPage
from chalicelib.catalog.store.list_query import ListQuery
from chalicelib.platform.db import Connection

SCORES = """
    SELECT s.media_id, s.media_type, s.year, s.released_on, s.rating, s.votes, s.popularity
    FROM media_scores AS s
    WHERE s.media_id = {id}
    LIMIT 1
"""

VIEWED = """
    SELECT v.media_id, count(*) AS views
    FROM title_views AS v
    WHERE v.viewed_at > %(viewed_since)s
    GROUP BY v.media_id
    ORDER BY count(*) DESC, v.media_id
    LIMIT %(max_viewed)s
"""

FILTERED_SCAN = """
    WITH viewed AS ({viewed}),
    matching AS MATERIALIZED (
        SELECT s.media_id, {columns} FROM media_scores AS s WHERE {conditions}
    )
    SELECT ARRAY(
               SELECT id
               FROM (SELECT s.media_id AS id, {sort_keys} FROM matching AS s {joined}) AS sorted
               ORDER BY {page_order}
               LIMIT %(limit)s OFFSET %(offset)s
           ) AS ids,
           (SELECT count(*) FROM matching) AS total
"""

TITLES = """
    CROSS JOIN LATERAL (
        SELECT m.title, m.year FROM media_items AS m WHERE m.id = s.media_id LIMIT 1
    ) AS m
"""

#: One media type along its index; `end` titles are enough for the page.
KIND_BRANCH = """
    (
        SELECT {id} AS id, {sort_keys}
        FROM {table}
        WHERE {kind} AND {conditions} {extra_condition}
        ORDER BY {index_order}
        LIMIT %(end)s
    )
"""

#: Recently viewed titles, which precede all others.
VIEWED_BRANCH = """
    (
        SELECT s.media_id AS id, v.views AS k1, s.popularity AS k2
        FROM viewed AS v
        CROSS JOIN LATERAL ({scores}) AS s
        WHERE s.media_type = ANY(%(kinds)s) AND {conditions}
    )
"""

INDEX_SCAN = """
    WITH viewed AS MATERIALIZED ({viewed})
    SELECT id
    FROM ({branches}) AS candidates
    ORDER BY {page_order}
    LIMIT %(limit)s OFFSET %(offset)s
"""

COUNT = """
    SELECT count(*)
    FROM (SELECT FROM media_scores AS s WHERE {conditions} LIMIT %(max_counted)s) AS matching
"""
COUNT_BY_GENRE = """
    SELECT count(*)
    FROM (
        SELECT
        FROM media_genres AS g
        CROSS JOIN LATERAL (
            SELECT FROM media_scores AS s WHERE s.media_id = g.media_id AND {conditions} LIMIT 1
        ) AS s
        WHERE g.genre_id = %(genre_id)s
        LIMIT %(max_counted)s
    ) AS matching
"""


def filtered_scan(conn: Connection, query: ListQuery) -> IdPage:
    """A page and the exact total, from all matches."""
    order = query.order
    joined = sql.SQL("")
    if order.is_by_title:
        joined = sql.SQL(TITLES)
    elif order.is_by_views:
        joined = sql.SQL("LEFT JOIN viewed AS v ON v.media_id = s.media_id")
    statement = sql.SQL(FILTERED_SCAN).format(
        viewed=sql.SQL(VIEWED),
        conditions=query.set_conditions,
        columns=sql.SQL(order.columns),
        sort_keys=sql.SQL(order.sort_keys),
        joined=joined,
        page_order=sql.SQL(order.page_order),
    )
    with conn.cursor(row_factory=class_row(IdPage)) as cur:
        cur.execute(statement, query.parameters, prepare=False)  # the plan depends on the values
        return cur.fetchall()[0]


def index_scan(conn: Connection, query: ListQuery) -> list[int]:
    """A page, along the index of the sort order."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(index_scan_statement(query), query.parameters, prepare=False)
        return cur.fetchall()


def index_scan_statement(query: ListQuery) -> sql.Composed:
    return sql.SQL(INDEX_SCAN).format(
        viewed=sql.SQL(VIEWED),
        branches=sql.SQL(" UNION ALL ").join(_branches(query)),
        page_order=sql.SQL(query.order.page_order),
    )


def count(conn: Connection, query: ListQuery) -> int:
    """The number of matches, counted up to `MAX_COUNTED`."""
    if query.counts_by_genre:
        statement = sql.SQL(COUNT_BY_GENRE).format(conditions=query.set_conditions_without_genre)
    else:
        statement = sql.SQL(COUNT).format(conditions=query.set_conditions)
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(statement, query.parameters, prepare=False)
        return int(cur.fetchall()[0])


def _branches(query: ListQuery) -> list[sql.Composable]:
    order = query.order
    branches: list[sql.Composable] = []
    sort_keys, extra_condition = sql.SQL(order.sort_keys), sql.SQL("")
    if order.is_by_views:
        sort_keys = sql.SQL("0::bigint AS k1, s.popularity AS k2")
        extra_condition = sql.SQL("AND s.media_id NOT IN (SELECT media_id FROM viewed)")
        scores = sql.SQL(SCORES).format(id=sql.SQL("v.media_id"))
        branches.append(
            sql.SQL(VIEWED_BRANCH).format(scores=scores, conditions=query.row_conditions())
        )
    if order.is_by_title:
        table, kind = sql.SQL("media_items AS m"), sql.SQL("m.media_type = {}")
        id_column = sql.SQL("m.id")
        conditions = query.row_conditions("m.id", has_scores=False)
    else:
        table, kind = sql.SQL("media_scores AS s"), sql.SQL("s.media_type = {}")
        id_column = sql.SQL("s.media_id")
        conditions = query.row_conditions()
    return branches + [
        sql.SQL(KIND_BRANCH).format(
            id=id_column,
            sort_keys=sort_keys,
            table=table,
            kind=kind.format(sql.Literal(str(media_type))),
            conditions=conditions,
            extra_condition=extra_condition,
            index_order=sql.SQL(order.index_order),
        )
        for media_type in query.kinds
    ]


def genre_id(conn: Connection, *, genre: str) -> int | None:
    """The genre with this slug or name; names of IMDb's genres are known too."""
    row = conn.execute(
        """
        SELECT id
        FROM genres
        WHERE slug = %(slug)s OR lower(name) = lower(%(genre)s)
        ORDER BY slug = %(slug)s DESC
        LIMIT 1
        """,
        {"genre": genre, "slug": GENRE_SLUGS.get(genre.lower(), genre)},
    ).fetchone()
    return None if row is None else int(row[0])

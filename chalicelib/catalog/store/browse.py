"""
Lists of titles that are the same for everyone, as ids.

There are two ways to find a page, and what was counted (counting.py) decides between them.
Walking goes along the index of the order and looks at each title until the page is full: right
for what many titles pass. Driving takes every title of the rarest part of the filter and sorts
those: right for a rare genre or language, where a walk would pass a million titles.
"""

from psycopg import sql
from psycopg.rows import class_row, scalar_row

from chalicelib.catalog.imdb import GENRE_SLUGS
from chalicelib.catalog.models import Found
from chalicelib.catalog.store.filtering import Question
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
    WHERE v.viewed_at > %(since)s
    GROUP BY v.media_id
    ORDER BY count(*) DESC, v.media_id
    LIMIT %(most_viewed)s
"""

DRIVEN = """
    WITH viewed AS ({viewed}),
    narrowed AS MATERIALIZED (
        SELECT s.media_id, {columns} FROM media_scores AS s WHERE {belongs}
    )
    SELECT ARRAY(
               SELECT id
               FROM (SELECT s.media_id AS id, {keys} FROM narrowed AS s {beside}) AS found
               ORDER BY {outer}
               LIMIT %(limit)s OFFSET %(offset)s
           ) AS ids,
           (SELECT count(*) FROM narrowed) AS total
"""

TITLES = """
    CROSS JOIN LATERAL (
        SELECT m.title, m.year FROM media_items AS m WHERE m.id = s.media_id LIMIT 1
    ) AS m
"""

#: One kind along its index; `end` titles are enough for the page.
BRANCH = """
    (
        SELECT {id} AS id, {keys}
        FROM {table}
        WHERE {kind} AND {passes} {besides}
        ORDER BY {inner}
        LIMIT %(end)s
    )
"""

#: What was visited lately comes before everything else.
VISITED = """
    (
        SELECT s.media_id AS id, v.views AS k1, s.popularity AS k2
        FROM viewed AS v
        CROSS JOIN LATERAL ({scores}) AS s
        WHERE s.media_type = ANY(%(kinds)s) AND {passes}
    )
"""

WALKED = """
    WITH viewed AS MATERIALIZED ({viewed})
    SELECT id
    FROM ({branches}) AS found
    ORDER BY {outer}
    LIMIT %(limit)s OFFSET %(offset)s
"""

COUNTED = """
    SELECT count(*)
    FROM (SELECT FROM media_scores AS s WHERE {belongs} LIMIT %(most_counted)s) AS found
"""
COUNTED_BY_GENRE = """
    SELECT count(*)
    FROM (
        SELECT
        FROM media_genres AS g
        CROSS JOIN LATERAL (
            SELECT FROM media_scores AS s WHERE s.media_id = g.media_id AND {belongs} LIMIT 1
        ) AS s
        WHERE g.genre_id = %(genre_id)s
        LIMIT %(most_counted)s
    ) AS found
"""


def driven(conn: Connection, question: Question) -> Found:
    """A page and the exact total, from everything that passes."""
    order = question.order
    beside = ""
    if order.is_by_title:
        beside = TITLES
    elif order.is_by_views:
        beside = "LEFT JOIN viewed AS v ON v.media_id = s.media_id"
    statement = sql.SQL(DRIVEN).format(
        viewed=sql.SQL(VIEWED),
        belongs=question.belongs,
        columns=sql.SQL(order.columns),
        keys=sql.SQL(order.keys),
        beside=sql.SQL(beside),
        outer=sql.SQL(order.outer),
    )
    with conn.cursor(row_factory=class_row(Found)) as cur:
        cur.execute(statement, question.given, prepare=False)  # the plan depends on what is asked
        return cur.fetchall()[0]


def walked(conn: Connection, question: Question) -> list[int]:
    """A page, along the index of the order."""
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(walk(question), question.given, prepare=False)
        return cur.fetchall()


def walk(question: Question) -> sql.Composed:
    return sql.SQL(WALKED).format(
        viewed=sql.SQL(VIEWED),
        branches=sql.SQL(" UNION ALL ").join(branches(question)),
        outer=sql.SQL(question.order.outer),
    )


def counted(conn: Connection, question: Question) -> int:
    """How many titles pass, counted up to `MAX_COUNTED`."""
    if question.is_counted_by_genre:
        statement = sql.SQL(COUNTED_BY_GENRE).format(belongs=question.belongs_beside_genre)
    else:
        statement = sql.SQL(COUNTED).format(belongs=question.belongs)
    with conn.cursor(row_factory=scalar_row) as cur:
        cur.execute(statement, question.given, prepare=False)
        return int(cur.fetchall()[0])


def branches(question: Question) -> list[sql.Composable]:
    order = question.order
    made: list[sql.Composable] = []
    keys, besides = order.keys, ""
    if order.is_by_views:
        keys = "0::bigint AS k1, s.popularity AS k2"
        besides = "AND s.media_id NOT IN (SELECT media_id FROM viewed)"
        made.append(
            sql.SQL(VISITED).format(
                scores=sql.SQL(SCORES).format(id=sql.SQL("v.media_id")), passes=question.passes()
            )
        )
    by_title = order.is_by_title
    named, table, column = (
        ("m", "media_items AS m", "m.id") if by_title else ("s", "media_scores AS s", "s.media_id")
    )
    return made + [
        sql.SQL(BRANCH).format(
            id=sql.SQL(column),
            keys=sql.SQL(keys),
            table=sql.SQL(table),
            kind=sql.SQL("{}.media_type = {}").format(sql.Identifier(named), sql.Literal(kind)),
            passes=question.passes(column, scores_at_hand=not by_title),
            besides=sql.SQL(besides),
            inner=sql.SQL(order.inner),
        )
        for kind in map(str, question.kinds)
    ]


def genre_id(conn: Connection, *, genre: str) -> int | None:
    """The genre with this slug or name; IMDb's names are understood as well."""
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

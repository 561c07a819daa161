"""
The catalogue's titles out of the staging tables, statement by statement.

Each statement fills one table of the schema `incoming` with what the files say and what people
and providers added to the tables in use. `{only}` narrows it down to titles that were changed
by somebody while the import ran: then their rows are made again.

Whose a title is decides who is believed. IMDb's own (ids from 1 000 000 000) take name and dates
from the files and keep everything else. Others, known under a number of IMDb's, only have gaps
filled. Rows IMDb no longer has stay when somebody's data refer to them.
"""

from collections.abc import Mapping
from typing import Any

from psycopg import Connection, errors, sql

from worker.imdb.columns import names_of, only, values_of
from worker.imdb.tables import columns

KNOWN = """
    CREATE TABLE incoming.known AS
    SELECT DISTINCT ON (n) substr(x.external_id, 3)::bigint AS n, x.media_id, x.media_type
    FROM public.media_external_ids AS x
    WHERE x.source = 'imdb' AND x.media_id < %(titles_from)s AND x.external_id ~ '^tt[0-9]{1,10}$'
    ORDER BY n, x.media_id
"""

#: Only what the planner asks about.
ANALYZE_LINES = "ANALYZE incoming.raw_basics (n, kind), incoming.raw_ratings (n)"
#: Every title of the files that is kept, with the id it has here.
TITLES = """
    CREATE UNLOGGED TABLE incoming.titles AS
    SELECT b.n, coalesce(k.media_id, %(titles_from)s + b.n) AS id,
           k.media_id IS NOT NULL AS is_known,
           coalesce(
               k.media_type, CASE WHEN b.kind IN ('movie', 'tvMovie') THEN 'movie' ELSE 'show' END
           ) AS media_type,
           b.title, nullif(b.original_title, b.title) AS original_title,
           CASE WHEN b.year > 0 THEN b.year END AS year,
           CASE WHEN b.end_year > 0 THEN b.end_year END AS end_year,
           CASE WHEN b.runtime_minutes > 0 THEN b.runtime_minutes END AS runtime_minutes,
           b.genres, r.rating, r.votes
    FROM {lines} AS b
    LEFT JOIN incoming.known AS k ON k.n = b.n
    LEFT JOIN {ratings} AS r ON r.n = b.n
    WHERE b.kind <> 'tvEpisode' AND (%(adult)s OR b.is_adult IS DISTINCT FROM 1)
"""
#: Of several lines of one title the first counts. Hardly ever is there one with several.
LINES = {"lines": "incoming.raw_basics", "ratings": "incoming.raw_ratings"}
FIRST_LINES = {
    "lines": """(
        SELECT DISTINCT ON (n) *
        FROM incoming.raw_basics
        WHERE kind <> 'tvEpisode' AND (%(adult)s OR is_adult IS DISTINCT FROM 1)
        ORDER BY n, ctid
    )""",
    "ratings": "(SELECT DISTINCT ON (n) * FROM incoming.raw_ratings ORDER BY n, ctid)",
}


def list_titles(conn: Connection, given: Mapping[str, Any]) -> None:
    """
    The table `titles`, with an index so that nothing is looked for among all of them again and
    again. It also says whether there is a title twice, which is then listed more carefully.
    """
    _list(conn, given, LINES)
    try:
        conn.execute("CREATE UNIQUE INDEX ON incoming.titles (id)")
    except errors.UniqueViolation:
        conn.execute("DROP TABLE incoming.titles")
        _list(conn, given, FIRST_LINES)
        conn.execute("CREATE UNIQUE INDEX ON incoming.titles (id)")


def _list(conn: Connection, given: Mapping[str, Any], lines: Mapping[str, str]) -> None:
    parts = {name: sql.SQL(part) for name, part in lines.items()}
    conn.execute(sql.SQL(TITLES).format(**parts), given)


def items(conn: Connection, which: Mapping[str, sql.SQL]) -> sql.Composed:
    """`media_items`: IMDb's titles, everybody else's, and those that somebody holds on to."""
    table = columns(conn, "media_items")
    mine = {
        "id": "t.id",
        "media_type": "t.media_type",
        "title": "t.title",
        "original_title": "coalesce(t.original_title, o.original_title)",
        "year": "coalesce(t.year, o.year)",
        "end_year": "coalesce(t.end_year, o.end_year)",
        "runtime_minutes": "coalesce(t.runtime_minutes, o.runtime_minutes)",
        "created_at": "coalesce(o.created_at, %(now)s)",
        "updated_at": """CASE
            WHEN (t.media_type, t.title, coalesce(t.original_title, o.original_title),
                  coalesce(t.year, o.year),
                  coalesce(t.end_year, o.end_year), coalesce(t.runtime_minutes, o.runtime_minutes))
                 IS NOT DISTINCT FROM
                 (o.media_type, o.title, o.original_title, o.year, o.end_year, o.runtime_minutes)
            THEN o.updated_at ELSE %(now)s
        END""",
    }
    others = {
        "original_title": "coalesce(o.original_title, nullif(t.original_title, o.title))",
        "year": "coalesce(o.year, t.year)",
        "end_year": "coalesce(o.end_year, t.end_year)",
        "runtime_minutes": "coalesce(o.runtime_minutes, t.runtime_minutes)",
    }
    return sql.SQL(
        """
        INSERT INTO incoming.media_items ({names}) OVERRIDING SYSTEM VALUE
        SELECT {mine}
        FROM incoming.titles AS t
        LEFT JOIN public.media_items AS o ON o.id = t.id
        WHERE NOT t.is_known AND {only_t}
        UNION ALL
        SELECT {others}
        FROM public.media_items AS o
        LEFT JOIN incoming.titles AS t ON t.id = o.id AND t.is_known
        WHERE o.id < %(titles_from)s AND {only_o}
        UNION ALL
        SELECT {kept}
        FROM public.media_items AS o
        JOIN incoming.held AS h ON h.id = o.id
        WHERE o.id >= %(titles_from)s AND {only_o}
          AND NOT EXISTS (SELECT FROM incoming.titles AS t WHERE t.id = o.id AND NOT t.is_known)
        """
    ).format(
        names=names_of(table),
        mine=values_of(table, mine),
        others=values_of(table, others),
        kept=values_of(table, {}),
        **which,
    )


def scores(conn: Connection, which: Mapping[str, sql.SQL]) -> sql.Composed:
    """
    `media_scores`. What IMDb counted is believed everywhere; where it counted nothing, others are.

    Dates follow `media_items` as it is by now.
    """
    table = columns(conn, "media_scores")
    year = "coalesce(t.year, o.year)"
    votes = "coalesce(t.votes, s.votes, 0)"
    mine = {
        "media_id": "t.id",
        "media_type": "t.media_type",
        "year": year,
        "released_on": f"coalesce(o.release_date, make_date({year}::integer, 1, 1))",
        "rating": "CASE WHEN t.votes IS NULL THEN s.rating ELSE t.rating END",
        "votes": votes,
        "popularity": "coalesce(s.provider_popularity, "
        f"popularity_of({votes}, {year}::integer, %(this_year)s))",
    }
    year = "coalesce(o.year, t.year)"
    others = {
        "year": f"coalesce(s.year, {year})",
        "released_on": f"coalesce(s.released_on, o.release_date, make_date({year}::integer, 1, 1))",
        "rating": "coalesce(t.rating, s.rating)",
        "votes": "coalesce(t.votes, s.votes)",
        "popularity": f"""CASE
            WHEN s.provider_popularity IS NULL AND t.votes IS NOT NULL
                THEN popularity_of(t.votes, {year}::integer, %(this_year)s)
            ELSE s.popularity
        END""",
    }
    return sql.SQL(
        """
        INSERT INTO incoming.media_scores ({names}) OVERRIDING SYSTEM VALUE
        SELECT {mine}
        FROM incoming.titles AS t
        LEFT JOIN public.media_items AS o ON o.id = t.id
        LEFT JOIN public.media_scores AS s ON s.media_id = t.id
        WHERE NOT t.is_known AND {only_t}
        UNION ALL
        SELECT {others}
        FROM public.media_scores AS s
        JOIN public.media_items AS o ON o.id = s.media_id
        LEFT JOIN incoming.titles AS t ON t.id = o.id AND t.is_known
        WHERE o.id < %(titles_from)s AND {only_o}
        UNION ALL
        SELECT {kept}
        FROM public.media_scores AS s
        JOIN public.media_items AS o ON o.id = s.media_id
        JOIN incoming.held AS h ON h.id = o.id
        WHERE o.id >= %(titles_from)s AND {only_o}
          AND NOT EXISTS (SELECT FROM incoming.titles AS t WHERE t.id = o.id AND NOT t.is_known)
        """
    ).format(
        names=names_of(table),
        mine=values_of(table, mine, "s"),
        others=values_of(table, others, "s"),
        kept=values_of(table, {}, "s"),
        **which,
    )


#: IMDb's own numbers are made again; those of others stay as long as the kind of the title does.
EXTERNAL_IDS = """
    INSERT INTO incoming.media_external_ids (media_id, source, media_type, external_id)
    SELECT t.id, 'imdb', t.media_type, 'tt' || lpad(t.n::text, greatest(length(t.n::text), 7), '0')
    FROM incoming.titles AS t
    WHERE NOT t.is_known AND {only_t}
    UNION ALL
    SELECT o.media_id, o.source, o.media_type, o.external_id
    FROM public.media_external_ids AS o
    LEFT JOIN incoming.titles AS t ON t.id = o.media_id AND NOT t.is_known
    WHERE (o.media_id < %(titles_from)s
           OR (t.id IS NOT NULL AND o.source <> 'imdb' AND o.media_type = t.media_type)
           OR (t.id IS NULL AND EXISTS (SELECT FROM incoming.held AS h WHERE h.id = o.media_id)))
      AND {only_o_media}
"""

ALTERNATE_TITLES = """
    INSERT INTO incoming.media_alternate_titles (media_id, title, region, language)
    SELECT o.media_id, o.title, o.region, o.language
    FROM public.media_alternate_titles AS o
    WHERE EXISTS (SELECT FROM incoming.media_items AS m WHERE m.id = o.media_id)
      AND {only_o_media}
"""


def fill(conn: Connection, given: Mapping[str, Any], *, is_late: bool = False) -> None:
    """All of them, or those in `late_now`: their facts, scores and other names."""
    which = only(late=is_late)
    for statement in (
        items(conn, which),
        scores(conn, which),
        sql.SQL(ALTERNATE_TITLES).format(**which),
    ):
        conn.execute(statement, given)


def fill_numbers(conn: Connection, given: Mapping[str, Any], *, is_late: bool = False) -> None:
    """What all of them, or those in `late_now`, are known as elsewhere."""
    conn.execute(sql.SQL(EXTERNAL_IDS).format(**only(late=is_late)), given)

"""
Seasons and episodes out of the staging tables: see `build_titles`, whose rules hold here too.

Who gets a place (show, season, number) when several claim it: an episode that is not IMDb's
(ids below 10 000 000 000), else one that somebody's data refer to, else the lowest number. One
that is both claims its place twice. A show that is none any more keeps what somebody refers to.
"""

from collections.abc import Mapping
from typing import Any

from psycopg import Connection, sql

from worker.imdb.columns import names_of, only, values_of
from worker.imdb.tables import columns

#: Only what the planner asks about.
ANALYZE_LINES = "ANALYZE incoming.raw_episodes (n, parent)"

#: An episode that somebody refers to and whose place is taken by another such gets one beyond.
BEYOND = 1_000_000

#: Whether the show of a row in use will still be there.
STAYS = sql.SQL(
    """(
        o.media_id < %(titles_from)s
        OR EXISTS (
            SELECT FROM incoming.titles AS k
            WHERE k.id = o.media_id AND NOT k.is_known AND k.media_type = 'show'
        )
        OR (EXISTS (SELECT FROM incoming.held AS h WHERE h.id = o.media_id)
            AND NOT EXISTS (
                SELECT FROM incoming.titles AS k WHERE k.id = o.media_id AND NOT k.is_known
            ))
    )"""
)

#: Show, season and number as one number in the same order, as far as 63 bits reach: a million
#: comparisons of it take a fraction of those of three columns.
IN_ONE_NUMBER = sql.SQL("(media_id << 29) + (season::bigint << 14) + least(number, 16383)")

#: Where the episodes that somebody refers to are to stand.
HELD_PLACES = """
    CREATE TABLE incoming.held_places AS
    SELECT o.id, o.media_id,
           coalesce(r.season, o.season_number) AS season,
           coalesce(r.number, o.episode_number) AS number
    FROM incoming.held_episodes AS h
    JOIN public.show_episodes AS o ON o.id = h.id
    LEFT JOIN (
        SELECT DISTINCT ON (r.n) r.n, t.id AS media_id, r.season, r.number
        FROM incoming.raw_episodes AS r
        JOIN incoming.titles AS t ON t.n = r.parent AND t.media_type = 'show'
        WHERE r.n IN (SELECT id - %(episodes_from)s FROM incoming.held_episodes)
        ORDER BY r.n, r.ctid
    ) AS r ON r.n = o.id - %(episodes_from)s AND r.media_id = o.media_id
"""


def episodes(conn: Connection, which: Mapping[str, sql.SQL]) -> sql.Composed:
    table = columns(conn, "show_episodes")
    said = {
        "id": "p.id",
        "media_id": "p.media_id",
        "season_number": "p.season",
        "episode_number": "p.number",
        # A name that is but the number is none, if somebody found a better one.
        "title": """CASE
            WHEN o.id IS NOT NULL AND o.title <> '' AND starts_with(p.title, 'Episode #')
                AND NOT starts_with(o.title, 'Episode #') THEN o.title
            ELSE coalesce(CASE WHEN p.rank > 0 THEN p.title END, o.title, '')
        END""",
    }
    return sql.SQL(
        """
        INSERT INTO incoming.show_episodes ({names}) OVERRIDING SYSTEM VALUE
        SELECT {values}
        FROM (
            SELECT DISTINCT ON ({place}, media_id, season, number)
                   media_id, season, number, id, title, rank
            FROM (
                SELECT t.id AS media_id, r.season, r.number, %(episodes_from)s + r.n AS id,
                       b.title, 2 AS rank
                FROM incoming.raw_episodes AS r
                JOIN incoming.titles AS t ON t.n = r.parent AND t.media_type = 'show'
                LEFT JOIN incoming.raw_basics AS b ON b.n = r.n AND b.kind = 'tvEpisode'
                WHERE r.number >= 0 AND {only_t}
                  AND NOT EXISTS (
                      SELECT FROM incoming.held_places AS h WHERE h.id = %(episodes_from)s + r.n
                  )
                UNION ALL
                SELECT h.media_id, h.season, h.number, h.id, b.title, 1
                FROM incoming.held_places AS h
                JOIN public.media_items AS t ON t.id = h.media_id
                LEFT JOIN incoming.raw_basics AS b
                    ON b.n = h.id - %(episodes_from)s AND b.kind = 'tvEpisode'
                WHERE {only_t}
                UNION ALL
                SELECT o.media_id, o.season_number, o.episode_number, o.id, NULL, 0
                FROM public.show_episodes AS o
                WHERE o.id < %(episodes_from)s AND {only_o_media} AND {stays}
            ) AS claims
            ORDER BY {place}, media_id, season, number, rank, id
        ) AS p
        LEFT JOIN public.show_episodes AS o ON o.id = p.id
        """
    ).format(
        names=names_of(table),
        values=values_of(table, said),
        place=IN_ONE_NUMBER,
        stays=STAYS,
        **which,
    )


def crowded_out(conn: Connection, which: Mapping[str, sql.SQL]) -> sql.Composed:
    """Episodes that somebody refers to and that found their place taken."""
    table = columns(conn, "show_episodes")
    said = {
        "season_number": "h.season",
        # Others may stand beyond since an earlier import.
        "episode_number": """greatest(%(beyond)s, (
            SELECT max(b.number) FROM incoming.held_places AS b
            WHERE b.media_id = h.media_id AND b.season = h.season
        )) + row_number() OVER (PARTITION BY o.media_id, h.season ORDER BY o.id)""",
    }
    return sql.SQL(
        """
        INSERT INTO incoming.show_episodes ({names}) OVERRIDING SYSTEM VALUE
        SELECT {values}
        FROM incoming.held_places AS h
        JOIN public.show_episodes AS o ON o.id = h.id
        WHERE {only_o_media}
          AND NOT EXISTS (SELECT FROM incoming.show_episodes AS e WHERE e.id = h.id)
        """
    ).format(names=names_of(table), values=values_of(table, said), **which)


#: An episode that is not IMDb's and has no title takes IMDb's.
MISSING_TITLES = """
    UPDATE incoming.show_episodes AS o
    SET title = b.title
    FROM incoming.titles AS t
    JOIN incoming.raw_episodes AS r ON r.parent = t.n
    JOIN incoming.raw_basics AS b ON b.n = r.n AND b.kind = 'tvEpisode'
    WHERE o.id < %(episodes_from)s AND o.title = '' AND t.id = o.media_id AND t.is_known
      AND r.season = o.season_number AND r.number = o.episode_number
      AND {only_o_media}
"""
#: Asked of the table in use, whose key finds the few that are not IMDb's.
HAS_MISSING_TITLES = """
    SELECT FROM public.show_episodes WHERE id < %(episodes_from)s AND title = '' LIMIT 1
"""


def seasons(conn: Connection, which: Mapping[str, sql.SQL]) -> sql.Composed:
    """
    Those that have episodes, and those somebody else made or wrote something about. A show that
    is none any more has the seasons of the episodes that somebody holds.
    """
    table = columns(conn, "show_seasons")
    return sql.SQL(
        """
        INSERT INTO incoming.show_seasons ({names}) OVERRIDING SYSTEM VALUE
        SELECT {kept}
        FROM public.show_seasons AS o
        WHERE {only_o_media}
          AND (((o.id <> o.media_id * %(seasons_per_title)s + o.season_number
                 OR o.media_id < %(titles_from)s
                 OR (o.name, o.overview) <> ('', '') OR o.poster_url IS NOT NULL
                 OR o.air_date IS NOT NULL)
                AND {stays})
               OR EXISTS (
                   SELECT FROM incoming.show_episodes AS e
                   WHERE e.media_id = o.media_id AND e.season_number = o.season_number
               ))
        """
    ).format(names=names_of(table), kept=values_of(table, {}), stays=STAYS, **which)


NEW_SEASONS = """
    INSERT INTO incoming.show_seasons (id, media_id, season_number) OVERRIDING SYSTEM VALUE
    SELECT CASE
               WHEN o.media_id >= %(titles_from)s
                   THEN o.media_id * %(seasons_per_title)s + o.season_number
               ELSE nextval(pg_get_serial_sequence('public.show_seasons', 'id'))
           END,
           o.media_id, o.season_number
    FROM (SELECT DISTINCT media_id, season_number FROM incoming.show_episodes AS o
          WHERE {only_o_media}) AS o
    WHERE NOT EXISTS (
        SELECT FROM incoming.show_seasons AS s
        WHERE s.media_id = o.media_id AND s.season_number = o.season_number
    )
"""

#: What a catalogue that was made without some of its seasons lacks.
LOST_SEASONS = """
    INSERT INTO public.show_seasons (id, media_id, season_number)
    SELECT CASE
               WHEN e.media_id >= %(titles_from)s
                   THEN e.media_id * %(seasons_per_title)s + e.season_number
               ELSE nextval(pg_get_serial_sequence('public.show_seasons', 'id'))
           END,
           e.media_id, e.season_number
    FROM (SELECT DISTINCT media_id, season_number FROM public.show_episodes) AS e
    WHERE NOT EXISTS (
        SELECT FROM public.show_seasons AS s
        WHERE s.media_id = e.media_id AND s.season_number = e.season_number
    )
      AND EXISTS (SELECT FROM public.media_items AS m WHERE m.id = e.media_id)
    ON CONFLICT DO NOTHING
"""


def place_held(conn: Connection, given: Mapping[str, Any]) -> None:
    """Makes `held_places`."""
    conn.execute(HELD_PLACES, given)
    conn.execute("CREATE INDEX ON incoming.held_places (id)")
    conn.execute("ANALYZE incoming.held_places")


def fill(conn: Connection, given: Mapping[str, Any], *, is_late: bool = False) -> None:
    """Episodes, and then the seasons they need."""
    which = only(late=is_late)
    given = {**given, "beyond": BEYOND}
    conn.execute(episodes(conn, which), given)
    conn.execute(crowded_out(conn, which), given)
    if conn.execute(HAS_MISSING_TITLES, given).fetchone() is not None:
        conn.execute(sql.SQL(MISSING_TITLES).format(**which), given)
    conn.execute(seasons(conn, which), given)
    conn.execute(sql.SQL(NEW_SEASONS).format(**which), given)


#: Lines of the same episode with two places: the first line counts, as everywhere.
REPEATED = """
    DELETE FROM incoming.show_episodes AS e
    USING (
        SELECT id, min(ctid) AS kept FROM incoming.show_episodes GROUP BY id HAVING count(*) > 1
    ) AS r
    WHERE e.id = r.id AND e.ctid <> r.kept
"""

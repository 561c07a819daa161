"""
Merges seasons and episodes from their lines into the catalogue, after the titles.

An episode claims a place: show, season and number. When several claim the same one, an episode of
other origin (id below 10 000 000 000) has it, else one that other data refer to, else the one with
the lowest id. Episodes may swap numbers in a cycle. So places are assigned first, then episodes
that occupy an assigned place get temporary numbers, and at last every episode gets its place.

A retained episode never leaves its show, and stays where it is when its new place is taken.
"""

from collections.abc import Mapping
from typing import Any

from psycopg import Connection, sql

from worker.imdb import retained_titles

ASIDE = 1_000_000_000  # numbers of episodes that are about to get another
MAX_ROUNDS = 20

SHOWS = """
    CREATE UNLOGGED TABLE incoming.merge_shows AS
    SELECT t.n, coalesce(k.media_id, %(titles_from)s + t.n) AS id
    FROM incoming.titles AS t
    LEFT JOIN merge_known AS k ON k.n = t.n
    WHERE CASE WHEN k.n IS NULL THEN t.is_show ELSE k.media_type = 'show' END
"""
#: The files are nearly in the order of the numbers: merging both sides, read by their index, takes
#: a third of the time of hashing millions of lines, and no memory.
IN_ORDER = "SET LOCAL enable_hashjoin = off; SET LOCAL random_page_cost = 0.02"
#: Episodes whose line differs, with the places they left.
MOVED = """
    CREATE UNLOGGED TABLE incoming.merge_moved AS
    SELECT coalesce(e.n, o.n) AS n, o.parent, o.season, o.number
    FROM incoming.episodes AS e
    FULL JOIN imdb.episodes AS o ON o.n = e.n
    WHERE (e.parent, e.season, e.number) IS DISTINCT FROM (o.parent, o.season, o.number)
"""
RENAMED = """
    CREATE UNLOGGED TABLE incoming.merge_renamed AS
    SELECT b.n
    FROM incoming.basics AS b
    LEFT JOIN imdb.basics AS o ON o.n = b.n
    WHERE b.kind = 'tvEpisode' AND (b.kind, b.title) IS DISTINCT FROM (o.kind, o.title)
"""
#: These, those that claim a free place, and those whose show is new or gone.
CHANGED = """
    CREATE UNLOGGED TABLE incoming.merge_changed AS
    SELECT n FROM merge_moved
    UNION
    SELECT n FROM merge_renamed
    UNION
    SELECT n
    FROM incoming.episodes
    WHERE (parent, season, number) IN (
              SELECT parent, season, number FROM merge_moved WHERE parent IS NOT NULL
          )
       OR parent IN (
              SELECT coalesce(t.n, o.n)
              FROM incoming.titles AS t
              FULL JOIN imdb.titles AS o ON o.n = t.n
              WHERE coalesce(t.is_show, false) <> coalesce(o.is_show, false)
          )
"""
#: Episodes that have a line: the place they claim, with `rank`, and the one they have.
WANTED = """
    CREATE UNLOGGED TABLE incoming.merge_wanted AS
    SELECT %(episodes_from)s + e.n AS id,
           CASE WHEN is_fixed THEN s.media_id ELSE m.id END AS media_id,
           CASE WHEN is_fixed THEN s.season_number ELSE e.season END AS season,
           CASE WHEN is_fixed THEN s.episode_number ELSE e.number END AS number,
           b.title,
           CASE
               WHEN is_fixed THEN 1
               WHEN r.id IS NULL THEN 3
               WHEN (s.media_id, s.season_number, s.episode_number) = (m.id, e.season, e.number)
                   THEN 1
               ELSE 2
           END AS rank,
           s.media_id AS old_media_id, s.season_number AS old_season,
           s.episode_number AS old_number
    FROM {lines} AS e
    JOIN merge_shows AS m ON m.n = e.parent
    LEFT JOIN incoming.basics AS b ON b.n = e.n AND b.kind = 'tvEpisode'
    LEFT JOIN show_episodes AS s ON s.id = %(episodes_from)s + e.n
    LEFT JOIN retained_episodes AS r ON r.id = s.id
    CROSS JOIN LATERAL (SELECT r.id IS NOT NULL AND s.media_id <> m.id AS is_fixed) AS f
"""
LINES = {
    True: sql.SQL("incoming.episodes"),
    False: sql.SQL(
        "(SELECT c.n, e.parent, e.season, e.number"
        " FROM merge_changed AS c JOIN incoming.episodes AS e ON e.n = c.n)"
    ),
}
#: Episodes without a place, and all episodes of titles that are not shows any more.
LOST = """
    CREATE UNLOGGED TABLE incoming.merge_lost AS
    SELECT s.id, s.media_id, s.season_number
    FROM (
        {candidates}
        UNION
        SELECT o.id
        FROM merge_titles AS t
        JOIN show_episodes AS o ON o.media_id = t.id
        WHERE NOT t.is_known AND t.old_media_type = 'show' AND t.media_type <> 'show'
    ) AS l
    JOIN show_episodes AS s ON s.id = l.id
    WHERE NOT EXISTS (SELECT FROM merge_wanted AS w WHERE w.id = s.id)
      AND NOT EXISTS (SELECT FROM retained_episodes AS r WHERE r.id = s.id)
"""
CANDIDATES = {
    True: sql.SQL("SELECT id FROM show_episodes WHERE id >= %(episodes_from)s"),
    False: sql.SQL("SELECT %(episodes_from)s + n AS id FROM merge_changed"),
}
#: Episodes at a claimed place that are not merged themselves.
STANDING = """
    CREATE UNLOGGED TABLE incoming.merge_standing AS
    SELECT s.media_id, s.season_number AS season, s.episode_number AS number, s.id,
           CASE WHEN s.id < %(episodes_from)s THEN 0 WHEN r.id IS NOT NULL THEN 1 ELSE 3 END
               AS rank
    FROM show_episodes AS s
    LEFT JOIN retained_episodes AS r ON r.id = s.id
    WHERE NOT EXISTS (SELECT FROM merge_wanted AS w WHERE w.id = s.id)
      AND NOT EXISTS (SELECT FROM merge_lost AS l WHERE l.id = s.id)
      AND EXISTS (
          SELECT
          FROM merge_wanted AS w
          WHERE (w.media_id, w.season, w.number)
              = (s.media_id, s.season_number, s.episode_number)
      )
"""
#: Episodes that lose a place to one already in the catalogue. Of new ones that claim the
#: same place, `INSERT_EPISODES` takes the first.
LOSERS = """
    CREATE UNLOGGED TABLE incoming.merge_losers AS
    WITH present AS (
        SELECT media_id, season, number FROM merge_wanted WHERE old_media_id IS NOT NULL
        UNION
        SELECT media_id, season, number FROM merge_standing
    ),
    claims AS (
        SELECT media_id, season, number, id, rank FROM merge_wanted
        UNION ALL
        SELECT media_id, season, number, id, rank FROM merge_standing
    )
    SELECT id, rank
    FROM (
        SELECT id, rank,
               row_number() OVER (PARTITION BY media_id, season, number ORDER BY rank, id) AS turn
        FROM claims
        JOIN present USING (media_id, season, number)
    ) AS ranked
    WHERE turn > 1
"""
#: A retained episode keeps its place, although its line says otherwise.
KEEP_RETAINED = """
    UPDATE merge_wanted AS w
    SET media_id = old_media_id, season = old_season, number = old_number, rank = 1
    FROM merge_losers AS l
    WHERE w.id = l.id AND l.rank = 2
"""
LOSE_PLACE = """
    INSERT INTO merge_lost (id, media_id, season_number)
    SELECT s.id, s.media_id, s.season_number
    FROM merge_losers AS l
    JOIN show_episodes AS s ON s.id = l.id
    WHERE l.rank = 3
"""
DELETE_LOSERS = "DELETE FROM merge_wanted WHERE id IN (SELECT id FROM merge_losers WHERE rank = 3)"

#: Episodes that are about to go or to change shows. A reference to one has to wait from here on.
LEAVING = """
    SELECT id FROM merge_lost UNION SELECT id FROM merge_wanted WHERE media_id <> old_media_id
"""
LOCK = sql.SQL("SELECT FROM show_episodes WHERE id IN ({}) ORDER BY id FOR UPDATE").format(
    sql.SQL(LEAVING)
)
NEWLY_RETAINED = sql.SQL("SELECT FROM retained_episodes WHERE id IN ({}) LIMIT 1").format(
    sql.SQL(LEAVING)
)

DELETE_LOST = "DELETE FROM show_episodes AS s USING merge_lost AS l WHERE s.id = l.id"
STEP_ASIDE = """
    UPDATE show_episodes AS s
    SET episode_number = %(aside)s + a.turn
    FROM (
        SELECT w.id, row_number() OVER (ORDER BY w.id) AS turn
        FROM merge_wanted AS w
        JOIN merge_wanted AS x
            ON x.media_id = w.old_media_id AND x.season = w.old_season AND x.number = w.old_number
        WHERE x.id <> w.id
    ) AS a
    WHERE s.id = a.id
"""
#: The seasons of episodes that `source` lists, with ids made of the title's unless others made it.
NEW_SEASONS = """
    INSERT INTO show_seasons (id, media_id, season_number)
    SELECT CASE
               WHEN x.media_id >= %(titles_from)s
                   THEN x.media_id * %(seasons_per_title)s + x.season
               ELSE nextval(pg_get_serial_sequence('show_seasons', 'id'))
           END,
           x.media_id, x.season
    FROM (SELECT DISTINCT media_id, season FROM {source}) AS x
    WHERE NOT EXISTS (
        SELECT FROM show_seasons AS s
        WHERE s.media_id = x.media_id AND s.season_number = x.season
    )
    ORDER BY x.media_id, x.season
"""
MOVE = """
    UPDATE show_episodes AS s
    SET media_id = w.media_id, season_number = w.season, episode_number = w.number
    FROM merge_wanted AS w
    WHERE s.id = w.id
      AND (w.old_media_id, w.old_season, w.old_number)
          IS DISTINCT FROM (w.media_id, w.season, w.number)
"""
#: A name that is only the number does not replace a better one.
RENAME = """
    UPDATE show_episodes AS s
    SET title = w.title
    FROM merge_wanted AS w
    WHERE s.id = w.id AND s.title <> w.title
      AND NOT (starts_with(w.title, 'Episode #') AND s.title <> ''
               AND NOT starts_with(s.title, 'Episode #'))
"""
#: In the order of places, so the episodes of a show are adjacent and only one index is filled at
#: random places.
INSERT_EPISODES = """
    INSERT INTO show_episodes (id, media_id, season_number, episode_number, title)
    SELECT DISTINCT ON (media_id, season, number)
           id, media_id, season, number, coalesce(title, '')
    FROM merge_wanted
    WHERE old_media_id IS NULL
    ORDER BY media_id, season, number, id
"""
#: An episode of other origin that has no name takes the one IMDb has for its place.
MISSING_NAMES = """
    UPDATE show_episodes AS s
    SET title = b.title
    FROM merge_standing AS p
    JOIN merge_shows AS m ON m.id = p.media_id
    JOIN incoming.episodes AS e ON (e.parent, e.season, e.number) = (m.n, p.season, p.number)
    JOIN incoming.basics AS b ON b.n = e.n AND b.kind = 'tvEpisode'
    WHERE s.id = p.id AND p.rank = 0 AND s.title = '' AND b.title <> ''
"""
#: Seasons of IMDb's origin that are empty now and about which nothing was written.
DELETE_EMPTY_SEASONS = """
    DELETE FROM show_seasons AS s
    USING (
        SELECT media_id, season_number FROM merge_lost
        UNION
        SELECT old_media_id, old_season FROM merge_wanted WHERE old_media_id IS NOT NULL
        EXCEPT
        SELECT media_id, season FROM merge_wanted
    ) AS l
    WHERE s.media_id = l.media_id AND s.season_number = l.season_number
      AND s.media_id >= %(titles_from)s
      AND s.id = s.media_id * %(seasons_per_title)s + s.season_number
      AND (s.name, s.overview) = ('', '') AND s.poster_url IS NULL AND s.air_date IS NULL
      AND NOT EXISTS (
          SELECT FROM show_episodes AS e
          WHERE e.media_id = s.media_id AND e.season_number = s.season_number
      )
"""


def plan(conn: Connection, parameters: Mapping[str, Any]) -> None:
    """List which episodes may have to change. After `merge_titles.plan`."""
    conn.execute(SHOWS, parameters)
    conn.execute("CREATE INDEX ON merge_shows (n)")
    conn.execute("ANALYZE merge_shows")
    if not parameters["everything"]:
        with conn.transaction():
            conn.execute(IN_ORDER)
            conn.execute(MOVED)
            conn.execute(RENAMED)
        conn.execute("ANALYZE merge_moved, merge_renamed")
        conn.execute(CHANGED)
        conn.execute("ANALYZE merge_changed")


def merge(conn: Connection, parameters: Mapping[str, Any]) -> None:
    """
    Needs a transaction.

    An episode that would go may have become referred to since `retained_titles.create`. Each round
    finds more of them, and rows that are locked cannot become referred to.
    """
    parameters = {**parameters, "aside": ASIDE}
    while True:
        _decide(conn, parameters)
        locked = conn.execute(LOCK).rowcount
        if locked:
            retained_titles.update(conn)
        if not locked or conn.execute(NEWLY_RETAINED).fetchone() is None:
            break
    for statement in (DELETE_LOST, STEP_ASIDE):
        conn.execute(statement, parameters)
    insert_seasons(conn, parameters, sql.SQL("merge_wanted"))
    for statement in (MOVE, RENAME, INSERT_EPISODES, MISSING_NAMES, DELETE_EMPTY_SEASONS):
        conn.execute(statement, parameters)


def insert_seasons(conn: Connection, parameters: Mapping[str, Any], source: sql.SQL) -> None:
    """Those that are missing, for episodes of a table or query with `media_id` and `season`."""
    conn.execute(sql.SQL(NEW_SEASONS).format(source=source), parameters)


def _decide(conn: Connection, parameters: Mapping[str, Any]) -> None:
    """Assign places, and list the episodes to delete. Writes only tables of `incoming`."""
    everything = bool(parameters["everything"])
    conn.execute(
        """
        DROP TABLE IF EXISTS incoming.merge_wanted, incoming.merge_lost, incoming.merge_standing,
            incoming.merge_losers
        """
    )
    conn.execute(sql.SQL(WANTED).format(lines=LINES[everything]), parameters)
    conn.execute("ANALYZE merge_wanted")
    conn.execute(sql.SQL(LOST).format(candidates=CANDIDATES[everything]), parameters)
    conn.execute("ANALYZE merge_lost")
    for _ in range(MAX_ROUNDS):
        conn.execute("DROP TABLE IF EXISTS incoming.merge_standing, incoming.merge_losers")
        conn.execute(STANDING, parameters)
        conn.execute(LOSERS)
        conn.execute("ANALYZE merge_standing, merge_losers")
        if conn.execute(KEEP_RETAINED).rowcount == 0:
            break
    conn.execute(LOSE_PLACE)
    conn.execute(DELETE_LOSERS)

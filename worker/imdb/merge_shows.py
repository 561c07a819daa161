"""
Episodes whose lines changed, merged into the catalogue in use. See `build_shows` for the rules.

Places change hands: an episode may take the number another has, which takes that of a third. So
first it is settled who gets which place, then those in the way step aside to numbers nobody
has, and at last everybody takes their place.
"""

from collections.abc import Mapping
from typing import Any

from psycopg import Connection

from worker.imdb.connections import each_looked_up
from worker.imdb.holding import note_also_held

ASIDE = 1_000_000_000  # numbers of episodes that are about to get another
MAX_ROUNDS = 20

#: Titles of episodes of which there is a line.
TITLES = """
    CREATE UNLOGGED TABLE incoming.merge_episode_titles AS
    SELECT DISTINCT ON (n) %(episodes_from)s + n AS id, title
    FROM delta_basics
    WHERE is_new AND kind = 'tvEpisode' AND title IS NOT NULL
    ORDER BY n, ctid
"""

#: Episodes of which there is a line, where they are to stand, and where they do.
WANTED = """
    CREATE UNLOGGED TABLE incoming.merge_wanted (
        n bigint, id bigint PRIMARY KEY, media_id bigint, season smallint, number integer,
        is_there boolean, old_media_id bigint, old_season smallint, old_number integer,
        is_held boolean
    )
"""
ADD_WANTED = """
    INSERT INTO merge_wanted
    SELECT DISTINCT ON (d.n) d.n, %(episodes_from)s + d.n AS id, m.id AS media_id,
           d.season, d.number, e.id IS NOT NULL AS is_there,
           e.media_id AS old_media_id, e.season_number AS old_season,
           e.episode_number AS old_number,
           EXISTS (
               SELECT FROM held_episodes AS h WHERE h.id = %(episodes_from)s + d.n
           ) AS is_held
    FROM delta_episodes AS d
    LEFT JOIN merge_known AS k ON k.n = d.parent
    CROSS JOIN LATERAL (SELECT coalesce(k.media_id, %(titles_from)s + d.parent) AS id) AS m
    -- What it is going to be; titles may not be merged yet, or not to be seen from here.
    LEFT JOIN merge_titles AS t ON t.id = m.id
    -- Looked up one by one: a join would read every show there is.
    LEFT JOIN LATERAL (
        SELECT i.media_type FROM media_items AS i WHERE i.id = m.id LIMIT 1
    ) AS i ON true
    LEFT JOIN show_episodes AS e ON e.id = %(episodes_from)s + d.n
    WHERE d.is_new AND d.season IS NOT NULL AND d.number >= 0
      AND coalesce(t.media_type, i.media_type) = 'show'
      AND NOT EXISTS (SELECT FROM merge_gone AS g WHERE g.id = m.id)
      AND NOT EXISTS (SELECT FROM merge_wanted AS w WHERE w.id = %(episodes_from)s + d.n)
    ORDER BY d.n, d.ctid
"""

#: Of the old lines, episodes that stand nowhere now; and all of shows that are none any more.
LOST = """
    CREATE UNLOGGED TABLE incoming.merge_lost AS
    SELECT e.id, e.media_id, e.season_number
    FROM show_episodes AS e
    JOIN (
        SELECT %(episodes_from)s + d.n AS id
        FROM delta_episodes AS d
        WHERE NOT EXISTS (
            SELECT FROM merge_wanted AS w WHERE w.id = %(episodes_from)s + d.n
        )
        UNION
        SELECT o.id
        FROM merge_titles AS t
        JOIN show_episodes AS o ON o.media_id = t.id
        WHERE NOT t.is_known AND t.old_media_type = 'show' AND t.media_type <> 'show'
    ) AS l ON l.id = e.id
    WHERE NOT EXISTS (SELECT FROM held_episodes AS h WHERE h.id = e.id)
"""

#: An episode somebody refers to stays with its show.
FORGET_MOVES_OF_HELD = """
    DELETE FROM merge_wanted WHERE is_held AND is_there AND media_id <> old_media_id
"""

#: Who claims a place: those who stand there and stay, and those who want to.
CLAIMS = """
    CREATE UNLOGGED TABLE incoming.merge_claims AS
    SELECT w.media_id, w.season, w.number, w.id, CASE WHEN w.is_held THEN 2 ELSE 3 END AS rank,
           w.is_there
    FROM merge_wanted AS w
    UNION ALL
    SELECT e.media_id, e.season_number, e.episode_number, e.id,
           CASE
               WHEN e.id < %(episodes_from)s THEN 0
               WHEN EXISTS (SELECT FROM held_episodes AS h WHERE h.id = e.id) THEN 1
               ELSE 3
           END,
           true
    FROM (SELECT DISTINCT media_id, season, number FROM merge_wanted) AS p
    JOIN show_episodes AS e
        ON e.media_id = p.media_id AND e.season_number = p.season AND e.episode_number = p.number
    WHERE NOT EXISTS (SELECT FROM merge_wanted AS w WHERE w.id = e.id)
      AND NOT EXISTS (SELECT FROM merge_lost AS l WHERE l.id = e.id)
"""
WINNERS = """
    CREATE UNLOGGED TABLE incoming.merge_winners AS
    SELECT DISTINCT ON (media_id, season, number) media_id, season, number, id
    FROM merge_claims
    ORDER BY media_id, season, number, rank, id
"""

#: Those who stay where they are although their line says otherwise, because somebody needs them.
STUCK = """
    DELETE FROM merge_wanted AS w
    WHERE w.is_there AND w.is_held
      AND NOT EXISTS (SELECT FROM merge_winners AS x WHERE x.id = w.id)
"""

#: Where they stand now, which is not always where they want to.
LOSERS = """
    INSERT INTO merge_lost (id, media_id, season_number)
    SELECT c.id, coalesce(w.old_media_id, c.media_id), coalesce(w.old_season, c.season)
    FROM merge_claims AS c
    LEFT JOIN merge_wanted AS w ON w.id = c.id
    WHERE c.is_there AND c.rank = 3
      AND NOT EXISTS (SELECT FROM merge_winners AS x WHERE x.id = c.id)
"""

STEP_ASIDE = """
    UPDATE show_episodes AS e
    SET episode_number = %(aside)s + a.place
    FROM (
        SELECT w.id, row_number() OVER (ORDER BY w.id) AS place
        FROM merge_wanted AS w
        JOIN merge_winners AS x
            ON x.media_id = w.old_media_id AND x.season = w.old_season
            AND x.number = w.old_number AND x.id <> w.id
        WHERE w.is_there
    ) AS a
    WHERE e.id = a.id
"""

NEW_SEASONS = """
    INSERT INTO show_seasons (id, media_id, season_number)
    SELECT CASE
               WHEN x.media_id >= %(titles_from)s
                   THEN x.media_id * %(seasons_per_title)s + x.season
               ELSE nextval(pg_get_serial_sequence('show_seasons', 'id'))
           END,
           x.media_id, x.season
    FROM (SELECT DISTINCT media_id, season FROM merge_winners) AS x
    WHERE NOT EXISTS (
        SELECT FROM show_seasons AS s
        WHERE s.media_id = x.media_id AND s.season_number = x.season
    )
"""

#: Names change on the way: a row that is written once is half as much work.
TAKE_PLACES = """
    UPDATE show_episodes AS e
    SET media_id = w.media_id, season_number = w.season, episode_number = w.number,
        title = CASE
            WHEN starts_with(b.title, 'Episode #') AND e.title <> ''
                AND NOT starts_with(e.title, 'Episode #') THEN e.title
            ELSE coalesce(b.title, e.title)
        END
    FROM merge_wanted AS w
    JOIN merge_winners AS x ON x.id = w.id
    LEFT JOIN merge_episode_titles AS b ON b.id = w.id
    WHERE e.id = w.id AND w.is_there
      AND (e.media_id, e.season_number, e.episode_number)
          IS DISTINCT FROM (w.media_id, w.season, w.number)
"""

INSERT_EPISODES = """
    INSERT INTO show_episodes (id, media_id, season_number, episode_number, title)
    SELECT w.id, w.media_id, w.season, w.number, coalesce(b.title, '')
    FROM merge_wanted AS w
    JOIN merge_winners AS x ON x.id = w.id
    LEFT JOIN merge_episode_titles AS b ON b.id = w.id
    WHERE NOT w.is_there
"""

#: Of those that stay where they are; the others were written with theirs.
UPDATE_TITLES = """
    UPDATE show_episodes AS e
    SET title = b.title
    FROM merge_episode_titles AS b
    WHERE e.id = b.id AND e.title <> b.title
      AND b.id NOT IN (
          SELECT w.id
          FROM merge_wanted AS w
          JOIN merge_winners AS x ON x.id = w.id
          WHERE (w.old_media_id, w.old_season, w.old_number)
              IS DISTINCT FROM (w.media_id, w.season, w.number)
      )
      -- A name that is but the number is none, if somebody found a better one.
      AND NOT (starts_with(b.title, 'Episode #') AND e.title <> ''
               AND NOT starts_with(e.title, 'Episode #'))
"""

MISSING_TITLES = """
    UPDATE show_episodes AS e
    SET title = b.title
    FROM merge_wanted AS w
    JOIN merge_episode_titles AS b ON b.id = w.id
    WHERE e.media_id = w.media_id AND e.season_number = w.season AND e.episode_number = w.number
      AND e.id < %(episodes_from)s AND e.title = '' AND b.title <> ''
"""

#: Seasons of our making in which nothing is left, and of which nobody wrote anything.
EMPTY_SEASONS = """
    DELETE FROM show_seasons AS s
    USING (
        SELECT media_id, season_number FROM merge_lost
        UNION
        SELECT old_media_id, old_season FROM merge_wanted WHERE is_there
        EXCEPT
        SELECT media_id, season FROM merge_winners
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


#: Episodes that are about to go or to change shows. Whoever comes to refer to one waits from here
#: on, and finds it as it is afterwards.
LOCK = """
    SELECT
    FROM show_episodes
    WHERE id IN (
        SELECT id FROM merge_lost
        UNION
        SELECT id FROM merge_wanted WHERE is_there AND media_id <> old_media_id
    )
    ORDER BY id
    FOR UPDATE
"""
NEWLY_HELD = """
    SELECT
    FROM held_episodes AS h
    WHERE h.id IN (
        SELECT id FROM merge_lost
        UNION
        SELECT id FROM merge_wanted WHERE is_there AND media_id <> old_media_id
    )
    LIMIT 1
"""


def list_titles(conn: Connection, given: Mapping[str, Any]) -> None:
    """Of all episodes that are written, once they are in `delta_basics`."""
    conn.execute(TITLES, given)
    # However wrong an estimate is, none is looked for among all of them again and again.
    conn.execute("CREATE UNIQUE INDEX ON merge_episode_titles (id)")
    conn.execute("ANALYZE merge_episode_titles")


def list_wanted(conn: Connection, given: Mapping[str, Any]) -> None:
    """
    What the lines say that are there so far; see `decide`.

    After `merge_titles.prepare`, on whatever connection: it does not need the titles to be
    merged. Needs a transaction.
    """
    conn.execute("DROP TABLE IF EXISTS incoming.merge_wanted")
    conn.execute(WANTED)
    conn.execute(ADD_WANTED, given)


def decide(conn: Connection, given: Mapping[str, Any]) -> None:
    """
    Who stands where and who goes, in tables of `incoming`; nothing else is written yet.

    After `list_wanted`, in the same transaction, when all lines are there.
    """
    conn.execute(
        """
        DROP TABLE IF EXISTS incoming.merge_lost, incoming.merge_claims, incoming.merge_winners
        """
    )
    conn.execute(ADD_WANTED, given)
    conn.execute("ANALYZE merge_wanted")
    conn.execute(LOST, given)
    conn.execute("CREATE INDEX ON merge_lost (id)")
    conn.execute("ANALYZE merge_lost")
    conn.execute(FORGET_MOVES_OF_HELD)
    for _ in range(MAX_ROUNDS):
        conn.execute("DROP TABLE IF EXISTS incoming.merge_claims, incoming.merge_winners")
        conn.execute(CLAIMS, given)
        conn.execute(WINNERS)
        conn.execute("CREATE INDEX ON merge_winners (id)")
        conn.execute("ANALYZE merge_claims, merge_winners")
        if conn.execute(STUCK).rowcount == 0:
            break
    conn.execute(LOSERS, given)


def merge(conn: Connection, given: Mapping[str, Any]) -> None:
    """
    What was decided, after the titles and `list_titles`. Needs a transaction.

    Raises psycopg's `UniqueViolation` in cases nobody thought of.
    """
    given = {**given, "aside": ASIDE}
    # Somebody may have begun to watch what is about to go since it was noted who holds what.
    # Each round notes more of it, and what is noted stays.
    while conn.execute(LOCK).rowcount:
        note_also_held(conn)
        if conn.execute(NEWLY_HELD).fetchone() is None:
            break
        list_wanted(conn, given)
        decide(conn, given)
    conn.execute("DELETE FROM show_episodes AS e USING merge_lost AS l WHERE e.id = l.id")
    for statement in (
        STEP_ASIDE,
        NEW_SEASONS,
        TAKE_PLACES,
        INSERT_EPISODES,
        UPDATE_TITLES,
        MISSING_TITLES,
    ):
        conn.execute(statement, given)
    with each_looked_up(conn):
        conn.execute(EMPTY_SEASONS, given)

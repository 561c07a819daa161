"""
The statements that find releases between days.

What comes out is the same for all users of a time zone and a country; a user's own part has the
titles they have to do with, found from those titles instead of from the days.
"""

from psycopg import sql

from chalicelib.calendar.store.user_title_queries import KNOWN, LEFT

#: Where the clock of a user stands, and the country whose releases count.
VIEWER = """
    SELECT coalesce(p.time_zone, 'UTC') AS time_zone,
           coalesce(%(region)s, region_of(%(user_id)s)) AS country
    FROM (VALUES (%(user_id)s::uuid)) AS u (id)
    LEFT JOIN user_preferences AS p ON p.user_id = u.id
"""

#: What comes out between two days. Episodes of a season on one day are one release, known by the
#: first of them; with a known time they come out on that day where the user is. A title is released
#: in a form on the first day in the country of the user, or else anywhere, a game on the first day
#: of each platform; titles whose releases are not known have the day of the title.
RELEASES = """
    SELECT d.released_on, e.media_id, 'episode' AS kind, '{{}}'::text[] AS platforms,
           (array_agg(e.id ORDER BY e.episode_number))[1] AS episode_id,
           max(e.episode_number)::integer AS last_episode_number,
           a.airs_at, coalesce(bool_or(e.is_finale), false) AS is_finale, NULL::bigint AS base_id
    FROM show_episodes AS e
    CROSS JOIN LATERAL (
        SELECT airs_at, countries, air_zone
        FROM media_items
        WHERE id = e.media_id
        LIMIT 1  -- not all titles, hashed for those of a month
    ) AS m
    CROSS JOIN LATERAL (
        SELECT CASE
                   WHEN m.airs_at IS NOT NULL
                       THEN air_moment(e.air_date, m.airs_at, m.countries, m.air_zone)
               END AS airs_at
        OFFSET 0  -- once a row
    ) AS a
    CROSS JOIN LATERAL (
        SELECT coalesce((a.airs_at AT TIME ZONE {time_zone})::date, e.air_date)
    ) AS d (released_on)
    WHERE e.air_date BETWEEN %(first)s::date - 2 AND %(last)s::date + 2
      AND d.released_on BETWEEN %(first)s AND %(last)s
      AND e.season_number > 0
      AND (%(media_type)s::text IS NULL OR %(media_type)s = 'show')
      AND {of_known}
    GROUP BY d.released_on, a.airs_at, e.media_id, e.season_number
    UNION ALL
    SELECT r.released_on, r.media_id, r.kind,
           coalesce(
               array_agg(DISTINCT r.platform ORDER BY r.platform) FILTER (WHERE r.platform <> ''),
               '{{}}'
           ),
           NULL, NULL, NULL, false, CASE r.kind WHEN 'game' THEN base_of_add_on(r.media_id) END
    FROM media_releases AS r
    JOIN media_items AS m ON m.id = r.media_id
    WHERE r.released_on BETWEEN %(first)s AND %(last)s
      AND r.precision = 'day'
      AND (%(media_type)s::text IS NULL OR m.media_type = %(media_type)s)
      AND {of_known}
      AND (%(region)s::text IS NULL OR r.region IN (%(region)s, ''))
      AND NOT EXISTS (
          SELECT
          FROM media_releases AS earlier
          WHERE earlier.media_id = r.media_id
            AND earlier.kind = r.kind
            AND earlier.platform = r.platform
            AND earlier.precision = 'day'
            AND (earlier.region IS DISTINCT FROM {country}, earlier.released_on)
                < (r.region IS DISTINCT FROM {country}, r.released_on)
      )
    GROUP BY r.released_on, r.media_id, r.kind
    UNION ALL
    SELECT m.release_date, m.id, CASE m.media_type WHEN 'game' THEN 'game' ELSE 'premiere' END,
           m.platforms, NULL, NULL, NULL, false,
           CASE m.media_type WHEN 'game' THEN base_of_add_on(m.id) END
    FROM media_scores AS s
    JOIN media_items AS m ON m.id = s.media_id AND m.release_date = s.released_on
    WHERE s.media_type IN ('movie', 'game')
      AND s.released_on BETWEEN %(first)s AND %(last)s
      AND (%(media_type)s::text IS NULL OR s.media_type = %(media_type)s)
      AND {of_known}
      AND NOT EXISTS (SELECT FROM media_releases AS r WHERE r.media_id = m.id)
"""

#: Of those, what a filter leaves.
CHOSEN = """
    SELECT r.*
    FROM release AS r
    WHERE (NOT %(add_ons)s OR r.base_id IS NOT NULL)
      AND (%(platform)s::text IS NULL OR %(platform)s = ANY (r.platforms))
      AND (%(genre)s::text IS NULL OR EXISTS (
              SELECT
              FROM media_genres AS mg
              JOIN genres AS g ON g.id = mg.genre_id
              WHERE mg.media_id = r.media_id AND g.slug = %(genre)s
          ))
"""

SHARED = "WITH release AS ({releases}), chosen AS MATERIALIZED ({chosen})"

#: `known` has the user's titles, `chosen` the releases of them.
OWN = """
    WITH viewer AS MATERIALIZED ({viewer}),
    known AS MATERIALIZED (
        SELECT k.media_id, l.media_id IS NULL AS is_mine,
               k.media_id IN (
                   SELECT media_id FROM library_items WHERE match_state = 'matched'
               ) AS has_files
        FROM ({known}) AS k
        LEFT JOIN ({left}) AS l ON l.media_id = k.media_id
        WHERE l.media_id IS NULL OR NOT %(only_mine)s
    ),
    release AS ({releases}),
    chosen AS MATERIALIZED (
        {chosen}
          AND (NOT %(only_watchlist)s OR r.media_id IN (
                  SELECT media_id FROM user_watch_later WHERE user_id = %(user_id)s
                  UNION SELECT media_id FROM followed_shows(%(user_id)s)
              ))
          AND (NOT %(on_disk)s OR EXISTS (
                  SELECT
                  FROM library_shelf AS l
                  WHERE l.media_id = r.media_id
                    AND l.episode_id IS NOT DISTINCT FROM r.episode_id
                    AND l.probe_error = ''
              ))
    )
"""

SCORED = """
    scored AS MATERIALIZED (
        SELECT c.media_id, s.votes, s.popularity
        FROM (SELECT DISTINCT media_id FROM chosen) AS c
        CROSS JOIN LATERAL (
            SELECT votes, popularity FROM media_scores WHERE media_id = c.media_id LIMIT 1
        ) AS s
    )
"""
ORDER = "s.votes DESC, s.popularity DESC, r.media_id, r.kind, r.episode_id"

DETAILS = """
           r.released_on, r.media_id, coalesce(base.kind, r.kind) AS kind, r.platforms, r.total,
           r.airs_at, r.is_finale,
           r.episode_id, e.season_number, e.episode_number, r.last_episode_number,
           e.title AS episode_title, e.overview AS episode_overview,
           e.still_url, e.still_placeholder,
           CASE WHEN e.votes > 0 THEN e.rating::float8 END AS episode_rating,
           r.base_id, base.title AS base_title
"""
JOINED = """
    LEFT JOIN LATERAL (
        SELECT season_number, episode_number, title, overview, still_url, still_placeholder, rating,
               votes, runtime_minutes
        FROM show_episodes
        WHERE id = r.episode_id
        LIMIT 1
    ) AS e ON true
    LEFT JOIN LATERAL (
        SELECT b.title, l.kind
        FROM media_links AS l
        JOIN media_items AS b ON b.id = l.media_id
        WHERE l.media_id = r.base_id
          AND l.linked_id = r.media_id
          AND l.kind IN ('dlc', 'expansion')
        ORDER BY l.kind DESC
        LIMIT 1
    ) AS base ON true
"""

LIST_SHARED = """
    {found},
    {scored},
    ranked AS (
        SELECT r.*,
               count(*) OVER day AS total,
               row_number() OVER (PARTITION BY r.released_on ORDER BY {order}) AS place
        FROM chosen AS r
        JOIN scored AS s ON s.media_id = r.media_id
        WINDOW day AS (PARTITION BY r.released_on)
    )
    SELECT {details},
           false AS is_mine, false AS is_wanted, false AS seen,
           NULL::timestamptz AS arrived_at, NULL::uuid AS library_item_id
    FROM ranked AS r
    {joined}
    WHERE r.place <= %(per_day)s
    ORDER BY r.released_on, r.place
"""

LIST_OWN = """
    {found},
    {scored},
    wanted AS MATERIALIZED (
        SELECT media_id, episode_id
        FROM wanted_parts(%(user_id)s, %(now)s)
        WHERE NOT is_had
    ),
    ranked AS (
        SELECT r.*, known.is_mine, known.has_files,
               count(*) OVER day AS total,
               row_number() OVER (
                   PARTITION BY r.released_on ORDER BY known.is_mine DESC, {order}
               ) AS place
        FROM chosen AS r
        JOIN scored AS s ON s.media_id = r.media_id
        JOIN known ON known.media_id = r.media_id
        WINDOW day AS (PARTITION BY r.released_on)
    )
    SELECT {details},
           r.is_mine, f.discovered_at AS arrived_at, f.id AS library_item_id,
           (r.media_id, coalesce(r.episode_id, 0)) IN (
               SELECT media_id, coalesce(episode_id, 0) FROM wanted
           ) AS is_wanted,
           EXISTS (
               SELECT
               FROM user_watched AS w
               WHERE w.user_id = %(user_id)s
                 AND w.media_id = r.media_id
                 AND w.episode_id IS NOT DISTINCT FROM r.episode_id
           ) AS seen
    FROM ranked AS r
    {joined}
    LEFT JOIN LATERAL (
        SELECT CASE WHEN is_at_hand(l.file, (SELECT library_away())) THEN l.id END AS id,
               min(l.discovered_at) OVER () AS discovered_at
        FROM library_shelf AS l
        WHERE r.has_files
          AND l.media_id = r.media_id
          AND l.episode_id IS NOT DISTINCT FROM r.episode_id
          AND l.probe_error = ''
        ORDER BY is_at_hand(l.file, (SELECT library_away())) DESC,
                 version_rank(
                     l.file,
                     coalesce(
                         e.runtime_minutes,
                         (SELECT m.runtime_minutes FROM media_items AS m WHERE m.id = r.media_id)
                     )
                 ) DESC,
                 l.discovered_at DESC, l.id
        LIMIT 1
    ) AS f ON true
    WHERE r.place <= %(per_day)s
    ORDER BY r.released_on, r.place
"""

OUTER_DAYS = "{found} SELECT min(released_on) AS first, max(released_on) AS last FROM chosen"


def _statement(template: str, *, found: str, of_known: str, time_zone: str, country: str) -> str:
    """A plain string has its conversion cached by psycopg."""
    of_releases = {
        "of_known": sql.SQL(of_known),
        "time_zone": sql.SQL(time_zone),
        "country": sql.SQL(country),
    }
    parts = {
        "viewer": sql.SQL(VIEWER),
        "known": sql.SQL(KNOWN),
        "left": sql.SQL(LEFT),
        "releases": sql.SQL(RELEASES).format(**of_releases),
        "chosen": sql.SQL(CHOSEN),
        "scored": sql.SQL(SCORED),
        "order": sql.SQL(ORDER),
        "details": sql.SQL(DETAILS),
        "joined": sql.SQL(JOINED),
    }
    return sql.SQL(template).format(found=sql.SQL(found).format(**parts), **parts).as_string()


def _of_all(template: str) -> str:
    return _statement(
        template,
        found=SHARED,
        of_known="true",
        time_zone="%(time_zone)s::text",
        country="%(country)s::text",
    )


def _of_known(template: str) -> str:
    return _statement(
        template,
        found=OWN,
        of_known="media_id IN (SELECT media_id FROM known)",
        time_zone="(SELECT time_zone FROM viewer)",
        country="(SELECT country FROM viewer)",
    )


LIST_SHARED_STATEMENT = _of_all(LIST_SHARED)
LIST_OWN_STATEMENT = _of_known(LIST_OWN)
SHARED_DAYS = _of_all(OUTER_DAYS)
OWN_DAYS = _of_known(OUTER_DAYS)

"""The statement of statistics: everything is counted from the plays, nothing is stored."""

from datetime import datetime
from uuid import UUID

from psycopg.errors import InvalidParameterValue
from psycopg.rows import class_row

from chalicelib.platform.db import Connection
from chalicelib.platform.errors import InvalidInput
from chalicelib.stats.models import StatsQuery, StatsRow

MAX_GENRES = 5
MAX_PEOPLE = 5
MAX_TITLES = 6
#: Below this billing a role is too small to say whom one watched.
MAX_BILLING = 15
#: How many of a title's genres count for it.
MAX_GENRES_OF_TITLE = 3


def read(conn: Connection, *, user_id: UUID, query: StatsQuery, now: datetime) -> StatsRow:
    """
    Count the user's plays of a year, or all. Games have no plays: their sessions are counted, and
    time without a session in the year it was finished, or begun.

    Raises `InvalidInput` for an unknown time zone.
    """
    parameters = {
        "user_id": user_id,
        "year": query.year,
        "zone": query.time_zone,
        "now": now,
        "genres": MAX_GENRES,
        "genres_of_title": MAX_GENRES_OF_TITLE,
        "people": MAX_PEOPLE,
        "billing": MAX_BILLING,
        "titles": MAX_TITLES,
    }
    try:
        with conn.cursor(row_factory=class_row(StatsRow)) as cur:
            cur.execute(STATEMENT, parameters)
            return cur.fetchall()[0]
    except InvalidParameterValue as error:
        raise InvalidInput("There is no such time zone.", field="timeZone") from error


STATEMENT = """
WITH seen AS MATERIALIZED (
    SELECT p.media_id, p.episode_id, m.media_type, m.year AS title_year, local.at,
           local.at::date AS day, extract(year FROM local.at)::integer AS year,
           coalesce(e.runtime_minutes, m.runtime_minutes) AS minutes
    FROM user_plays AS p
    JOIN media_items AS m ON m.id = p.media_id
    LEFT JOIN show_episodes AS e ON e.id = p.episode_id
    CROSS JOIN LATERAL (
        SELECT nullif(p.watched_at, '-infinity') AT TIME ZONE
               CASE WHEN p.precision = 'moment' THEN %(zone)s ELSE 'UTC' END AS at
    ) AS local
    WHERE p.user_id = %(user_id)s AND m.media_type <> 'game'
),
played AS (
    SELECT r.media_id, s.minutes, 1 AS sessions, 0 AS finished,
           extract(year FROM s.played_at AT TIME ZONE %(zone)s)::integer AS year
    FROM user_game_sessions AS s
    JOIN user_playthroughs AS r ON r.id = s.playthrough_id
    WHERE s.user_id = %(user_id)s
    UNION ALL
    SELECT r.media_id, r.other_minutes, 0, (r.completion IS NOT NULL)::integer,
           extract(year FROM coalesce(r.finished_on, r.started_on))::integer
    FROM user_playthroughs AS r
    WHERE r.user_id = %(user_id)s AND (r.other_minutes > 0 OR r.completion IS NOT NULL)
),
present AS MATERIALIZED (
    SELECT (%(now)s::timestamptz AT TIME ZONE %(zone)s) AS at
),
chosen AS MATERIALIZED (
    SELECT s.*,
           CASE
               WHEN %(year)s::integer IS NULL THEN s.year
               ELSE extract(month FROM s.at)::integer
           END AS period
    FROM seen AS s
    WHERE %(year)s::integer IS NULL OR s.year = %(year)s
),
title AS MATERIALIZED (
    SELECT c.media_id, min(c.title_year) AS year, sum(c.minutes) AS minutes, count(*) AS plays
    FROM chosen AS c
    GROUP BY c.media_id
),
period AS (
    SELECT months.period
    FROM generate_series(1, 12) AS months (period)
    WHERE %(year)s::integer IS NOT NULL
    UNION ALL
    SELECT years.period
    FROM (SELECT min(year) AS first, max(year) AS last FROM chosen) AS span
    CROSS JOIN LATERAL generate_series(span.first, span.last) AS years (period)
    WHERE %(year)s::integer IS NULL
),
period_stats AS (
    SELECT p.period, count(c.*) FILTER (WHERE c.media_type = 'movie') AS movies,
           count(c.*) FILTER (WHERE c.media_type = 'show') AS episodes,
           coalesce(sum(c.minutes), 0) AS minutes
    FROM period AS p
    LEFT JOIN chosen AS c ON c.period = p.period
    GROUP BY p.period
),
day_stats AS (
    SELECT c.day, count(*) AS plays, coalesce(sum(c.minutes), 0) AS minutes
    FROM chosen AS c
    WHERE c.day IS NOT NULL
    GROUP BY c.day
),
streak AS (
    SELECT count(*) AS days, min(run.day) AS first_day, max(run.day) AS last_day
    FROM (
        SELECT d.day, d.day - row_number() OVER (ORDER BY d.day)::integer AS island
        FROM (SELECT DISTINCT day FROM seen WHERE day IS NOT NULL) AS d
        WHERE %(year)s::integer IS NULL OR extract(year FROM d.day) = %(year)s
    ) AS run
    GROUP BY run.island
),
present_streak AS (
    SELECT count(*) AS days, min(run.day) AS first_day, max(run.day) AS last_day
    FROM (
        SELECT d.day, d.day - row_number() OVER (ORDER BY d.day)::integer AS island
        FROM (SELECT DISTINCT day FROM seen WHERE day IS NOT NULL) AS d
    ) AS run
    GROUP BY run.island
    HAVING max(run.day) BETWEEN (SELECT at::date - 1 FROM present)
                            AND (SELECT at::date + 1 FROM present)
),
genre_plays AS MATERIALIZED (
    SELECT g.genre_id, c.period, count(*) AS plays, coalesce(sum(c.minutes), 0) AS minutes
    FROM chosen AS c
    JOIN media_genres AS g ON g.media_id = c.media_id AND g.position < %(genres_of_title)s
    GROUP BY g.genre_id, c.period
),
genre_stats AS (
    SELECT p.genre_id, sum(p.plays) AS plays, sum(p.minutes) AS minutes
    FROM genre_plays AS p
    GROUP BY p.genre_id
    ORDER BY plays DESC, p.genre_id
    LIMIT %(genres)s
),
person_stats AS (
    SELECT c.person_id, count(DISTINCT t.media_id) AS titles,
           mode() WITHIN GROUP (ORDER BY c.job) AS job
    FROM title AS t
    CROSS JOIN LATERAL (
        SELECT f.person_id, f.department, f.job, f.position
        FROM credits AS f
        WHERE f.movie_id = t.media_id
        UNION ALL
        SELECT f.person_id, f.department, f.job, f.position
        FROM credits AS f
        WHERE f.show_id = t.media_id
    ) AS c
    WHERE c.department = 'Acting' AND c.position < %(billing)s OR c.job IN ('Director', 'Creator')
    GROUP BY c.person_id
    HAVING count(DISTINCT t.media_id) > 1
),
top_people AS (
    SELECT p.id, p.name, p.profile_url, p.profile_placeholder, s.job, s.titles, p.popularity
    FROM person_stats AS s
    JOIN people AS p ON p.id = s.person_id
    ORDER BY s.titles DESC, p.popularity DESC, p.id
    LIMIT %(people)s
)
SELECT ARRAY(
           SELECT s.year FROM seen AS s WHERE s.year IS NOT NULL
           UNION
           SELECT p.year FROM played AS p WHERE p.year IS NOT NULL
           ORDER BY year DESC
       ) AS years,
       (
           SELECT jsonb_build_object(
               'titles', count(DISTINCT p.media_id),
               'sessions', coalesce(sum(p.sessions), 0),
               'finished', coalesce(sum(p.finished), 0),
               'minutes', coalesce(sum(p.minutes), 0)
           )
           FROM played AS p
           WHERE %(year)s::integer IS NULL OR p.year = %(year)s
       ) AS games,
       (
           SELECT jsonb_build_object(
               'movies', count(*) FILTER (WHERE c.media_type = 'movie'),
               'episodes', count(*) FILTER (WHERE c.media_type = 'show'),
               'titles', count(DISTINCT c.media_id),
               'rewatches', count(*) - count(DISTINCT (c.media_id, c.episode_id)),
               'days', count(DISTINCT c.day),
               'minutes', coalesce(sum(c.minutes), 0),
               'playsWithoutLength', count(*) FILTER (WHERE c.minutes IS NULL)
           )
           FROM chosen AS c
       ) AS totals,
       (
           SELECT coalesce(sum(s.minutes), 0)
           FROM seen AS s, present AS n
           WHERE s.year = %(year)s::integer - 1
             AND (
                 extract(year FROM n.at) > %(year)s
                 OR s.day <= (n.at - interval '1 year')::date
             )
           HAVING count(*) > 0
       ) AS previous_minutes,
       (
           SELECT coalesce(jsonb_agg(to_jsonb(d) ORDER BY d.day), '[]')
           FROM day_stats AS d
           WHERE %(year)s::integer IS NOT NULL
       ) AS days,
       (
           SELECT coalesce(jsonb_agg(to_jsonb(p) ORDER BY p.period), '[]') FROM period_stats AS p
       ) AS periods,
       ARRAY(
           SELECT coalesce(sum(d.minutes), 0)::integer
           FROM generate_series(1, 7) AS weekday (number)
           LEFT JOIN day_stats AS d ON extract(isodow FROM d.day) = weekday.number
           GROUP BY weekday.number
           ORDER BY weekday.number
       ) AS weekdays,
       (
           SELECT coalesce(jsonb_agg(jsonb_build_object(
                      'slug', g.slug, 'name', g.name, 'plays', s.plays, 'minutes', s.minutes,
                      'playsByPeriod', (
                          SELECT coalesce(
                              jsonb_agg(coalesce(gp.plays, 0) ORDER BY p.period), '[]'
                          )
                          FROM period AS p
                          LEFT JOIN genre_plays AS gp
                              ON gp.genre_id = s.genre_id AND gp.period = p.period
                      )
                  ) ORDER BY s.plays DESC, s.genre_id), '[]')
           FROM genre_stats AS s
           JOIN genres AS g ON g.id = s.genre_id
       ) AS genres,
       (
           SELECT coalesce(jsonb_agg(to_jsonb(d) ORDER BY d.decade), '[]')
           FROM (
               SELECT t.year / 10 * 10 AS decade, count(*) AS titles
               FROM title AS t
               WHERE t.year IS NOT NULL
               GROUP BY t.year / 10 * 10
           ) AS d
       ) AS decades,
       (
           SELECT coalesce(
                      jsonb_agg(
                          to_jsonb(p) - 'popularity' ORDER BY p.titles DESC, p.popularity DESC, p.id
                      ),
                      '[]'
                  )
           FROM top_people AS p
       ) AS people,
       (
           SELECT to_jsonb(s) FROM streak AS s ORDER BY s.days DESC, s.last_day DESC LIMIT 1
       ) AS longest_streak,
       (
           SELECT to_jsonb(s) FROM present_streak AS s ORDER BY s.last_day DESC LIMIT 1
       ) AS current_streak,
       ARRAY(
           SELECT t.media_id
           FROM title AS t
           JOIN user_ratings AS r
               ON r.user_id = %(user_id)s AND r.media_id = t.media_id
               AND r.season_number IS NULL AND r.episode_id IS NULL
           WHERE r.rating >= 7
           ORDER BY r.rating DESC, r.updated_at DESC, t.media_id
           LIMIT %(titles)s
       ) AS best_rated,
       ARRAY(
           SELECT t.media_id
           FROM title AS t
           ORDER BY t.minutes DESC NULLS LAST, t.plays DESC, t.media_id
           LIMIT %(titles)s
       ) AS most_watched
FROM present -- for everyone: an unknown time zone is an error also without plays
"""

-- What follows from the watchlist and the wanted list, computed when it is read: it changes with the
-- library, with the catalogue and with the day.

-- Shows a person follows: those they chose, and running shows of the library they have not muted.
CREATE OR REPLACE FUNCTION followed_shows(person uuid)
    RETURNS TABLE (media_id bigint, is_default boolean, updated_at timestamptz)
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT f.media_id, false, f.updated_at
    FROM user_follows AS f
    WHERE f.user_id = person AND f.state = 'follow' AND f.media_id IS NOT NULL
    UNION ALL
    SELECT l.media_id, true, l.discovered_at
    FROM (
        SELECT i.media_id, max(i.discovered_at) AS discovered_at
        FROM library_items AS i
        WHERE i.match_state = 'matched'
        GROUP BY i.media_id
    ) AS l
    JOIN media_items AS m ON m.id = l.media_id
    WHERE m.media_type = 'show'
      AND NOT title_has_ended(m.end_year, m.status)
      AND NOT EXISTS (
          SELECT
          FROM user_follows AS f
          WHERE f.user_id = person AND f.media_id = l.media_id
      )
$$;

-- Whether an episode without a date has aired. In a running show that has dates, one after the last
-- known date was only announced.
CREATE OR REPLACE FUNCTION undated_episode_has_aired(episode bigint, today date) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT title_has_ended(m.end_year, m.status)
        OR NOT EXISTS (
            SELECT
            FROM show_episodes AS d
            WHERE d.media_id = e.media_id
              AND d.air_date IS NOT NULL
              AND (d.season_number, d.episode_number) < (e.season_number, e.episode_number)
        )
        OR EXISTS (
            SELECT
            FROM show_episodes AS d
            WHERE d.media_id = e.media_id
              AND d.air_date <= today
              AND (d.season_number, d.episode_number) > (e.season_number, e.episode_number)
        )
    FROM show_episodes AS e
    JOIN media_items AS m ON m.id = e.media_id
    WHERE e.id = episode
$$;

-- Films and episodes a person asked for, with whether they are out yet and whether the library has
-- them. Wanted is what is out and not in the library. A day counts where the title is from.
CREATE OR REPLACE FUNCTION wanted_parts(person uuid, now timestamptz)
    RETURNS TABLE (
        media_id bigint, episode_id bigint, added_at timestamptz, is_out boolean, is_had boolean
    )
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT p.media_id, p.episode_id, p.added_at, p.is_out,
           EXISTS (
               SELECT
               FROM library_shelf AS i
               WHERE i.media_id = p.media_id
                 AND i.episode_id IS NOT DISTINCT FROM p.episode_id
           )
    FROM (
        SELECT w.media_id, w.episode_id, w.added_at,
               CASE
                   WHEN w.episode_id IS NULL THEN coalesce(m.release_date <= d.today, true)
                   WHEN e.air_date IS NULL THEN undated_episode_has_aired(e.id, d.today)
                   ELSE e.air_date <= d.today
               END AS is_out
        FROM user_wanted AS w
        JOIN media_items AS m ON m.id = w.media_id
        CROSS JOIN LATERAL (SELECT title_today(m.countries, now) AS today OFFSET 0) AS d
        LEFT JOIN show_episodes AS e ON e.id = w.episode_id
        WHERE w.user_id = person AND NOT w.is_excluded
        UNION ALL
        SELECT e.media_id, e.id, min(u.added_at),
               e.air_date IS NOT NULL AND e.air_date <= d.today
        FROM user_wanted_upcoming AS u
        JOIN media_items AS m ON m.id = u.media_id
        CROSS JOIN LATERAL (SELECT title_today(m.countries, now) AS today OFFSET 0) AS d
        JOIN show_episodes AS e
            ON e.media_id = u.media_id
            AND CASE WHEN u.season_number IS NULL THEN e.season_number > 0
                     ELSE e.season_number = u.season_number END
        WHERE u.user_id = person
          AND (
              e.air_date >= u.since
              OR e.air_date IS NULL AND NOT undated_episode_has_aired(e.id, d.today)
          )
          AND NOT EXISTS (
              SELECT FROM user_wanted AS w WHERE w.user_id = person AND w.episode_id = e.id
          )
        GROUP BY e.id, d.today
    ) AS p
$$;

-- A user's calendar goes from the shows they know to their days, not through all that airs then.
-- Episodes of the IMDb files have no day, so this stays small, as show_episodes_by_air_date does.
SET LOCAL lock_timeout = '4s';

CREATE INDEX show_episodes_of_a_show_by_day ON show_episodes (media_id, air_date)
    WHERE air_date IS NOT NULL;
